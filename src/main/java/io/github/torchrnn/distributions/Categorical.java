package io.github.torchrnn.distributions;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Tensors;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The distribution over the classes 0 to K - 1: {@index torch.distributions.Categorical}.
 *
 * <pre>{@code
 * Categorical dist = Categorical.ofLogits(policy.forward(state));
 * NDArray action = dist.sample();
 * NDArray loss = dist.logProb(action).neg().mul(reward);
 * }</pre>
 */
public final class Categorical extends Distribution {

  private final @Nullable NDArray givenProbs;
  private final @Nullable NDArray givenLogits;
  private final Derived derived;

  /**
   * Takes the probabilities of the classes: {@code Categorical(probs)}.
   *
   * @param probs (*, K), not negative; they are divided by their sum
   * @throws IllegalArgumentException with torch's message if a row is no distribution
   */
  public Categorical(NDArray probs) {
    this(probs, true);
  }

  /**
   * Takes the probabilities of the classes: {@code Categorical(probs,
   * validate_args=validate_args)}.
   *
   * @param probs (*, K), not negative; they are divided by their sum
   */
  public Categorical(NDArray probs, boolean validateArgs) {
    this(normalized("probs", "normalized_probs", probs), null, validateArgs);
  }

  private Categorical(@Nullable NDArray probs, @Nullable NDArray logits, boolean validateArgs) {
    super(validateArgs);
    givenProbs = probs;
    givenLogits = logits;
    if (probs != null) {
      derived = new Derived(() -> fromProbs(probs));
      requireParameter("probs", probs, Constraint.SIMPLEX);
    } else {
      NDArray given = Objects.requireNonNull(logits);
      derived = new Derived(() -> Functions.call(given.getManager(), "probs_of_log_probs", given));
      requireParameter("logits", given, Constraint.REAL_VECTOR);
    }
  }

  /**
   * Takes the logarithms of the probabilities: {@code Categorical(logits=logits)}.
   *
   * @param logits (*, K); they need not be normalized
   * @throws IllegalArgumentException with torch's message if one is NaN
   */
  public static Categorical ofLogits(NDArray logits) {
    return ofLogits(logits, true);
  }

  /** {@code Categorical(logits=logits, validate_args=validate_args)}. */
  public static Categorical ofLogits(NDArray logits, boolean validateArgs) {
    return new Categorical(null, normalized("logits", "normalized_logits", logits), validateArgs);
  }

  private static NDArray normalized(String name, String function, NDArray given) {
    if (Tensors.usable(name, given).getShape().dimension() < 1) {
      throw new IllegalArgumentException(
          "`" + name + "` parameter must be at least one-dimensional.");
    }
    return Functions.call(given.getManager(), function, given);
  }

  private static NDArray fromProbs(NDArray probs) {
    return Functions.call(probs.getManager(), "log_probs", probs, epsilon(probs));
  }

  /** The normalized probabilities, (*, K): {@code dist.probs}. */
  public NDArray probs() {
    return givenProbs == null ? derived.get() : givenProbs;
  }

  /** The logarithms of the normalized probabilities, (*, K): {@code dist.logits}. */
  public NDArray logits() {
    return givenLogits == null ? derived.get() : givenLogits;
  }

  private Shape paramShape() {
    return Objects.requireNonNull(givenProbs == null ? givenLogits : givenProbs).getShape();
  }

  private long events() {
    return paramShape().get(paramShape().dimension() - 1);
  }

  @Override
  public Shape batchShape() {
    return paramShape().slice(0, paramShape().dimension() - 1);
  }

  @Override
  Map<String, NDArray> parameters() {
    return map(
        "probs",
        givenProbs == null ? derived.known() : givenProbs,
        "logits",
        givenLogits == null ? derived.known() : givenLogits);
  }

  /** {@inheritDoc} Classes are int64. */
  @Override
  public NDArray sample(long... sampleShape) {
    long[] sizes = extended(sampleShape);
    NDArray probs = probs();
    try (NDArray rows = Functions.call(probs.getManager(), "categorical_rows", probs);
        NDArray drawn = Torch.multinomial(rows, new Shape(sampleShape).size(), true)) {
      return Functions.call(probs.getManager(), "categorical_samples", drawn, sizes);
    }
  }

  /** {@inheritDoc} Values are classes. */
  @Override
  public NDArray logProb(NDArray value) {
    requireSample(value, Constraint.integers(0, events() - 1));
    NDArray logits = logits();
    return Functions.call(logits.getManager(), "categorical_log_prob", logits, value);
  }

  @Override
  public NDArray entropy() {
    NDArray logits = logits();
    return Functions.call(
        logits.getManager(), "categorical_entropy", logits, probs(), least(logits));
  }
}
