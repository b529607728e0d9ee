package io.github.torchrnn.internal;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees native objects whose owner was dropped without being closed. With the system property
 * {@code io.github.torchrnn.leaks} set to true it also says where they were made.
 */
final class NativeMemory {

  private static final Logger LOGGER = LoggerFactory.getLogger(NativeMemory.class);
  private static final Cleaner CLEANER = Cleaner.create();
  private static final boolean WARN = Boolean.getBoolean("io.github.torchrnn.leaks");

  /** What frees an address. */
  @FunctionalInterface
  interface Free {
    void free(long address);
  }

  private NativeMemory() {}

  /**
   * Frees an address when its owner is unreachable and has not freed it, which it says by taking it
   * out of the reference.
   */
  static void freeWith(Object owner, String name, AtomicReference<Long> address, Free free) {
    Throwable made = WARN ? new Throwable(name + " was made here") : null;
    CLEANER.register(
        owner,
        () -> {
          Long left = address.getAndSet(null);
          if (left != null) {
            free.free(left);
            if (made != null) {
              LOGGER.warn("{} was dropped without being closed", name, made);
            }
          }
        });
  }
}
