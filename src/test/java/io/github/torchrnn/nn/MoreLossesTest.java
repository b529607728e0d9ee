package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Losses of margins and of likelihoods. The numbers are Python's; the goldens have many more. */
@Scoped
class MoreLossesTest {

  private final NDArray y =
      Torch.tensor(new float[] {0, -1, 2, 3, 1, 0, -1, -2, .5f, 1, 0, -.25f}, 3, 4);

  private static void prints(String expected, NDArray loss) {
    assertEquals(expected, Torch.repr(loss));
  }

  /** Of {@code s}, the scores of {@link Expect}, and {@code y} of {@link PairLossesTest}. */
  @Test
  void theFunctionsHaveTheDefaultsOfTheirLosses() {
    NDArray s = Expect.scores();
    NDArray t = y.add(2.5f); // y + 2.5
    NDArray signs = y.sign(); // torch.sign(y)
    prints("tensor(0.3827)", Functional.huberLoss(s, y));
    prints("tensor(1.3897)", Functional.klDiv(s, t)); // F.kl_div(s, t)
    prints("tensor(0.4221)", Functional.poissonNllLoss(s, t)); // F.poisson_nll_loss(s, t)
    prints("tensor(0.5775)", Functional.gaussianNllLoss(s, y, t)); // F.gaussian_nll_loss(s, y, t)
    prints("tensor(0.5574)", Functional.gaussianNllLoss(s, y, 0.5));
    prints("tensor(0.4250)", Functional.marginRankingLoss(s, y, signs));
    prints(
        "tensor(1.2917)",
        Functional.hingeEmbeddingLoss(s, signs)); // F.hinge_embedding_loss(s, signs)
    prints("tensor(0.4807)", Functional.softMarginLoss(s, signs)); // F.soft_margin_loss(s, signs)
    prints(
        "tensor(4.4783)", Functional.tripletMarginLoss(s, t, y)); // F.triplet_margin_loss(s, t, y)
    // F.cosine_embedding_loss(s, y, signs[:, 2])
    prints("tensor(0.2957)", Functional.cosineEmbeddingLoss(s, y, signs.get(":, 2")));
    NDArray c = Torch.tensor(3, 0, 1);
    prints("tensor(0.6417)", Functional.multiMarginLoss(s, c)); // F.multi_margin_loss(s, c)
    // F.multilabel_margin_loss(s[0], torch.tensor([3, 1, -1, 0]))
    prints("tensor(2.5000)", Functional.multilabelMarginLoss(s.get(0), Torch.tensor(3, 1, -1, 0)));
    // F.multilabel_soft_margin_loss(s, (y > 0).float())
    prints(
        "tensor(0.5285)",
        Functional.multilabelSoftMarginLoss(s, Torch.to(y.gt(0), DataType.FLOAT32)));
    // F.ctc_loss(s.log_softmax(1), torch.tensor([2, 1]), (3,), (2,))
    prints(
        "tensor(0.4358)",
        Functional.ctcLoss(
            Functional.logSoftmax(s, 1), Torch.tensor(2, 1), new long[] {3}, new long[] {2}));
    // F.mse_loss(s, y, weight=t), and so on
    prints("tensor(1.3008)", Functional.mseLoss(s, y, MSELoss.builder(), t));
    prints("tensor(0.8861)", Functional.l1Loss(s, y, L1Loss.builder(), t));
    prints("tensor(1.4304)", Functional.huberLoss(s, y, HuberLoss.builder(), t));
  }

  @Test
  void stateAndText() {
    for (Class<?> type :
        List.of(
            HuberLoss.class,
            KLDivLoss.class,
            CTCLoss.class,
            MarginRankingLoss.class,
            HingeEmbeddingLoss.class,
            CosineEmbeddingLoss.class,
            MultiMarginLoss.class,
            PoissonNLLLoss.class,
            GaussianNLLLoss.class,
            TripletMarginLoss.class,
            SoftMarginLoss.class,
            MultiLabelMarginLoss.class,
            MultiLabelSoftMarginLoss.class)) {
      TorchModule loss = (TorchModule) defaults(type);
      assertEquals(type.getSimpleName() + "()", loss.toString());
      assertTrue(loss.stateDict().isEmpty(), loss.toString());
      loss.close();
    }
    NDArray w = Torch.tensor(1f, 2f, .5f, 1f);
    try (MultiMarginLoss loss = MultiMarginLoss.builder().weight(w).p(2).margin(.5).build();
        MultiLabelSoftMarginLoss labels = MultiLabelSoftMarginLoss.builder().weight(w).build()) {
      assertEquals(List.of("weight"), List.copyOf(loss.stateDict().keySet()));
      assertEquals(List.of("weight"), List.copyOf(labels.stateDict().keySet()));
      assertEquals("MultiMarginLoss()", loss.toString());
      assertEquals(2, loss.p());
      assertEquals(.5, loss.margin());
      assertNull(new MultiMarginLoss().weight());
    }
  }

  private static Object defaults(Class<?> type) {
    try {
      return type.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** Of no examples, LibTorch's loss is what was in its memory. */
  @Test
  void theLossOfNoExamplesIsThatOfNoNumbers() {
    NDArray none = Torch.zeros(0, 3);
    NDArray classes = Torch.to(Torch.zeros(0), DataType.INT64);
    prints("tensor(nan)", Functional.multiMarginLoss(none, classes));
    var sum = MultiLabelMarginLoss.builder().reduction("sum");
    NDArray labels = Torch.to(none, DataType.INT64);
    prints("tensor(0.)", Functional.multilabelMarginLoss(none, labels, sum));
    var each = MultiMarginLoss.builder().reduction("none");
    prints("tensor([])", Functional.multiMarginLoss(none, classes, each));
  }

  /** As in Python, whose kernel reads only as many labels as the lengths say. */
  @Test
  void whatPadsTargetsIsNotRead() {
    NDArray logProbs = Functional.logSoftmax(Expect.scores(3, 1, 4), 2);
    NDArray padded = Torch.tensor(new long[] {2, 1, -1, 99}, 1, 4);
    prints(
        "tensor(0.4358)", Functional.ctcLoss(logProbs, padded, Torch.tensor(3), Torch.tensor(2)));
    Expect.refusal(
        "Target -1 is out of bounds.",
        () -> Functional.ctcLoss(logProbs, padded, Torch.tensor(3), Torch.tensor(3)));
    Expect.refusal(
        "Target 4 is out of bounds.",
        () -> Functional.ctcLoss(logProbs, Torch.tensor(1, 4), new long[] {3}, new long[] {2}));
    Expect.refusal(
        "Expected tensor to have size 9223372036854775807 at dimension 0, but got size 2 for"
            + " argument #2 'targets' (while checking arguments for ctc_loss_allocate_outputs)",
        () ->
            Functional.ctcLoss(
                Functional.logSoftmax(Expect.scores(3, 2, 2), 2),
                Torch.tensor(1, 0),
                new long[] {3, 3},
                new long[] {Long.MAX_VALUE, Long.MAX_VALUE}));
  }

  @Test
  void refusesWhatTorchRefuses() {
    NDArray s = Expect.scores();
    Expect.refusal(
        "huber_loss does not support non-positive values for delta.",
        () -> HuberLoss.builder().delta(Double.NaN).build());
    Expect.refusal(
        "margin must be greater than 0, got -1.5",
        () -> Functional.tripletMarginLoss(s, s, s, TripletMarginLoss.builder().margin(-1.5)));
    Expect.refusal(
        "weight must be one-dimensional",
        () -> Functional.multiMarginLoss(s, s, MultiMarginLoss.builder().weight(s)));
    Expect.refusal(
        "inconsistent weight size, expected 4 but got [3]",
        () ->
            Functional.multiMarginLoss(
                s, Torch.tensor(1, 2, 3), MultiMarginLoss.builder().weight(Torch.ones(3))));
    Expect.refusal("avg is not valid", () -> GaussianNLLLoss.builder().reduction("avg").build());
    Expect.refusal(
        "batchmean is not a valid value for reduction",
        () -> HuberLoss.builder().reduction("batchmean").build());
    Expect.refusal(
        "Invalid reduction mode: 50%. Expected one of 'none', 'mean', 'sum'.",
        () -> Functional.l1Loss(s, y, L1Loss.builder().reduction("50%"), s));
    Expect.refusal("var has negative entry/entries", () -> Functional.gaussianNllLoss(s, y, -.5));
    Expect.refusal(
        "MarginRankingLoss.forward() missing 2 required positional arguments: 'input2' and"
            + " 'target'",
        () -> new MarginRankingLoss().compute(new NDList(s)));
    Expect.refusal(
        "CTCLoss.forward() missing 3 required positional arguments: 'targets', 'input_lengths', and"
            + " 'target_lengths'",
        () -> new CTCLoss().compute(new NDList(s)));
    Expect.refusal(
        "HuberLoss.forward() missing 1 required positional argument: 'target'",
        () -> new HuberLoss().compute(new NDList(s)));
    try (CTCLoss criterion = new CTCLoss()) {
      criterion.close();
      assertThrows(
          IllegalStateException.class,
          () -> criterion.forward(s, y, new long[] {1}, new long[] {1}));
    }
  }
}
