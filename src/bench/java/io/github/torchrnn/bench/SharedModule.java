package io.github.torchrnn.bench;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.RNN;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * Inference in threads that share a module. The time is that of many calls: where threads wait for
 * each other, as Python's do, the median of single calls would not see it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SharedModule {

  private static final int CALLS = 500;

  private RNN rnn;

  /** Each thread has an input of its own. */
  @State(Scope.Thread)
  public static class Input {
    private final NDArray array = Torch.ones(3, 1, 4);

    @TearDown
    public void tearDown() {
      array.close();
    }
  }

  @Setup
  public void setUp() {
    rnn = new RNN(4, 2);
  }

  @TearDown
  public void tearDown() {
    rnn.close();
  }

  @Benchmark
  @Threads(1)
  @OperationsPerInvocation(CALLS)
  public void oneThread(Input input) {
    forward(input);
  }

  @Benchmark
  @Threads(2)
  @OperationsPerInvocation(CALLS)
  public void twoThreads(Input input) {
    forward(input);
  }

  private void forward(Input input) {
    for (int i = 0; i < CALLS; i++) {
      try (var step = Torch.scope()) {
        rnn.forward(input.array);
      }
    }
  }
}
