package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Tensors;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Losses: the part of {@link Functional} that compares with a target. The keyword arguments of a
 * loss are the builder of its class, which copies nothing here:
 *
 * <pre>{@code
 * Functional.crossEntropy(scores, y, CrossEntropyLoss.builder().reduction("sum"));
 * }</pre>
 */
abstract class LossFunctions extends ActivationFunctions {

  LossFunctions() {}

  /** {@code cross_entropy(input, target)}: the loss of {@link CrossEntropyLoss}. */
  public static NDArray crossEntropy(NDArray input, NDArray target) {
    return crossEntropy(input, target, CrossEntropyLoss.builder());
  }

  /**
   * {@code cross_entropy(input, target, ...)}: the loss of {@link CrossEntropyLoss}.
   *
   * @param options the keyword arguments, {@code CrossEntropyLoss.builder().reduction("sum")} for
   *     example
   * @return see {@link CrossEntropyLoss#forward}
   * @throws IllegalArgumentException with torch's message if an argument or option is wrong
   */
  public static NDArray crossEntropy(
      NDArray input, NDArray target, CrossEntropyLoss.Builder options) {
    Objects.requireNonNull(options, "options is null");
    options.requireValid();
    return CrossEntropyLoss.loss(
        input,
        target,
        weight(options.weight),
        options.reduction(),
        options.ignoreIndex,
        options.labelSmoothing);
  }

  /** {@code nll_loss(input, target)}: the loss of {@link NLLLoss}. */
  public static NDArray nllLoss(NDArray input, NDArray target) {
    return nllLoss(input, target, NLLLoss.builder());
  }

  /**
   * {@code nll_loss(input, target, ...)}: the loss of {@link NLLLoss}.
   *
   * @param options the keyword arguments, {@code NLLLoss.builder().reduction("sum")} for example
   * @return see {@link NLLLoss#forward}
   * @throws IllegalArgumentException with torch's message if an argument or option is wrong
   */
  public static NDArray nllLoss(NDArray input, NDArray target, NLLLoss.Builder options) {
    Objects.requireNonNull(options, "options is null");
    return NLLLoss.loss(
        input, target, weight(options.weight), options.reduction(), options.ignoreIndex);
  }

  /** {@code mse_loss(input, target)}: the loss of {@link MSELoss}. */
  public static NDArray mseLoss(NDArray input, NDArray target) {
    return mseLoss(input, target, MSELoss.builder());
  }

  /**
   * {@code mse_loss(input, target, ...)}: the loss of {@link MSELoss}.
   *
   * @param options the keyword arguments, {@code MSELoss.builder().reduction("sum")} for example
   * @return see {@link MSELoss#forward}
   * @throws IllegalArgumentException with torch's message if an argument or option is wrong
   */
  public static NDArray mseLoss(NDArray input, NDArray target, MSELoss.Builder options) {
    Objects.requireNonNull(options, "options is null");
    return MSELoss.loss(input, target, options.reduction());
  }

  /** {@code l1_loss(input, target)}: the loss of {@link L1Loss}. */
  public static NDArray l1Loss(NDArray input, NDArray target) {
    return l1Loss(input, target, L1Loss.builder());
  }

  /**
   * {@code l1_loss(input, target, ...)}: the loss of {@link L1Loss}.
   *
   * @param options the keyword arguments, {@code L1Loss.builder().reduction("sum")} for example
   * @return see {@link L1Loss#forward}
   * @throws IllegalArgumentException with torch's message if an argument or option is wrong
   */
  public static NDArray l1Loss(NDArray input, NDArray target, L1Loss.Builder options) {
    Objects.requireNonNull(options, "options is null");
    return L1Loss.loss(input, target, options.reduction());
  }

  /** {@code smooth_l1_loss(input, target)}: the loss of {@link SmoothL1Loss}. */
  public static NDArray smoothL1Loss(NDArray input, NDArray target) {
    return smoothL1Loss(input, target, SmoothL1Loss.builder());
  }

  /**
   * {@code smooth_l1_loss(input, target, ...)}: the loss of {@link SmoothL1Loss}.
   *
   * @param options the keyword arguments, {@code SmoothL1Loss.builder().reduction("sum")} for
   *     example
   * @return see {@link SmoothL1Loss#forward}
   * @throws IllegalArgumentException with torch's message if an argument or option is wrong
   */
  public static NDArray smoothL1Loss(NDArray input, NDArray target, SmoothL1Loss.Builder options) {
    Objects.requireNonNull(options, "options is null");
    options.requireValid();
    return SmoothL1Loss.loss(input, target, options.reduction(), options.beta);
  }

  /** {@code binary_cross_entropy(input, target)}: the loss of {@link BCELoss}. */
  public static NDArray binaryCrossEntropy(NDArray input, NDArray target) {
    return binaryCrossEntropy(input, target, BCELoss.builder());
  }

  /**
   * {@code binary_cross_entropy(input, target, ...)}: the loss of {@link BCELoss}.
   *
   * @param options the keyword arguments, {@code BCELoss.builder().reduction("sum")} for example
   * @return see {@link BCELoss#forward}
   * @throws IllegalArgumentException with torch's message if an argument or option is wrong
   */
  public static NDArray binaryCrossEntropy(NDArray input, NDArray target, BCELoss.Builder options) {
    Objects.requireNonNull(options, "options is null");
    return BCELoss.loss(input, target, weight(options.weight), options.reduction());
  }

  /**
   * {@code binary_cross_entropy_with_logits(input, target)}: the loss of {@link BCEWithLogitsLoss}.
   */
  public static NDArray binaryCrossEntropyWithLogits(NDArray input, NDArray target) {
    return binaryCrossEntropyWithLogits(input, target, BCEWithLogitsLoss.builder());
  }

  /**
   * {@code binary_cross_entropy_with_logits(input, target, ...)}: the loss of {@link
   * BCEWithLogitsLoss}.
   *
   * @param options the keyword arguments, {@code BCEWithLogitsLoss.builder().reduction("sum")} for
   *     example
   * @return see {@link BCEWithLogitsLoss#forward}
   * @throws IllegalArgumentException with torch's message if an argument or option is wrong
   */
  public static NDArray binaryCrossEntropyWithLogits(
      NDArray input, NDArray target, BCEWithLogitsLoss.Builder options) {
    Objects.requireNonNull(options, "options is null");
    return BCEWithLogitsLoss.loss(
        input, target, weight(options.weight), weight(options.posWeight), options.reduction());
  }

  private static @Nullable NDArray weight(@Nullable NDArray weight) {
    return weight == null ? null : Tensors.usable("weight", weight);
  }
}
