package io.github.torchrnn.internal;

import java.util.concurrent.CancellationException;

/**
 * The thread's interrupt flag, by which a notebook's Stop and an executor's {@code shutdownNow} ask
 * a training to end.
 */
public final class Interrupts {

  private Interrupts() {}

  /**
   * Throws if the thread was interrupted, and clears the flag, like the JDK's methods that throw
   * {@link InterruptedException}.
   *
   * @param call the method that the user called, for the message
   * @throws CancellationException if the thread was interrupted
   */
  public static void check(String call) {
    if (Thread.currentThread().isInterrupted() && Thread.interrupted()) {
      throw new CancellationException(call + " was interrupted, before it changed anything");
    }
  }
}
