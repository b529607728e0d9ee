package io.github.torchrnn.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.torchrnn.Scope;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.TorchModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole models: the files of {@code make_model_files.py}, and hostile ones. */
class PickledModuleTest {

  @TempDir private Path folder;
  private Scope scope;

  @BeforeEach
  void open() {
    scope = Torch.scope();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  /** The twin of the class in Python's script. */
  static final class Net extends TorchModule {
    final RNN rnn = register("rnn", RNN.builder(3, 4).numLayers(2).build());
    final Linear fc = register("fc", Linear.builder(4, 2).bias(false).build());

    NDArray forward(NDArray x) {
      return fc.forward(rnn.forward(x).output());
    }
  }

  private static PickledModule loaded(String name) throws IOException {
    return (PickledModule) Pt.load(Stored.FOLDER.resolve("model-" + name + ".pt"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rnn", "classifier", "extras", "tied", "parallel", "legacy", "protocol4"})
  void aModelIsReadAsWhatItHolds(String name) throws IOException {
    assertDescribed(Stored.json("model-" + name).getAsJsonObject(), loaded(name));
  }

  private static void assertDescribed(JsonObject expected, PickledModule module) {
    assertEquals(expected.get("className").getAsString(), module.className());
    assertEquals(expected.get("training").getAsBoolean(), module.training());
    Stored.assertSame(expected.get("attributes"), module.attributes());
    assertEquals(strings(expected.get("parameters")), List.copyOf(module.parameters().keySet()));
    assertEquals(strings(expected.get("buffers")), List.copyOf(module.buffers().keySet()));
    Stored.assertSame(expected.get("stateDict"), module.stateDict());
    JsonObject children = expected.getAsJsonObject("children");
    assertEquals(List.copyOf(children.keySet()), List.copyOf(module.namedChildren().keySet()));
    module
        .namedChildren()
        .forEach((key, child) -> assertDescribed(children.getAsJsonObject(key), child));
  }

  private static List<String> strings(JsonElement array) {
    return array.getAsJsonArray().asList().stream().map(JsonElement::getAsString).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rnn", "legacy", "protocol4"})
  void aTwinTakesItsState(String name) throws IOException {
    try (Net net = new Net()) {
      assertEquals(
          "<All keys matched successfully>",
          net.loadStateDict(loaded(name).stateDict()).toString());
      Torch.manualSeed(1); // net(torch.randn(2, 3)) after torch.manual_seed(1)
      assertEquals(
          "tensor([[-0.3639,  0.1608],\n        [-0.2280,  0.1352]])",
          Torch.repr(net.forward(Torch.randn(2, 3))));
    }
  }

  @Test
  void aModelMayBePartOfACheckpoint() throws IOException {
    Map<?, ?> checkpoint = (Map<?, ?>) Pt.load(Stored.FOLDER.resolve("model-in-dict.pt"));
    PickledModule net = (PickledModule) checkpoint.get("net");
    assertEquals(3L, checkpoint.get("epoch"));
    assertEquals("<__main__.Net>", net.toString());
    assertSame(net, ((List<?>) checkpoint.get("nets")).get(0));
  }

  @Test
  void tiedWeightsAreOneArrayUnderTheirNames() throws IOException {
    Map<String, NDArray> state = loaded("tied").stateDict();
    assertEquals(
        List.of("encoder.weight", "decoder.weight", "decoder.bias", "again.weight", "again.bias"),
        List.copyOf(state.keySet()));
    assertSame(state.get("encoder.weight"), state.get("decoder.weight"));
    assertSame(state.get("decoder.bias"), state.get("again.bias"));
  }

  @Test
  void otherObjectsAreDescribed() throws IOException {
    PickledModule extras = loaded("extras");
    PickledObject args = (PickledObject) extras.attributes().get("args");
    assertEquals("argparse.Namespace", args.name());
    assertEquals(List.of(), args.arguments());
    Map<?, ?> attributes = (Map<?, ?>) args.state();
    assertEquals(0.1, attributes.get("lr"));
    assertEquals(List.of(8L, 8L), attributes.get("layers"));
    assertSame(extras.namedChildren().get("lin"), attributes.get("net"));
    PickledObject vocabulary = (PickledObject) extras.attributes().get("vocabulary");
    assertEquals(Map.of("a", 1L, "b", 2L), vocabulary.entries());
    assertEquals(List.of(), vocabulary.elements());
    Map<?, ?> hooks = (Map<?, ?>) extras.attributes().get("_forward_hooks");
    assertEquals("[<__main__.hook>]", hooks.values().toString());
  }

  @Test
  void aModelIsNotAStateDictAndIsNotWritten() throws IOException {
    Path file = Stored.FOLDER.resolve("model-rnn.pt");
    assertEquals(
        file
            + ": holds a whole model, __main__.Net: its state is ((PickledModule) Pt.load(path)).stateDict()",
        assertThrows(TorchFormatException.class, () -> Pt.loadStateDict(file)).getMessage());
    PickledModule net = loaded("rnn");
    assertEquals(
        "cannot write a io.github.torchrnn.io.PickledModule",
        assertThrows(
                IllegalArgumentException.class,
                () -> Pt.save(Map.of("net", net), folder.resolve("net.pt")))
            .getMessage());
  }

  // ---- hostile files

  private Path pickled(PickleBytes code) throws IOException {
    Path file = folder.resolve("pickled.pt");
    return Files.write(file, HostileFiles.zip(code.end(), 16));
  }

  private void assertRefused(PickleBytes code, String message) throws IOException {
    Path file = pickled(code);
    TorchFormatException refused = assertThrows(TorchFormatException.class, () -> Pt.load(file));
    assertEquals(file + ": " + message, refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "os, system",
    "posix, system",
    "nt, system",
    "os.path, exists",
    "subprocess, Popen",
    "builtins, eval",
    "__builtin__, exec",
    "builtins, __import__",
    "builtins, open",
    "importlib, import_module",
    "runpy, run_path",
    "pickle, loads",
    "operator, attrgetter",
    "torch.hub, load",
    "ctypes, CDLL"
  })
  void whatCouldDoHarmInPythonIsRefusedByName(String module, String name) throws IOException {
    assertRefused(
        PickleBytes.begin().global(module, name),
        "refers to " + module + "." + name + ", which weight files may not contain");
  }

  @Test
  void anUnknownCallIsADescription() throws IOException {
    Path file = pickled(PickleBytes.begin().global("mypkg", "launch").op("X\u0002\0\0\0ls\u0085R"));
    PickledObject object = (PickledObject) Pt.load(file);
    assertEquals("<mypkg.launch>", object.toString());
    assertEquals(List.of("ls"), object.arguments());
    assertEquals(null, object.state());
  }

  @Test
  void anObjectMayContainItself() throws IOException {
    PickleBytes code = PickleBytes.begin().global("a", "B").op(")\u0081").put(0);
    PickledObject object = (PickledObject) Pt.load(pickled(code.get(0).op("b")));
    assertSame(object, object.state());
  }

  @Test
  void objectsInObjectsTakeNoStack() throws IOException {
    PickleBytes code = PickleBytes.begin();
    int depth = 50_000;
    for (int i = 0; i < depth; i++) {
      code.global("a", "B").op(")\u0081");
    }
    code.op("b", depth - 1);
    Object value = Pt.load(pickled(code));
    int found = 0;
    while (value instanceof PickledObject object) {
      value = object.state();
      found++;
    }
    assertEquals(depth, found);
  }

  /** Code that leaves a module on the stack, whose children the given code puts into a dict. */
  private static PickleBytes module(PickleBytes children) {
    return new PickleBytes()
        .global("a", "Net")
        .op(")\u0081}(")
        .text("_parameters")
        .op("}")
        .text("_buffers")
        .op("}")
        .text("_modules")
        .op("}(")
        .add(children)
        .op("u")
        .op("ub");
  }

  @Test
  void aModuleThatContainsItselfIsRefused() throws IOException {
    PickleBytes code = PickleBytes.begin().global("a", "Net").op(")\u0081").put(0);
    code.op("}(").text("_parameters").op("}").text("_buffers").op("}").text("_modules").op("}");
    code.text("x").get(0).op("sub");
    assertRefused(code, "has a module that contains itself, or is nested more than 500 deep");
  }

  @Test
  void aModuleUnderVeryManyNamesIsRefused() throws IOException {
    PickleBytes code = module(new PickleBytes()).put(0);
    for (int i = 1; i < 60; i++) {
      PickleBytes twice = new PickleBytes().text("a").get(i - 1).text("b").get(i - 1);
      code.add(module(twice)).put(i);
    }
    Path file = pickled(PickleBytes.begin().add(code));
    String message = assertThrows(TorchFormatException.class, () -> Pt.load(file)).getMessage();
    assertEquals(
        "%s: has %d bytes, but its objects need more memory than the %d bytes it may take"
            .formatted(
                file,
                Files.size(file),
                Math.min((64L << 20) + 2 * Files.size(file), Runtime.getRuntime().maxMemory() / 4)),
        message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ca\nB\n", "ca\nB\n)\u0081", "h\u0001)\u0081}b", "h\u0002}s", "h\u0002]a"})
  void veryManyObjectsAreRefusedOrRead(String code) throws IOException {
    PickleBytes many = PickleBytes.begin().global("a", "B").op("q\u0001)\u0081q\u0002");
    try {
      Pt.load(pickled(many.op("](").op(code, 1_000_000).op("e")));
    } catch (TorchFormatException refused) {
      assertEquals(1, refused.getMessage().lines().count());
    }
  }

  @Test
  void deepModulesAreRefused() throws IOException {
    PickleBytes code = module(new PickleBytes()).put(0);
    for (int i = 1; i < 600; i++) {
      code.op("0").add(module(new PickleBytes().text("a").op("j").int32("", i - 1)));
      code.op("r").int32("", i);
    }
    assertRefused(
        PickleBytes.begin().add(code),
        "has a module that contains itself, or is nested more than 500 deep");
  }

  @Test
  void partsOfAnotherKindAreRefused() throws IOException {
    assertRefused(
        PickleBytes.begin().add(module(new PickleBytes().text("a").op("K\u0001"))),
        "has a a.Net whose _modules are not those of a torch.nn.Module");
    assertRefused(
        PickleBytes.begin().add(module(new PickleBytes().op("K\u0001N"))),
        "has a a.Net whose _modules are not those of a torch.nn.Module");
  }

  @Test
  void attributesKeepTheirOrder() throws IOException {
    Map<String, Object> attributes = new LinkedHashMap<>(loaded("rnn").attributes());
    assertEquals(Map.of("hidden_size", 4L), attributes);
  }
}
