package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.BatchNorm1d;
import io.github.torchrnn.nn.Conv1d;
import io.github.torchrnn.nn.Conv2d;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Dropout2d;
import io.github.torchrnn.nn.Flatten;
import io.github.torchrnn.nn.LayerNorm;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.MaxPool1d;
import io.github.torchrnn.nn.MaxPool2d;
import io.github.torchrnn.nn.ReLU;
import io.github.torchrnn.nn.Sequential;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.SGD;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Compiled steps and forwards of windows and normalization, beside single calls. */
class SpatialStepTest {

  private static final CrossEntropyLoss CROSS_ENTROPY = new CrossEntropyLoss();

  private static Sequential pictures(TorchModule... last) {
    Sequential net =
        new Sequential(
            Conv2d.builder(3, 4, 3).padding(1).build(),
            new ReLU(),
            new MaxPool2d(2),
            new Dropout2d(0.3),
            new Flatten(),
            new Linear(64, 6));
    return new Sequential(net, new Sequential(last), new Linear(6, 2));
  }

  private static Twins<Sequential> twins(Supplier<Sequential> make) {
    return Twins.of(
        make,
        net -> new SGD(net.parameters(), 0.1),
        net -> Traceable.of((NDArray x, NDArray y) -> CROSS_ENTROPY.forward(net.forward(x), y)));
  }

  private static void assertSameSteps(Twins<?> twins, int programs, long... shape) {
    for (int i = 0; i < 4; i++) {
      twins.step(Torch.randn(shape), Torch.tensor(0L, 1L, 1L, 0L));
    }
    assertEquals(programs, twins.programs());
  }

  @Test
  void aStepTrainsPicturesAsSingleCallsDo() {
    try (var twins = twins(() -> pictures())) {
      assertSameSteps(twins, 1, 4, 3, 8, 8);
    }
  }

  @Test
  void aStepTrainsSequencesAsSingleCallsDo() {
    try (var twins =
        twins(
            () ->
                new Sequential(
                    new Conv1d(3, 4, 3),
                    new ReLU(),
                    new MaxPool1d(2),
                    new LayerNorm(3),
                    new Flatten(),
                    new Linear(12, 2)))) {
      assertSameSteps(twins, 1, 4, 3, 9);
    }
  }

  @Test
  void movingStatisticsMoveOnceAStep() {
    try (var twins = twins(() -> pictures(new BatchNorm1d(6)))) {
      assertSameSteps(twins, 1, 4, 3, 8, 8);
      twins.both(TorchModule::eval);
      assertSameSteps(twins, 2, 4, 3, 8, 8);
      assertEquals(
          4, twins.compiled.namedBuffers().get("1.0.num_batches_tracked").getLong(), "steps");
    }
  }

  @Test
  void aForwardInTrainingModeMovesTheStatistics() {
    Torch.manualSeed(3);
    NDArray x = Torch.randn(4, 3);
    try (Sequential single = new Sequential(new BatchNorm1d(3));
        Sequential compiled = new Sequential(new BatchNorm1d(3));
        CompiledForward<NDArray> forward = CompiledForward.of(it -> compiled.forward(it))) {
      for (int i = 0; i < 3; i++) {
        assertEquals(single.forward(x), forward.run(x));
      }
      single.eval();
      compiled.eval();
      assertEquals(single.forward(x), forward.run(x));
      single
          .namedBuffers()
          .forEach((name, buffer) -> assertEquals(buffer, compiled.namedBuffers().get(name), name));
      assertEquals(3, compiled.namedBuffers().get("0.num_batches_tracked").getLong());
    }
  }
}
