package io.github.torchrnn.badcalls;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.optim.Optimizer;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** The makers of a family of objects, and what they draw. */
abstract class Makers {

  final Random random;
  final Values values;
  private final Subjects subjects;

  /**
   * Makers for subjects.
   *
   * @param values whose arrays the objects hold, and who closes them
   */
  Makers(Subjects subjects, Random random, Values values) {
    this.subjects = subjects;
    this.random = random;
    this.values = values;
  }

  /** Adds all makers of the family. */
  abstract void add();

  final <T> void maker(Class<T> type, Supplier<? extends T> maker) {
    subjects.maker(type, maker);
  }

  final <T> T made(Class<T> type) {
    return type.cast(subjects.make(type));
  }

  final Optimizer optimizer() {
    return made(Optimizer.class);
  }

  final List<NDArray> parameters() {
    return made(Linear.class).parameters();
  }

  final boolean flag() {
    return random.nextBoolean();
  }

  final int layerCount() {
    return 1 + random.nextInt(2);
  }

  final long size() {
    return values.size();
  }
}
