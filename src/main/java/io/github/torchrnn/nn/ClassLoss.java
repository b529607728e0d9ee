package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/** Base of the losses of weighted classes, {@link CrossEntropyLoss} and {@link NLLLoss}. */
abstract class ClassLoss extends Loss {

  /** The weight of each class, or null. */
  final @Nullable NDArray weight;

  /** The class index that adds nothing to loss and gradient. */
  final long ignoreIndex;

  ClassLoss(Builder<?> options) {
    super(options);
    weight = options.weight == null ? null : registerBuffer("weight", options.weight);
    ignoreIndex = options.ignoreIndex;
  }

  /** The weight of each class, of (C), or null if all are equal: {@code weight}. */
  public final @Nullable NDArray weight() {
    return weight;
  }

  /** The class index that adds nothing to loss and gradient: {@code ignore_index}. */
  public final long ignoreIndex() {
    return ignoreIndex;
  }

  /** The options of losses of weighted classes, with torch's defaults. */
  abstract static class Builder<B extends Builder<B>> extends Loss.Builder<B> {
    @Nullable NDArray weight;
    long ignoreIndex = -100;

    /**
     * A weight for each class, of (C) and the input's type, copied; null, the default, for equal
     * weights.
     */
    public B weight(@Nullable NDArray weight) {
      this.weight = weight;
      return self();
    }

    /** The class index that adds nothing to loss and gradient; -100 by default. */
    public B ignoreIndex(long ignoreIndex) {
      this.ignoreIndex = ignoreIndex;
      return self();
    }
  }
}
