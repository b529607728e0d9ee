package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.RecurrentOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What operations do besides computing: draw from the generator, or change arrays. A trace has to
 * leave both alone, so that the run after it starts where a single call would; it needs shapes, not
 * numbers.
 */
final class Effects {

  /** How to call the operations that draw, or change an argument, so that they do not. */
  private static final Map<String, UnaryOperator<Object[]>> QUIET = new HashMap<>();

  /** What to compute in the place of operations that always draw. */
  private static final Map<String, Function<Object[], NDArray>> TWINS = new HashMap<>();

  static {
    QUIET.put("dropout", arguments -> with(arguments, 2, false));
    QUIET.put("feature_dropout", arguments -> with(arguments, 2, false));
    QUIET.put("scaled_dot_product_attention", arguments -> with(arguments, 4, 0.0));
    QUIET.put("multi_head_attention", arguments -> with(arguments, 4, 0.0));
    for (String kind : List.of("rnn_tanh", "rnn_relu", "gru", "lstm")) {
      QUIET.put(kind, Effects::withoutDropout);
      QUIET.put(kind + "_packed", arguments -> with(arguments, 9, false));
    }
    QUIET.put("batch_norm", Effects::withoutStatistics);
    QUIET.put("batch_norm_tracked", Effects::withCopies);

    TWINS.put("rand", arguments -> halves((long[]) arguments[0], DataType.FLOAT32));
    TWINS.put("randn", arguments -> halves((long[]) arguments[0], DataType.FLOAT32));
    TWINS.put("normal", arguments -> halves((long[]) arguments[2], DataType.FLOAT32));
    TWINS.put("randperm", arguments -> Torch.arange((Long) arguments[0]));
    TWINS.put(
        "randint", arguments -> Torch.full(new Shape((long[]) arguments[2]), (Long) arguments[0]));
    TWINS.put("multinomial", Effects::firstPositions);
    for (String name : List.of("rand_like", "randn_like", "bernoulli", "gumbels")) {
      TWINS.put(name, arguments -> halves(shape(arguments[0]), type(arguments[0])));
    }
    TWINS.put("bernoulli_sample", arguments -> halves((long[]) arguments[1], type(arguments[0])));
    TWINS.put("normal_sample", arguments -> halves((long[]) arguments[2], type(arguments[0])));
    TWINS.put("normal_rsample", arguments -> halves((long[]) arguments[2], type(arguments[0])));
  }

  /** The operations whose result has sizes that depend on numbers. */
  private static final Set<String> REFUSED =
      Set.of(
          "bincount", "masked_select", "nonzero", "repeat_interleave_each", "repeat_interleave_of");

  /** The operations without gradients; DJL's two cut them, unlike torch's of the same name. */
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
          "number_like",
          "gumbels",
          "normal_sample",
          "bernoulli_sample",
          "categorical_rows",
          "zero_state");

  private Effects() {}

  /** Whether gradients do not pass through an operation, whatever its rows and types. */
  static boolean cutsGradients(String operation) {
    return CUTS.contains(operation);
  }

  /**
   * Whether an operation cannot be part of a program. Offsets of bags are refused since LibTorch
   * follows wrong ones, which a single call finds, into memory of others.
   */
  static boolean refuses(String operation, List<@Nullable Object> arguments) {
    return REFUSED.contains(operation)
        || operation.equals("one_hot") && arguments.get(1).equals(-1L)
        || operation.equals("embedding_bag") && arguments.get(2) != null;
  }

  /** Whether an operation does something besides computing, so that it is never left out. */
  static boolean has(String operation) {
    return QUIET.containsKey(operation) || TWINS.containsKey(operation);
  }

  /** Whether an operation draws, or changes an argument, with the arguments that it has. */
  static boolean acts(Operation operation) {
    String name = operation.name();
    if (name.equals("dropout") || name.equals("feature_dropout")) {
      return (Boolean) operation.constant(2) && (Double) operation.constant(1) > 0;
    } else if (name.endsWith("_attention") && QUIET.containsKey(name)) {
      return operation.<Double>constant(4) > 0;
    } else if (name.endsWith("_packed") && QUIET.containsKey(name)) {
      return drops(
          operation.constant(9), operation.<Double>constant(8), operation.<Long>constant(7));
    } else if (name.equals("batch_norm")) {
      return (Boolean) operation.constant(5) && operation.arguments().get(1) != null;
    }
    boolean dropping =
        operation.arguments().stream()
            .anyMatch(
                it ->
                    it instanceof RecurrentOptions o
                        && drops(o.training(), o.dropout(), o.layers()));
    return dropping || TWINS.containsKey(name) || name.equals("batch_norm_tracked");
  }

  /** Whether an operation draws from the generator. */
  static boolean draws(Operation operation) {
    return acts(operation) && statistics(operation).isEmpty();
  }

  /** The running statistics that an operation moves. */
  static List<Value> statistics(Operation operation) {
    String name = operation.name();
    if (!acts(operation) || !name.startsWith("batch_norm")) {
      return List.of();
    }
    int end = name.equals("batch_norm_tracked") ? 4 : 3;
    return operation.arguments().subList(1, end).stream().map(Value.class::cast).toList();
  }

  private static boolean drops(boolean training, double dropout, long layers) {
    return training && dropout > 0 && layers > 1;
  }

  /** Computes a result of an operation's shape, without its effects. */
  static Object quietly(
      String operation, Object[] arguments, Function<Object[], @Nullable Object> run) {
    Function<Object[], NDArray> twin = TWINS.get(operation);
    return twin == null
        ? run.apply(QUIET.getOrDefault(operation, UnaryOperator.identity()).apply(arguments))
        : twin.apply(arguments);
  }

  private static Object[] with(Object[] arguments, int place, @Nullable Object other) {
    Object[] changed = arguments.clone();
    changed[place] = other;
    return changed;
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

  /** In training, without the statistics, which would change. */
  private static Object[] withoutStatistics(Object... arguments) {
    boolean training = (Boolean) arguments[5];
    return training ? with(with(arguments, 1, null), 2, null) : arguments;
  }

  private static Object[] withCopies(Object... arguments) {
    Object[] copies = arguments.clone();
    for (int i = 1; i <= 3; i++) {
      copies[i] = ((NDArray) arguments[i]).duplicate();
    }
    return copies;
  }

  /** Numbers between 0 and 1, as those that are drawn are likely to be. */
  private static NDArray halves(long[] sizes, DataType type) {
    return LibTorch.manager().full(new Shape(sizes), 0.5f, type);
  }

  private static NDArray firstPositions(Object... arguments) {
    long[] sizes = shape(arguments[0]);
    sizes[sizes.length - 1] = (Long) arguments[1];
    return LibTorch.manager().zeros(new Shape(sizes), DataType.INT64);
  }

  private static long[] shape(Object array) {
    return ((NDArray) array).getShape().getShape().clone();
  }

  private static DataType type(Object array) {
    return ((NDArray) array).getDataType();
  }
}
