package io.github.torchrnn.jit;

import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.RecurrentOptions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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

  /** The places of a probability and of the flag of training among an operation's arguments. */
  private record Dropping(int probability, int training) {}

  private static final Map<String, Dropping> DROPPING =
      Map.of(
          "dropout", new Dropping(1, 2),
          "feature_dropout", new Dropping(1, 2),
          "rnn_tanh_packed", new Dropping(8, 9),
          "rnn_relu_packed", new Dropping(8, 9),
          "gru_packed", new Dropping(8, 9),
          "lstm_packed", new Dropping(8, 9));

  /** Those whose options are in one object. */
  private static final Set<String> RECURRENT = Set.of("rnn_tanh", "rnn_relu", "gru", "lstm");

  /** Numbers from nothing but sizes, which a trace takes for zeros. */
  private static final Set<String> DRAWN = Set.of("rand", "randn");

  private static final Set<String> REFUSED =
      Set.of(
          "batch_norm_tracked",
          "bernoulli",
          "multinomial",
          "normal",
          "rand_like",
          "randint",
          "randn_like",
          "randperm");

  /** Of these, DJL's {@code duplicate} and {@code toType} do it, unlike torch's functions. */
  private static final Set<String> CUTS =
      Set.of(
          "detach",
          "duplicate",
          "to_type",
          "one_hot_as",
          "normal_sample",
          "bernoulli_sample",
          "zero_state");

  private Effects() {}

  /** Whether gradients do not pass through an operation, whatever its rows and types. */
  static boolean cutsGradients(String operation) {
    return CUTS.contains(operation);
  }

  static Kind of(String operation, List<@Nullable Object> arguments) {
    if (REFUSED.contains(operation) || movesStatistics(operation, arguments)) {
      return Kind.REFUSED;
    }
    return DROPPING.containsKey(operation)
            || RECURRENT.contains(operation)
            || DRAWN.contains(operation)
        ? Kind.DRAWS
        : Kind.PURE;
  }

  /** Whether an operation draws from the generator with the arguments that it has. */
  static boolean draws(Operation operation) {
    Dropping dropping = DROPPING.get(operation.name());
    if (dropping != null) {
      return (Boolean) operation.constant(dropping.training)
          && (Double) operation.constant(dropping.probability) > 0;
    }
    return DRAWN.contains(operation.name())
        || operation.arguments().stream()
            .anyMatch(it -> it instanceof RecurrentOptions options && drops(options));
  }

  private static boolean drops(RecurrentOptions options) {
    return options.training() && options.dropout() > 0 && options.layers() > 1;
  }

  /** Whether it is {@code batch_norm(x, running_mean, ..., training)} that moves the statistics. */
  private static boolean movesStatistics(String operation, List<@Nullable Object> arguments) {
    return operation.equals("batch_norm")
        && arguments.get(1) != null
        && Boolean.TRUE.equals(arguments.get(5));
  }

  /**
   * Computes a result of the same shape and type as an operation's, and draws nothing.
   *
   * @param run the operation
   */
  static @Nullable Object quietly(
      String operation, Object[] arguments, Function<Object[], @Nullable Object> run) {
    if (DRAWN.contains(operation)) {
      return Torch.zeros((long[]) arguments[0]);
    }
    Dropping dropping = DROPPING.get(operation);
    Object[] quiet = withoutDropout(arguments);
    if (dropping != null) {
      quiet[dropping.training] = false;
    }
    return run.apply(quiet);
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
