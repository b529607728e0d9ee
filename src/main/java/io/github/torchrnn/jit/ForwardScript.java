package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Script;
import io.github.torchrnn.internal.archive.PickleWriter.PyObject;
import io.github.torchrnn.nn.TorchModule;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes the TorchScript of a forward without gradients. */
final class ForwardScript {

  private final TorchModule net;
  private final ModuleBindings bound;

  /** Takes the module whose forward it is. */
  ForwardScript(TorchModule net) {
    this.net = net;
    bound = new ModuleBindings(Map.of("net", net));
  }

  /** The modules whose tensors and modes the script takes. */
  ModuleBindings bound() {
    return bound;
  }

  /**
   * Compiles the forward.
   *
   * @return a module with {@code infer(inputs)} beside what {@link #bound} calls
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
