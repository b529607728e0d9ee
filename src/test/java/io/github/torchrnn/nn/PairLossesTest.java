package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Scope;
import io.github.torchrnn.Torch;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The numbers are Python's, as {@link LossCalls} makes them, with
 *
 * <pre>{@code
 * y = [[0, -1, 2, 3], [1, 0, -1, -2], [.5, 1, 0, -.25]]
 * p = [[.5, .25, .75, 1], [0, .125, .9, .3], [1, .6, 0, .2]]
 * t = [[1, 0, 1, 0], [0, .25, 1, 1], [1, 1, 1, 0]]
 * w = [1, 2, .5, 1]
 * }</pre>
 */
class PairLossesTest {

  private final Scope scope = Torch.scope();
  private final NDArray y =
      Torch.tensor(new float[] {0, -1, 2, 3, 1, 0, -1, -2, .5f, 1, 0, -.25f}, 3, 4);
  private final NDArray p =
      Torch.tensor(new float[] {.5f, .25f, .75f, 1, 0, .125f, .9f, .3f, 1, .6f, 0, .2f}, 3, 4);
  private final NDArray t = Torch.tensor(new float[] {1, 0, 1, 0, 0, .25f, 1, 1, 1, 1, 1, 0}, 3, 4);
  private final NDArray w = Torch.tensor(1f, 2f, .5f, 1f);

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void l1() {
    new LossCalls(new L1Loss(), Expect.scores(), y)
        .gradFn("MeanBackward0")
        .losses(0.745833337f)
        .firstGrad(
            0.0833333358f,
            -0.0833333358f,
            0f,
            -0.0833333358f,
            -0.0833333358f,
            0.0833333358f,
            0.0833333358f,
            -0.0833333358f,
            0.0833333358f,
            0.0833333358f,
            -0.0833333358f,
            0.0833333358f)
        .bothGrads(
            0.166666672f,
            -0.166666672f,
            0f,
            -0.166666672f,
            -0.166666672f,
            0.166666672f,
            0.166666672f,
            -0.166666672f,
            0.166666672f,
            0.166666672f,
            -0.166666672f,
            0.166666672f);
  }

  @Test
  void l1WithoutReduction() {
    new LossCalls(L1Loss.builder().reduction("none").build(), Expect.scores(), y)
        .gradFn("AbsBackward0")
        .losses(
            0.5f,
            0.25f,
            0f,
            2.25f,
            1.29999995f,
            0.899999976f,
            1.10000002f,
            0.200000048f,
            1f,
            0.399999976f,
            0.600000024f,
            0.449999988f)
        .firstGrad(1f, -2f, 0f, -4f, -5f, 6f, 7f, -8f, 9f, 10f, -11f, 12f)
        .bothGrads(2f, -3f, 0f, -5f, -6f, 7f, 8f, -9f, 10f, 11f, -12f, 13f);
  }

  @Test
  void smoothL1() {
    new LossCalls(new SmoothL1Loss(), Expect.scores(), y)
        .gradFn("SmoothL1LossBackward0")
        .losses(0.382708311f)
        .firstGrad(
            0.0416666679f,
            -0.020833334f,
            0f,
            -0.0833333358f,
            -0.0833333358f,
            0.075000003f,
            0.0833333358f,
            -0.0166666713f,
            0.0833333358f,
            0.0333333313f,
            -0.0500000045f,
            0.0375000015f)
        .bothGrads(
            0.0833333358f,
            -0.0416666679f,
            0f,
            -0.166666672f,
            -0.166666672f,
            0.150000006f,
            0.166666672f,
            -0.0333333425f,
            0.166666672f,
            0.0666666627f,
            -0.100000009f,
            0.075000003f);
  }

  @Test
  void smoothL1OfAnotherBeta() {
    new LossCalls(SmoothL1Loss.builder().reduction("sum").beta(.5).build(), Expect.scores(), y)
        .gradFn("SmoothL1LossBackward0")
        .losses(6.36499977f)
        .firstGrad(
            1f, -0.5f, 0f, -1f, -1f, 1f, 1f, -0.400000095f, 1f, 0.799999952f, -1f, 0.899999976f)
        .bothGrads(2f, -1f, 0f, -2f, -2f, 2f, 2f, -0.800000191f, 2f, 1.5999999f, -2f, 1.79999995f);
  }

  @Test
  void smoothL1OfNoBetaIsL1() {
    new LossCalls(SmoothL1Loss.builder().beta(0).build(), Expect.scores(), y)
        .gradFn("MeanBackward0")
        .losses(0.745833337f)
        .firstGrad(
            0.0833333358f,
            -0.0833333358f,
            0f,
            -0.0833333358f,
            -0.0833333358f,
            0.0833333358f,
            0.0833333358f,
            -0.0833333358f,
            0.0833333358f,
            0.0833333358f,
            -0.0833333358f,
            0.0833333358f)
        .bothGrads(
            0.166666672f,
            -0.166666672f,
            0f,
            -0.166666672f,
            -0.166666672f,
            0.166666672f,
            0.166666672f,
            -0.166666672f,
            0.166666672f,
            0.166666672f,
            -0.166666672f,
            0.166666672f);
  }

  @Test
  void binaryCrossEntropy() {
    new LossCalls(new BCELoss(), p.duplicate(), t)
        .gradFn("BinaryCrossEntropyBackward0")
        .losses(16.994318f)
        .firstGrad(
            -0.166666672f,
            0.111111112f,
            -0.111111112f,
            8.3333333e+10f,
            0f,
            -0.095238097f,
            -0.092592597f,
            -0.277777761f,
            0f,
            -0.138888881f,
            -8.3333333e+10f,
            0.104166657f)
        .bothGrads(
            -0.333333343f,
            0.222222224f,
            -0.222222224f,
            1.66666666e+11f,
            0f,
            -0.190476194f,
            -0.185185194f,
            -0.555555522f,
            0f,
            -0.277777761f,
            -1.66666666e+11f,
            0.208333313f);
  }

  @Test
  void weightedBinaryCrossEntropy() {
    new LossCalls(
            BCELoss.builder()
                .weight(Torch.tensor(new float[] {1, 2, .5f}, 3, 1))
                .reduction("none")
                .build(),
            p.duplicate(),
            t)
        .gradFn("BinaryCrossEntropyBackward0")
        .losses(
            0.693147182f,
            0.287682056f,
            0.287682086f,
            100f,
            0f,
            1.24001789f,
            0.21072109f,
            2.40794563f,
            -0f,
            0.255412787f,
            50f,
            0.111571781f)
        .firstGrad(
            -2f,
            2.66666675f,
            -4f,
            3.99999998e+12f,
            0f,
            -13.7142859f,
            -15.5555563f,
            -53.3333321f,
            0f,
            -8.33333302f,
            -5.50000027e+12f,
            7.5f)
        .bothGrads(
            -4f,
            4f,
            -5.33333349f,
            4.99999991e+12f,
            0f,
            -16f,
            -17.7777786f,
            -60f,
            0f,
            -9.16666603f,
            -6.00000011e+12f,
            8.125f);
  }

  private static void prints(String expected, NDArray loss) {
    assertEquals(expected, Torch.repr(loss));
  }

  @Test
  void theFunctionsTakeTheKeywordsOfTheirLosses() {
    NDArray s = Expect.scores();
    NDArray c = Torch.tensor(0, 3, 1);
    NDArray logs = Functional.logSoftmax(s, 1);
    prints("tensor(2.1851)", Functional.crossEntropy(s, c)); // F.cross_entropy(s, c)
    // F.cross_entropy(s, c, weight=w, ignore_index=3, reduction="sum", label_smoothing=.1)
    prints(
        "tensor(3.8605)",
        Functional.crossEntropy(
            s,
            c,
            CrossEntropyLoss.builder()
                .weight(w)
                .ignoreIndex(3)
                .reduction("sum")
                .labelSmoothing(.1)));
    prints("tensor(2.1851)", Functional.nllLoss(logs, c)); // F.nll_loss(logs, c)
    // F.nll_loss(logs, c, weight=w, reduction="none")
    prints(
        "tensor([1.9372, 3.6853, 1.8657])",
        Functional.nllLoss(logs, c, NLLLoss.builder().weight(w).reduction("none")));
    prints("tensor(0.9040)", Functional.mseLoss(s, y)); // F.mse_loss(s, y)
    prints("tensor(10.8475)", Functional.mseLoss(s, y, MSELoss.builder().reduction("sum")));
    prints("tensor(0.7458)", Functional.l1Loss(s, y)); // F.l1_loss(s, y)
    prints("tensor(8.9500)", Functional.l1Loss(s, y, L1Loss.builder().reduction("sum")));
    prints("tensor(0.3827)", Functional.smoothL1Loss(s, y)); // F.smooth_l1_loss(s, y)
    prints("tensor(0.5304)", Functional.smoothL1Loss(s, y, SmoothL1Loss.builder().beta(.5)));
    prints("tensor(16.9943)", Functional.binaryCrossEntropy(p, t));
    // F.binary_cross_entropy(p, t, weight=w)
    prints("tensor(12.9295)", Functional.binaryCrossEntropy(p, t, BCELoss.builder().weight(w)));
    prints("tensor(0.7306)", Functional.binaryCrossEntropyWithLogits(s, t));
    // F.binary_cross_entropy_with_logits(s, t, weight=w, pos_weight=2 * w, reduction="sum")
    prints(
        "tensor(14.1662)",
        Functional.binaryCrossEntropyWithLogits(
            s, t, BCEWithLogitsLoss.builder().weight(w).posWeight(w.mul(2)).reduction("sum")));
  }

  @Test
  void stateAndText() {
    try (BCELoss loss = BCELoss.builder().weight(w).build()) {
      assertEquals(List.of("weight"), List.copyOf(loss.stateDict().keySet()));
      assertEquals("BCELoss()", loss.toString());
    }
    assertEquals("L1Loss()", new L1Loss().toString());
    assertEquals("SmoothL1Loss()", SmoothL1Loss.builder().beta(2).build().toString());
  }

  @Test
  void refusesWhatTorchRefuses() {
    Expect.refusal(
        "Using a target size (torch.Size([4])) that is different to the input size"
            + " (torch.Size([3, 4])) is deprecated. Please ensure they have the same size.",
        () -> Functional.binaryCrossEntropy(p, w));
    Expect.refusal(
        "all elements of input should be between 0 and 1",
        () -> Functional.binaryCrossEntropy(y, t));
    Expect.refusal(
        "all elements of target should be between 0 and 1",
        () -> Functional.binaryCrossEntropy(p, y));
    Expect.refusal(
        "Found dtype Double but expected Float",
        () -> Functional.binaryCrossEntropy(p, Torch.to(t, DataType.FLOAT64)));
    Expect.refusal(
        "\"binary_cross_entropy\" not implemented for 'Long'",
        () -> Functional.binaryCrossEntropy(Torch.tensor(1), Torch.tensor(1)));
    Expect.refusal(
        "Attempting to broadcast a dimension of length 3 at -1! Mismatching argument at index 1 had"
            + " torch.Size([3]); but expected shape should be broadcastable to [3, 4]",
        () -> Functional.binaryCrossEntropy(p, t, BCELoss.builder().weight(Torch.ones(3))));
    Expect.refusal(
        "output with shape [3, 4] doesn't match the broadcast shape [5, 3, 4]",
        () -> Functional.binaryCrossEntropy(p, t, BCELoss.builder().weight(Torch.ones(5, 3, 4))));
    Expect.refusal(
        "The size of tensor a (4) must match the size of tensor b (3) at non-singleton dimension 1",
        () -> Functional.l1Loss(p, Torch.ones(3)));
    Expect.refusal(
        "mean(): could not infer output dtype. Input dtype must be either a floating point or"
            + " complex dtype. Got: Long",
        () -> Functional.l1Loss(Torch.tensor(1), Torch.tensor(1)));
    Expect.refusal(
        "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to"
            + " invert a mask, use the `~` or `logical_not()` operator instead.",
        () -> Functional.l1Loss(p, p.gt(.5)));
    Expect.refusal(
        "\"smooth_l1_cpu\" not implemented for 'Long'",
        () -> Functional.smoothL1Loss(Torch.tensor(1), Torch.tensor(1)));
    Expect.refusal(
        "smooth_l1_loss does not support negative values for beta.",
        () -> Functional.smoothL1Loss(p, t, SmoothL1Loss.builder().beta(-1)));
    Expect.refusal(
        "avg is not a valid value for reduction",
        () -> Functional.mseLoss(p, t, MSELoss.builder().reduction("avg")));
    Expect.refusal(
        "label_smoothing must be between 0.0 and 1.0. Got: 1.5",
        () -> Functional.crossEntropy(p, t, CrossEntropyLoss.builder().labelSmoothing(1.5)));
    NDArray closed = Torch.ones(4);
    closed.close();
    assertThrows(
        IllegalStateException.class,
        () -> Functional.binaryCrossEntropy(p, t, BCELoss.builder().weight(closed)));
  }
}
