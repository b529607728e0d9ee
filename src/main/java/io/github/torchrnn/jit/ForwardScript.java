package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Script;
import io.github.torchrnn.internal.archive.PickleWriter.PyObject;
import io.github.torchrnn.nn.TorchModule;
import java.util.LinkedHashMap;
import java.util.Map;

/** The TorchScript of a forward without gradients. */
final class ForwardScript {

  private final TorchModule net;
  private final ModuleBindings bound;

  /** Prepares the script of a module's forward. */
  ForwardScript(TorchModule net) {
    this.net = net;
    bound = new ModuleBindings(Map.of("net", net));
  }

  /** The bindings of the script to the modules' tensors and modes. */
  ModuleBindings bound() {
    return bound;
  }

  /**
   * Compiles the forward.
   *
   * @return a module with {@code infer(inputs)} and the methods that {@link #bound} calls
   * @throws UnsupportedOperationException naming a module that has no TorchScript
   * @throws IllegalArgumentException with LibTorch's report if a network's own does not compile
   */
  Script compile() {
    try (NDArray placeholder = LibTorch.manager().create(0f)) {
      ModuleClasses classes = ModuleClasses.toForward(placeholder, net);
      Map<String, Object> attributes = new LinkedHashMap<>();
      attributes.put("training", false);
      attributes.put("net", classes.object(net));
      ForwardSignature forward = ForwardSignature.ofForward(net.torchScript());
      String infer =
          "def infer(self, inputs: List[Tensor]) -> List[Tensor]:\n"
              + (forward.unpacking()
                      + "result = self.net.forward(%s)\n".formatted(forward.names())
                      + forward.packing()
                      + "return outputs\n")
                  .indent(2);
      return classes.compile(
          new PyObject("__torch__", "Forward", attributes),
          Map.of(),
          infer + "\n" + bound.source(false));
    }
  }
}
