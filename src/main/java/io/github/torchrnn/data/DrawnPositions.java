package io.github.torchrnn.data;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Positions that are drawn all at once when the first is asked for, as torch draws them. */
final class DrawnPositions implements Iterator<Integer> {

  private final Supplier<int[]> draw;

  /** Null until the first is asked for. */
  private int @Nullable [] positions;

  private int next;

  DrawnPositions(Supplier<int[]> draw) {
    this.draw = draw;
  }

  @Override
  public boolean hasNext() {
    if (positions == null) {
      positions = draw.get();
    }
    return next < positions.length;
  }

  @Override
  public Integer next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return positions[next++];
  }
}
