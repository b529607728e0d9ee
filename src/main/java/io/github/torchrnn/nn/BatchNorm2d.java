package io.github.torchrnn.nn;

/**
 * Channels of images that are normalized over the batch: {@index torch.nn.BatchNorm2d}. The input
 * is (N, C, H, W).
 *
 * <pre>{@code y = (x - mean) / sqrt(var + eps) * weight + bias}</pre>
 *
 * <p>Weights: {@code weight} and {@code bias} (num_features), ones and zeros at first; buffers
 * {@code running_mean} and {@code running_var} (num_features), {@code num_batches_tracked} ().
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var norm = new BatchNorm2d(1)) {
 *   NDArray x = Torch.tensor(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 1, 1, 2, 4);
 *   System.out.println(Torch.repr(norm.forward(x)));
 * }
 * // tensor([[[[-1.5275, -1.0911, -0.6547, -0.2182],
 * //           [ 0.2182,  0.6547,  1.0911,  1.5275]]]])
 * }</pre>
 */
public final class BatchNorm2d extends BatchNorm {

  /** A layer with torch's defaults: {@code torch.nn.BatchNorm2d(num_features)}. */
  public BatchNorm2d(long numFeatures) {
    this(builder(numFeatures));
  }

  private BatchNorm2d(Builder options) {
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
    if (rank != 4) {
      throw new IllegalArgumentException("expected 4D input (got %sD input)".formatted(rank));
    }
  }

  /** The options of {@link BatchNorm2d}. */
  public static final class Builder extends BatchNorm.Builder<Builder> {

    private Builder(long numFeatures) {
      super(numFeatures);
    }

    /**
     * Makes the layer.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public BatchNorm2d build() {
      return new BatchNorm2d(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
