package io.github.torchrnn.distributions;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Tensors;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The distribution over 0 and 1: {@index torch.distributions.Bernoulli}. */
public final class Bernoulli extends Distribution {

  private final @Nullable NDArray givenProbs;
  private final @Nullable NDArray givenLogits;
  private final Derived derived;

  /**
   * Takes the probabilities of 1: {@code Bernoulli(probs)}.
   *
   * @param probs of the batch shape, each from 0 to 1
   * @throws IllegalArgumentException with torch's message if one is not
   */
  public Bernoulli(NDArray probs) {
    this(probs, true);
  }

  /** {@code Bernoulli(probs, validate_args=validate_args)}. */
  public Bernoulli(NDArray probs, boolean validateArgs) {
    this(Tensors.usable("probs", probs), null, validateArgs);
  }

  /** Takes one probability, as float32 of no dimensions: {@code Bernoulli(0.3)}. */
  public Bernoulli(double probs) {
    this(Torch.scalar(probs), true);
  }

  private Bernoulli(@Nullable NDArray probs, @Nullable NDArray logits, boolean validateArgs) {
    super(validateArgs);
    givenProbs = probs;
    givenLogits = logits;
    if (probs != null) {
      derived = new Derived(() -> fromProbs(probs));
      requireParameter("probs", probs, Constraint.UNIT_INTERVAL);
    } else {
      NDArray given = Objects.requireNonNull(logits);
      derived = new Derived(() -> Functions.call(given.getManager(), "probs_of_log_odds", given));
      requireParameter("logits", given, Constraint.REAL);
    }
  }

  /**
   * Takes the log-odds of 1: {@code Bernoulli(logits=logits)}.
   *
   * @param logits of the batch shape
   * @throws IllegalArgumentException with torch's message if one is NaN
   */
  public static Bernoulli ofLogits(NDArray logits) {
    return ofLogits(logits, true);
  }

  /** {@code Bernoulli(logits=logits, validate_args=validate_args)}. */
  public static Bernoulli ofLogits(NDArray logits, boolean validateArgs) {
    return new Bernoulli(null, Tensors.usable("logits", logits), validateArgs);
  }

  private static NDArray fromProbs(NDArray probs) {
    return Functions.call(probs.getManager(), "log_odds", probs, epsilon(probs));
  }

  /** The probabilities of 1: {@code dist.probs}. */
  public NDArray probs() {
    return givenProbs == null ? derived.get() : givenProbs;
  }

  /** The log-odds of 1: {@code dist.logits}. */
  public NDArray logits() {
    return givenLogits == null ? derived.get() : givenLogits;
  }

  @Override
  public Shape batchShape() {
    return Objects.requireNonNull(givenProbs == null ? givenLogits : givenProbs).getShape();
  }

  @Override
  Map<String, NDArray> parameters() {
    return map(
        "probs",
        givenProbs == null ? derived.known() : givenProbs,
        "logits",
        givenLogits == null ? derived.known() : givenLogits);
  }

  /** {@inheritDoc} They are 0 and 1 in the type of the parameter. */
  @Override
  public NDArray sample(long... sampleShape) {
    long[] sizes = extended(sampleShape);
    NDArray probs = probs();
    return Functions.call(probs.getManager(), "bernoulli_sample", probs, sizes);
  }

  /** {@inheritDoc} Values are 0 and 1. */
  @Override
  public NDArray logProb(NDArray value) {
    requireSample(value, Constraint.BOOLEAN);
    NDArray logits = logits();
    return Functions.call(logits.getManager(), "bernoulli_log_prob", logits, value);
  }

  @Override
  public NDArray entropy() {
    NDArray logits = logits();
    return Functions.call(logits.getManager(), "bernoulli_entropy", logits, probs());
  }
}
