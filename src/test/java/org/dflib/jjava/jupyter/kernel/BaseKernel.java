package org.dflib.jjava.jupyter.kernel;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The place where JJava keeps its kernel, under JJava's names: the library looks there. */
public final class BaseKernel {

  private static @Nullable Object kernel;

  private BaseKernel() {}

  /** As JJava's own method, which throws where no kernel runs. */
  public static Object notebookKernel() {
    return Objects.requireNonNull(kernel, "No kernel running");
  }

  /** Starts serving with a kernel, or ends with null. */
  public static void serve(@Nullable Object kernel) {
    BaseKernel.kernel = kernel;
  }
}
