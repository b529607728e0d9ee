package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The numbers are Python's, with the {@code criterion} that each test names:
 *
 * <pre>{@code
 * x = torch.tensor([[.5, -1.25, 2, .75], [-.3, .9, .1, -2.2], [1.5, 1.4, -.6, .2]],
 *                  requires_grad=True)
 * y = torch.tensor([[1., 0, 1, 0], [0, .25, 1, 1], [1, 1, 0, 0]])
 * p = torch.tensor([.5, 2, .25, 1.5])
 * l = criterion(x, y)
 * (l * torch.arange(1, l.numel() + 1).reshape(l.shape)).sum().backward()
 * print(l.grad_fn.name(), l, x.grad)
 * criterion(x, y).sum().backward()
 * print(x.grad)
 * }</pre>
 */
@Scoped
class BCEWithLogitsLossTest {

  private final NDArray posWeight = Torch.tensor(.5f, 2, .25f, 1.5f);
  private final NDArray target =
      Torch.tensor(new float[] {1, 0, 1, 0, 0, .25f, 1, 1, 1, 1, 0, 0}, 3, 4);

  @Test
  void takesTheMeanByDefault() {
    new LossCalls(new BCEWithLogitsLoss(), Expect.scores(), target)
        .gradFn("BinaryCrossEntropyWithLogitsBackward0")
        .losses(0.680604279f)
        .firstGrad(
            new float[] {
              -0.0314617194f, 0.0185583439f, -0.00993358064f, 0.0565982275f,
              0.0354631245f, 0.0384124555f, -0.0395850688f, -0.0750207976f,
              -0.0152021302f, -0.0164846722f, 0.0295286421f, 0.0458194949f
            })
        .bothGrads(
            new float[] {
              -0.0629234388f, 0.0371166877f, -0.0198671613f, 0.113196455f,
              0.070926249f, 0.0768249109f, -0.0791701376f, -0.150041595f,
              -0.0304042604f, -0.0329693444f, 0.0590572841f, 0.0916389897f
            });
  }

  /** {@code weight = [[1], [2], [.5]]} */
  @Test
  void weighsEachLossWithoutReduction() {
    new LossCalls(
            BCEWithLogitsLoss.builder()
                .weight(Torch.tensor(new float[] {1, 2, .5f}, 3, 1))
                .posWeight(posWeight)
                .reduction("none")
                .build(),
            Expect.scores(),
            target)
        .gradFn("BinaryCrossEntropyWithLogitsBackward0")
        .losses(
            new float[] {
              0.237038493f, 0.251929045f, 0.0317320041f, 1.13687098f,
              1.10871041f, 2.20288467f, 0.322198331f, 6.91524982f,
              0.0503533222f, 0.220417425f, 0.21874398f, 0.399069428f
            })
        .firstGrad(
            new float[] {
              -0.188770324f, 0.445400268f, -0.0894022286f, 2.71671486f,
              4.25557518f, 4.66424179f, -1.66257286f, -21.6059875f,
              -0.410457492f, -1.97816074f, 1.94889045f, 3.2990036f
            })
        .bothGrads(
            new float[] {
              -0.377540648f, 0.668100417f, -0.119202971f, 3.39589357f,
              5.10669041f, 5.44161558f, -1.9000833f, -24.306736f,
              -0.456063867f, -2.17597675f, 2.12606239f, 3.57392049f
            });
  }

  @Test
  void sumsWeightedLosses() {
    new LossCalls(
            BCEWithLogitsLoss.builder().posWeight(posWeight).reduction("sum").build(),
            Expect.scores(),
            target)
        .gradFn("BinaryCrossEntropyWithLogitsBackward0")
        .losses(8.70926094f)
        .firstGrad(
            new float[] {
              -0.188770324f, 0.222700134f, -0.0298007429f, 0.679178715f,
              0.425557494f, 0.388686836f, -0.118755206f, -1.35037422f,
              -0.0912127793f, -0.395632148f, 0.354343712f, 0.549833953f
            })
        .bothGrads(
            new float[] {
              -0.377540648f, 0.445400268f, -0.0596014857f, 1.35835743f,
              0.851114988f, 0.777373672f, -0.237510413f, -2.70074844f,
              -0.182425559f, -0.791264296f, 0.708687425f, 1.09966791f
            });
  }

  /** {@code list(BCEWithLogitsLoss(w, pos_weight=p).state_dict())} */
  @Test
  void weightsArePartOfTheState() {
    try (var loss = BCEWithLogitsLoss.builder().weight(target).posWeight(posWeight).build()) {
      assertEquals(List.of("weight", "pos_weight"), List.copyOf(loss.stateDict().keySet()));
      assertEquals("BCEWithLogitsLoss()", loss.toString());
    }
  }

  @Test
  void refusesWhatTorchRefuses() {
    BCEWithLogitsLoss plain = new BCEWithLogitsLoss();
    Expect.refusal(
        "Target size (torch.Size([4])) must be the same as input size (torch.Size([3, 4]))",
        () -> plain.forward(target, posWeight));
    NDArray ints = Torch.to(target, DataType.INT64);
    Expect.refusal(
        "\"log_sigmoid_cpu\" not implemented for 'Long'", () -> plain.forward(ints, ints));
    Expect.refusal(
        "result type Float can't be cast to the desired output type Long",
        () -> plain.forward(target, ints));
    var uneven = BCEWithLogitsLoss.builder().posWeight(Torch.ones(3)).build();
    Expect.refusal(
        "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1",
        () -> uneven.forward(target, target));
    var large = BCEWithLogitsLoss.builder().weight(Torch.ones(5, 3, 4)).build();
    Expect.refusal(
        "output with shape [3, 4] doesn't match the broadcast shape [5, 3, 4]",
        () -> large.forward(target, target));
    NDArray closed = Expect.scores();
    closed.close();
    assertThrows(IllegalStateException.class, () -> plain.forward(closed, target));
  }
}
