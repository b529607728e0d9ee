package io.github.torchrnn.jit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of a program: a call of an operator.
 *
 * @param name the row of {@link Operations}, or a kernel of the library
 * @param arguments each a {@link Value}, a list of values, or a constant: Long, Double, Boolean,
 *     String, {@code List<Long>}, RecurrentOptions, a Loop, or null for None
 * @param outputs its results
 * @param isList whether the operator returns a list of tensors
 */
record Operation(
    String name, List<@Nullable Object> arguments, List<Value> outputs, boolean isList) {

  /** The values among the arguments, those in lists too. */
  List<Value> inputs() {
    List<Value> inputs = new ArrayList<>();
    for (Object argument : arguments) {
      if (argument instanceof Value value) {
        inputs.add(value);
      } else if (argument instanceof List<?> list) {
        list.stream().filter(Value.class::isInstance).map(Value.class::cast).forEach(inputs::add);
      }
    }
    return inputs;
  }

  /** The only output. */
  Value output() {
    return outputs.get(0);
  }

  /** Whether gradients pass through it. */
  boolean recorded() {
    return outputs.stream().anyMatch(Value::recorded);
  }

  /** Whether gradients are asked for of an argument, or of a value of a list. */
  boolean records(int argument) {
    Object given = arguments.get(argument);
    return given instanceof Value value
        ? value.recorded()
        : given instanceof List<?> list
            && list.stream().anyMatch(it -> it instanceof Value value && value.recorded());
  }

  /** The value in an argument's place. */
  Value value(int argument) {
    return (Value) arguments.get(argument);
  }

  /** The values of a list in an argument's place. */
  @SuppressWarnings("unchecked")
  List<Value> values(int argument) {
    return (List<Value>) arguments.get(argument);
  }

  /** The constant in an argument's place. */
  @SuppressWarnings("unchecked")
  <T> T constant(int argument) {
    return (T) arguments.get(argument);
  }
}
