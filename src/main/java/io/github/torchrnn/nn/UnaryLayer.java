package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Base of layers that map one array to one array, a {@link Linear} or a {@link ReLU} for example.
 * No class outside this package can extend it.
 */
public abstract class UnaryLayer extends TorchModule {

  UnaryLayer() {}

  /**
   * Runs the layer: {@code output = layer(input)}.
   *
   * @return the output, which belongs to the input's manager
   * @throws IllegalArgumentException with torch's message if a rank, size, type or value is wrong
   */
  public NDArray forward(NDArray input) {
    return whileOpen(() -> run(input, OWN, isTraining()));
  }

  /** Checks the input and computes, on the module's own weights or on DJL's. */
  abstract NDArray run(NDArray input, Weights weights, boolean training);

  /** The statements of {@link #forward} on {@code input}, in TorchScript. */
  abstract String script();

  @Override
  public final String torchScript() {
    return "def forward(self, input: Tensor) -> Tensor:\n" + script().indent(2);
  }

  /**
   * The derivative of the input in TorchScript, from that of the output, {@code dy}, and {@code
   * output}; null where LibTorch's graph finds it.
   */
  @Nullable String derivative() {
    return null;
  }

  @Override
  public String stepScript() {
    return derivative() == null
        ? torchScript()
        : ScriptTemplate.fill(
            Map.of("value", script().replace("return ", ""), "derivative", derivative()),
            "unary_step.py",
            "activation_step.py");
  }

  @Override
  final NDList compute(NDList inputs, Weights weights, boolean training) {
    return new NDList(run(inputs.head(), weights, training));
  }

  /** The input's, unless a layer says otherwise. */
  @Override
  Shape outputShape(Shape input) {
    return input;
  }
}
