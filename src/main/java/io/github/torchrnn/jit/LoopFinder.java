package io.github.torchrnn.jit;

import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.jit.Program.External;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The search for what a lambda's loops left in a program: where operations repeat, they become one
 * operation with a {@link Loop}. So it compiles as fast for a thousand turns as for ten.
 */
final class LoopFinder {

  /** The fewest turns of a loop; with fewer than {@link #MANY_TURNS}, only of a long one. */
  private static final int MIN_TURNS = 4;

  private static final int MANY_TURNS = 16;

  /**
   * The fewest operations of a loop, and of a long one. Ten turns run 10% faster as straight lines,
   * twenty 2%, and so few operations compile in less than 0.1 s; measured with LibTorch 2.7.1.
   */
  private static final int MIN_SPAN = 60;

  private static final int LONG_SPAN = 300;

  /** How many lines like the first of a body are looked at for the second turn's first. */
  private static final int MAX_PERIODS = 32;

  private final Set<Value> externals;
  private final List<Value> outputs;
  private int values;
  private int loops;

  private LoopFinder(Program program) {
    externals = program.externals().stream().map(External::value).collect(Collectors.toSet());
    outputs = program.outputs();
    for (Operation operation : program.operations()) {
      operation.outputs().forEach(this::count);
    }
    program.inputs().forEach(this::count);
    externals.forEach(this::count);
  }

  /** The operations that a program needs, settled in a place, with loops where they repeat. */
  static List<Operation> rolled(Program program, Place place) {
    return new LoopFinder(program).rolled(program.needed().stream().map(place::settled).toList());
  }

  private void count(Value value) {
    values = Math.max(values, value.id() + 1);
  }

  /** A new value like another, with gradients or not. */
  private Value value(Value like, boolean recorded) {
    return new Value(values++, like.shape(), like.type(), like.device(), recorded);
  }

  /** A new value like another, of another shape. */
  private Value value(Value like, Shape shape) {
    return new Value(values++, shape, like.type(), like.device(), like.recorded());
  }

  private List<Operation> rolled(List<Operation> operations) {
    List<Operation> done = new ArrayList<>();
    List<Operation> rest = operations;
    for (LoopMatch match = first(rest); match != null; match = first(rest)) {
      loops++;
      Loop found = new LoopBody(match, this::value).loop("step" + loops);
      List<Operation> after = rest.subList(match.start() + match.span(), rest.size());
      LoopResults results = new LoopResults(match, found, this::value, outputs);
      List<Operation> rewritten = results.rewritten(after);
      done.addAll(rest.subList(0, match.start()));
      done.add(found.with(results.results()).operation());
      rest = rewritten;
    }
    done.addAll(rest);
    return done;
  }

  /** The first loop in some operations that is worth it; null for none. */
  private @Nullable LoopMatch first(List<Operation> operations) {
    if (operations.size() < MIN_SPAN) {
      return null;
    }
    Lines lines = new Lines(operations, externals);
    for (int start = 0; start < lines.size(); start++) {
      LoopMatch best = longest(lines, start);
      if (best != null && isWorthIt(best)) {
        return aligned(lines, best);
      }
    }
    return null;
  }

  private static boolean isWorthIt(LoopMatch match) {
    return match.count() >= MANY_TURNS && match.span() >= MIN_SPAN
        || match.count() >= MIN_TURNS && match.span() >= LONG_SPAN;
  }

  private static @Nullable LoopMatch longest(Lines lines, int start) {
    LoopMatch best = null;
    Set<Integer> seen = new HashSet<>();
    List<Integer> alike = lines.like(start);
    int from = alike.indexOf(start) + 1;
    for (int next : alike.subList(from, Math.min(from + MAX_PERIODS, alike.size()))) {
      int period = next - start;
      boolean repeats = seen.stream().anyMatch(known -> period % known == 0);
      LoopMatch match = repeats ? null : LoopMatch.of(lines, start, period);
      if (match != null) {
        seen.add(period);
        best = best == null || match.span() > best.span() ? match : best;
      }
    }
    return best;
  }

  /** The same loop from where the least goes from turn to turn: where the lambda's begins. */
  private static LoopMatch aligned(Lines lines, LoopMatch found) {
    LoopMatch best = found;
    for (int start = found.start() + 1; start < found.start() + found.period(); start++) {
      LoopMatch turns = LoopMatch.ofTwoTurns(lines, start, found.period());
      if (turns != null && turns.carried() < best.carried()) {
        LoopMatch other = LoopMatch.of(lines, start, found.period());
        best = other.count() == found.count() ? other : best;
      }
    }
    return best;
  }
}
