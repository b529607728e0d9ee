package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.CapturedArrays;
import io.github.torchrnn.internal.TorchText;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What a traced lambda does: a list of operations over numbered values. It is the one
 * representation that is differentiated, emitted, exported and compared.
 *
 * @param inputs the arguments' arrays
 * @param externals the arrays from outside: parameters, buffers and constants
 * @param operations in the order of the trace
 * @param outputs the results' arrays, a step's loss first
 * @param guards the settings that the lambda read, which are the same in each run
 * @param modules the modules that it used, which are open in each run
 * @param fixed the inputs whose sizes the lambda asked for
 * @param constants the arrays that the lambda made of numbers
 */
record Program(
    List<Value> inputs,
    List<External> externals,
    List<Operation> operations,
    List<Value> outputs,
    List<Guard> guards,
    Set<Object> modules,
    BitSet fixed,
    CapturedArrays constants) {

  /**
   * An array from outside.
   *
   * @param source reads it anew: a parameter may have been replaced
   * @param constant the text of an array that the lambda makes itself, of its values; empty for
   *     others
   */
  record External(Value value, NDArray array, Supplier<NDArray> source, String constant) {

    boolean isConstant() {
      return !constant.isEmpty();
    }

    boolean isSame() {
      return source.get() == array;
    }
  }

  /** A setting and its value in the trace. */
  record Guard(BooleanSupplier setting, boolean value) {
    boolean holds() {
      return setting.getAsBoolean() == value;
    }
  }

  /** The operations that the outputs, and nothing else, need. */
  List<Operation> needed() {
    BitSet needed = new BitSet();
    outputs.forEach(output -> needed.set(output.id()));
    List<Operation> kept = new ArrayList<>();
    for (int i = operations.size() - 1; i >= 0; i--) {
      Operation operation = operations.get(i);
      boolean used = operation.outputs().stream().anyMatch(output -> needed.get(output.id()));
      if (used || Effects.has(operation.name())) {
        operation.inputs().forEach(input -> needed.set(input.id()));
        kept.add(operation);
      }
    }
    Collections.reverse(kept);
    return kept;
  }

  /** A text by which two traces of a lambda are compared: operations, not sizes. */
  String text() {
    return text(array -> "array " + System.identityHashCode(array), Program::ones);
  }

  /** A text for people, with the sizes of the trace. */
  String text(Names names) {
    return text(names::of, value -> TorchText.sizes(value.shape().getShape()));
  }

  private String text(Function<NDArray, String> names, Function<Value, String> sizes) {
    Function<Value, String> described =
        value ->
            "%s: %s%s%s"
                .formatted(
                    shown(value), value.type(), sizes.apply(value), value.recorded() ? "*" : "");
    StringBuilder text = new StringBuilder();
    for (Value input : inputs) {
      text.append(described.apply(input)).append(" = argument\n");
    }
    for (External external : externals) {
      text.append(described.apply(external.value)).append(" = ");
      text.append(external.isConstant() ? external.constant : names.apply(external.array));
      text.append('\n');
    }
    for (Operation operation : operations) {
      text.append(operation.outputs().stream().map(described).collect(Collectors.joining(", ")));
      text.append(" = ").append(operation.name()).append('(');
      text.append(
          operation.arguments().stream().map(Program::shown).collect(Collectors.joining(", ")));
      text.append(")\n");
    }
    String results = outputs.stream().map(Program::shown).collect(Collectors.joining(", "));
    return text + "return " + results + "\n";
  }

  /** The sizes that decide how an operation broadcasts, and the rank. */
  private static String ones(Value value) {
    return LongStream.of(value.shape().getShape())
        .mapToObj(size -> size > 1 ? "n" : Long.toString(size))
        .collect(Collectors.joining("x", "[", "]"));
  }

  private static String shown(Object argument) {
    if (argument instanceof Value value) {
      return "v" + value.id();
    }
    if (argument instanceof List<?> list) {
      return list.stream().map(Program::shown).collect(Collectors.joining(", ", "[", "]"));
    }
    return String.valueOf(argument);
  }
}
