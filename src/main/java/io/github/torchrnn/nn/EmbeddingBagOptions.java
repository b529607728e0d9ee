package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Tensors;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The keyword arguments of {@link Functional#embeddingBag}, with torch's defaults. */
public final class EmbeddingBagOptions {

  @Nullable Number maxNorm;
  Number normType = 2.0;
  boolean scaleGradByFreq;
  String mode = "mean";
  @Nullable NDArray perSampleWeights;
  boolean includeLastOffset;
  @Nullable Long paddingIdx;

  /** Torch's defaults. */
  public EmbeddingBagOptions() {}

  EmbeddingBagOptions(EmbeddingBagOptions other) {
    maxNorm = other.maxNorm;
    normType = other.normType;
    scaleGradByFreq = other.scaleGradByFreq;
    mode = other.mode;
    perSampleWeights = other.perSampleWeights;
    includeLastOffset = other.includeLastOffset;
    paddingIdx = other.paddingIdx;
  }

  /**
   * The norm to which longer vectors are scaled, in place, when looked up; unlimited by default.
   */
  public EmbeddingBagOptions maxNorm(double maxNorm) {
    this.maxNorm = maxNorm;
    return this;
  }

  /** The p of the norm that {@link #maxNorm(double)} bounds; 2 by default. */
  public EmbeddingBagOptions normType(double normType) {
    this.normType = normType;
    return this;
  }

  /** Whether a vector's gradient is divided by how often it was looked up; false by default. */
  public EmbeddingBagOptions scaleGradByFreq(boolean scaleGradByFreq) {
    this.scaleGradByFreq = scaleGradByFreq;
    return this;
  }

  /** What a bag's vectors become: {@code "mean"}, the default, {@code "sum"} or {@code "max"}. */
  public EmbeddingBagOptions mode(String mode) {
    this.mode = Objects.requireNonNull(mode, "mode is null");
    return this;
  }

  /**
   * Factors of the vectors, of the indices' shape and the table's type, for sums; none by default.
   */
  public EmbeddingBagOptions perSampleWeights(NDArray perSampleWeights) {
    this.perSampleWeights = Tensors.usable("per_sample_weights", perSampleWeights);
    return this;
  }

  /** Whether the last offset is the end of the last bag, not a start; false by default. */
  public EmbeddingBagOptions includeLastOffset(boolean includeLastOffset) {
    this.includeLastOffset = includeLastOffset;
    return this;
  }

  /**
   * The index whose vector is no part of a bag, counted from the end if negative; none by default.
   */
  public EmbeddingBagOptions paddingIdx(long paddingIdx) {
    this.paddingIdx = paddingIdx;
    return this;
  }
}
