package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/** Base of the losses of three arrays. */
abstract class TripleLoss extends ReducedLoss {

  private final String[] names;

  /** A loss whose forward has arguments of these names. */
  TripleLoss(Loss.Builder<?> options, String... names) {
    super(options);
    this.names = names;
  }

  /** Computes the loss. */
  public abstract NDArray forward(NDArray first, NDArray second, NDArray third);

  @Override
  protected final NDList compute(NDList inputs) {
    requireArguments(inputs, names);
    return new NDList(forward(inputs.get(0), inputs.get(1), inputs.get(2)));
  }
}
