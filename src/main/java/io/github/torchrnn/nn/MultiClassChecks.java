package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import org.jspecify.annotations.Nullable;

/** Checks of class indices before {@code multi_margin_loss} and {@code multilabel_margin_loss}. */
final class MultiClassChecks {

  private MultiClassChecks() {}

  /** Checks the arguments of {@code multi_margin_loss}: one class for each example. */
  static void checkClasses(NDArray input, NDArray target, @Nullable NDArray weight) {
    Shape shape = requireScores(input);
    Shape given = Tensors.usable("target", target).getShape();
    long classes = classes(shape);
    long examples = shape.dimension() == 2 ? shape.get(0) : 1;
    if (given.dimension() > 1
        || given.size() != examples
        || given.dimension() == 0 && shape.dimension() == 2) {
      throw new IllegalArgumentException(
          ("multi_margin_loss: target tensor should be 1-D with size equal to the number of input"
                  + " samples (batch size). Expected target size [%s], but got %s. Input has shape"
                  + " %s.")
              .formatted(
                  examples, TorchText.sizes(given.getShape()), TorchText.sizes(shape.getShape())));
    }
    if (weight != null && !weight.getShape().equals(new Shape(classes))) {
      throw new IllegalArgumentException(
          "inconsistent weight size, expected %s but got %s"
              .formatted(classes, TorchText.sizes(weight.getShape().getShape())));
    }
    requireFloating("multi_margin_loss_cpu_kernel", input, target);
    requireType(DataType.INT64, target);
    if (weight != null) {
      ArrayChecks.requireSameDevice("weight", input, weight);
      requireType(input.getDataType(), weight);
    }
    if (ArrayChecks.firstIndex(target, index -> index < 0 || index >= classes).isPresent()) {
      throw new IllegalArgumentException("target out of range");
    }
  }

  /** Checks the arguments of {@code multilabel_margin_loss}: a row of classes for each example. */
  static void checkLabels(NDArray input, NDArray target) {
    Shape shape = requireScores(input);
    Shape given = Tensors.usable("target", target).getShape();
    long classes = classes(shape);
    boolean fits =
        shape.dimension() == 2
            ? given.equals(shape)
            : given.dimension() <= 1 && given.size() == classes;
    if (!fits) {
      throw new IllegalArgumentException(
          "inconsistent target size: %s for input of size: %s"
              .formatted(TorchText.sizes(given.getShape()), TorchText.sizes(shape.getShape())));
    }
    requireFloating("multilabel_margin_loss_forward_out_frame", input, target);
    DataType type = target.getDataType();
    boolean integers = type == DataType.INT64 || type == DataType.UINT8;
    if (integers
        && ArrayChecks.firstIndex(target, index -> index < -1 || index >= classes).isPresent()) {
      throw new IllegalArgumentException("argument #2 'target' is out of range");
    }
    requireType(DataType.INT64, target);
  }

  private static Shape requireScores(NDArray input) {
    Shape shape = Tensors.usable("input", input).getShape();
    if (shape.dimension() > 2 || classes(shape) == 0) {
      throw new IllegalArgumentException(
          "Expected non-empty vector or matrix with optional 0-dim batch size, but got: "
              + TorchText.sizes(shape.getShape()));
    }
    return shape;
  }

  private static long classes(Shape shape) {
    return shape.dimension() == 0 ? 1 : shape.get(shape.dimension() - 1);
  }

  private static void requireFloating(String kernel, NDArray input, NDArray target) {
    ArrayChecks.requireSameDevice("target", input, target);
    DataType type = input.getDataType();
    if (type != DataType.FLOAT32 && type != DataType.FLOAT64) {
      throw new IllegalArgumentException(
          "\"%s\" not implemented for '%s'".formatted(kernel, TorchText.scalarType(type)));
    }
  }

  private static void requireType(DataType expected, NDArray array) {
    if (array.getDataType() != expected) {
      throw new IllegalArgumentException(
          "expected scalar type %s but found %s"
              .formatted(
                  TorchText.scalarType(expected), TorchText.scalarType(array.getDataType())));
    }
  }
}
