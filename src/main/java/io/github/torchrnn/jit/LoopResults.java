package io.github.torchrnn.jit;

import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.jit.Loop.Kind;
import io.github.torchrnn.jit.Loop.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.LongStream;

/**
 * What a program uses of a loop after it: the last turn's values, or the values of all turns as one
 * array, of which a {@code get} takes those that are used one by one.
 */
final class LoopResults {

  /** An output of the body. */
  private record Output(int line, int output) {}

  /** A value of a turn. */
  private record Turn(Output output, int turn) {}

  private final LoopMatch match;
  private final Loop loop;
  private final BiFunction<Value, Shape, Value> values;
  private final List<Value> programOutputs;

  private final Map<Value, Turn> turns = new HashMap<>();
  private final Map<List<Object>, Result> results = new LinkedHashMap<>();

  /** The outputs of which more than what the last turn would hand on is used by itself. */
  private final Set<Output> spread = new HashSet<>();

  /** The values that have been made already. */
  private final Set<Value> made = new HashSet<>();

  LoopResults(
      LoopMatch match,
      Loop loop,
      BiFunction<Value, Shape, Value> values,
      List<Value> programOutputs) {
    this.match = match;
    this.loop = loop;
    this.values = values;
    this.programOutputs = programOutputs;
    for (int line = 0; line < match.period(); line++) {
      for (int o = 0; o < loop.body().get(line).outputs().size(); o++) {
        List<Value> all = match.turns(line, o);
        for (int turn = 0; turn < all.size(); turn++) {
          turns.put(all.get(turn), new Turn(new Output(line, o), turn));
        }
      }
    }
  }

  List<Result> results() {
    return List.copyOf(results.values());
  }

  /** The operations after the loop, which take its results. */
  List<Operation> rewritten(List<Operation> after) {
    List<Operation> joined = new ArrayList<>();
    for (Operation operation : after) {
      joined.addAll(joined(operation));
    }
    joined.forEach(operation -> operation.inputs().forEach(this::look));
    programOutputs.forEach(this::look);
    List<Operation> rewritten = new ArrayList<>();
    for (Operation operation : joined) {
      operation.inputs().forEach(input -> make(input, rewritten));
      rewritten.add(operation);
    }
    programOutputs.forEach(output -> make(output, rewritten));
    return rewritten;
  }

  private void look(Value value) {
    Turn turn = turns.get(value);
    if (turn != null
        && (turn.turn < match.count() - 1 || loop.carriedAs(body(turn.output)).isEmpty())) {
      spread.add(turn.output);
    }
  }

  /** Makes a value that is used by itself. */
  private void make(Value value, List<Operation> before) {
    Turn turn = turns.get(value);
    if (turn == null || !made.add(value)) {
      return;
    }
    if (!spread.contains(turn.output)) {
      results.put(List.of(value), new Result(value, body(turn.output), Kind.LAST, 0, false));
      return;
    }
    Value all = all(turn.output, Kind.STACK, 0, false);
    before.add(
        new Operation("get", List.of(all, Integer.toString(turn.turn)), List.of(value), false));
  }

  private Value body(Output output) {
    return loop.body().get(output.line).outputs().get(output.output);
  }

  /** All turns' values as one. */
  private Value all(Output output, Kind kind, long axis, boolean reversed) {
    return results
        .computeIfAbsent(
            List.of(output, kind, axis, reversed),
            it -> {
              Value of = body(output);
              Value all = values.apply(of, shape(of, kind, axis));
              return new Result(all, of, kind, axis, reversed);
            })
        .value();
  }

  private Shape shape(Value of, Kind kind, long axis) {
    List<Long> sizes = sizes(of);
    int place = (int) (axis < 0 ? axis + sizes.size() + (kind == Kind.STACK ? 1 : 0) : axis);
    if (kind == Kind.STACK) {
      sizes.add(place, (long) match.count());
    } else {
      sizes.set(place, sizes.get(place) * match.count());
    }
    return new Shape(sizes);
  }

  /** A concatenation with all turns' values as one of its arguments; none if that is all of it. */
  private List<Operation> joined(Operation operation) {
    boolean stack = operation.name().equals("stack");
    if (!stack && !operation.name().equals("cat")) {
      return List.of(operation);
    }
    Kind kind = stack ? Kind.STACK : Kind.CAT;
    List<Value> row = operation.values(0);
    long axis = operation.<Number>constant(1).longValue();
    for (int from = 0; from + match.count() <= row.size(); from++) {
      int to = from + match.count();
      Turn turn = turns.get(row.get(from));
      if (turn == null) {
        continue;
      }
      boolean reversed = turn.turn > 0;
      if (!row.subList(from, to).equals(inOrder(turn.output, reversed))) {
        continue;
      }
      if (match.count() == row.size()) {
        Value of = body(turn.output);
        results.put(List.of(operation), new Result(operation.output(), of, kind, axis, reversed));
        return List.of();
      }
      List<Operation> made = new ArrayList<>();
      List<Value> parts = new ArrayList<>(row.subList(0, from));
      parts.add(all(turn.output, kind, axis, reversed));
      parts.addAll(row.subList(to, row.size()));
      if (stack) {
        for (int i = 0; i < parts.size(); i++) {
          if (i != from) {
            parts.set(i, unsqueezed(parts.get(i), axis, made));
          }
        }
      }
      made.add(new Operation("cat", List.of(parts, axis), operation.outputs(), false));
      return made;
    }
    return List.of(operation);
  }

  private Value unsqueezed(Value value, long axis, List<Operation> made) {
    List<Long> sizes = sizes(value);
    sizes.add((int) (axis < 0 ? axis + sizes.size() + 1 : axis), 1L);
    Value unsqueezed = values.apply(value, new Shape(sizes));
    made.add(new Operation("unsqueeze", List.of(value, axis), List.of(unsqueezed), false));
    return unsqueezed;
  }

  private static List<Long> sizes(Value value) {
    return new ArrayList<>(LongStream.of(value.shape().getShape()).boxed().toList());
  }

  private List<Value> inOrder(Output output, boolean reversed) {
    List<Value> order = new ArrayList<>(match.turns(output.line, output.output));
    if (reversed) {
      Collections.reverse(order);
    }
    return order;
  }
}
