package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Scope;
import io.github.torchrnn.Torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The numbers are Python's, as {@link Expect#loss} makes them, with {@code w = [.5, 2, .25, 1.5]}
 * and {@code y = [2, 0, 3]}.
 */
class NLLLossTest {

  private final Scope scope = Torch.scope();
  private final NDArray weight = Torch.tensor(.5f, 2, .25f, 1.5f);
  private final NDArray labels = Torch.tensor(2L, 0, 3);

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void weightedMean() {
    Expect.loss(
        NLLLoss.builder().weight(weight).build(),
        Expect.scores(),
        labels,
        "NllLossBackward0",
        new float[] {-0.288888872f},
        new float[] {0, 0, -0.111111112f, 0, -0.222222224f, 0, 0, 0, 0, 0, 0, -0.666666687f},
        new float[] {0, 0, -0.222222224f, 0, -0.444444448f, 0, 0, 0, 0, 0, 0, -1.33333337f});
  }

  @Test
  void weightedSumWithAnIgnoredClass() {
    Expect.loss(
        NLLLoss.builder().weight(weight).ignoreIndex(0).reduction("sum").build(),
        Expect.scores(),
        labels,
        "NllLossBackward0",
        new float[] {-0.800000012f},
        new float[] {
          0, 0, -0.25f, 0,
          0, 0, 0, 0,
          0, 0, 0, -1.5f
        },
        new float[] {
          0, 0, -0.5f, 0,
          0, 0, 0, 0,
          0, 0, 0, -3
        });
  }

  /** {@code x.reshape(2, 3, 2), y = [[0, 1], [2, 0]]} */
  @Test
  void classesStandOnAxisOne() {
    Expect.loss(
        NLLLoss.builder().reduction("none").build(),
        Expect.scores(2, 3, 2),
        Torch.tensor(new long[] {0, 1, 2, 0}, 2, 2),
        "ViewBackward0",
        new float[] {-0.5f, -0.75f, 0.600000024f, 2.20000005f},
        new float[] {
          -1, 0, 0, -2,
          0, 0, 0, -4,
          0, 0, -3, 0
        },
        new float[] {
          -2, 0, 0, -3,
          0, 0, 0, -5,
          0, 0, -4, 0
        });
  }

  @Test
  void refusesWhatTorchRefuses() {
    NLLLoss plain = new NLLLoss();
    Expect.refusal(
        "Expected 1 or more dimensions (got 0)",
        () -> plain.forward(Torch.ones(new long[0]), labels));
    Expect.refusal(
        "0D or 1D target tensor expected, multi-target not supported",
        () -> plain.forward(Expect.scores(), Expect.scores()));
    Expect.refusal(
        "\"nll_loss_out_frame\" not implemented for 'Long'",
        () -> plain.forward(Functional.to(Expect.scores(), DataType.INT64), labels));
    Expect.refusal("Target 3 is out of bounds.", () -> plain.forward(Torch.ones(3, 3), labels));
    Expect.refusal(
        "only batches of spatial targets supported (3D tensors) but got targets of dimension: 1",
        () -> plain.forward(Torch.ones(3, 2, 2, 2), labels));
    assertEquals("NLLLoss()", plain.toString());
    plain.close();
    assertThrows(IllegalStateException.class, () -> plain.forward(Expect.scores(), labels));
  }
}
