package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;

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
    return whileOpen(() -> called(input, OWN, isTraining()));
  }

  private NDArray called(NDArray input, Weights weights, boolean training) {
    NDArray[] arguments = {input};
    return hooks().around(this, arguments, it -> new NDArray[] {run(it[0], weights, training)})[0];
  }

  /** Checks the input and computes, on the module's own weights or on DJL's. */
  abstract NDArray run(NDArray input, Weights weights, boolean training);

  @Override
  final NDList compute(NDList inputs, Weights weights, boolean training) {
    return new NDList(called(inputs.head(), weights, training));
  }

  @Override
  final boolean isLayer() {
    return true;
  }

  /** The input's, unless a layer says otherwise. */
  @Override
  Shape outputShape(Shape input) {
    return input;
  }
}
