package io.github.torchrnn;

import io.github.torchrnn.internal.Autograd;
import io.github.torchrnn.internal.VirtualThreads;

/**
 * Whether operations are recorded for {@link Torch#backward}, until it is closed: what {@link
 * Torch#enableGrad()} and {@link Torch#noGrad()} return. It concerns the thread that opened it.
 */
public final class GradMode implements AutoCloseable {

  private final Thread owner = Thread.currentThread();
  private final boolean before = Autograd.isGradEnabled();
  private boolean closed;

  GradMode(boolean enabled) {
    if (enabled) {
      VirtualThreads.refuseRecording();
    }
    Autograd.setGradEnabled(enabled);
  }

  /**
   * Restores the mode that was there before. Closing twice is harmless.
   *
   * @throws IllegalStateException in another thread than the one that opened it
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    if (Thread.currentThread() != owner) {
      throw new IllegalStateException(
          "this gradient mode belongs to thread " + owner.getName() + ": close it there");
    }
    closed = true;
    Autograd.setGradEnabled(before);
  }
}
