package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Scope;
import io.github.torchrnn.Torch;
import io.github.torchrnn.io.Pt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The buffers of batch norm. {@code weights/batch_norm.pt} is Python's:
 *
 * <pre>{@code
 * torch.manual_seed(0)
 * norm = torch.nn.BatchNorm1d(3)
 * norm(torch.randn(4, 3)); norm(torch.randn(4, 3))
 * torch.save(norm.state_dict(), "batch_norm.pt")
 * print(norm.eval()(torch.tensor([[.5, -1.25, 2], [-.3, .9, .1]])))
 * }</pre>
 */
class BatchNorm1dTest {

  private final Scope scope = Torch.scope();
  @TempDir private Path folder;

  @AfterEach
  void close() {
    scope.close();
  }

  private static NDArray input() {
    return Torch.tensor(new float[] {.5f, -1.25f, 2, -.3f, .9f, .1f}, 2, 3);
  }

  @Test
  void takesPythonsStateAndWritesItAgain() throws IOException {
    Path file = Path.of("src/test/resources/weights/batch_norm.pt");
    try (BatchNorm1d norm = new BatchNorm1d(3)) {
      norm.loadStateDict(Pt.loadStateDict(file));
      norm.eval();
      Expect.numbers(
          norm.forward(input()),
          0.45923972f,
          -1.2077429f,
          2.1172154f,
          -0.34507796f,
          0.91447747f,
          0.18452084f);
      assertEquals(2, norm.numBatchesTracked().getLong());
      Path again = folder.resolve("again.pt");
      Pt.save(norm.stateDict(), again);
      Map<String, NDArray> state = Pt.loadStateDict(again);
      assertEquals(
          List.of("weight", "bias", "running_mean", "running_var", "num_batches_tracked"),
          List.copyOf(state.keySet()));
      assertEquals(DataType.INT64, state.get("num_batches_tracked").getDataType());
      assertEquals(0, state.get("num_batches_tracked").getShape().dimension());
      assertEquals(norm.runningVar(), state.get("running_var"));
    }
  }

  @Test
  void staysAnIntegerWhenConverted() {
    try (BatchNorm1d norm = new BatchNorm1d(3)) {
      norm.forward(input());
      norm.to(DataType.FLOAT64);
      assertEquals(DataType.FLOAT64, norm.runningMean().getDataType());
      assertEquals(DataType.INT64, norm.numBatchesTracked().getDataType());
      norm.forward(Torch.to(input(), DataType.FLOAT64));
      assertEquals(2, norm.numBatchesTracked().getLong());
      assertEquals(
          List.of("running_mean", "running_var", "num_batches_tracked"),
          List.copyOf(norm.namedBuffers().keySet()));
    }
  }

  @Test
  void aRefusedBatchIsNotCounted() {
    try (BatchNorm1d norm = new BatchNorm1d(3)) {
      Expect.refusal(
          "running_mean should contain 4 elements not 3", () -> norm.forward(Torch.zeros(2, 4)));
      assertEquals(0, norm.numBatchesTracked().getLong());
    }
  }

  @Test
  void startsAgain() {
    try (BatchNorm1d norm = new BatchNorm1d(3)) {
      norm.forward(input());
      norm.resetRunningStats();
      Expect.numbers(norm.runningMean(), 0, 0, 0);
      Expect.numbers(norm.runningVar(), 1, 1, 1);
      assertEquals(0, norm.numBatchesTracked().getLong());
    }
  }

  @Test
  void withoutStatisticsThereAreNoBuffers() {
    try (BatchNorm1d norm = BatchNorm1d.builder(3).trackRunningStats(false).affine(false).build()) {
      assertEquals(Map.of(), norm.stateDict());
      assertNull(norm.runningMean());
      assertNull(norm.runningVar());
      assertNull(norm.numBatchesTracked());
      assertNull(norm.weight());
      assertNull(norm.bias());
    }
  }
}
