package io.github.torchrnn.nn;

/**
 * Channels of vectors or sequences that are normalized over the batch: {@index
 * torch.nn.BatchNorm1d}. The input is (N, C) or (N, C, L).
 *
 * <pre>{@code y = (x - mean) / sqrt(var + eps) * weight + bias}</pre>
 *
 * <p>Weights: {@code weight} and {@code bias} (num_features), ones and zeros at first; buffers
 * {@code running_mean} and {@code running_var} (num_features), {@code num_batches_tracked} ().
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var norm = new BatchNorm1d(2)) {
 *   System.out.println(Torch.repr(norm.forward(Torch.tensor(new float[] {1, 10, 3, 30}, 2, 2))));
 * }
 * // tensor([[-1.0000, -1.0000],
 * //         [ 1.0000,  1.0000]])
 * }</pre>
 */
public final class BatchNorm1d extends BatchNorm {

  /** A layer with torch's defaults: {@code torch.nn.BatchNorm1d(num_features)}. */
  public BatchNorm1d(long numFeatures) {
    this(builder(numFeatures));
  }

  private BatchNorm1d(Builder options) {
    super(options);
  }

  /**
   * Options of a layer.
   *
   * @param numFeatures the number of channels
   */
  public static Builder builder(long numFeatures) {
    return new Builder(numFeatures);
  }

  @Override
  void requireRank(int rank) {
    if (rank != 2 && rank != 3) {
      throw new IllegalArgumentException("expected 2D or 3D input (got %sD input)".formatted(rank));
    }
  }

  /** The options of {@link BatchNorm1d}. */
  public static final class Builder extends BatchNorm.Builder<Builder> {

    private Builder(long numFeatures) {
      super(numFeatures);
    }

    /**
     * Makes the layer.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public BatchNorm1d build() {
      return new BatchNorm1d(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
