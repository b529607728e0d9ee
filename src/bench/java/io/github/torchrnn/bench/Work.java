package io.github.torchrnn.bench;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Scope;
import io.github.torchrnn.Torch;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What is measured. Its class and method have the names of a work in {@code
 * scripts/python/bench_works.py}, which starts from the same numbers and does the same.
 */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public abstract class Work {

  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private Scope scope;

  @Setup
  public final void setUp() {
    scope = Torch.scope();
    Torch.manualSeed(0);
    make();
  }

  @TearDown
  public final void tearDown() throws Exception {
    while (!owned.isEmpty()) {
      owned.pop().close();
    }
    scope.close();
  }

  /** Makes what the steps need, with the generator at seed 0. */
  abstract void make();

  /** What the steps so far have come to: Python's twin comes to the same number. */
  abstract double value();

  /** Closes a module, an optimizer or the like in the end. */
  final <T extends AutoCloseable> T own(T resource) {
    owned.push(resource);
    return resource;
  }

  static double sum(Collection<NDArray> arrays) {
    double sum = 0;
    for (NDArray array : arrays) {
      for (float value : array.toFloatArray()) {
        sum += value;
      }
    }
    return sum;
  }
}
