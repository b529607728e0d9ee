package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Scope;
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
import io.github.torchrnn.optim.SGD;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Compiled steps and forwards of windows and normalization, beside single calls. */
class SpatialStepTest {

  private static final int STEPS = 5;

  private final Scope scope = Torch.scope();

  @AfterEach
  void close() {
    scope.close();
  }

  private static Sequential pictures() {
    return new Sequential(
        Conv2d.builder(3, 4, 3).padding(1).build(),
        new ReLU(),
        new MaxPool2d(2),
        new Dropout2d(0.3),
        new Flatten(),
        new Linear(64, 6),
        new BatchNorm1d(6),
        new Linear(6, 2));
  }

  private static Sequential sequences() {
    return new Sequential(
        new Conv1d(3, 4, 3),
        BatchNorm1d.builder(4).momentum(null).build(),
        new ReLU(),
        new MaxPool1d(2),
        new LayerNorm(3),
        new Flatten(),
        new Linear(12, 2));
  }

  @Test
  void aStepTrainsPicturesAsSingleCallsDo() {
    assertSameSteps(SpatialStepTest::pictures, 4, 3, 8, 8);
  }

  @Test
  void aStepTrainsSequencesAsSingleCallsDo() {
    assertSameSteps(SpatialStepTest::sequences, 4, 3, 9);
  }

  private static void assertSameSteps(Supplier<Sequential> make, long... shape) {
    Torch.manualSeed(3);
    NDArray x = Torch.randn(shape);
    NDArray y = Torch.tensor(0L, 1L, 1L, 0L);
    Torch.manualSeed(4);
    try (Sequential net = make.get();
        SGD sgd = new SGD(net.parameters(), 0.1);
        CrossEntropyLoss criterion = new CrossEntropyLoss()) {
      float[] losses = new float[STEPS];
      Torch.manualSeed(5);
      for (int i = 0; i < STEPS; i++) {
        try (var grad = Torch.enableGrad()) {
          sgd.zeroGrad();
          NDArray loss = criterion.forward(net.forward(x), y);
          Torch.backward(loss);
          sgd.step();
          losses[i] = loss.getFloat();
        }
      }
      assertCompiled(make, x, y, losses, net);
    }
  }

  private static void assertCompiled(
      Supplier<Sequential> make, NDArray x, NDArray y, float[] losses, Sequential expected) {
    Torch.manualSeed(4);
    try (Sequential net = make.get();
        SGD sgd = new SGD(net.parameters(), 0.1);
        CompiledStep step = CompiledStep.of(net, new CrossEntropyLoss(), sgd)) {
      assertTrue(step.isCompiled());
      Torch.manualSeed(5);
      float[] compiled = new float[STEPS];
      for (int i = 0; i < STEPS; i++) {
        compiled[i] = step.run(x, y).loss().getFloat();
      }
      assertArrayEquals(losses, compiled, 1e-6f);
      net.namedBuffers()
          .forEach(
              (name, buffer) ->
                  assertTrue(
                      expected.namedBuffers().get(name).allClose(buffer, 1e-5, 1e-5, false), name));
    }
  }

  @Test
  void aForwardInTrainingModeMovesTheStatistics() {
    Torch.manualSeed(3);
    NDArray x = Torch.randn(4, 3);
    try (Sequential eager = new Sequential(new BatchNorm1d(3));
        Sequential compiled = new Sequential(new BatchNorm1d(3));
        CompiledForward forward = CompiledForward.of(compiled)) {
      assertTrue(forward.isCompiled());
      for (int i = 0; i < 3; i++) {
        assertEquals(eager.forward(x), forward.run(x).head());
      }
      eager.eval();
      compiled.eval();
      assertEquals(eager.forward(x), forward.run(x).head());
      eager
          .namedBuffers()
          .forEach((name, buffer) -> assertEquals(buffer, compiled.namedBuffers().get(name), name));
      assertEquals(3, compiled.namedBuffers().get("0.num_batches_tracked").getLong());
    }
  }
}
