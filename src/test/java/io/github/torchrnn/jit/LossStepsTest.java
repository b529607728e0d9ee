package io.github.torchrnn.jit;

import static io.github.torchrnn.jit.OperationCase.graph;
import static io.github.torchrnn.jit.OperationCase.own;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.CTCLoss;
import io.github.torchrnn.nn.Expect;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.GaussianNLLLoss;
import io.github.torchrnn.nn.HingeEmbeddingLoss;
import io.github.torchrnn.nn.HuberLoss;
import io.github.torchrnn.nn.KLDivLoss;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.MarginRankingLoss;
import io.github.torchrnn.nn.MultiLabelSoftMarginLoss;
import io.github.torchrnn.nn.MultiMarginLoss;
import io.github.torchrnn.nn.PoissonNLLLoss;
import io.github.torchrnn.nn.SoftMarginLoss;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.SGD;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses of margins and of likelihoods in a compiled step and forward, against single calls. */
@Scoped
class LossStepsTest {

  private static NDArray wide(NDArray x) {
    return x.sub(0.4f).mul(3);
  }

  /** 1 or -1, and no gradient. */
  private static NDArray signs(NDArray x) {
    return x.gt(0.4).toType(x.getDataType(), false).mul(2).sub(1);
  }

  static Stream<OperationCase> pairs() {
    return Stream.of(
        own("huberLoss", (a, b) -> Functional.huberLoss(wide(a), b)),
        own(
            "huberLoss, each",
            (a, b) -> {
              var options = HuberLoss.builder().reduction("none").delta(0.3);
              return Functional.huberLoss(wide(a), b, options);
            }),
        own("huberLoss of a row", (a, b) -> Functional.huberLoss(wide(a), b.get(0))),
        graph(
            "huberLoss, weighted",
            (a, b) -> Functional.huberLoss(a, b, HuberLoss.builder(), b.square())),
        graph(
            "mseLoss, weighted", (a, b) -> Functional.mseLoss(a, b, MSELoss.builder(), b.square())),
        own("klDiv", (a, b) -> Functional.klDiv(a.log(), b.stopGradient())),
        own(
            "klDiv of a batch",
            (a, b) -> {
              var options = KLDivLoss.builder().reduction("batchmean").logTarget(true);
              return Functional.klDiv(a.logSoftmax(1), b.log().stopGradient(), options);
            }),
        own(
            "klDiv, each",
            (a, b) -> {
              var options = KLDivLoss.builder().reduction("none");
              return Functional.klDiv(a.log(), b.stopGradient(), options);
            }),
        graph("klDiv of two", (a, b) -> Functional.klDiv(a.log(), b)),
        own("poissonNllLoss", (a, b) -> Functional.poissonNllLoss(a, b.stopGradient().mul(4))),
        own(
            "poissonNllLoss of rates",
            (a, b) -> {
              var options = PoissonNLLLoss.builder().logInput(false).full(true).reduction("sum");
              return Functional.poissonNllLoss(a, b.stopGradient().mul(4), options);
            }),
        own("gaussianNllLoss", (a, b) -> Functional.gaussianNllLoss(a, b, b.mul(a).add(0.1f))),
        own(
            "gaussianNllLoss, clamped",
            (a, b) -> {
              var options = GaussianNLLLoss.builder().eps(0.4).full(true).reduction("none");
              return Functional.gaussianNllLoss(a, b, b, options);
            }),
        graph(
            "gaussianNllLoss of a column",
            (a, b) -> Functional.gaussianNllLoss(a, b, b.get(":, 0"))),
        graph("gaussianNllLoss of a number", (a, b) -> Functional.gaussianNllLoss(a, b, 0.5)));
  }

  static Stream<OperationCase> margins() {
    return Stream.of(
        own("marginRankingLoss", (a, b) -> Functional.marginRankingLoss(a, b, signs(b.sub(a)))),
        own(
            "marginRankingLoss, each",
            (a, b) -> {
              var options = MarginRankingLoss.builder().margin(0.2).reduction("none");
              return Functional.marginRankingLoss(a, b, signs(a), options);
            }),
        own("hingeEmbeddingLoss", (a, b) -> Functional.hingeEmbeddingLoss(wide(a), signs(b))),
        own(
            "hingeEmbeddingLoss, each",
            (a, b) -> {
              var options = HingeEmbeddingLoss.builder().margin(0.5).reduction("none");
              return Functional.hingeEmbeddingLoss(a.mul(b), signs(b), options);
            }),
        own("softMarginLoss", (a, b) -> Functional.softMarginLoss(wide(a).mul(b), signs(b))),
        own(
            "softMarginLoss, each",
            (a, b) -> {
              var options = SoftMarginLoss.builder().reduction("none");
              return Functional.softMarginLoss(wide(a), signs(b), options);
            }),
        own("multiMarginLoss", (a, b) -> Functional.multiMarginLoss(a.mul(b), b.argMax(1))),
        own(
            "multiMarginLoss, each",
            (a, b) -> {
              var options = MultiMarginLoss.builder().p(2).margin(0.7).reduction("none");
              return Functional.multiMarginLoss(a, b.argMax(1), options);
            }),
        own(
            "multilabelSoftMarginLoss",
            (a, b) -> Functional.multilabelSoftMarginLoss(wide(a), b.stopGradient())),
        own(
            "multilabelSoftMarginLoss, each",
            (a, b) -> {
              var options = MultiLabelSoftMarginLoss.builder().reduction("none");
              return Functional.multilabelSoftMarginLoss(wide(a), b.stopGradient(), options);
            }),
        own(
            "multilabelSoftMarginLoss, sum",
            (a, b) -> {
              var options =
                  MultiLabelSoftMarginLoss.builder()
                      .reduction("sum")
                      .weight(Torch.to(Torch.tensor(0.3, 2, 1), a.getDataType()));
              return Functional.multilabelSoftMarginLoss(a.mul(b), b.stopGradient(), options);
            }),
        graph(
            "multilabelMarginLoss", (a, b) -> Functional.multilabelMarginLoss(a, Torch.argsort(b))),
        graph(
            "cosineEmbeddingLoss",
            (a, b) -> Functional.cosineEmbeddingLoss(a, b, signs(a.get(":, 0")))),
        graph("tripletMarginLoss", (a, b) -> Functional.tripletMarginLoss(a, b, a.mul(b))));
  }

  static Stream<OperationCase> sequences() {
    long[] lengths = {2};
    return Stream.of(
        own(
            "ctcLoss",
            (a, b) ->
                Functional.ctcLoss(
                    Torch.unsqueeze(wide(a).mul(b).logSoftmax(1), 1),
                    Torch.tensor(new long[] {1, 2}, 1, 2),
                    Torch.tensor(4),
                    Torch.tensor(2))),
        own(
            "ctcLoss of one, by numbers",
            (a, b) ->
                Functional.ctcLoss(
                    a.mul(b).logSoftmax(1), Torch.tensor(1, 2), new long[] {4}, lengths)),
        own(
            "ctcLoss, each",
            (a, b) ->
                Functional.ctcLoss(
                    a.mul(b).logSoftmax(1),
                    Torch.tensor(0, 0, 1),
                    Torch.tensor(3),
                    Torch.tensor(3),
                    CTCLoss.builder().blank(2).reduction("none").zeroInfinity(true))),
        own(
            "ctcLoss, sum",
            (a, b) ->
                Functional.ctcLoss(
                    Torch.stack(List.of(a.logSoftmax(1), b.logSoftmax(1)), 1),
                    Torch.tensor(1, 0, 1),
                    new long[] {4, 3},
                    new long[] {0, 3},
                    CTCLoss.builder().blank(2).reduction("sum").zeroInfinity(true))),
        own(
            "ctcLoss, mean",
            (a, b) ->
                Functional.ctcLoss(
                    Torch.stack(List.of(a.logSoftmax(1), b.logSoftmax(1)), 1),
                    Torch.tensor(new long[] {1, -1, 1, 2}, 2, 2),
                    Torch.tensor(4, 3),
                    Torch.tensor(1, 2))));
  }

  @ParameterizedTest
  @MethodSource({"pairs", "margins", "sequences"})
  void inFloat32(OperationCase function) {
    function.check(DataType.FLOAT32);
  }

  @ParameterizedTest
  @MethodSource({"pairs", "margins", "sequences"})
  void inFloat64(OperationCase function) {
    function.check(DataType.FLOAT64);
  }

  /** Targets and lengths that are other ones in each run of one program. */
  @Test
  void sequencesOfOtherLengthsRunTheSameProgram() {
    try (CTCLoss criterion = new CTCLoss();
        Twins<Linear> twins =
            Twins.of(
                () -> new Linear(3, 5),
                net -> new Adam(net.parameters()),
                net ->
                    Traceable.of(
                        (NDArray x, NDArray y, NDArray inputs, NDArray labels) ->
                            criterion.forward(net.forward(x).logSoftmax(2), y, inputs, labels)))) {
      NDArray y = Torch.tensor(new long[][] {{1, 4, 2}, {3, 3, -1}});
      for (int i = 0; i < 4; i++) {
        NDArray x = Torch.randn(7, 2, 3);
        twins.step(x, y, Torch.tensor(7, 4 + i % 3), Torch.tensor(3 - i % 2, 2));
      }
      assertEquals(1, twins.programs());
      assertFalse(twins.usesGraph());
    }
  }

  /** What a program does not look at before it runs, it refuses as single calls do. */
  @Test
  void numbersThatAreWrongInALaterRunAreRefused() {
    Linear net = new Linear(3, 5);
    try (net;
        CTCLoss criterion = new CTCLoss();
        SGD optimizer = new SGD(net.parameters(), 0.1);
        var step =
            CompiledStep.of(
                optimizer,
                (NDArray x, NDArray y) ->
                    criterion.forward(
                        net.forward(x).logSoftmax(1), y, new long[] {4}, new long[] {2}))) {
      NDArray x = Torch.randn(4, 3);
      step.run(x, Torch.tensor(1, 4));
      Expect.refusal("Target 5 is out of bounds.", () -> step.run(x, Torch.tensor(1, 5)));
      Expect.refusal("Target -1 is out of bounds.", () -> step.run(x, Torch.tensor(-1, 5)));
    }
    try (Linear line = new Linear(3, 3);
        SGD optimizer = new SGD(line.parameters(), 0.1);
        var step =
            CompiledStep.of(
                optimizer,
                (NDArray x, NDArray y) -> Functional.gaussianNllLoss(line.forward(x), x, y))) {
      NDArray x = Torch.randn(4, 3);
      step.run(x, Torch.ones(4, 3));
      Expect.refusal("var has negative entry/entries", () -> step.run(x, Torch.ones(4, 3).neg()));
    }
  }
}
