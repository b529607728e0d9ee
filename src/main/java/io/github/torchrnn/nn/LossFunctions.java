package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import java.util.Objects;

/**
 * Losses: the part of {@link Functional} that compares with a target. The keyword arguments of a
 * loss are the builder of its class, which copies nothing here:
 *
 * <pre>{@code
 * Functional.crossEntropy(scores, y, CrossEntropyLoss.builder().reduction("sum"));
 * }</pre>
 */
abstract class LossFunctions extends MarginLossFunctions {

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

  /**
   * {@code mse_loss(input, target, weight=weight, ...)}: the loss of {@link MSELoss} with a weight
   * for each element, by whose sum the mean divides.
   *
   * @param options the keyword arguments, {@code MSELoss.builder().reduction("sum")} for example
   * @param weight an array of the input's shape
   * @return see {@link MSELoss#forward}
   * @throws IllegalArgumentException with torch's message if an argument or option is wrong
   */
  public static NDArray mseLoss(
      NDArray input, NDArray target, MSELoss.Builder options, NDArray weight) {
    Objects.requireNonNull(options, "options is null");
    return MSELoss.weighted(input, target, weight, weightedReduction(options));
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

  /**
   * {@code l1_loss(input, target, weight=weight, ...)}: the loss of {@link L1Loss} with a weight
   * for each element, by whose sum the mean divides.
   *
   * @param options the keyword arguments, {@code L1Loss.builder().reduction("sum")} for example
   * @param weight an array of the input's shape
   * @return see {@link L1Loss#forward}
   * @throws IllegalArgumentException with torch's message if an argument or option is wrong
   */
  public static NDArray l1Loss(
      NDArray input, NDArray target, L1Loss.Builder options, NDArray weight) {
    Objects.requireNonNull(options, "options is null");
    return L1Loss.weighted(input, target, weight, weightedReduction(options));
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

  /** {@code huber_loss(input, target)}: the loss of {@link HuberLoss}. */
  public static NDArray huberLoss(NDArray input, NDArray target) {
    return huberLoss(input, target, HuberLoss.builder());
  }

  /**
   * {@code huber_loss(input, target, ...)}: the loss of {@link HuberLoss}.
   *
   * @param options the keyword arguments, {@code HuberLoss.builder().reduction("sum")} for example
   * @return see {@link HuberLoss#forward}
   * @throws IllegalArgumentException with torch's message if an argument or option is wrong
   */
  public static NDArray huberLoss(NDArray input, NDArray target, HuberLoss.Builder options) {
    Objects.requireNonNull(options, "options is null");
    options.requireValid();
    return HuberLoss.loss(input, target, options.delta, options.reduction());
  }

  /**
   * {@code huber_loss(input, target, weight=weight, ...)}: the loss of {@link HuberLoss} with a
   * weight for each element.
   *
   * @param options the keyword arguments, {@code HuberLoss.builder().reduction("sum")} for example
   * @param weight an array of the input's shape
   * @return see {@link HuberLoss#forward}
   * @throws IllegalArgumentException with torch's message if an argument or option is wrong
   */
  public static NDArray huberLoss(
      NDArray input, NDArray target, HuberLoss.Builder options, NDArray weight) {
    Objects.requireNonNull(options, "options is null");
    options.requireValid();
    return HuberLoss.weighted(input, target, weight, options.delta, weightedReduction(options));
  }

  /** {@code kl_div(input, target)}: the loss of {@link KLDivLoss}. */
  public static NDArray klDiv(NDArray input, NDArray target) {
    return klDiv(input, target, KLDivLoss.builder());
  }

  /**
   * {@code kl_div(input, target, ...)}: the loss of {@link KLDivLoss}.
   *
   * @param options the keyword arguments, {@code KLDivLoss.builder().reduction("sum")} for example
   * @return see {@link KLDivLoss#forward}
   * @throws IllegalArgumentException with torch's message if an argument or option is wrong
   */
  public static NDArray klDiv(NDArray input, NDArray target, KLDivLoss.Builder options) {
    Objects.requireNonNull(options, "options is null");
    return KLDivLoss.loss(input, target, options.reduction(), options.ofBatch(), options.logTarget);
  }

  /** {@code poisson_nll_loss(input, target)}: the loss of {@link PoissonNLLLoss}. */
  public static NDArray poissonNllLoss(NDArray input, NDArray target) {
    return poissonNllLoss(input, target, PoissonNLLLoss.builder());
  }

  /**
   * {@code poisson_nll_loss(input, target, ...)}: the loss of {@link PoissonNLLLoss}.
   *
   * @param options the keyword arguments, {@code PoissonNLLLoss.builder().reduction("sum")} for
   *     example
   * @return see {@link PoissonNLLLoss#forward}
   * @throws IllegalArgumentException with torch's message if an argument or option is wrong
   */
  public static NDArray poissonNllLoss(
      NDArray input, NDArray target, PoissonNLLLoss.Builder options) {
    Objects.requireNonNull(options, "options is null");
    return PoissonNLLLoss.loss(
        input, target, options.logInput, options.full, options.eps, options.reduction());
  }

  /** {@code gaussian_nll_loss(input, target, var)}: the loss of {@link GaussianNLLLoss}. */
  public static NDArray gaussianNllLoss(NDArray input, NDArray target, NDArray var) {
    return gaussianNllLoss(input, target, var, GaussianNLLLoss.builder());
  }

  /**
   * {@code gaussian_nll_loss(input, target, var, ...)}: the loss of {@link GaussianNLLLoss}.
   *
   * @param options the keyword arguments, {@code GaussianNLLLoss.builder().reduction("sum")} for
   *     example
   * @return see {@link GaussianNLLLoss#forward}
   * @throws IllegalArgumentException with torch's message if an argument or option is wrong
   */
  public static NDArray gaussianNllLoss(
      NDArray input, NDArray target, NDArray var, GaussianNLLLoss.Builder options) {
    Objects.requireNonNull(options, "options is null");
    return GaussianNLLLoss.loss(input, target, var, options.full, options.eps, options.reduction());
  }

  /** {@code gaussian_nll_loss(input, target, var)}: the loss of {@link GaussianNLLLoss}. */
  public static NDArray gaussianNllLoss(NDArray input, NDArray target, double var) {
    return gaussianNllLoss(input, target, var, GaussianNLLLoss.builder());
  }

  /**
   * {@code gaussian_nll_loss(input, target, var, ...)}: the loss of {@link GaussianNLLLoss}.
   *
   * @param options the keyword arguments, {@code GaussianNLLLoss.builder().reduction("sum")} for
   *     example
   * @return see {@link GaussianNLLLoss#forward}
   * @throws IllegalArgumentException with torch's message if an argument or option is wrong
   */
  public static NDArray gaussianNllLoss(
      NDArray input, NDArray target, double var, GaussianNLLLoss.Builder options) {
    Objects.requireNonNull(options, "options is null");
    return GaussianNLLLoss.loss(input, target, var, options.full, options.eps, options.reduction());
  }

  /**
   * {@code ctc_loss(log_probs, targets, input_lengths, target_lengths)}: the loss of {@link
   * CTCLoss}.
   */
  public static NDArray ctcLoss(
      NDArray logProbs, NDArray targets, NDArray inputLengths, NDArray targetLengths) {
    return ctcLoss(logProbs, targets, inputLengths, targetLengths, CTCLoss.builder());
  }

  /**
   * {@code ctc_loss(log_probs, targets, input_lengths, target_lengths, ...)}: the loss of {@link
   * CTCLoss}.
   *
   * @param options the keyword arguments, {@code CTCLoss.builder().reduction("sum")} for example
   * @return see {@link CTCLoss#forward}
   * @throws IllegalArgumentException with torch's message if an argument or option is wrong
   */
  public static NDArray ctcLoss(
      NDArray logProbs,
      NDArray targets,
      NDArray inputLengths,
      NDArray targetLengths,
      CTCLoss.Builder options) {
    Objects.requireNonNull(options, "options is null");
    return CTCLoss.loss(
        logProbs,
        targets,
        inputLengths,
        targetLengths,
        options.blank,
        options.reduction(),
        options.zeroInfinity);
  }

  /**
   * {@code ctc_loss(log_probs, targets, input_lengths, target_lengths)}: the loss of {@link
   * CTCLoss}.
   */
  public static NDArray ctcLoss(
      NDArray logProbs, NDArray targets, long[] inputLengths, long[] targetLengths) {
    return ctcLoss(logProbs, targets, inputLengths, targetLengths, CTCLoss.builder());
  }

  /**
   * {@code ctc_loss(log_probs, targets, input_lengths, target_lengths, ...)}: the loss of {@link
   * CTCLoss}.
   *
   * @param options the keyword arguments, {@code CTCLoss.builder().reduction("sum")} for example
   * @return see {@link CTCLoss#forward}
   * @throws IllegalArgumentException with torch's message if an argument or option is wrong
   */
  public static NDArray ctcLoss(
      NDArray logProbs,
      NDArray targets,
      long[] inputLengths,
      long[] targetLengths,
      CTCLoss.Builder options) {
    Objects.requireNonNull(options, "options is null");
    return CTCLoss.loss(
        logProbs,
        targets,
        inputLengths,
        targetLengths,
        options.blank,
        options.reduction(),
        options.zeroInfinity);
  }

  private static int weightedReduction(Loss.Builder<?> options) {
    return options.reductionOr(
        "Invalid reduction mode: %s. Expected one of 'none', 'mean', 'sum'.");
  }
}
