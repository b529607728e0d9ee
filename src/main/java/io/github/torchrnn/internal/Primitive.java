package io.github.torchrnn.internal;

import java.util.List;

/**
 * The table of what LibTorch leaves to oneDNN, whose code for a processor may be wrong on it: each
 * row is checked by numbers before its first use in a process, and goes the first way that is
 * right.
 *
 * <p>oneDNN 3.7.1 takes a first-level cache whose size the processor hides, as small virtual
 * machines do, for one of no bytes, and then drops a part of an LSTM's weights.
 */
public enum Primitive {
  /** An LSTM on padded batches that records nothing. */
  LSTM(
      "float32 LSTM inference",
      "lstm_error",
      List.of("lstm", "lstm-training", "lstm-loop", "lstm-cells"),
      // input_size, hidden_size, batch, layers * directions. Where one is wrong every hidden_size
      // up to 16 is, and further up some are.
      new long[] {2, 16, 5, 1, 7, 33, 1, 1, 3, 4, 2, 4});

  private static final int UNKNOWN = -1;

  private final String work;
  private final String kernel;
  private final List<String> ways;
  private final long[] sizes;
  private volatile int chosen = UNKNOWN;

  Primitive(String work, String kernel, List<String> ways, long[] sizes) {
    this.work = work;
    this.kernel = kernel;
    this.ways = ways;
    this.sizes = sizes;
  }

  /** What goes wrong, for people. */
  String work() {
    return work;
  }

  /**
   * The kernel that takes a way's number and the sizes, and returns how far the way is off, at
   * most, from the reference: what LibTorch computes by operators of its own.
   */
  String kernel() {
    return kernel;
  }

  /** The names of the ways, the fastest first: 0 is oneDNN's usual one. */
  List<String> ways() {
    return ways;
  }

  /** The sizes that are checked, one after the other. */
  long[] sizes() {
    return sizes;
  }

  /** Whether the usual way is known to be right. */
  boolean isUsual() {
    return chosen == 0;
  }

  /**
   * The number of the way to go, 0 for the usual one. The first call of a process checks.
   *
   * @throws IllegalStateException if no way is right
   */
  public int way() {
    int way = chosen;
    return way == UNKNOWN ? check() : way;
  }

  private synchronized int check() {
    if (chosen == UNKNOWN) {
      chosen = PrimitiveCheck.firstRight(this);
    }
    return chosen;
  }
}
