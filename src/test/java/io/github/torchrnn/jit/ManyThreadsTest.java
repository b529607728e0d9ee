package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.torchrnn.Torch;
import io.github.torchrnn.data.DataLoader;
import io.github.torchrnn.data.TensorDataset;
import io.github.torchrnn.nn.GRU;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What sixteen threads share: a compiled forward, a loader, and the compiled steps of each. */
class ManyThreadsTest {

  private static final int THREADS = 16;
  private static final int RUNS = 10;

  private static <T> List<T> inThreads(Callable<T> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        futures.add(pool.submit(work));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void runACompiledForward() throws Exception {
    try (var scope = Torch.scope();
        GRU gru = new GRU(3, 5);
        var forward = CompiledForward.of((NDArray x) -> gru.forward(x).output())) {
      float[] data = Torch.randn(4, 2, 3).toFloatArray();
      Callable<float[]> work =
          () -> {
            float[] last = {};
            for (int i = 0; i < RUNS; i++) {
              try (var own = Torch.scope()) {
                last = forward.run(Torch.tensor(data, 4, 2, 3)).toFloatArray();
              }
            }
            return last;
          };
      float[] alone = work.call();
      for (float[] result : inThreads(work)) {
        assertArrayEquals(alone, result);
      }
      assertEquals(1, forward.compiled().variants().size());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void readALoader(int prefetch) throws Exception {
    try (var scope = Torch.scope()) {
      NDArray x = Torch.arange(60).reshape(20, 3);
      DataLoader<NDList> loader =
          DataLoader.builder(new TensorDataset(x)).batchSize(3).prefetch(prefetch).build();
      Callable<List<Long>> work =
          () -> {
            List<Long> numbers = new ArrayList<>();
            for (int i = 0; i < RUNS; i++) {
              numbers.clear();
              for (NDList batch : loader) {
                for (long number : batch.get(0).toLongArray()) {
                  numbers.add(number);
                }
              }
            }
            return numbers;
          };
      List<Long> alone = work.call();
      for (List<Long> numbers : inThreads(work)) {
        assertEquals(alone, numbers);
      }
    }
  }

  /** Each thread trains a network of its own, by steps that take three threads more. */
  @Test
  void trainByStepsOfManyThreads() throws Exception {
    List<List<Float>> all = inThreads(() -> StepThreadsEdgesTest.trained(3, RUNS));
    assertEquals(THREADS, all.size());
    assertEquals(all.get(0).size(), all.get(THREADS - 1).size());
  }
}
