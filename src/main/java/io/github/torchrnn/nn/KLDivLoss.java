package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Tensors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The divergence of log-probabilities x from probabilities y: {@index torch.nn.KLDivLoss}. For each
 * element it is
 *
 * <pre>{@code
 * y (log y - x)
 * exp(y) (y - x)   if the target is log-probabilities too
 * }</pre>
 *
 * <p>The mean divergence of distributions is that of reduction {@code "batchmean"}; the default
 * {@code "mean"} divides by their size too, of which the first such loss warns.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var criterion = KLDivLoss.builder().reduction("batchmean").build()) {
 *   NDArray logs = Torch.tensor(new float[] {0.5f, 0.5f}, 1, 2).log();
 *   NDArray target = Torch.tensor(new float[] {0.9f, 0.1f}, 1, 2);
 *   System.out.println(Torch.repr(criterion.forward(logs, target)));
 * }
 * // tensor(0.3681)
 * }</pre>
 */
public final class KLDivLoss extends Loss {

  private static final Logger LOGGER = LoggerFactory.getLogger(KLDivLoss.class);

  /** Whether the warning was given, which Python gives once for a line of the program. */
  private static final AtomicBoolean WARNED = new AtomicBoolean();

  private static final String OF_BATCH = "batchmean";

  private final boolean logTarget;

  /** A loss with torch's defaults: {@code torch.nn.KLDivLoss()}. */
  public KLDivLoss() {
    this(builder());
  }

  private KLDivLoss(Builder options) {
    super(options);
    logTarget = options.logTarget;
  }

  /** Options of a loss. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Computes the loss: {@code loss = criterion(input, target)}.
   *
   * @param input log-probabilities of any shape
   * @param target probabilities of a shape that broadcasts with the input's
   * @return the loss, which belongs to the input's manager: an array of no dimensions, or of the
   *     common shape if reduction is "none"
   * @throws IllegalArgumentException with torch's message if the shapes or types do not fit
   */
  @Override
  public NDArray forward(NDArray input, NDArray target) {
    return whileOpen(() -> loss(input, target, reduction, reduction().equals(OF_BATCH), logTarget));
  }

  static NDArray loss(
      NDArray input, NDArray target, int reduction, boolean ofBatch, boolean logTarget) {
    Shape shape = Tensors.usable("input", input).getShape();
    Tensors.usable("target", target);
    if (reduction == MEAN && WARNED.compareAndSet(false, true)) {
      LOGGER.warn(
          "reduction: 'mean' divides the total loss by both the batch size and the support size."
              + "'batchmean' divides only by the batch size, and aligns with the KL div math"
              + " definition.'mean' will be changed to behave the same as 'batchmean' in the next"
              + " major release.");
    }
    if (!input.getDataType().isFloating() || !target.getDataType().isFloating()) {
      throw new IllegalArgumentException("kl_div: Integral inputs not supported.");
    }
    ArrayChecks.requireBroadcast(target.getShape(), shape);
    ArrayChecks.requireSameDevice("target", input, target);
    return Functions.call(
        input.getManager(), "kl_div", input, target, reduction, logTarget, ofBatch);
  }

  /** Whether the target is log-probabilities: {@code log_target}. */
  public boolean logTarget() {
    return logTarget;
  }

  /** The options of {@link KLDivLoss}. */
  public static final class Builder extends Loss.Builder<Builder> {
    boolean logTarget;

    private Builder() {}

    /** Whether the target is log-probabilities; not by default. */
    public Builder logTarget(boolean logTarget) {
      this.logTarget = logTarget;
      return this;
    }

    /** Whether the sum of all is divided by the size of the batch. */
    boolean ofBatch() {
      return reduction.equals(OF_BATCH);
    }

    @Override
    int reduction() {
      return ofBatch() ? SUM : super.reduction();
    }

    /**
     * Makes the loss.
     *
     * @throws IllegalArgumentException with torch's message if the reduction is unknown
     */
    public KLDivLoss build() {
      return new KLDivLoss(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
