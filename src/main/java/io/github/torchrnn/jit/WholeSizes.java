package io.github.torchrnn.jit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The sizes of values before a program runs, and the order of their numbers in memory, for the
 * masks of dropout. They are known through the operations that stand before a dropout in most
 * networks.
 */
final class WholeSizes {

  /** The size of an argument's axis. */
  record OfAxis(Value argument, int axis) {}

  /** The size of axes that were made one. */
  record Merged(List<Object> sizes) {}

  /**
   * What is known of a value.
   *
   * @param sizes each a number, of an argument's axis, or of merged axes
   * @param isSwapped whether the first two axes lie the other way round in memory
   * @param like the argument whose order in memory it has; null for the order of the sizes
   * @param inOrder the arguments that have to lie in the order of their sizes for that to be true
   */
  record Known(List<Object> sizes, boolean isSwapped, @Nullable Value like, Set<Value> inOrder) {

    /** In the order of the sizes, whatever the arguments'. */
    Known(List<Object> sizes, boolean isSwapped) {
      this(sizes, isSwapped, null, Set.of());
    }

    private Known withLast(long last) {
      List<Object> changed = new ArrayList<>(sizes);
      changed.set(changed.size() - 1, last);
      return new Known(changed, isSwapped);
    }

    /** The arguments that have to lie in order where this has to. */
    private Set<Value> ordered() {
      Set<Value> all = new LinkedHashSet<>(inOrder);
      if (like != null) {
        all.add(like);
      }
      return all;
    }
  }

  /** The operations whose output is, in size and memory, as their first argument. */
  private static final Set<String> SAME =
      Set.of(
          "dropout",
          "feature_dropout",
          "relu",
          "tanh",
          "sigmoid",
          "silu",
          "gelu",
          "elu",
          "leaky_relu",
          "softplus",
          "selu",
          "hardtanh",
          "logsigmoid",
          "clamp",
          "neg",
          "exp",
          "square",
          "abs");

  /** The operations whose output is of the size of their first argument, and in order. */
  private static final Set<String> IN_ORDER = Set.of("softmax", "log_softmax", "layer_norm");

  private static final Set<String> LAYERS = Set.of("rnn_tanh", "rnn_relu", "gru", "lstm");

  private static final Set<String> PACKED =
      Set.of("rnn_tanh_packed", "rnn_relu_packed", "gru_packed", "lstm_packed");

  private final Map<Value, Known> known = new IdentityHashMap<>();

  WholeSizes(Program program) {
    for (Value input : program.inputs()) {
      List<Object> sizes = new ArrayList<>();
      for (int axis = 0; axis < input.rank(); axis++) {
        sizes.add(new OfAxis(input, axis));
      }
      known.put(input, new Known(sizes, false, input, Set.of()));
    }
    program
        .externals()
        .forEach(
            it -> {
              long[] sizes = it.value().shape().getShape();
              List<Object> numbers = new ArrayList<>(LongStream.of(sizes).boxed().toList());
              known.put(it.value(), new Known(numbers, false));
            });
  }

  /** What is known of a value; null for nothing. */
  @Nullable Known of(Value value) {
    return known.get(value);
  }

  /** Tells what is known of an operation's outputs. */
  void follow(Operation operation) {
    Known found = found(operation);
    if (found != null) {
      known.put(operation.outputs().get(0), found);
    }
  }

  private @Nullable Known found(Operation operation) {
    String name = operation.name();
    if (LAYERS.contains(name) || PACKED.contains(name)) {
      return ofLayer(operation);
    }
    if (name.equals("embedding")) {
      Known ids = of(operation.value(1));
      if (ids == null) {
        return null;
      }
      List<Object> sizes = new ArrayList<>(ids.sizes);
      sizes.add(operation.value(0).shape().get(1));
      return new Known(sizes, false);
    }
    if (name.equals("cat")) {
      return ofCat(operation);
    }
    boolean hasFirst = operation.arguments().get(0) instanceof Value;
    Known first = hasFirst ? of(operation.value(0)) : null;
    if (first == null) {
      return null;
    } else if (SAME.contains(name)) {
      return first;
    } else if (IN_ORDER.contains(name)) {
      return new Known(first.sizes, false);
    }
    return switch (name) {
      case "add", "sub", "mul", "div" -> ofPair(operation);
      case "linear" -> new Known(first.sizes, false).withLast(operation.value(1).shape().get(0));
      case "transpose" -> transposed(first, operation);
      case "get" -> selected(first, operation);
      case "reshape" -> reshaped(first, operation.constant(1));
      case "flatten" ->
          merged(
              first,
              ShapeRules.axes(
                  List.of(operation.<Long>constant(1), operation.<Long>constant(2)),
                  first.sizes.size()));
      default -> null;
    };
  }

  private @Nullable Known ofLayer(Operation operation) {
    boolean isPacked = PACKED.contains(operation.name());
    RecurrentStack stack = new RecurrentStack(operation, isPacked);
    Known input = of(stack.input());
    if (input == null) {
      return null;
    }
    Object batch =
        !isPacked
            ? input.sizes.get(stack.batchFirst() ? 0 : 1)
            : stack.sorted() == null ? null : new OfAxis(stack.sorted(), 0);
    for (Value state : operation.outputs().subList(1, operation.outputs().size())) {
      if (batch != null) {
        long count = (long) stack.layers() * stack.directions();
        known.put(state, new Known(List.of(count, batch, last(state)), false));
      }
    }
    return new Known(input.sizes, stack.batchFirst()).withLast(last(operation.outputs().get(0)));
  }

  private static long last(Value value) {
    return value.shape().get(value.rank() - 1);
  }

  private @Nullable Known ofPair(Operation operation) {
    List<Known> wholes = new ArrayList<>();
    boolean isLed = false; // by an array that is broadcast, which lays the result out
    for (Value value : operation.inputs()) {
      if (value.shape().equals(operation.output().shape())) {
        wholes.add(of(value));
      } else {
        long axes = LongStream.of(value.shape().getShape()).filter(size -> size > 1).count();
        isLed |= wholes.isEmpty() && axes > 1;
      }
    }
    if (wholes.isEmpty() || wholes.contains(null)) {
      return null;
    }
    Known first = wholes.get(0);
    boolean isSwapped = first.isSwapped;
    if (isSwapped && isLed || wholes.stream().anyMatch(it -> it.isSwapped != isSwapped)) {
      return null;
    }
    Set<Value> inOrder = new LinkedHashSet<>();
    if (!isLed && wholes.stream().allMatch(it -> it.like == first.like)) {
      wholes.forEach(it -> inOrder.addAll(it.inOrder));
      return new Known(first.sizes, isSwapped, first.like, inOrder);
    }
    wholes.forEach(it -> inOrder.addAll(it.ordered()));
    return new Known(first.sizes, isSwapped, null, inOrder);
  }

  private static @Nullable Known transposed(Known first, Operation operation) {
    List<Integer> axes =
        ShapeRules.axes(
            List.of(operation.<Long>constant(1), operation.<Long>constant(2)), first.sizes.size());
    if (!Set.copyOf(axes).equals(Set.of(0, 1))) {
      return null;
    }
    List<Object> swapped = new ArrayList<>(first.sizes);
    Collections.swap(swapped, 0, 1);
    return new Known(swapped, !first.isSwapped, first.like, first.inOrder);
  }

  /** Sizes of -1 and then of axes that stay, so that those in front become one. */
  private static @Nullable Known reshaped(Known first, List<Long> sizes) {
    int rank = first.sizes.size();
    int kept = sizes.size() - 1;
    return kept >= 0
            && kept < rank
            && sizes.get(0) == -1
            && first.sizes.subList(rank - kept, rank).equals(sizes.subList(1, sizes.size()))
        ? merged(first, List.of(0, rank - kept - 1))
        : null;
  }

  /** Axes from one to another as one: in order, unless what lies the other way round stays so. */
  private static @Nullable Known merged(Known first, List<Integer> ends) {
    int start = ends.get(0);
    int end = ends.get(1);
    if (first.isSwapped && (start > 0 || end == 0) || first.sizes.isEmpty()) {
      return null;
    }
    List<Object> sizes = new ArrayList<>(first.sizes.subList(0, start));
    sizes.add(new Merged(first.sizes.subList(start, end + 1)));
    sizes.addAll(first.sizes.subList(end + 1, first.sizes.size()));
    return new Known(sizes, false, null, first.ordered());
  }

  /** A position of some axes. */
  private static @Nullable Known selected(Known first, Operation operation) {
    List<String> parts = Arrays.asList(operation.<String>constant(1).split(","));
    List<Object> left = new ArrayList<>();
    for (int axis = 0; axis < first.sizes.size(); axis++) {
      if (axis >= parts.size() || parts.get(axis).equals(":")) {
        left.add(first.sizes.get(axis));
      } else if (!parts.get(axis).matches("-?\\d+")) {
        return null;
      }
    }
    boolean keepsLast =
        parts.size() < first.sizes.size() || parts.get(parts.size() - 1).equals(":");
    return left.size() == 2 && first.sizes.size() == 3 && keepsLast
        ? new Known(left, false, null, first.ordered())
        : null;
  }

  /** Arrays side by side along their last axis. */
  private @Nullable Known ofCat(Operation operation) {
    long sum = 0;
    Known found = null;
    for (Value part : operation.values(0)) {
      found = of(part);
      if (found == null || found.isSwapped) {
        return null;
      }
      sum += last(part);
    }
    int rank = operation.output().rank();
    boolean isLast = ShapeRules.axes(List.of(operation.<Long>constant(1)), rank).contains(rank - 1);
    boolean areNumbers =
        operation.values(0).stream()
            .allMatch(it -> of(it).sizes.get(of(it).sizes.size() - 1) instanceof Long);
    return found != null && isLast && areNumbers ? found.withLast(sum) : null;
  }
}
