package io.github.torchrnn.jit;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An operation as the search for loops sees it.
 *
 * @param kind equal for operations that do the same with other values, or at other positions
 * @param inputs the values that it takes
 * @param positions the numbers in the parts of a {@code get}
 */
record Line(Operation operation, Object kind, List<Value> inputs, List<Long> positions) {

  private static final Pattern NUMBER = Pattern.compile("-?\\d+");

  private record Tensor(Shape shape, DataType type, Device device) {
    static Tensor of(Value value) {
      return new Tensor(value.shape(), value.type(), value.device());
    }
  }

  static Line of(Operation operation) {
    List<Value> inputs = operation.inputs();
    List<@Nullable Object> kind = new ArrayList<>();
    kind.add(operation.name());
    // Whether the lambda switched gradients off; else the inputs tell.
    kind.add(!operation.recorded() && inputs.stream().anyMatch(Value::recorded));
    List<Long> positions = new ArrayList<>();
    for (Object argument : operation.arguments()) {
      if (operation.name().equals("get") && argument instanceof String parts) {
        NUMBER.matcher(parts).results().forEach(it -> positions.add(Long.valueOf(it.group())));
        kind.add(NUMBER.matcher(parts).replaceAll("#"));
      } else {
        kind.add(seen(argument));
      }
    }
    operation.outputs().forEach(output -> kind.add(Tensor.of(output)));
    return new Line(operation, kind, inputs, positions);
  }

  /**
   * What decides the shapes and types of an operation's results; null if numbers may, as integers
   * and truth values do.
   */
  static @Nullable Object shapesOf(String name, List<@Nullable Object> arguments) {
    List<Value> inputs = new Operation(name, arguments, List.of(), false).inputs();
    return inputs.isEmpty() || !inputs.stream().allMatch(input -> input.type().isFloating())
        ? null
        : List.of(name, seen(arguments));
  }

  /** An argument with the shapes, types and devices of values, not which values they are. */
  private static @Nullable Object seen(@Nullable Object argument) {
    if (argument instanceof Value value) {
      return Tensor.of(value);
    }
    if (!(argument instanceof List<?> list)) {
      return argument;
    }
    List<@Nullable Object> seen = new ArrayList<>();
    list.forEach(element -> seen.add(seen(element)));
    return seen;
  }

  /**
   * The parts of a {@code get} with an index in the place of the positions that move.
   *
   * @param steps how far each position moves from turn to turn
   */
  String parts(String index, List<Long> steps) {
    String parts = operation.constant(1);
    Matcher number = NUMBER.matcher(parts);
    int[] position = {0};
    return number.replaceAll(
        it -> moving(index, Long.parseLong(it.group()), steps.get(position[0]++)));
  }

  private static String moving(String index, long first, long step) {
    if (step == 0) {
      return Long.toString(first);
    } else if (step == -1) {
      return "%s - %s".formatted(first, index);
    }
    String turn = step == 1 ? index : "%s * %s".formatted(step, index);
    return first == 0 ? turn : "%s %s %s".formatted(turn, first < 0 ? "-" : "+", Math.abs(first));
  }
}
