package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
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
class CrossEntropyLossTest {

  private final NDArray weight = Torch.tensor(.5f, 2, .25f, 1.5f);
  private final NDArray labels = Torch.tensor(2L, 0, 3);

  @Test
  void takesTheMeanOverClassIndices() {
    new LossCalls(new CrossEntropyLoss(), Expect.scores(), labels)
        .gradFn("NllLossBackward0")
        .losses(1.4517951f)
        .firstGrad(
            new float[] {
              0.0480342805f, 0.00834710523f, -0.118058622f, 0.0616772398f,
              -0.27741909f, 0.185641825f, 0.0834142566f, 0.00836301781f,
              0.144938529f, 0.131145805f, 0.0177486576f, -0.293832988f
            })
        .bothGrads(
            new float[] {
              0.0960685611f, 0.0166942105f, -0.236117244f, 0.12335448f,
              -0.554838181f, 0.37128365f, 0.166828513f, 0.0167260356f,
              0.289877057f, 0.26229161f, 0.0354973152f, -0.587665975f
            });
  }

  @Test
  void sumsWeightedLosses() {
    new LossCalls(
            CrossEntropyLoss.builder().weight(weight).reduction("sum").build(),
            Expect.scores(),
            labels)
        .gradFn("NllLossBackward0")
        .losses(4.20121861f)
        .firstGrad(
            new float[] {
              0.0360257104f, 0.00626032893f, -0.0885439664f, 0.046257928f,
              -0.416128635f, 0.278462738f, 0.125121385f, 0.0125445258f,
              0.652223349f, 0.590156078f, 0.0798689574f, -1.32224834f
            })
        .bothGrads(
            new float[] {
              0.0720514208f, 0.0125206579f, -0.177087933f, 0.092515856f,
              -0.832257271f, 0.556925476f, 0.25024277f, 0.0250890516f,
              1.3044467f, 1.18031216f, 0.159737915f, -2.64449668f
            });
  }

  @Test
  void weighsEachLossWithoutReduction() {
    new LossCalls(
            CrossEntropyLoss.builder().weight(weight).reduction("none").build(),
            Expect.scores(),
            labels)
        .gradFn("NllLossBackward0")
        .losses(0.109307021f, 0.892661929f, 3.19924974f)
        .firstGrad(
            new float[] {
              0.0360257104f, 0.00626032893f, -0.0885439664f, 0.046257928f,
              -0.832257271f, 0.556925476f, 0.25024277f, 0.0250890516f,
              1.95667005f, 1.77046824f, 0.239606857f, -3.96674514f
            })
        .bothGrads(
            new float[] {
              0.0720514208f, 0.0125206579f, -0.177087933f, 0.092515856f,
              -1.24838591f, 0.835388184f, 0.375364155f, 0.0376335755f,
              2.60889339f, 2.36062431f, 0.31947583f, -5.28899336f
            });
  }

  @Test
  void smoothsLabelsAndIgnoresAClass() {
    new LossCalls(
            CrossEntropyLoss.builder().weight(weight).ignoreIndex(0).labelSmoothing(.1).build(),
            Expect.scores(),
            labels)
        .gradFn("AddBackward0")
        .losses(1.94722581f)
        .firstGrad(
            new float[] {
              0.0201337524f,
              -0.0238314662f,
              -0.00989757665f,
              0.0135952868f,
              0,
              0,
              0,
              0,
              0.354685783f,
              0.298824668f,
              0.0407368243f,
              -0.694247305f
            })
        .bothGrads(
            new float[] {
              0.0402675048f,
              -0.0476629324f,
              -0.0197951533f,
              0.0271905735f,
              0,
              0,
              0,
              0,
              0.709371567f,
              0.597649336f,
              0.0814736485f,
              -1.38849461f
            });
  }

  /** {@code y = torch.tensor([[.1, .2, .3, .4], [.7, .1, .1, .1], [0, .25, .75, 0]])} */
  @Test
  void takesProbabilitiesAsTargets() {
    float[] rows = {.1f, .2f, .3f, .4f, .7f, .1f, .1f, .1f, 0, .25f, .75f, 0};
    new LossCalls(
            CrossEntropyLoss.builder().weight(weight).labelSmoothing(.2).build(),
            Expect.scores(),
            Torch.tensor(rows, 3, 4))
        .gradFn("DivBackward1")
        .losses(1.74227369f)
        .firstGrad(
            new float[] {
              0.0317714773f, -0.130713865f, 0.215326488f, -0.116384082f,
              -0.0573546328f, 0.0604544804f, 0.0552724674f, -0.058372315f,
              0.102182299f, -0.0666679963f, -0.0406333208f, 0.00511902571f
            })
        .bothGrads(
            new float[] {
              0.0635429546f, -0.26142773f, 0.430652976f, -0.232768163f,
              -0.114709266f, 0.120908961f, 0.110544935f, -0.11674463f,
              0.204364598f, -0.133335993f, -0.0812666416f, 0.0102380514f
            });
  }

  /** {@code CrossEntropyLoss()(torch.tensor([.5, -1.25, 2]), torch.tensor(1))} */
  @Test
  void takesOneUnbatchedExample() {
    new LossCalls(
            new CrossEntropyLoss(),
            Torch.tensor(.5f, -1.25f, 2),
            Torch.tensor(new long[] {1}, new long[0]))
        .gradFn("NllLossBackward0")
        .losses(3.48262191f)
        .firstGrad(0.176820174f, -0.969273269f, 0.792453051f)
        .bothGrads(0.353640348f, -1.93854654f, 1.5849061f);
  }

  /** {@code x.reshape(2, 3, 2), y = [[0, 1], [2, 0]]} */
  @Test
  void classesAreOnAxisOne() {
    new LossCalls(
            CrossEntropyLoss.builder().reduction("none").build(),
            Expect.scores(2, 3, 2),
            Torch.tensor(new long[] {0, 1, 2, 0}, 2, 2))
        .gradFn("ViewBackward0")
        .losses(1.78019595f, 0.831677735f, 2.41411948f, 3.88406396f)
        .firstGrad(
            new float[] {
              -0.831394911f, 0.11782784f, 0.755635679f, -1.1293633f,
              0.0757591575f, 1.01153541f, 0.540366769f, -3.91773176f,
              2.19129515f, 3.01087403f, -2.7316618f, 0.906857908f
            })
        .bothGrads(
            new float[] {
              -1.66278982f, 0.176741764f, 1.51127136f, -1.69404495f,
              0.151518315f, 1.51730311f, 0.720489025f, -4.89716482f,
              2.92172694f, 3.76359248f, -3.64221573f, 1.13357234f
            });
  }

  /** {@code CrossEntropyLoss(w).state_dict()} */
  @Test
  void weightIsACopyAndPartOfTheStateButNoParameter() {
    try (var criterion = CrossEntropyLoss.builder().weight(weight).build()) {
      weight.close();
      Expect.numbers(criterion.stateDict().get("weight"), .5f, 2, .25f, 1.5f);
      assertTrue(criterion.parameters().isEmpty());
      assertEquals("CrossEntropyLoss()", criterion.toString());
      criterion.to(DataType.FLOAT64);
      NDArray input = Expect.scores().toType(DataType.FLOAT64, true);
      assertEquals(DataType.FLOAT64, criterion.forward(input, labels).getDataType());
    }
  }

  @Test
  void refusesWhatTorchRefuses() {
    CrossEntropyLoss plain = new CrossEntropyLoss();
    NDArray x = Expect.scores();
    Expect.refusal(
        "Expected input batch_size (3) to match target batch_size (2).",
        () -> plain.forward(x, Torch.tensor(1L, 2)));
    Expect.refusal(
        "0D or 1D target tensor expected, multi-target not supported",
        () -> plain.forward(x, labels.reshape(3, 1)));
    Expect.refusal(
        "expected target dtype to be Long or Byte, but got Float",
        () -> plain.forward(x, Torch.tensor(1f, 2, 3)));
    Expect.refusal("Target 4 is out of bounds.", () -> plain.forward(x, Torch.tensor(0L, 4, -1)));
    Expect.refusal("Target -1 is out of bounds.", () -> plain.forward(x, Torch.tensor(0L, -1, 4)));
    Expect.refusal(
        "Expected floating point type for target with class probabilities, got Long",
        () -> plain.forward(x, x.toType(DataType.INT64, true)));
    Expect.refusal(
        "Expected target size [2, 3], got [2, 4]",
        () -> plain.forward(Torch.zeros(2, 4, 3), labels.getManager().zeros(new Shape(2, 4))));
    Expect.refusal(
        "\"log_softmax_lastdim_kernel_impl\" not implemented for 'Long'",
        () -> plain.forward(x.toType(DataType.INT64, true), labels));
    var uneven = CrossEntropyLoss.builder().weight(Torch.ones(5)).build();
    Expect.refusal(
        "weight tensor should be defined either for all 4 classes or no classes but got weight"
            + " tensor of shape: [5]",
        () -> uneven.forward(x, labels));
    Expect.refusal(
        "cross_entropy: weight tensor should be defined either for all 4 classes or no classes but"
            + " got weight tensor of shape: [5]",
        () -> uneven.forward(x, x));
    var doubles = CrossEntropyLoss.builder().weight(weight.toType(DataType.FLOAT64, true)).build();
    Expect.refusal("expected scalar type Float but found Double", () -> doubles.forward(x, labels));
    var ignoring = CrossEntropyLoss.builder().ignoreIndex(1).build();
    Expect.refusal(
        "ignore_index is not supported for floating point target", () -> ignoring.forward(x, x));
  }

  @Test
  void refusesBadOptionsNullsAndClosedArrays() {
    Expect.refusal(
        "avg is not a valid value for reduction",
        () -> CrossEntropyLoss.builder().reduction("avg").build());
    Expect.refusal(
        "label_smoothing must be between 0.0 and 1.0. Got: 1.5",
        () -> CrossEntropyLoss.builder().labelSmoothing(1.5).build());
    CrossEntropyLoss plain = new CrossEntropyLoss();
    assertEquals(
        "target is null",
        assertThrows(NullPointerException.class, () -> plain.forward(weight, null)).getMessage());
    NDArray closed = Expect.scores();
    closed.close();
    assertThrows(IllegalStateException.class, () -> plain.forward(closed, labels));
    plain.close();
    assertThrows(IllegalStateException.class, () -> plain.forward(Expect.scores(), labels));
  }
}
