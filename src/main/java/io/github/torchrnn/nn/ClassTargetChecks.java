package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.TorchText;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Checks of class indices before {@code nll_loss} runs, in torch's order and words. */
final class ClassTargetChecks {

  private final Shape input;
  private final Shape target;
  private final @Nullable NDArray weight;

  private ClassTargetChecks(NDArray input, NDArray target, @Nullable NDArray weight) {
    this.input = input.getShape();
    this.target = target.getShape();
    this.weight = weight;
  }

  /** Checks usable arrays. */
  static void check(NDArray input, NDArray target, @Nullable NDArray weight, long ignoreIndex) {
    ArrayChecks.requireSameDevice("target", input, target);
    if (weight != null) {
      ArrayChecks.requireSameDevice("weight", input, weight);
    }
    ClassTargetChecks targets = new ClassTargetChecks(input, target, weight);
    int rank = input.getShape().dimension();
    targets.checkBatch(rank);
    if (rank <= 2) {
      targets.checkFlat(rank, target.getDataType());
    } else if (rank == 4) {
      targets.checkImages(target.getDataType());
    } else {
      targets.checkSpatial(target.getDataType());
    }
    checkTypes(input, target, weight);
    long classes = targets.classes();
    ArrayChecks.firstIndex(target, index -> index != ignoreIndex && (index < 0 || index >= classes))
        .ifPresent(
            index -> {
              throw new IllegalArgumentException("Target " + index + " is out of bounds.");
            });
  }

  private long classes() {
    return input.get(input.dimension() == 1 ? 0 : 1);
  }

  private void checkBatch(int rank) {
    long batch = target.dimension() == 0 ? 0 : target.get(0);
    if (rank != 1 && input.get(0) != batch) {
      throw new IllegalArgumentException(
          "Expected input batch_size (%s) to match target batch_size (%s)."
              .formatted(input.get(0), batch));
    }
  }

  private void checkFlat(int rank, DataType type) {
    if (target.dimension() > 1) {
      throw new IllegalArgumentException(
          "0D or 1D target tensor expected, multi-target not supported");
    }
    requireIndices(type);
    if (rank == 1 && target.dimension() == 1 && target.get(0) != 1) {
      throw new IllegalArgumentException(
          "For 1D input, 1D target must have size 1, but got target size: " + target.get(0));
    }
    if (weight != null && !weight.getShape().equals(new Shape(classes()))) {
      throw new IllegalArgumentException(
          "weight tensor should be defined either for all "
              + classes()
              + " classes or no classes but got weight tensor of shape: "
              + TorchText.sizes(weight.getShape().getShape()));
    }
  }

  private void checkImages(DataType type) {
    if (target.dimension() != 3) {
      throw new IllegalArgumentException(
          "only batches of spatial targets supported (3D tensors) but got targets of dimension: "
              + target.dimension());
    }
    requireIndices(type);
    requireWeightOfEachClass();
    if (!target.equals(expected())) {
      throw mismatch(input, target);
    }
  }

  private void checkSpatial(DataType type) {
    if (!target.equals(expected())) {
      throw new IllegalArgumentException(
          "Expected target size %s, got %s"
              .formatted(
                  TorchText.sizes(expected().getShape()), TorchText.sizes(target.getShape())));
    }
    requireIndices(type);
    requireWeightOfEachClass();
    if (classes() == 0 && target.size() > 0) {
      long batch = input.get(0);
      throw mismatch(new Shape(batch, 0, 0, 0), new Shape(batch, 1, target.size() / batch));
    }
  }

  private static IllegalArgumentException mismatch(Shape input, Shape target) {
    return new IllegalArgumentException(
        "size mismatch (got input: %s , target: %s"
            .formatted(TorchText.sizes(input.getShape()), TorchText.sizes(target.getShape())));
  }

  private Shape expected() {
    long[] sizes = input.getShape();
    long[] expected = Arrays.copyOfRange(sizes, 1, sizes.length);
    expected[0] = sizes[0];
    return new Shape(expected);
  }

  private void requireWeightOfEachClass() {
    if (weight != null && weight.size() != classes()) {
      throw new IllegalArgumentException(
          "weight tensor should be defined either for all or no classes");
    }
  }

  private static void requireIndices(DataType type) {
    if (type != DataType.INT64 && type != DataType.UINT8) {
      throw new IllegalArgumentException(
          "expected target dtype to be Long or Byte, but got " + TorchText.scalarType(type));
    }
  }

  private static void checkTypes(NDArray input, NDArray target, NDArray weight) {
    int rank = input.getShape().dimension();
    if (!input.getDataType().isFloating()) {
      throw new IllegalArgumentException(
          "\"%s_out_frame\" not implemented for '%s'"
              .formatted(
                  rank <= 2 ? "nll_loss" : "nll_loss2d_forward",
                  TorchText.scalarType(input.getDataType())));
    }
    if (weight != null && weight.getDataType() != input.getDataType()) {
      throw new IllegalArgumentException(expectedType(input.getDataType(), weight.getDataType()));
    }
    if (rank > 2 && target.getDataType() != DataType.INT64) {
      throw new IllegalArgumentException(expectedType(DataType.INT64, target.getDataType()));
    }
  }

  private static String expectedType(DataType expected, DataType found) {
    return "expected scalar type %s but found %s"
        .formatted(TorchText.scalarType(expected), TorchText.scalarType(found));
  }
}
