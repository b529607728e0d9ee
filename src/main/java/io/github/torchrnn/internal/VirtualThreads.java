package io.github.torchrnn.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Java's virtual threads, which newer versions than 17 have. LibTorch's gradient mode belongs to
 * the thread of the system that carries one, and stays behind when it waits and is carried on by
 * another.
 */
public final class VirtualThreads {

  /** {@code Thread.isVirtual}, or null where there is none. */
  private static final MethodHandle IS_VIRTUAL = isVirtual();

  private VirtualThreads() {}

  private static MethodHandle isVirtual() {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
    } catch (NoSuchMethodException e) {
      return null;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether this thread is a virtual one. */
  static boolean isCurrent() {
    try {
      return IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
    } catch (Throwable e) {
      throw Jni.unchecked(e);
    }
  }

  /**
   * Refuses to record in a virtual thread, where a part of the operations could be lost.
   *
   * @throws IllegalStateException in one line
   */
  public static void refuseRecording() {
    if (isCurrent()) {
      throw new IllegalStateException(
          "a virtual thread cannot record gradients, since LibTorch's gradient mode stays behind"
              + " when it changes its carrier: call Torch.enableGrad in a platform thread");
    }
  }
}
