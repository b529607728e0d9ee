package io.github.torchrnn.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * The computations that LibTorch leaves to oneDNN, whose code may be wrong on some processors. Each
 * is checked by numbers before its first use in a process, and from then on takes the first way
 * that is correct.
 *
 * <p>If the processor hides the size of its first-level cache, as small virtual machines do, oneDNN
 * 3.7.1 reads it as zero bytes, and then ignores a part of an LSTM's weights, or of a convolution's
 * channels.
 */
public enum Primitive {
  /** An LSTM on padded batches, without recording. */
  LSTM(
      "float32 LSTM inference",
      "AVX2",
      Kernels::inferList,
      "lstm_error",
      List.of("lstm", "lstm-training", "lstm-loop", "lstm-cells"),
      // input_size, hidden_size, batch, layers * directions. A faulty processor fails for every
      // hidden_size up to 16, and for some larger ones.
      new long[] {2, 16, 5, 1, 7, 33, 1, 1, 3, 4, 2, 4}),
  /** A convolution along one axis, forward and backward. */
  CONV1D(
      "float32 conv1d",
      "SSE41",
      Functions::inferList,
      "conv_error",
      List.of("conv1d", "conv1d-float64"),
      // axes, batch, channels in and out, kernel, length. A faulty processor fails for some sizes
      // with more than 16 channels that are no multiple of 16, kernel 3 or 5, and two examples.
      new long[] {
        1, 2, 17, 16, 3, 9, 1, 2, 20, 32, 5, 17, 1, 3, 33, 17, 3, 33, 1, 4, 24, 24, 5, 12, 1, 2, 40,
        64, 3, 7, 1, 1, 3, 4, 3, 8
      }),
  /** A convolution along two axes, forward and backward. */
  CONV2D(
      "float32 conv2d",
      "SSE41",
      Functions::inferList,
      "conv_error",
      List.of("conv2d", "conv2d-float64"),
      new long[] {
        2, 2, 17, 16, 3, 7, 2, 2, 20, 32, 5, 9, 2, 3, 33, 17, 3, 8, 2, 2, 24, 24, 5, 6, 2, 1, 3, 4,
        3, 5
      });

  /** The check of a way: {@link Kernels#inferList} or {@link Functions#inferList}. */
  @FunctionalInterface
  private interface Check {
    NDArray[] run(NDManager manager, String kernel, Object... arguments);
  }

  private static final int UNCHECKED = -1;

  private final String work;
  private final String cure;
  private final Check check;
  private final String kernel;
  private final List<String> ways;
  private final long[] sizes;
  private volatile int checkedWay = UNCHECKED;

  Primitive(String work, String cure, Check check, String kernel, List<String> ways, long[] sizes) {
    this.work = work;
    this.cure = cure;
    this.check = check;
    this.kernel = kernel;
    this.ways = ways;
    this.sizes = sizes;
  }

  /** The computation, as messages name it. */
  String work() {
    return work;
  }

  /** The value of the variable {@code DNNL_MAX_CPU_ISA} with which oneDNN's way is right. */
  String cure() {
    return cure;
  }

  /**
   * The largest absolute error of a way, by a kernel that takes the way's number and the sizes. The
   * reference is LibTorch's computation by its own operators.
   */
  float error(int way) {
    try (NDArray error = check.run(LibTorch.manager(), kernel, way, sizes)[0]) {
      return error.getFloat();
    }
  }

  /** The names of the ways, the fastest first: number 0 is oneDNN's usual one. */
  List<String> ways() {
    return ways;
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
