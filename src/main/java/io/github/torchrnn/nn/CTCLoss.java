package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.torchrnn.internal.Functions;
import java.util.Objects;

/**
 * The loss of sequences of log-probabilities against shorter sequences of labels, however these are
 * spread over the former: {@index torch.nn.CTCLoss}. It is {@code -log p}, where p is the
 * probability of all ways to read the labels, each label once or repeatedly, with blanks between
 * them.
 *
 * <p>The mean divides each loss by the length of its target first.
 *
 * <pre>{@code
 * Torch.manualSeed(0);
 * try (var scope = Torch.scope(); var criterion = new CTCLoss()) {
 *   NDArray logs = Functional.logSoftmax(Torch.randn(6, 2, 4), 2); // steps, batch, classes
 *   NDArray labels = Torch.tensor(new long[] {1, 2, 3, 3, 1, 0}, 2, 3);
 *   NDArray loss = criterion.forward(logs, labels, new long[] {6, 5}, new long[] {3, 2});
 *   System.out.println(Torch.repr(loss));
 * }
 * // tensor(1.7376)
 * }</pre>
 */
public final class CTCLoss extends ReducedLoss {

  private final long blank;
  private final boolean zeroInfinity;

  /** A loss with torch's defaults: {@code torch.nn.CTCLoss()}. */
  public CTCLoss() {
    this(builder());
  }

  private CTCLoss(Builder options) {
    super(options);
    blank = options.blank;
    zeroInfinity = options.zeroInfinity;
  }

  /** Options of a loss. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Computes the loss: {@code loss = criterion(log_probs, targets, input_lengths, target_lengths)}.
   *
   * @param logProbs log-probabilities of (T, N, C), or unbatched (T, C), float32 or float64
   * @param targets labels in [0, C), of (N, S), padded with anything, or one after the other of
   *     (sum of the target lengths)
   * @param inputLengths the lengths of the sequences, at most T, of (N), integral
   * @param targetLengths the lengths of the targets, of (N), integral
   * @return the loss, which belongs to the first array's manager: an array of no dimensions, or of
   *     (N) or () if reduction is "none"
   * @throws IllegalArgumentException with torch's message if a shape, a type, a length or a label
   *     is wrong
   */
  public NDArray forward(
      NDArray logProbs, NDArray targets, NDArray inputLengths, NDArray targetLengths) {
    return whileOpen(
        () -> loss(logProbs, targets, inputLengths, targetLengths, blank, reduction, zeroInfinity));
  }

  /**
   * Computes the loss: {@code loss = criterion(log_probs, targets, (50, 42), (7, 9))}.
   *
   * @param logProbs log-probabilities of (T, N, C), or unbatched (T, C), float32 or float64
   * @param targets labels in [0, C), of (N, S), padded with anything, or one after the other of
   *     (sum of the target lengths)
   * @param inputLengths the lengths of the N sequences, at most T
   * @param targetLengths the lengths of the N targets
   * @return as of {@link #forward(NDArray, NDArray, NDArray, NDArray)}
   * @throws IllegalArgumentException with torch's message if a shape, a type, a length or a label
   *     is wrong
   */
  public NDArray forward(
      NDArray logProbs, NDArray targets, long[] inputLengths, long[] targetLengths) {
    return whileOpen(
        () -> loss(logProbs, targets, inputLengths, targetLengths, blank, reduction, zeroInfinity));
  }

  static NDArray loss(
      NDArray logProbs,
      NDArray targets,
      NDArray inputLengths,
      NDArray targetLengths,
      long blank,
      int reduction,
      boolean zeroInfinity) {
    CTCChecks.check(
        logProbs,
        targets,
        CTCChecks.lengths("input_lengths", inputLengths),
        CTCChecks.lengths("target_lengths", targetLengths),
        blank);
    return Functions.call(
        logProbs.getManager(),
        "ctc_loss",
        logProbs,
        targets,
        inputLengths,
        targetLengths,
        blank,
        reduction,
        zeroInfinity);
  }

  static NDArray loss(
      NDArray logProbs,
      NDArray targets,
      long[] inputLengths,
      long[] targetLengths,
      long blank,
      int reduction,
      boolean zeroInfinity) {
    Objects.requireNonNull(inputLengths, "inputLengths is null");
    Objects.requireNonNull(targetLengths, "targetLengths is null");
    CTCChecks.check(logProbs, targets, inputLengths, targetLengths, blank);
    return Functions.call(
        logProbs.getManager(),
        "ctc_loss_of",
        logProbs,
        targets,
        inputLengths,
        targetLengths,
        blank,
        reduction,
        zeroInfinity);
  }

  /** The label of the blank: {@code blank}. */
  public long blank() {
    return blank;
  }

  /**
   * Whether infinite losses, of targets too long for their sequence, are zero: {@code
   * zero_infinity}.
   */
  public boolean zeroInfinity() {
    return zeroInfinity;
  }

  @Override
  protected NDList compute(NDList inputs) {
    requireArguments(inputs, "log_probs", "targets", "input_lengths", "target_lengths");
    return new NDList(forward(inputs.get(0), inputs.get(1), inputs.get(2), inputs.get(3)));
  }

  /** The options of {@link CTCLoss}. */
  public static final class Builder extends Loss.Builder<Builder> {
    long blank;
    boolean zeroInfinity;

    private Builder() {}

    /** The label of the blank, in [0, C); 0 by default. */
    public Builder blank(long blank) {
      this.blank = blank;
      return this;
    }

    /**
     * Whether infinite losses and their gradients, of targets too long for their sequence, are
     * zero; not by default.
     */
    public Builder zeroInfinity(boolean zeroInfinity) {
      this.zeroInfinity = zeroInfinity;
      return this;
    }

    /**
     * Makes the loss.
     *
     * @throws IllegalArgumentException with torch's message if the reduction is unknown
     */
    public CTCLoss build() {
      return new CTCLoss(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
