package io.github.torchrnn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.optim.Adam;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** Stop in a notebook, and an executor that is shut down, end a training. */
class InterruptTest {

  @Test
  void aTrainingEndsInItsNextCallAndChangesNothing() {
    try (Linear layer = new Linear(2, 1);
        Adam optimizer = new Adam(layer.parameters(), 0.1);
        CompiledStep<NDArray> step =
            CompiledStep.of(optimizer, (x, y) -> new MSELoss().forward(layer.forward(x), y));
        var scope = Torch.scope()) {
      float[] before = layer.weight().toFloatArray();
      try (var grad = Torch.enableGrad()) {
        NDArray loss = layer.forward(Torch.ones(1, 2)).sum();
        assertStops("Torch.backward", () -> Torch.backward(loss));
        Torch.backward(loss);
        assertStops("optimizer.step()", optimizer::step);
      }
      assertStops("CompiledStep.run", () -> step.run(Torch.ones(1, 2), Torch.ones(1, 1)));
      assertArrayEquals(before, layer.weight().toFloatArray());
      optimizer.step();
      step.run(Torch.ones(1, 2), Torch.ones(1, 1));
    }
  }

  private static void assertStops(String call, Executable work) {
    Thread.currentThread().interrupt();
    assertEquals(
        call + " was interrupted, before it changed anything",
        assertThrows(CancellationException.class, work).getMessage());
    assertFalse(Thread.currentThread().isInterrupted(), "the flag is taken back");
  }

  @Test
  @Timeout(60)
  void scopesAndModesCloseOnTheWayOut() throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    Future<Boolean> recording =
        pool.submit(
            () -> {
              try (Linear layer = new Linear(2, 1);
                  Adam optimizer = new Adam(layer.parameters(), 0.1)) {
                while (true) {
                  try (var scope = Torch.scope();
                      var grad = Torch.enableGrad()) {
                    Torch.backward(layer.forward(Torch.ones(1, 2)).sum());
                    optimizer.step();
                  }
                }
              } catch (CancellationException e) {
                return Torch.isGradEnabled();
              }
            });
    Thread.sleep(100);
    pool.shutdownNow();
    assertFalse(recording.get(30, TimeUnit.SECONDS));
  }
}
