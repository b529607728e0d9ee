package io.github.torchrnn.jit;

import java.util.Arrays;

/**
 * Where the examples of a batch lie in a value: along an axis of {@code outer * batch * inner}
 * positions, of which the examples are the middle index.
 *
 * @param axis the axis; -1 for a partial sum over the examples, which has none
 * @param outer the size of what was merged into the axis before the batch
 * @param inner the size of what was merged into the axis behind the batch
 * @param packing the packed batch whose rows lie along the axis; -1 for one row an example
 */
record Rows(int axis, long outer, long inner, int packing) {

  /** A sum over the examples, to which each part of the batch adds. */
  static final Rows PARTIAL = new Rows(-1, 1, 1, -1);

  /** One position an example. */
  static Rows along(int axis) {
    return new Rows(axis, 1, 1, -1);
  }

  boolean isPartial() {
    return axis < 0;
  }

  /** The same along another axis. */
  Rows at(int otherAxis) {
    return new Rows(otherAxis, outer, inner, packing);
  }

  /** Whether each position of the axis is one example. */
  boolean isPlain() {
    return outer == 1 && inner == 1 && packing < 0;
  }

  /**
   * Where the rows lie after a reshape.
   *
   * @param before the sizes before
   * @param after the sizes after
   * @return null if the examples are not along one axis any more, or the other axes are not as they
   *     were, so that a reshape of a part would be another one
   */
  Rows reshaped(long[] before, long... after) {
    for (int place = 0; place < after.length; place++) { // the axis as it is, among others
      if (after[place] == before[axis]
          && product(after, 0, place) == product(before, 0, axis)
          && after[place] > 1) {
        return at(place);
      }
    }
    int same = 0; // axes in front that stay
    while (same < axis && same < after.length && before[same] == after[same]) {
      same++;
    }
    int behind = 0; // axes at the end that stay
    while (behind < before.length - axis - 1
        && behind < after.length - same - 1
        && before[before.length - 1 - behind] == after[after.length - 1 - behind]) {
      behind++;
    }
    int place = same;
    while (place < after.length - behind - 1 && after[place] == 1) {
      place++;
    }
    for (int other = place + 1; other < after.length - behind; other++) {
      if (after[other] != 1) {
        return null; // axes of size 1 may come in between
      }
    }
    if (place >= after.length - behind) {
      return null;
    }
    long newOuter = outer * product(before, same, axis);
    long newInner = inner * product(before, axis + 1, before.length - behind);
    boolean merged = newOuter != outer || newInner != inner;
    return merged && packing >= 0 ? null : new Rows(place, newOuter, newInner, packing);
  }

  private static long product(long[] sizes, int from, int to) {
    return Arrays.stream(sizes, from, to).reduce(1, (a, b) -> a * b);
  }
}
