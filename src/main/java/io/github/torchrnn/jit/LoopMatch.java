package io.github.torchrnn.jit;

import io.github.torchrnn.jit.Loop.Carried;
import io.github.torchrnn.jit.Loop.Element;
import io.github.torchrnn.jit.Loop.Window;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a program that repeat, from a line on: which of their arguments come from where, and how
 * often they do.
 */
final class LoopMatch {

  /** Where an argument comes from, at each turn. */
  private enum From {
    OUTSIDE,
    SAME_TURN,
    TURN_BEFORE,
    ROW
  }

  /**
   * Where an argument comes from.
   *
   * @param line of the body, and which of its outputs
   */
  private record Source(From from, int line, int output) {
    static final Source OUTSIDE = new Source(From.OUTSIDE, 0, 0);
    static final Source ROW = new Source(From.ROW, 0, 0);
  }

  private final Lines lines;
  private final int start;
  private final int period;
  private final List<List<Source>> sources = new ArrayList<>();
  private final List<List<Long>> steps = new ArrayList<>();
  private int count = 2;

  private LoopMatch(Lines lines, int start, int period) {
    this.lines = lines;
    this.start = start;
    this.period = period;
  }

  /** The repeats of some lines; null if there are none. */
  static @Nullable LoopMatch of(Lines lines, int start, int period) {
    LoopMatch match = ofTwoTurns(lines, start, period);
    while (match != null
        && start + (match.count + 1) * period <= lines.size()
        && match.goesOn(match.count)) {
      match.count++;
    }
    return match;
  }

  /** The first repeat of some lines; null if there is none. */
  static @Nullable LoopMatch ofTwoTurns(Lines lines, int start, int period) {
    LoopMatch match = new LoopMatch(lines, start, period);
    return start + 2 * period <= lines.size() && match.compareTurns() ? match : null;
  }

  int start() {
    return start;
  }

  int period() {
    return period;
  }

  int count() {
    return count;
  }

  /** How many operations it spans. */
  int span() {
    return count * period;
  }

  /** How many arguments come from the turn before. */
  long carried() {
    return sources.stream()
        .flatMap(List::stream)
        .filter(source -> source.from == From.TURN_BEFORE)
        .distinct()
        .count();
  }

  private Line line(int turn, int line) {
    return lines.get(start + turn * period + line);
  }

  private boolean compareTurns() {
    for (int j = 0; j < period; j++) {
      if (!lines.areAlike(start + j, start + period + j)) {
        return false;
      }
      List<Source> row = new ArrayList<>();
      for (int a = 0; a < line(0, j).inputs().size(); a++) {
        Source source = source(line(0, j).inputs().get(a), line(1, j).inputs().get(a));
        if (source == null) {
          return false;
        }
        row.add(source);
      }
      sources.add(row);
      List<Long> moves = new ArrayList<>();
      for (int a = 0; a < line(0, j).positions().size(); a++) {
        moves.add(line(1, j).positions().get(a) - line(0, j).positions().get(a));
      }
      steps.add(moves);
    }
    return true;
  }

  /** Where an argument comes from that has these values at the first two turns. */
  private @Nullable Source source(Value first, Value second) {
    int maker = lines.maker(second) - start;
    if (maker >= period) {
      Source source = new Source(From.SAME_TURN, maker - period, lines.output(second));
      return first == made(0, source) ? source : null;
    } else if (lines.maker(first) >= start) {
      return null;
    } else if (maker >= 0) {
      return new Source(From.TURN_BEFORE, maker, lines.output(second));
    }
    if (first == second) {
      return Source.OUTSIDE;
    }
    return lines.isExternal(first) || lines.isExternal(second) ? null : Source.ROW;
  }

  private Value made(int turn, Source source) {
    return line(turn, source.line).operation().outputs().get(source.output);
  }

  private boolean goesOn(int turn) {
    for (int j = 0; j < period; j++) {
      if (!lines.areAlike(start + j, start + turn * period + j)) {
        return false;
      }
      Line first = line(0, j);
      Line now = line(turn, j);
      for (int a = 0; a < now.inputs().size(); a++) {
        Source source = sources.get(j).get(a);
        Value value = now.inputs().get(a);
        boolean fits =
            switch (source.from) {
              case OUTSIDE -> value == first.inputs().get(a);
              case SAME_TURN -> value == made(turn, source);
              case TURN_BEFORE -> value == made(turn - 1, source);
              case ROW -> lines.maker(value) < start && !lines.isExternal(value);
            };
        if (!fits) {
          return false;
        }
      }
      for (int a = 0; a < now.positions().size(); a++) {
        if (now.positions().get(a) != first.positions().get(a) + turn * steps.get(j).get(a)) {
          return false;
        }
      }
    }
    return true;
  }

  /** The values that an output of a line has, turn by turn. */
  List<Value> turns(int line, int output) {
    List<Value> turns = new ArrayList<>();
    for (int turn = 0; turn < count; turn++) {
      turns.add(line(turn, line).operation().outputs().get(output));
    }
    return turns;
  }

  /**
   * The loop, without results.
   *
   * @param values makes a value of the body: like another one, and whether gradients pass
   */
  Loop loop(String index, BiFunction<Value, Boolean, Value> values) {
    List<List<Value>> made = new ArrayList<>();
    for (int j = 0; j < period; j++) {
      List<Value> outputs = new ArrayList<>();
      for (int o = 0; o < line(0, j).operation().outputs().size(); o++) {
        boolean recorded = turns(j, o).stream().anyMatch(Value::recorded);
        outputs.add(values.apply(turns(j, o).get(1), recorded));
      }
      made.add(outputs);
    }
    Map<List<Object>, Carried> carried = new LinkedHashMap<>();
    Map<List<Value>, Element> elements = new LinkedHashMap<>();
    List<Operation> body = new ArrayList<>();
    Map<Operation, Window> windows = new IdentityHashMap<>();
    for (int j = 0; j < period; j++) {
      List<Value> inputs = new ArrayList<>();
      for (int a = 0; a < sources.get(j).size(); a++) {
        Source source = sources.get(j).get(a);
        Value value = line(0, j).inputs().get(a);
        int argument = a;
        inputs.add(
            switch (source.from) {
              case OUTSIDE -> value;
              case SAME_TURN -> made.get(source.line).get(source.output);
              case TURN_BEFORE ->
                  carried
                      .computeIfAbsent(
                          List.of(value, source),
                          it -> {
                            Value next = made.get(source.line).get(source.output);
                            boolean recorded = value.recorded() || next.recorded();
                            return new Carried(values.apply(next, recorded), value, next);
                          })
                      .entry();
              case ROW -> element(elements, row(j, argument), values).value();
            });
      }
      Operation operation = with(line(1, j).operation(), inputs.iterator(), made.get(j));
      if (steps.get(j).stream().anyMatch(step -> step != 0)) {
        List<@Nullable Object> arguments = new ArrayList<>(operation.arguments());
        arguments.set(1, line(0, j).parts(index, steps.get(j)));
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
        count,
        body,
        List.copyOf(carried.values()),
        List.copyOf(elements.values()),
        windows,
        List.of());
  }

  private static Element element(
      Map<List<Value>, Element> elements,
      List<Value> row,
      BiFunction<Value, Boolean, Value> values) {
    boolean recorded = row.stream().anyMatch(Value::recorded);
    return elements.computeIfAbsent(
        row, it -> new Element(values.apply(row.get(0), recorded), row));
  }

  private List<Value> row(int line, int argument) {
    List<Value> row = new ArrayList<>();
    for (int turn = 0; turn < count; turn++) {
      row.add(line(turn, line).inputs().get(argument));
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
    String[] parts = line(0, line).operation().<String>constant(1).split(",");
    List<Long> positions = line(0, line).positions();
    List<Long> moves = steps.get(line);
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
    if (Math.min(first, first + (count - 1) * step) < 0) {
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
