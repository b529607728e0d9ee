package io.github.torchrnn.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Java's virtual threads, which exist since Java 21. LibTorch's gradient mode belongs to the
 * operating system's thread: it stays behind when a virtual thread moves to another carrier.
 */
public final class VirtualThreads {

  /** {@code Thread.isVirtual}, or null on a JDK that lacks it. */
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

  /** Whether this thread is virtual. */
  static boolean isCurrent() {
    try {
      return IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
    } catch (Throwable e) {
      throw DjlMembers.unchecked(e);
    }
  }

  /**
   * Refuses to record in a virtual thread, where some operations could be left out.
   *
   * @throws IllegalStateException in a virtual thread
   */
  public static void refuseRecording() {
    if (isCurrent()) {
      throw new IllegalStateException(
          "a virtual thread cannot record gradients, since LibTorch's gradient mode stays behind"
              + " when it changes its carrier: call Torch.enableGrad in a platform thread");
    }
  }
}
