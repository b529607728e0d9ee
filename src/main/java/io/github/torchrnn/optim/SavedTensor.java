package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Tensors;

/**
 * A number that was loaded as a tensor of one element, and is written as one.
 *
 * @param value exact in all types, but for int64 beyond 2^53
 */
record SavedTensor(double value, DataType type, Shape shape) {

  static SavedTensor of(String name, NDArray array) {
    return new SavedTensor(Saved.number(name, array), array.getDataType(), array.getShape());
  }

  /** A new tensor, which belongs to the innermost scope. */
  NDArray toArray() {
    return Kernels.call(
        LibTorch.manager(), "full", shape.getShape(), value, (long) Tensors.torchNumber(type));
  }
}
