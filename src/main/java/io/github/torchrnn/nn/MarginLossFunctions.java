package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Tensors;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Losses of margins: the part of {@link Functional} that tells apart by a distance. */
abstract class MarginLossFunctions extends ActivationFunctions {

  MarginLossFunctions() {}

  /** {@code margin_ranking_loss(input1, input2, target)}: the loss of {@link MarginRankingLoss}. */
  public static NDArray marginRankingLoss(NDArray input1, NDArray input2, NDArray target) {
    return marginRankingLoss(input1, input2, target, MarginRankingLoss.builder());
  }

  /**
   * {@code margin_ranking_loss(input1, input2, target, ...)}: the loss of {@link
   * MarginRankingLoss}.
   *
   * @param options the keyword arguments, {@code MarginRankingLoss.builder().reduction("sum")} for
   *     example
   * @return see {@link MarginRankingLoss#forward}
   * @throws IllegalArgumentException with torch's message if an argument or option is wrong
   */
  public static NDArray marginRankingLoss(
      NDArray input1, NDArray input2, NDArray target, MarginRankingLoss.Builder options) {
    Objects.requireNonNull(options, "options is null");
    return MarginRankingLoss.loss(input1, input2, target, options.margin, options.reduction());
  }

  /** {@code hinge_embedding_loss(input, target)}: the loss of {@link HingeEmbeddingLoss}. */
  public static NDArray hingeEmbeddingLoss(NDArray input, NDArray target) {
    return hingeEmbeddingLoss(input, target, HingeEmbeddingLoss.builder());
  }

  /**
   * {@code hinge_embedding_loss(input, target, ...)}: the loss of {@link HingeEmbeddingLoss}.
   *
   * @param options the keyword arguments, {@code HingeEmbeddingLoss.builder().reduction("sum")} for
   *     example
   * @return see {@link HingeEmbeddingLoss#forward}
   * @throws IllegalArgumentException with torch's message if an argument or option is wrong
   */
  public static NDArray hingeEmbeddingLoss(
      NDArray input, NDArray target, HingeEmbeddingLoss.Builder options) {
    Objects.requireNonNull(options, "options is null");
    return HingeEmbeddingLoss.loss(input, target, options.margin, options.reduction());
  }

  /**
   * {@code cosine_embedding_loss(input1, input2, target)}: the loss of {@link CosineEmbeddingLoss}.
   */
  public static NDArray cosineEmbeddingLoss(NDArray input1, NDArray input2, NDArray target) {
    return cosineEmbeddingLoss(input1, input2, target, CosineEmbeddingLoss.builder());
  }

  /**
   * {@code cosine_embedding_loss(input1, input2, target, ...)}: the loss of {@link
   * CosineEmbeddingLoss}.
   *
   * @param options the keyword arguments, {@code CosineEmbeddingLoss.builder().reduction("sum")}
   *     for example
   * @return see {@link CosineEmbeddingLoss#forward}
   * @throws IllegalArgumentException with torch's message if an argument or option is wrong
   */
  public static NDArray cosineEmbeddingLoss(
      NDArray input1, NDArray input2, NDArray target, CosineEmbeddingLoss.Builder options) {
    Objects.requireNonNull(options, "options is null");
    return CosineEmbeddingLoss.loss(input1, input2, target, options.margin, options.reduction());
  }

  /**
   * {@code triplet_margin_loss(anchor, positive, negative)}: the loss of {@link TripletMarginLoss}.
   */
  public static NDArray tripletMarginLoss(NDArray anchor, NDArray positive, NDArray negative) {
    return tripletMarginLoss(anchor, positive, negative, TripletMarginLoss.builder());
  }

  /**
   * {@code triplet_margin_loss(anchor, positive, negative, ...)}: the loss of {@link
   * TripletMarginLoss}.
   *
   * @param options the keyword arguments, {@code TripletMarginLoss.builder().reduction("sum")} for
   *     example
   * @return see {@link TripletMarginLoss#forward}
   * @throws IllegalArgumentException with torch's message if an argument or option is wrong
   */
  public static NDArray tripletMarginLoss(
      NDArray anchor, NDArray positive, NDArray negative, TripletMarginLoss.Builder options) {
    Objects.requireNonNull(options, "options is null");
    options.requireValid("margin must be greater than 0, got %s");
    return TripletMarginLoss.loss(
        anchor,
        positive,
        negative,
        options.margin,
        options.p,
        options.eps,
        options.swap,
        options.reduction());
  }

  /** {@code multi_margin_loss(input, target)}: the loss of {@link MultiMarginLoss}. */
  public static NDArray multiMarginLoss(NDArray input, NDArray target) {
    return multiMarginLoss(input, target, MultiMarginLoss.builder());
  }

  /**
   * {@code multi_margin_loss(input, target, ...)}: the loss of {@link MultiMarginLoss}.
   *
   * @param options the keyword arguments, {@code MultiMarginLoss.builder().reduction("sum")} for
   *     example
   * @return see {@link MultiMarginLoss#forward}
   * @throws IllegalArgumentException with torch's message if an argument or option is wrong
   */
  public static NDArray multiMarginLoss(
      NDArray input, NDArray target, MultiMarginLoss.Builder options) {
    Objects.requireNonNull(options, "options is null");
    options.requireValid();
    if (options.weight != null
        && Tensors.usable("weight", options.weight).getShape().dimension() != 1) {
      throw new IllegalArgumentException("weight must be one-dimensional");
    }
    return MultiMarginLoss.loss(
        input, target, options.p, options.margin, options.weight, options.reduction());
  }

  /** {@code multilabel_margin_loss(input, target)}: the loss of {@link MultiLabelMarginLoss}. */
  public static NDArray multilabelMarginLoss(NDArray input, NDArray target) {
    return multilabelMarginLoss(input, target, MultiLabelMarginLoss.builder());
  }

  /**
   * {@code multilabel_margin_loss(input, target, ...)}: the loss of {@link MultiLabelMarginLoss}.
   *
   * @param options the keyword arguments, {@code MultiLabelMarginLoss.builder().reduction("sum")}
   *     for example
   * @return see {@link MultiLabelMarginLoss#forward}
   * @throws IllegalArgumentException with torch's message if an argument or option is wrong
   */
  public static NDArray multilabelMarginLoss(
      NDArray input, NDArray target, MultiLabelMarginLoss.Builder options) {
    Objects.requireNonNull(options, "options is null");
    return MultiLabelMarginLoss.loss(input, target, options.reduction());
  }

  /**
   * {@code multilabel_soft_margin_loss(input, target)}: the loss of {@link
   * MultiLabelSoftMarginLoss}.
   */
  public static NDArray multilabelSoftMarginLoss(NDArray input, NDArray target) {
    return multilabelSoftMarginLoss(input, target, MultiLabelSoftMarginLoss.builder());
  }

  /**
   * {@code multilabel_soft_margin_loss(input, target, ...)}: the loss of {@link
   * MultiLabelSoftMarginLoss}.
   *
   * @param options the keyword arguments, {@code
   *     MultiLabelSoftMarginLoss.builder().reduction("sum")} for example
   * @return see {@link MultiLabelSoftMarginLoss#forward}
   * @throws IllegalArgumentException with torch's message if an argument or option is wrong
   */
  public static NDArray multilabelSoftMarginLoss(
      NDArray input, NDArray target, MultiLabelSoftMarginLoss.Builder options) {
    Objects.requireNonNull(options, "options is null");
    return MultiLabelSoftMarginLoss.loss(
        input, target, weight(options.weight), options.reduction());
  }

  /** {@code soft_margin_loss(input, target)}: the loss of {@link SoftMarginLoss}. */
  public static NDArray softMarginLoss(NDArray input, NDArray target) {
    return softMarginLoss(input, target, SoftMarginLoss.builder());
  }

  /**
   * {@code soft_margin_loss(input, target, ...)}: the loss of {@link SoftMarginLoss}.
   *
   * @param options the keyword arguments, {@code SoftMarginLoss.builder().reduction("sum")} for
   *     example
   * @return see {@link SoftMarginLoss#forward}
   * @throws IllegalArgumentException with torch's message if an argument or option is wrong
   */
  public static NDArray softMarginLoss(
      NDArray input, NDArray target, SoftMarginLoss.Builder options) {
    Objects.requireNonNull(options, "options is null");
    return SoftMarginLoss.loss(input, target, options.reduction());
  }

  static @Nullable NDArray weight(@Nullable NDArray weight) {
    return weight == null ? null : Tensors.usable("weight", weight);
  }
}
