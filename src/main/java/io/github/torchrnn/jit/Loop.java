package io.github.torchrnn.jit;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A part of a program that repeats itself, written once: the argument of an operation {@code loop}.
 * The operations of the body use values of the body, and values from outside, which are the same at
 * each turn.
 *
 * @param index the variable that counts the turns, from 0; parts of a {@code get} may contain it
 * @param count how many turns there are
 * @param body the operations of one turn
 * @param carried what a turn takes from the one before
 * @param elements what a turn takes from a row of values outside
 * @param windows the {@code get} operations of the body that go along an axis
 * @param results what is used after the loop, in the order of the operation's outputs
 */
record Loop(
    String index,
    int count,
    List<Operation> body,
    List<Carried> carried,
    List<Element> elements,
    Map<Operation, Window> windows,
    List<Result> results) {

  /** The name of the operation. */
  static final String NAME = "loop";

  /**
   * A value that goes from turn to turn.
   *
   * @param entry the value in the body
   * @param initial from outside, for the first turn
   * @param next of the body, for the turn after
   */
  record Carried(Value entry, Value initial, Value next) {}

  /**
   * A value of its own for each turn.
   *
   * @param value the value in the body
   * @param of from outside, as many as there are turns
   */
  record Element(Value value, List<Value> of) {}

  /**
   * The positions of an axis that a {@code get} takes, turn by turn.
   *
   * @param isRange whether it is a range of positions, and the axis stays
   * @param first where it begins at the first turn
   * @param step from turn to turn, as wide as the range is
   */
  record Window(int axis, boolean isRange, long first, long step) {}

  /** How the values of the turns become a result. */
  enum Kind {
    LAST,
    STACK,
    CAT
  }

  /**
   * A result of a loop.
   *
   * @param value outside
   * @param of of the body
   * @param axis along which the values are stacked or concatenated
   * @param reversed whether the last turn's value comes first
   */
  record Result(Value value, Value of, Kind kind, long axis, boolean reversed) {}

  /** How a value of the body goes to the next turn. */
  Optional<Carried> carriedAs(Value next) {
    return carried.stream().filter(it -> it.next == next).findFirst();
  }

  /** This loop with its results. */
  Loop with(List<Result> used) {
    return new Loop(index, count, body, carried, elements, windows, used);
  }

  /** The operation of this loop. */
  Operation operation() {
    Set<Value> inputs = new LinkedHashSet<>();
    carried.forEach(it -> inputs.add(it.initial));
    elements.forEach(it -> inputs.addAll(it.of));
    inputs.addAll(fromOutside());
    List<@Nullable Object> arguments = List.of(List.copyOf(inputs), this);
    return new Operation(NAME, arguments, results.stream().map(Result::value).toList(), false);
  }

  /** What the body takes from outside, the same at each turn. */
  Set<Value> fromOutside() {
    Set<Value> inside = new HashSet<>();
    carried.forEach(it -> inside.add(it.entry));
    elements.forEach(it -> inside.add(it.value));
    Set<Value> outside = new LinkedHashSet<>();
    for (Operation operation : body) {
      for (Value input : operation.inputs()) {
        if (!inside.contains(input)) {
          outside.add(input);
        }
      }
      inside.addAll(operation.outputs());
    }
    return outside;
  }

  /** The values that an operation needs, those in its loop too. */
  static Set<Value> usedBy(Operation operation) {
    Set<Value> used = new HashSet<>(operation.inputs());
    if (operation.name().equals(NAME)) {
      Loop loop = of(operation);
      loop.body.forEach(it -> used.addAll(it.inputs()));
      loop.carried.forEach(it -> used.add(it.next));
      loop.results.forEach(it -> used.add(it.of));
    }
    return used;
  }

  /** The loop of an operation. */
  static Loop of(Operation operation) {
    return operation.constant(1);
  }
}
