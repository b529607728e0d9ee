package io.github.torchrnn.jit;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * A tensor of a program: an argument, an array from outside, or a result of an operation.
 *
 * @param id its number in the program
 * @param shape when it was traced; sizes other than 0 and 1 may differ in a run, ranks may not
 * @param recorded whether gradients pass through it
 */
record Value(int id, Shape shape, DataType type, Device device, boolean recorded) {

  static Value of(int id, NDArray array, boolean recorded) {
    return new Value(id, array.getShape(), array.getDataType(), array.getDevice(), recorded);
  }

  /** The number of axes. */
  int rank() {
    return shape.dimension();
  }

  /** Two values of a program are equal only if they are the same one. */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return id;
  }
}
