package io.github.torchrnn.internal;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees native objects: when their owner is closed, or when it was dropped without that. With the
 * system property {@code io.github.torchrnn.leaks} set to true it also says where the dropped ones
 * were made.
 */
final class NativeMemory {

  private static final Logger LOGGER = LoggerFactory.getLogger(NativeMemory.class);
  private static final Cleaner CLEANER = Cleaner.create();
  private static final boolean WARN = Boolean.getBoolean("io.github.torchrnn.leaks");

  private NativeMemory() {}

  /**
   * Frees an address some time after its owner is unreachable, unless {@link #free} has done so.
   *
   * @param name what the owner is, for the warning
   */
  static void freeWith(Object owner, String name, AtomicReference<Long> address, Calls.Free how) {
    Throwable made = WARN ? new Throwable(name + " was made here") : null;
    CLEANER.register(
        owner,
        () -> {
          if (address.get() != null) {
            Calls.freeLater(() -> free(address, how));
            if (made != null) {
              LOGGER.warn("{} was dropped without being closed", name, made);
            }
          }
        });
  }

  /** Frees an address once, when no call in progress can be working with it. */
  static void free(AtomicReference<Long> address, Calls.Free how) {
    Long left = address.getAndSet(null);
    if (left != null) {
      Calls.free(left, how);
    }
  }
}
