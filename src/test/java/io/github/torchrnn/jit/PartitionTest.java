package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Where the rows of a batch lie after a reshape, and how packed sequences are shared. */
class PartitionTest {

  private static Rows reshaped(Rows rows, long[] before, long... after) {
    return rows.reshaped(before, after);
  }

  @Test
  void followsTheRowsThroughAReshape() {
    long[] x = {4, 6, 5};
    assertEquals(new Rows(0, 1, 6, -1), reshaped(Rows.along(0), x, 24, 5));
    assertEquals(new Rows(0, 4, 1, -1), reshaped(Rows.along(1), x, 24, 5));
    assertEquals(new Rows(1, 1, 5, -1), reshaped(Rows.along(1), x, 4, 30));
    assertEquals(new Rows(0, 1, 30, -1), reshaped(Rows.along(0), x, 120));
    assertEquals(new Rows(0, 4, 5, -1), reshaped(Rows.along(1), x, 120));
    assertEquals(Rows.along(0), reshaped(Rows.along(0), new long[] {4}, 4, 1));
    assertEquals(Rows.along(1), reshaped(Rows.along(0), new long[] {4, 5}, 1, 4, 5));
    assertEquals(Rows.along(0), reshaped(Rows.along(0), new long[] {4, 1}, 4));
    assertEquals(Rows.along(0), reshaped(Rows.along(0), x, 4, 30));
    assertEquals(Rows.along(0), reshaped(Rows.along(0), x, 4, 2, 3, 5));
    assertEquals(Rows.along(2), reshaped(Rows.along(1), x, 2, 2, 6, 5));
    assertEquals(new Rows(0, 1, 1, 0), reshaped(new Rows(0, 1, 1, 0), x, 4, 30));
    assertEquals(null, reshaped(Rows.along(0), x, 2, 12, 5));
    assertEquals(null, reshaped(new Rows(0, 4, 1, -1), new long[] {24, 5}, 4, 6, 5));
    assertEquals(null, reshaped(new Rows(0, 1, 1, 0), x, 24, 5));
  }

  @Test
  void sharesSequencesByTheirCosts() {
    long[] equal = {4, 4, 4};
    assertArrayEquals(new long[] {0, 2, 4}, PackedShares.bounds(equal, 2));
    // One sequence of 100 steps, and twenty of 10: the long one is a part of its own.
    long[] sizes = new long[100];
    for (int step = 0; step < sizes.length; step++) {
      sizes[step] = step < 10 ? 21 : 1;
    }
    assertArrayEquals(new long[] {0, 1, 21}, PackedShares.bounds(sizes, 2));
    assertArrayEquals(new long[] {0, 1, 2}, PackedShares.bounds(new long[] {2, 1}, 5));
    assertArrayEquals(new long[] {0, 1}, PackedShares.bounds(new long[] {1}, 2));
  }
}
