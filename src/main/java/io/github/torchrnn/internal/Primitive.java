package io.github.torchrnn.internal;

import java.util.List;

/**
 * The computations that LibTorch leaves to oneDNN, whose code may be wrong on some processors. Each
 * is checked by numbers before its first use in a process, and from then on takes the first way
 * that is correct.
 *
 * <p>If the processor hides the size of its first-level cache, as small virtual machines do, oneDNN
 * 3.7.1 reads it as zero bytes, and then ignores a part of an LSTM's weights.
 */
public enum Primitive {
  /** An LSTM on padded batches, without recording. */
  LSTM(
      "float32 LSTM inference",
      "lstm_error",
      List.of("lstm", "lstm-training", "lstm-loop", "lstm-cells"),
      // input_size, hidden_size, batch, layers * directions. A faulty processor fails for every
      // hidden_size up to 16, and for some larger ones.
      new long[] {2, 16, 5, 1, 7, 33, 1, 1, 3, 4, 2, 4});

  private static final int UNCHECKED = -1;

  private final String work;
  private final String kernel;
  private final List<String> ways;
  private final long[] sizes;
  private volatile int checkedWay = UNCHECKED;

  Primitive(String work, String kernel, List<String> ways, long[] sizes) {
    this.work = work;
    this.kernel = kernel;
    this.ways = ways;
    this.sizes = sizes;
  }

  /** The computation, as messages name it. */
  String work() {
    return work;
  }

  /**
   * The kernel that takes a way's number and the sizes, and returns the way's largest absolute
   * error. The reference is LibTorch's computation by its own operators.
   */
  String kernel() {
    return kernel;
  }

  /** The names of the ways, the fastest first: number 0 is oneDNN's usual one. */
  List<String> ways() {
    return ways;
  }

  /** The sizes to check: four numbers per case. */
  long[] sizes() {
    return sizes;
  }

  /** Whether the usual way has been found correct. */
  boolean isUsual() {
    return checkedWay == 0;
  }

  /**
   * The number of the way to take, 0 for the usual one. The first call in a process checks.
   *
   * @throws IllegalStateException if every way is wrong
   */
  public int way() {
    int way = checkedWay;
    return way == UNCHECKED ? check() : way;
  }

  private synchronized int check() {
    if (checkedWay == UNCHECKED) {
      checkedWay = PrimitiveCheck.firstRight(this);
    }
    return checkedWay;
  }
}
