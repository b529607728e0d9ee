package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import org.junit.jupiter.api.Test;

/**
 * The numbers are Python's, with the {@code criterion} that each test names:
 *
 * <pre>{@code
 * x = torch.tensor([[.5, -1.25, 2, .75], [-.3, .9, .1, -2.2], [1.5, 1.4, -.6, .2]],
 *                  requires_grad=True)
 * w = torch.tensor([.5, 2, .25, 1.5])
 * y = torch.tensor([2, 0, 3])
 * l = criterion(x, y)
 * (l * torch.arange(1, l.numel() + 1).reshape(l.shape)).sum().backward()
 * print(l.grad_fn.name(), l, x.grad)
 * criterion(x, y).sum().backward()
 * print(x.grad)
 * }</pre>
 */
@Scoped
class NLLLossTest {

  private final NDArray weight = Torch.tensor(.5f, 2, .25f, 1.5f);
  private final NDArray labels = Torch.tensor(2L, 0, 3);

  @Test
  void dividesByTheWeightsInAMean() {
    new LossCalls(NLLLoss.builder().weight(weight).build(), Expect.scores(), labels)
        .gradFn("NllLossBackward0")
        .losses(-0.288888872f)
        .firstGrad(
            new float[] {0, 0, -0.111111112f, 0, -0.222222224f, 0, 0, 0, 0, 0, 0, -0.666666687f})
        .bothGrads(
            new float[] {0, 0, -0.222222224f, 0, -0.444444448f, 0, 0, 0, 0, 0, 0, -1.33333337f});
  }

  @Test
  void leavesAnIgnoredClassOutOfASum() {
    new LossCalls(
            NLLLoss.builder().weight(weight).ignoreIndex(0).reduction("sum").build(),
            Expect.scores(),
            labels)
        .gradFn("NllLossBackward0")
        .losses(-0.800000012f)
        .firstGrad(
            new float[] {
              0, 0, -0.25f, 0,
              0, 0, 0, 0,
              0, 0, 0, -1.5f
            })
        .bothGrads(
            new float[] {
              0, 0, -0.5f, 0,
              0, 0, 0, 0,
              0, 0, 0, -3
            });
  }

  /** {@code x.reshape(2, 3, 2), y = [[0, 1], [2, 0]]} */
  @Test
  void classesAreOnAxisOne() {
    new LossCalls(
            NLLLoss.builder().reduction("none").build(),
            Expect.scores(2, 3, 2),
            Torch.tensor(new long[] {0, 1, 2, 0}, 2, 2))
        .gradFn("ViewBackward0")
        .losses(-0.5f, -0.75f, 0.600000024f, 2.20000005f)
        .firstGrad(
            new float[] {
              -1, 0, 0, -2,
              0, 0, 0, -4,
              0, 0, -3, 0
            })
        .bothGrads(
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
        () -> plain.forward(Torch.to(Expect.scores(), DataType.INT64), labels));
    Expect.refusal("Target 3 is out of bounds.", () -> plain.forward(Torch.ones(3, 3), labels));
    Expect.refusal(
        "only batches of spatial targets supported (3D tensors) but got targets of dimension: 1",
        () -> plain.forward(Torch.ones(3, 2, 2, 2), labels));
    assertEquals("NLLLoss()", plain.toString());
    plain.close();
    assertThrows(IllegalStateException.class, () -> plain.forward(Expect.scores(), labels));
  }
}
