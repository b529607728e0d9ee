package io.github.torchrnn.jit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The sizes of values before a program runs, for the masks of dropout: numbers, and sizes of the
 * arguments. They are known through the operations that stand before a dropout in most networks.
 */
final class WholeSizes {

  /** The size of an argument's axis. */
  record OfAxis(Value argument, int axis) {}

  /** The operations whose output is of the size of their first argument. */
  private static final Set<String> SAME =
      Set.of(
          "dropout", "feature_dropout", "softmax", "log_softmax", "layer_norm", "relu", "tanh",
          "sigmoid", "silu", "gelu", "elu", "leaky_relu", "softplus", "selu", "hardtanh",
          "logsigmoid", "clamp", "neg", "exp", "square", "abs", "to", "to_type", "clone", "detach");

  private final Map<Value, List<Object>> known = new IdentityHashMap<>();

  WholeSizes(Program program) {
    for (Value input : program.inputs()) {
      List<Object> sizes = new ArrayList<>();
      for (int axis = 0; axis < input.rank(); axis++) {
        sizes.add(new OfAxis(input, axis));
      }
      known.put(input, sizes);
    }
    program.externals().forEach(it -> known.put(it.value(), numbers(it.value())));
  }

  private static List<Object> numbers(Value value) {
    return new ArrayList<>(LongStream.of(value.shape().getShape()).boxed().toList());
  }

  /** The sizes of a value; null if they are not known. */
  @Nullable List<Object> of(Value value) {
    return known.get(value);
  }

  /** Tells the sizes of an operation's first output. */
  void follow(Operation operation) {
    List<Object> sizes = sizes(operation);
    if (sizes != null) {
      known.put(operation.outputs().get(0), sizes);
    }
  }

  private @Nullable List<Object> sizes(Operation operation) {
    String name = operation.name();
    if (SAME.contains(name)) {
      return of(operation.value(0));
    }
    return switch (name) {
      case "add", "sub", "mul", "div" -> ofPair(operation);
      case "linear" -> ending(operation.value(0), operation.value(1).shape().get(0));
      case "embedding" -> {
        List<Object> sizes = of(operation.value(1));
        yield sizes == null ? null : with(sizes, operation.value(0).shape().get(1));
      }
      case "transpose" -> {
        List<Object> sizes = of(operation.value(0));
        if (sizes == null) {
          yield null;
        }
        List<Object> swapped = new ArrayList<>(sizes);
        List<Integer> axes =
            ShapeRules.axes(
                List.of(operation.<Long>constant(1), operation.<Long>constant(2)), sizes.size());
        Collections.swap(swapped, axes.get(0), axes.get(1));
        yield swapped;
      }
      case "rnn_tanh",
          "rnn_relu",
          "gru",
          "lstm",
          "rnn_tanh_packed",
          "rnn_relu_packed",
          "gru_packed",
          "lstm_packed" ->
          ending(operation.value(0), width(operation));
      default -> null;
    };
  }

  private static long width(Operation recurrent) {
    Value output = recurrent.outputs().get(0);
    return output.shape().get(output.rank() - 1);
  }

  private @Nullable List<Object> ofPair(Operation operation) {
    for (Value value : operation.inputs()) {
      if (value.shape().equals(operation.output().shape()) && of(value) != null) {
        return of(value);
      }
    }
    return null;
  }

  private @Nullable List<Object> ending(Value value, long last) {
    List<Object> sizes = of(value);
    return sizes == null ? null : with(sizes.subList(0, sizes.size() - 1), last);
  }

  private static List<Object> with(List<Object> sizes, long last) {
    List<Object> longer = new ArrayList<>(sizes);
    longer.add(last);
    return longer;
  }
}
