package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Bags of a table's vectors: the checks, in torch's order and words, and the call. */
record EmbeddingBags(
    NDArray input, NDArray weight, @Nullable NDArray offsets, EmbeddingBagOptions options) {

  /** The numbers that LibTorch gives the modes. */
  private static final List<String> MODES = List.of("sum", "mean", "max");

  private static final String WRONG_TYPE =
      "Expected tensor for argument #%s '%s' to have one of the following scalar types: %s; but got"
          + " torch.%sTensor instead (while checking arguments for %s)";

  NDArray run() {
    Tensors.usable("input", input);
    Tensors.usable("weight", weight);
    Functional.requireUsable(offsets, options.perSampleWeights);
    requireRanks();
    requireMode();
    if (options.maxNorm != null) {
      Embedding.checkType(input, weight, true);
    }
    requireFactors();
    requirePadding();
    requireIndices();
    if (options.maxNorm != null) {
      Kernels.update(
          "embedding_renorm_",
          weight,
          input,
          options.maxNorm.doubleValue(),
          options.normType.doubleValue());
    }
    return Functions.call(
        input.getManager(),
        "embedding_bag",
        weight,
        input,
        offsets,
        options.scaleGradByFreq,
        MODES.indexOf(options.mode),
        options.perSampleWeights,
        options.includeLastOffset,
        options.paddingIdx);
  }

  private void requireRanks() {
    NDArray factors = options.perSampleWeights;
    if (factors != null && !factors.getShape().equals(input.getShape())) {
      throw new IllegalArgumentException(
          "embedding_bag: If per_sample_weights (%s) is not None, then it must have the same shape as the input (%s)"
              .formatted(TorchText.size(factors.getShape()), TorchText.size(input.getShape())));
    }
    if (weight.getShape().dimension() != 2) {
      throw new IllegalArgumentException(
          "weight has to be a 2D Tensor, but got Tensor of dimension "
              + weight.getShape().dimension());
    }
    int rank = input.getShape().dimension();
    if (rank == 2 && offsets != null) {
      throw new IllegalArgumentException(
          "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length sequences. However, found offsets of type <class 'torch.Tensor'>");
    } else if (rank == 2 && input.getShape().get(1) == 0) {
      throw new IllegalArgumentException("step must be nonzero");
    } else if (rank == 1 && offsets == null) {
      throw new IllegalArgumentException("offsets has to be a 1D Tensor but got None");
    } else if (rank == 1 && offsets.getShape().dimension() != 1) {
      throw new IllegalArgumentException("offsets has to be a 1D Tensor");
    } else if (rank != 1 && rank != 2) {
      throw new IllegalArgumentException(
          "input has to be 1D or 2D Tensor, but got Tensor of dimension " + rank);
    }
  }

  private void requireMode() {
    if (!MODES.contains(options.mode)) {
      throw new IllegalArgumentException("mode has to be one of sum, mean or max");
    }
    if (options.mode.equals("max") && options.scaleGradByFreq) {
      throw new IllegalArgumentException(
          "max mode does not support scaling the gradient by the frequency");
    }
  }

  private void requireFactors() {
    if (options.perSampleWeights != null && !options.mode.equals("sum")) {
      throw new IllegalArgumentException(
          "embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' (got mode='%s'). Please open a feature request on GitHub."
              .formatted(options.mode));
    }
  }

  private void requirePadding() {
    long rows = weight.getShape().get(0);
    Long padding = options.paddingIdx;
    if (padding != null && (padding < -rows || padding >= rows)) {
      throw new IllegalArgumentException(
          "padding_idx must be within the number of embeddings, %s through %s, but got %s"
              .formatted(-rows, rows - 1, padding));
    }
  }

  /** LibTorch itself reads, and writes, where wrong offsets say. */
  private void requireIndices() {
    ArrayChecks.requireSameDevice("parameter", input, weight);
    requireInteger(input);
    if (offsets != null) {
      ArrayChecks.requireSameDevice("parameter", offsets, weight);
      requireInteger(offsets);
    }
    if (!weight.getDataType().isFloating()) {
      throw new IllegalArgumentException(
          WRONG_TYPE.formatted(
              1,
              "weight",
              "Half, BFloat16, Float, Double",
              TorchText.scalarType(weight.getDataType()),
              "embedding_bag"));
    }
    long[] starts = offsets == null ? new long[0] : ArrayChecks.numbers(offsets);
    requireOffsets(starts);
    requireRows();
    requireOrder(starts);
  }

  private static void requireInteger(NDArray array) {
    DataType type = array.getDataType();
    if (type != DataType.INT64 && type != DataType.INT32) {
      throw new IllegalArgumentException(
          WRONG_TYPE.formatted(
              1, "indices", "Long, Int", TorchText.scalarType(type), "embedding_bag"));
    }
  }

  private void requireOffsets(long... starts) {
    if (starts.length == 0) {
      if (options.includeLastOffset && offsets != null && offsets.isEmpty()) {
        throw new IllegalArgumentException(
            "include_last_offset: number of offset should be at least 1");
      }
      return;
    }
    if (starts[0] != 0) {
      throw new IllegalArgumentException(
          "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. However, got "
              + starts[0]);
    }
    long last = starts[starts.length - 1];
    if (last > input.size()) {
      throw new IllegalArgumentException(
          "offsets[-1] can not be greater than input's length %s but got offsets[-1] of %s"
              .formatted(input.size(), last));
    }
  }

  private void requireOrder(long... starts) {
    if (Arrays.stream(starts).anyMatch(start -> start < 0 || start > input.size())) {
      throw new IllegalArgumentException("index out of range in self");
    }
    for (int i = 1; i < starts.length; i++) {
      if (starts[i] < starts[i - 1]) {
        throw new IllegalArgumentException(
            "Expected i < index_size to be true, but got false.  (Could this error message be improved?  If so, please report an enhancement request to PyTorch.)");
      }
    }
  }

  private void requireRows() {
    Shape table = weight.getShape();
    long rows = table.get(0);
    OptionalLong wrong = ArrayChecks.firstIndex(input, index -> index < 0 || index >= rows);
    if (wrong.isEmpty()) {
      return;
    }
    throw new IllegalArgumentException(
        options.mode.equals("max")
            ? "embedding_bag: Expected idx >= 0 && idx < num_embeddings but found idx to be "
                + wrong.getAsLong()
            : "Index %s of input takes value %s which is not in the valid range [0, %s)"
                .formatted(
                    ArrayChecks.position(input, wrong.getAsLong()), wrong.getAsLong(), rows));
  }
}
