package io.github.torchrnn.internal.script;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.script.PickleWriter.PyObject;
import io.github.torchrnn.nn.TorchModule;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes the TorchScript of a forward without gradients. */
public final class ForwardScript {

  private final TorchModule net;
  private final BoundModules bound;

  /** Takes the module whose forward it is. */
  public ForwardScript(TorchModule net) {
    this.net = net;
    bound = new BoundModules(Map.of("net", net));
  }

  /** The modules whose tensors and modes the script takes. */
  public BoundModules bound() {
    return bound;
  }

  /**
   * Compiles the forward.
   *
   * @return a module with {@code infer(inputs)} beside what {@link #bound} calls
   * @throws UnsupportedOperationException naming a module that has no TorchScript
   * @throws IllegalArgumentException with LibTorch's report if a network's own does not compile
   */
  public Kernels.Script compile() {
    try (NDArray placeholder = Kernels.manager().create(0f)) {
      ScriptClasses classes = ScriptClasses.toForward(placeholder, net);
      Map<String, Object> attributes = new LinkedHashMap<>();
      attributes.put("training", false);
      attributes.put("net", classes.object(net));
      Signature forward = Signature.ofForward(net.torchScript());
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
