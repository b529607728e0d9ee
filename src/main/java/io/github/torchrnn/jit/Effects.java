package io.github.torchrnn.jit;

import io.github.torchrnn.internal.RecurrentOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What operations do besides computing: draw from the generator, or change arrays. A trace has to
 * leave both alone, so that the run after it starts where a single call would; it needs shapes, not
 * numbers.
 */
final class Effects {

  /** The kinds of operations. */
  enum Kind {
    /** The same arguments give the same result, and nothing else happens. */
    PURE,
    /** Draws from the generator, so it is never left out. */
    DRAWS,
    /** Cannot be part of a program. */
    REFUSED
  }

  /** How to call the operations that draw so that they do not. */
  private static final Map<String, UnaryOperator<Object[]>> QUIET = new HashMap<>();

  static {
    QUIET.put("dropout", arguments -> with(arguments, 2));
    QUIET.put("feature_dropout", arguments -> with(arguments, 2));
    for (String kind : List.of("rnn_tanh", "rnn_relu", "gru", "lstm")) {
      QUIET.put(kind, Effects::withoutDropout);
      QUIET.put(kind + "_packed", arguments -> with(arguments, 9));
    }
  }

  private static final Set<String> REFUSED = Set.of("batch_norm_tracked", "batch_norm");

  /** Of these, DJL's {@code duplicate} and {@code toType} do it, unlike torch's functions. */
  private static final Set<String> CUTS =
      Set.of(
          "detach",
          "duplicate",
          "to_type",
          "one_hot_as",
          "zeros_like",
          "ones_like",
          "full_like",
          "rand_like",
          "randn_like",
          "normal_sample",
          "bernoulli_sample",
          "categorical_rows",
          "zero_state");

  private Effects() {}

  /** Whether gradients do not pass through an operation, whatever its rows and types. */
  static boolean cutsGradients(String operation) {
    return CUTS.contains(operation);
  }

  static Kind of(String operation) {
    if (REFUSED.contains(operation)) {
      return Kind.REFUSED;
    }
    return QUIET.containsKey(operation) ? Kind.DRAWS : Kind.PURE;
  }

  /**
   * The arguments with which an operation computes a result of the same shape and draws nothing.
   */
  static Object[] quiet(String operation, Object... arguments) {
    return QUIET.getOrDefault(operation, UnaryOperator.identity()).apply(arguments);
  }

  private static Object[] with(Object[] arguments, int training) {
    Object[] quiet = arguments.clone();
    quiet[training] = false;
    return quiet;
  }

  private static Object[] withoutDropout(Object... arguments) {
    Object[] quiet = arguments.clone();
    for (int i = 0; i < quiet.length; i++) {
      if (quiet[i] instanceof RecurrentOptions o) {
        quiet[i] =
            new RecurrentOptions(
                o.bias(), o.layers(), o.dropout(), false, o.bidirectional(), o.batchFirst());
      }
    }
    return quiet;
  }
}
