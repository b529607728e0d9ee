package io.github.torchrnn.spark;

import io.github.torchrnn.Torch;
import java.util.function.Supplier;

/**
 * Turns at torch's generator, of which a process has one: what draws from it in a task gets the
 * same numbers whatever other tasks of the executor do.
 */
final class Draws {

  private Draws() {}

  /** Does what draws, while nothing else in a task does. */
  static synchronized <T> T alone(Supplier<T> work) {
    return work.get();
  }

  /** Does what draws, from a seed. */
  static <T> T seeded(long seed, Supplier<T> work) {
    return alone(
        () -> {
          Torch.manualSeed(seed);
          return work.get();
        });
  }

  /** Whether what has just been done after {@link Torch#manualSeed} drew. */
  static boolean hasDrawn(long seed) {
    try (var scope = Torch.scope()) {
      double next = Torch.item(Torch.rand(1));
      Torch.manualSeed(seed);
      return next != Torch.item(Torch.rand(1));
    }
  }

  /** A seed of several numbers. */
  static long mixed(long... numbers) {
    long mixed = 0;
    for (long number : numbers) {
      mixed = (mixed ^ number) * 0x9E3779B97F4A7C15L;
      mixed ^= mixed >>> 32;
    }
    return mixed;
  }
}
