package io.github.torchrnn.distributions;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Recorder;

/**
 * A condition on the numbers of a parameter or a sample: {@code torch.distributions.constraints}.
 *
 * @param text torch's repr of it
 * @param function the method of functions.py that checks it
 * @param bounds the further arguments of that method
 */
record Constraint(String text, String function, Number... bounds) {

  static final Constraint SIMPLEX = new Constraint("Simplex()", "is_simplex");
  static final Constraint REAL = new Constraint("Real()", "is_real");
  static final Constraint REAL_VECTOR =
      new Constraint("IndependentConstraint(Real(), 1)", "is_real");
  static final Constraint POSITIVE = new Constraint("GreaterThan(lower_bound=0.0)", "is_positive");
  static final Constraint UNIT_INTERVAL =
      new Constraint("Interval(lower_bound=0.0, upper_bound=1.0)", "is_within", 0.0, 1.0);
  static final Constraint BOOLEAN = new Constraint("Boolean()", "is_boolean");

  static Constraint integers(long low, long high) {
    String text = "IntegerInterval(lower_bound=%s, upper_bound=%s)".formatted(low, high);
    return new Constraint(text, "is_integer_within", low, high);
  }

  /** Whether all numbers meet it. */
  boolean holds(NDArray value) {
    Object[] arguments = new Object[1 + bounds.length];
    arguments[0] = Recorder.readable(value);
    System.arraycopy(bounds, 0, arguments, 1, bounds.length);
    return Recorder.whileRecording(null, () -> Functions.callBoolean(function, arguments));
  }
}
