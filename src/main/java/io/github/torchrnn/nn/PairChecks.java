package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import org.slf4j.Logger;

/** Checks of losses that compare an input with a target element by element. */
final class PairChecks {

  private PairChecks() {}

  /** Refuses shapes that do not broadcast, and two devices; warns where it broadcasts. */
  static void requireBroadcast(Logger logger, NDArray input, NDArray target) {
    Shape shape = Tensors.usable("input", input).getShape();
    Shape other = Tensors.usable("target", target).getShape();
    if (!shape.equals(other)) {
      logger.warn(
          "Using a target size ({}) that is different to the input size ({}). This will likely lead"
              + " to incorrect results due to broadcasting. Please ensure they have the same size.",
          TorchText.size(other),
          TorchText.size(shape));
      ArrayChecks.requireBroadcast(shape, other);
    }
    ArrayChecks.requireSameDevice("target", input, target);
  }

  /** Refuses two types of which neither is floating. */
  static void requireFloating(String kernel, NDArray input, NDArray target) {
    if (neitherFloats(input, target)) {
      throw new IllegalArgumentException(
          "\"%s\" not implemented for '%s'".formatted(kernel, promoted(input, target)));
    }
  }

  /** Refuses types of which neither is floating, or whose common one is not the input's. */
  static void requireFloatingInput(String kernel, NDArray input, NDArray target) {
    DataType type = input.getDataType();
    DataType other = target.getDataType();
    boolean truths = type == DataType.BOOLEAN && other != DataType.BOOLEAN;
    if (!type.isFloating() && (other.isFloating() || truths)) {
      throw new IllegalArgumentException(
          "result type %s can't be cast to the desired output type %s"
              .formatted(TorchText.scalarType(other), TorchText.scalarType(type)));
    }
    requireFloating(kernel, input, target);
  }

  /** Refuses weights that are not one for each number of the input. */
  static void requireWeight(NDArray input, NDArray weight) {
    if (!Tensors.usable("weight", weight).getShape().equals(input.getShape())) {
      throw new IllegalArgumentException("Weights and input must have the same size.");
    }
    ArrayChecks.requireSameDevice("weight", input, weight);
  }

  static boolean neitherFloats(NDArray input, NDArray target) {
    return !input.getDataType().isFloating() && !target.getDataType().isFloating();
  }

  /** LibTorch's name of the type in which two types that are not floating meet. */
  static String promoted(NDArray input, NDArray target) {
    DataType a = input.getDataType();
    DataType b = target.getDataType();
    if (a == b || b == DataType.BOOLEAN) {
      return TorchText.scalarType(a);
    }
    if (a == DataType.BOOLEAN) {
      return TorchText.scalarType(b);
    }
    if (a == DataType.INT64 || b == DataType.INT64) {
      return "Long";
    }
    return a == DataType.INT32 || b == DataType.INT32 ? "Int" : "Short";
  }

  /** Refuses to subtract truth values. */
  static void requireSubtractable(NDArray input, NDArray target) {
    boolean one = input.getDataType() == DataType.BOOLEAN;
    boolean other = target.getDataType() == DataType.BOOLEAN;
    if (one && other) {
      throw new IllegalArgumentException(
          "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or"
              + " `logical_xor()` operator instead.");
    }
    if (one || other) {
      throw new IllegalArgumentException(
          "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to"
              + " invert a mask, use the `~` or `logical_not()` operator instead.");
    }
  }
}
