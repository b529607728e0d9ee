package io.github.torchrnn.internal;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The freeing of native objects: when their owner is closed, or after it was dropped without being
 * closed. With the system property {@code io.github.torchrnn.leaks} set to true, a warning shows
 * where a dropped owner was made.
 */
final class NativeMemory {

  private static final Logger LOGGER = LoggerFactory.getLogger(NativeMemory.class);
  private static final Cleaner CLEANER = Cleaner.create();
  private static final boolean WARN = Boolean.getBoolean("io.github.torchrnn.leaks");

  private NativeMemory() {}

  /**
   * Frees an address some time after its owner is unreachable, unless {@link #free} has done so.
   *
   * @param name the owner's kind, for the warning
   */
  static void freeWith(Object owner, String name, AtomicReference<Long> address, Calls.Free how) {
    Throwable origin = WARN ? new Throwable(name + " was made here") : null;
    CLEANER.register(
        owner,
        () -> {
          if (address.get() != null) {
            Calls.freeLater(() -> free(address, how));
            if (origin != null) {
              LOGGER.warn("{} was dropped without being closed", name, origin);
            }
          }
        });
  }

  /** Frees an address once, when no call in progress can be working with it. */
  static void free(AtomicReference<Long> address, Calls.Free how) {
    Long unfreed = address.getAndSet(null);
    if (unfreed != null) {
      Calls.free(unfreed, how);
    }
  }
}
