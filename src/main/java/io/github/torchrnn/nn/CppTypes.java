package io.github.torchrnn.nn;

import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.internal.TorchText;

/** C++'s names of types, as some messages of LibTorch have them. */
final class CppTypes {

  private CppTypes() {}

  static String name(DataType type) {
    return switch (type) {
      case FLOAT32 -> "float";
      case FLOAT64 -> "double";
      case INT64 -> "long int";
      case INT32 -> "int";
      case INT16 -> "short int";
      case INT8 -> "signed char";
      case UINT8 -> "unsigned char";
      case BOOLEAN -> "bool";
      default -> "c10::" + TorchText.scalarType(type);
    };
  }
}
