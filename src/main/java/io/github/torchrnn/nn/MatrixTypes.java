package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Tensors;

/** LibTorch's check that the factors of a matrix product have one type. */
final class MatrixTypes {

  private MatrixTypes() {}

  static void requireSame(NDArray matrix, NDArray weight) {
    if (matrix.getDataType() != weight.getDataType()) {
      throw new IllegalArgumentException(
          "mat1 and mat2 must have the same dtype, but got %s and %s"
              .formatted(
                  Tensors.scalarType(matrix.getDataType()),
                  Tensors.scalarType(weight.getDataType())));
    }
  }
}
