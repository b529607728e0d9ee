package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import java.util.function.Function;

/**
 * The line search of {@link LBFGS}: it looks along a direction for a step that fulfils the strong
 * Wolfe conditions, enough decrease of the loss and of its slope. Ported from torch, with its
 * numbers: floats and tensors of one element, which round differently.
 */
final class StrongWolfe {

  /** How much of the decrease that the slope promises is enough. */
  private static final double C1 = 1e-4;

  /** The part of the slope that may be left. */
  private static final double C2 = 0.9;

  /** The width of an interval, as a change of a parameter, that is not refined any more. */
  private static final double NARROW = 1e-9;

  /**
   * A place on the line.
   *
   * @param t the step that leads to it
   * @param loss the loss there
   * @param gradient the gradient there
   * @param slope the product of gradient and direction
   */
  record Point(Scalar t, double loss, NDArray gradient, Scalar slope) {}

  private final Function<Scalar, Point> evaluation;
  private final Point start;
  private final Scalar reach;
  private final long most;

  /** Of how many points the loss was computed. */
  private long evaluations;

  /** The number of times that the search went on. */
  private long iterations;

  /**
   * A search that has not begun.
   *
   * @param evaluation computes the point of a step
   * @param start the point of the step 0
   * @param reach the largest change of a parameter by a step of 1
   * @param most how often the search may go on
   */
  StrongWolfe(Function<Scalar, Point> evaluation, Point start, Scalar reach, long most) {
    this.evaluation = evaluation;
    this.start = start;
    this.reach = reach;
    this.most = most;
  }

  long evaluations() {
    return evaluations;
  }

  private Point evaluate(Scalar t) {
    evaluations++;
    return evaluation.apply(t);
  }

  /** The point to go to, beginning with a step of a given length. */
  Point search(Scalar first) {
    Point previous = start;
    Point now = evaluate(first);
    while (iterations < most) {
      if (isTooHigh(now) || iterations > 1 && now.loss >= previous.loss) {
        return zoomed(previous, now);
      } else if (isFlat(now)) {
        return now;
      } else if (Scalar.of(0).isAtMost(now.slope)) {
        return zoomed(previous, now);
      }
      Scalar least = now.t.plus(now.t.minus(previous.t).times(0.01));
      Scalar next = interpolated(previous, now, least, now.t.times(10));
      previous = now;
      now = evaluate(next);
      iterations++;
    }
    return start.loss <= now.loss ? start : now;
  }

  /** Whether the loss has not decreased enough: {@code f_new > f + c1 * t * gtd}. */
  private boolean isTooHigh(Point point) {
    Scalar bound = Scalar.of(start.loss).plus(Scalar.of(C1).times(point.t).times(start.slope));
    return bound.isLess(Scalar.of(point.loss));
  }

  private boolean isFlat(Point point) {
    return point.slope.abs().isAtMost(Scalar.of(-C2).times(start.slope));
  }

  /** Refines an interval that holds a point to go to. */
  private Point zoomed(Point first, Point second) {
    Point[] ends = {first, second};
    int low = lower(ends);
    boolean slow = false;
    while (iterations < most) {
      Scalar width = ends[1].t.minus(ends[0].t).abs();
      if (width.times(reach).isLess(Scalar.of(NARROW))) {
        break;
      }
      Scalar lowest = ends[0].t.min(ends[1].t);
      Scalar highest = ends[0].t.max(ends[1].t);
      boolean ascending = ends[0].t.isAtMost(ends[1].t);
      Scalar t =
          interpolated(ends[0], ends[1], ends[ascending ? 0 : 1].t, ends[ascending ? 1 : 0].t);
      Scalar margin = Scalar.of(0.1).times(highest.minus(lowest));
      if (highest.minus(t).min(t.minus(lowest)).isLess(margin)) {
        if (slow || highest.isAtMost(t) || t.isAtMost(lowest)) {
          boolean above = t.minus(highest).abs().isLess(t.minus(lowest).abs());
          t = above ? highest.minus(margin) : lowest.plus(margin);
          slow = false;
        } else {
          slow = true;
        }
      } else {
        slow = false;
      }
      Point now = evaluate(t);
      iterations++;
      if (isTooHigh(now) || now.loss >= ends[low].loss) {
        ends[1 - low] = now;
        low = lower(ends);
        continue;
      }
      boolean flat = isFlat(now);
      Scalar across = now.slope.times(ends[1 - low].t.minus(ends[low].t));
      if (!flat && Scalar.of(0).isAtMost(across)) {
        ends[1 - low] = ends[low];
      }
      ends[low] = now;
      if (flat) {
        break;
      }
    }
    return ends[low];
  }

  private static int lower(Point... ends) {
    return ends[0].loss <= ends[1].loss ? 0 : 1;
  }

  /** The lowest place of the cubic polynomial through two points, within bounds. */
  private static Scalar interpolated(Point a, Point b, Scalar least, Scalar most) {
    Scalar chord = Scalar.of(3 * (a.loss - b.loss)).over(a.t.minus(b.t));
    Scalar d1 = a.slope.plus(b.slope).minus(chord);
    Scalar square = d1.times(d1).minus(a.slope.times(b.slope));
    if (!Scalar.of(0).isAtMost(square)) {
      return least.plus(most).over(Scalar.of(2));
    }
    Scalar d2 = square.sqrt();
    boolean ascending = a.t.isAtMost(b.t);
    Point near = ascending ? a : b;
    Point far = ascending ? b : a;
    Scalar part = far.slope.plus(d2).minus(d1).over(far.slope.minus(near.slope).plus(d2.times(2)));
    return far.t.minus(far.t.minus(near.t).times(part)).max(least).min(most);
  }
}
