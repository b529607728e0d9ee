package io.github.torchrnn.jit;

import io.github.torchrnn.jit.Loop.Carried;
import io.github.torchrnn.jit.Loop.Element;
import io.github.torchrnn.jit.Loop.Window;
import io.github.torchrnn.jit.LoopMatch.Source;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The body of the loop that a match becomes: its second turn, on values of its own. */
final class LoopBody {

  private final LoopMatch match;
  private final BiFunction<Value, Boolean, Value> values;
  private final Map<List<Object>, Carried> carried = new LinkedHashMap<>();
  private final Map<List<Value>, Element> elements = new LinkedHashMap<>();

  /**
   * The body of a match.
   *
   * @param values makes a value of the body: like another one, and whether gradients pass
   */
  LoopBody(LoopMatch match, BiFunction<Value, Boolean, Value> values) {
    this.match = match;
    this.values = values;
  }

  /** The loop, whose variable is the index. */
  Loop loop(String index) {
    List<List<Value>> made = new ArrayList<>();
    for (int j = 0; j < match.period(); j++) {
      List<Value> outputs = new ArrayList<>();
      for (int o = 0; o < match.line(0, j).operation().outputs().size(); o++) {
        boolean recorded = match.turns(j, o).stream().anyMatch(Value::recorded);
        outputs.add(values.apply(match.turns(j, o).get(1), recorded));
      }
      made.add(outputs);
    }
    List<Operation> body = new ArrayList<>();
    Map<Operation, Window> windows = new IdentityHashMap<>();
    for (int j = 0; j < match.period(); j++) {
      List<Value> inputs = new ArrayList<>();
      for (int a = 0; a < match.sources(j).size(); a++) {
        Source source = match.sources(j).get(a);
        Value value = match.line(0, j).inputs().get(a);
        inputs.add(
            switch (source.from()) {
              case OUTSIDE -> value;
              case SAME_TURN -> made.get(source.line()).get(source.output());
              case TURN_BEFORE ->
                  carried
                      .computeIfAbsent(
                          List.of(value, source),
                          it -> {
                            Value next = made.get(source.line()).get(source.output());
                            boolean recorded = value.recorded() || next.recorded();
                            return new Carried(values.apply(next, recorded), value, next);
                          })
                      .entry();
              case ROW -> element(row(j, a)).value();
            });
      }
      Operation operation = with(match.line(1, j).operation(), inputs.iterator(), made.get(j));
      if (match.steps(j).stream().anyMatch(step -> step != 0)) {
        List<@Nullable Object> arguments = new ArrayList<>(operation.arguments());
        arguments.set(1, match.line(0, j).parts(index, match.steps(j)));
        operation = new Operation(operation.name(), arguments, operation.outputs(), false);
        Window window = window(j);
        if (window != null) {
          windows.put(operation, window);
        }
      }
      body.add(operation);
    }
    return new Loop(
        index,
        match.count(),
        body,
        List.copyOf(carried.values()),
        List.copyOf(elements.values()),
        windows,
        List.of());
  }

  private Element element(List<Value> row) {
    boolean recorded = row.stream().anyMatch(Value::recorded);
    return elements.computeIfAbsent(
        row, it -> new Element(values.apply(row.get(0), recorded), row));
  }

  private List<Value> row(int line, int argument) {
    List<Value> row = new ArrayList<>();
    for (int turn = 0; turn < match.count(); turn++) {
      row.add(match.line(turn, line).inputs().get(argument));
    }
    return row;
  }

  private static Operation with(Operation operation, Iterator<Value> inputs, List<Value> outputs) {
    List<@Nullable Object> arguments = new ArrayList<>();
    for (Object argument : operation.arguments()) {
      arguments.add(
          argument instanceof List<?> list
              ? list.stream().map(it -> it instanceof Value ? inputs.next() : it).toList()
              : argument instanceof Value ? inputs.next() : argument);
    }
    return new Operation(operation.name(), arguments, outputs, operation.isList());
  }

  /** The window of a {@code get} that moves along one axis and takes all of the others. */
  private @Nullable Window window(int line) {
    String[] parts = match.line(0, line).operation().<String>constant(1).split(",");
    List<Long> positions = match.line(0, line).positions();
    List<Long> moves = match.steps(line);
    int axis = -1;
    for (int i = 0; i < parts.length; i++) {
      if (!parts[i].equals(":")) {
        if (axis >= 0) {
          return null;
        }
        axis = i;
      }
    }
    long first = positions.get(0);
    long step = moves.get(0);
    boolean isRange = parts[axis].contains(":");
    if (Math.min(first, first + (match.count() - 1) * step) < 0) {
      return null; // counted from the end
    } else if (!isRange) {
      return new Window(axis, false, first, step);
    }
    boolean plain = parts[axis].matches("\\d+:\\d+:(1|null)");
    return plain && moves.get(1) == step && positions.get(1) - first == Math.abs(step)
        ? new Window(axis, true, first, step)
        : null;
  }
}
