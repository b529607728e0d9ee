package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.internal.TorchText;

/** LibTorch's checks that arrays which meet in a product have one type. */
final class MatrixTypes {

  private MatrixTypes() {}

  /**
   * Refuses factors of a matrix product of two types.
   *
   * @param bias whether the product is added to something
   */
  static void requireSame(NDArray matrix, NDArray weight, boolean bias) {
    DataType one = matrix.getDataType();
    DataType other = weight.getDataType();
    if (one != other && bias) {
      throw new IllegalArgumentException(
          "mat1 and mat2 must have the same dtype, but got %s and %s"
              .formatted(TorchText.scalarType(one), TorchText.scalarType(other)));
    } else if (one != other) {
      throw new IllegalArgumentException(
          "expected m1 and m2 to have the same dtype, but got: %s != %s"
              .formatted(CppTypes.name(one), CppTypes.name(other)));
    }
  }

  /** Refuses an LSTM's state of another type. */
  static void requireSameState(NDArray input, NDArray state) {
    if (state.getDataType() != input.getDataType()) {
      throw new IllegalArgumentException(
          "Input and hidden tensors are not the same dtype, found input tensor with %s and hidden tensor with %s"
              .formatted(
                  TorchText.scalarType(input.getDataType()),
                  TorchText.scalarType(state.getDataType())));
    }
  }
}
