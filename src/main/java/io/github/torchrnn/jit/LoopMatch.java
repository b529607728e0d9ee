package io.github.torchrnn.jit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a program that repeat, from a line on: which of their arguments come from where, and how
 * often they do.
 */
final class LoopMatch {

  /** Where an argument comes from, at each turn. */
  enum From {
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
  record Source(From from, int line, int output) {
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

  /** A line of a turn. */
  Line line(int turn, int line) {
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

  /** Where the arguments of a line of the body come from. */
  List<Source> sources(int line) {
    return sources.get(line);
  }

  /** How far the positions of a line of the body move from turn to turn. */
  List<Long> steps(int line) {
    return steps.get(line);
  }
}
