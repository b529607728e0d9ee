package io.github.spencerpark.ijava;

import io.github.spencerpark.jupyter.kernel.BaseKernel;
import org.jspecify.annotations.Nullable;

/** The place where IJava keeps its kernel, under IJava's names: the library looks there. */
public final class IJava {

  private static @Nullable BaseKernel kernel;

  private IJava() {}

  /** As IJava's own method. */
  public static @Nullable BaseKernel getKernelInstance() {
    return kernel;
  }

  /** Starts serving with a kernel, or ends with null. */
  public static void serve(@Nullable BaseKernel kernel) {
    IJava.kernel = kernel;
  }
}
