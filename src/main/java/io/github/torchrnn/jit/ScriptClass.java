package io.github.torchrnn.jit;

import io.github.torchrnn.internal.Script;
import io.github.torchrnn.internal.archive.PickleWriter.PyObject;
import io.github.torchrnn.internal.archive.ScriptArchive;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A TorchScript class of one object: attributes that Java sets, and methods. */
final class ScriptClass {

  private static final Map<String, Object> INITIAL =
      Map.of(
          "List[int]",
          List.of(),
          "List[Tensor]",
          List.of(),
          "int",
          0L,
          "float",
          0.0,
          "bool",
          false);

  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final StringBuilder methods = new StringBuilder();

  /** Adds an attribute, of a type of TorchScript. */
  void attribute(String name, String type) {
    attributes.put(name, type);
  }

  /** Adds a method. */
  void method(String signature, String body) {
    methods.append("def ").append(signature).append(":\n").append(body.indent(2)).append('\n');
  }

  /** Adds a method that sets all attributes added so far, in their order. */
  void setter(String name) {
    StringBuilder header = new StringBuilder();
    StringBuilder body = new StringBuilder();
    attributes.forEach(
        (attribute, type) -> {
          header.append(", %s: %s".formatted(attribute, type));
          body.append("self.%1$s = %1$s\n".formatted(attribute));
        });
    method("%s(self%s) -> None".formatted(name, header), body + "pass\n");
  }

  /** The source, with the library's methods that it calls. */
  String source() {
    StringBuilder members = new StringBuilder("__parameters__ = []\n__buffers__ = []\n");
    attributes.forEach((name, type) -> members.append("%s : %s\n".formatted(name, type)));
    members.append("training : bool\n");
    members.append(methods).append(Definitions.calledBy(methods.toString()));
    return "class Program(Module):\n" + members.toString().indent(2);
  }

  /**
   * Compiles the class.
   *
   * @throws IllegalArgumentException with LibTorch's report if it does not compile
   */
  Script compile() {
    Map<String, Object> values = new LinkedHashMap<>();
    attributes.forEach((name, type) -> values.put(name, INITIAL.get(type)));
    values.put("training", false);
    PyObject root = new PyObject("__torch__", "Program", values);
    return Script.load(ScriptArchive.bytes(Map.of("code/__torch__.py", source()), root));
  }
}
