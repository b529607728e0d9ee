package io.github.torchrnn.nn;

import io.github.torchrnn.internal.TorchText;
import java.util.Arrays;

/** A size for each axis of a window, as torch takes it: one int for all of them, or a tuple. */
final class SizeOption {

  private final long[] sizes;
  private final boolean tuple;

  private SizeOption(boolean tuple, long... sizes) {
    this.tuple = tuple;
    this.sizes = sizes;
  }

  /** One int for all axes. */
  static SizeOption of(long size) {
    return new SizeOption(false, size);
  }

  /** An int for each axis. */
  static SizeOption of(long height, long width) {
    return new SizeOption(true, height, width);
  }

  /** An int for each axis, whose text is a tuple even of one. */
  static SizeOption ofTuple(long... sizes) {
    return new SizeOption(true, sizes.clone());
  }

  /** Whether there is an int for each axis. */
  boolean isTuple() {
    return tuple;
  }

  /** The sizes of as many axes; those of a tuple, however many these are. */
  long[] along(int axes) {
    if (tuple) {
      return sizes.clone();
    }
    long[] all = new long[axes];
    Arrays.fill(all, sizes[0]);
    return all;
  }

  /** The text as Python prints it: {@code 2}, or {@code (2, 3)}. */
  @Override
  public String toString() {
    return tuple ? TorchText.tuple(sizes) : Long.toString(sizes[0]);
  }
}
