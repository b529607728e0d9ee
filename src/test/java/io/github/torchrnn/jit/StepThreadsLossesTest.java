package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Bilinear;
import io.github.torchrnn.nn.CTCLoss;
import io.github.torchrnn.nn.CosineEmbeddingLoss;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.GaussianNLLLoss;
import io.github.torchrnn.nn.HingeEmbeddingLoss;
import io.github.torchrnn.nn.HuberLoss;
import io.github.torchrnn.nn.InterpolateOptions;
import io.github.torchrnn.nn.KLDivLoss;
import io.github.torchrnn.nn.L1Loss;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.MarginRankingLoss;
import io.github.torchrnn.nn.MultiLabelMarginLoss;
import io.github.torchrnn.nn.MultiLabelSoftMarginLoss;
import io.github.torchrnn.nn.MultiMarginLoss;
import io.github.torchrnn.nn.PoissonNLLLoss;
import io.github.torchrnn.nn.SoftMarginLoss;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.nn.TripletMarginLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Losses and selections on three threads, of parts that are not equal: shared or not, they are
 * those of single calls. Each reduction of a loss is tried.
 */
class StepThreadsLossesTest {

  private static final class Net extends TorchModule {
    private final Linear fc = register("fc", new Linear(4, 4));
    private final Bilinear both = register("both", new Bilinear(4, 4, 3));

    Net() {
      registerParameter("p", Torch.rand(4).add(0.5f));
    }

    private NDArray p() {
      return getParameter("p");
    }
  }

  /** A loss of (batch, 4) outputs, a like target, and labels. */
  @FunctionalInterface
  private interface Loss {
    NDArray of(Net net, NDArray out, NDArray y, NDArray labels);
  }

  /** A loss of a reduction. */
  @FunctionalInterface
  private interface Reduced {
    NDArray of(Net net, NDArray out, NDArray y, NDArray labels, String how);
  }

  private static final Map<String, Loss> SHARED = new TreeMap<>();
  private static final Map<String, Loss> ALONE = new TreeMap<>();

  private static NDArray signs(NDArray y) {
    return y.gt(0.4).toType(DataType.FLOAT32, false).mul(2).sub(1);
  }

  private static NDArray signsOfEach(NDArray labels) {
    return signs(labels.toType(DataType.FLOAT32, false).sub(1));
  }

  static {
    addPairs();
    addExamples();
    SHARED.put(
        "klDiv batchmean",
        (n, x, y, l) ->
            Functional.klDiv(x.logSoftmax(1), y, KLDivLoss.builder().reduction("batchmean")));
    SHARED.put(
        "klDiv batchmean, batch behind",
        (n, x, y, l) ->
            Functional.klDiv(
                x.logSoftmax(1).transpose(),
                y.transpose(),
                KLDivLoss.builder().reduction("batchmean")));
    ALONE.put(
        "mseLoss by trained weights",
        (n, x, y, l) -> Functional.mseLoss(x, y, MSELoss.builder(), x.square()));
    ALONE.put(
        "multiMarginLoss of classes by the batch",
        (n, x, y, l) -> Functional.multiMarginLoss(x.transpose().get(":, 0:4"), l.get("0:4")));
    addSelections();
  }

  private static void reduced(String name, Reduced loss) {
    SHARED.put(
        name,
        (n, x, y, l) -> {
          NDArray mean = loss.of(n, x, y, l, "mean").add(loss.of(n, x, y, l, "sum").mul(0.01));
          return loss.of(n, x, y, l, "none").mul(0.3).tanh().mean().add(mean);
        });
  }

  private static void addPairs() {
    reduced(
        "huberLoss",
        (n, x, y, l, how) ->
            Functional.huberLoss(x, y, HuberLoss.builder().reduction(how).delta(0.5)));
    reduced(
        "huberLoss weighted",
        (n, x, y, l, how) ->
            Functional.huberLoss(x, y, HuberLoss.builder().reduction(how), y.square()));
    reduced(
        "mseLoss weighted",
        (n, x, y, l, how) ->
            Functional.mseLoss(x, y, MSELoss.builder().reduction(how), y.square()));
    reduced(
        "l1Loss weighted",
        (n, x, y, l, how) -> Functional.l1Loss(x, y, L1Loss.builder().reduction(how), y));
    reduced(
        "klDiv",
        (n, x, y, l, how) ->
            Functional.klDiv(x.logSoftmax(1), y, KLDivLoss.builder().reduction(how)));
    reduced(
        "poissonNllLoss",
        (n, x, y, l, how) ->
            Functional.poissonNllLoss(x, y, PoissonNLLLoss.builder().reduction(how).full(true)));
    reduced(
        "gaussianNllLoss",
        (n, x, y, l, how) ->
            Functional.gaussianNllLoss(
                x, y, y.add(0.2f), GaussianNLLLoss.builder().reduction(how)));
    reduced(
        "gaussianNllLoss of a column",
        (n, x, y, l, how) ->
            Functional.gaussianNllLoss(
                x, y, y.get(":, 0").add(0.2f), GaussianNLLLoss.builder().reduction(how)));
    reduced(
        "gaussianNllLoss of a number",
        (n, x, y, l, how) ->
            Functional.gaussianNllLoss(x, y, 0.6, GaussianNLLLoss.builder().reduction(how)));
    reduced(
        "hingeEmbeddingLoss",
        (n, x, y, l, how) ->
            Functional.hingeEmbeddingLoss(
                x, signs(y), HingeEmbeddingLoss.builder().reduction(how).margin(0.7)));
    reduced(
        "marginRankingLoss",
        (n, x, y, l, how) ->
            Functional.marginRankingLoss(
                x, y, signs(y), MarginRankingLoss.builder().reduction(how).margin(0.3)));
    reduced(
        "softMarginLoss",
        (n, x, y, l, how) ->
            Functional.softMarginLoss(x, signs(y), SoftMarginLoss.builder().reduction(how)));
  }

  private static void addExamples() {
    reduced(
        "multiMarginLoss",
        (n, x, y, l, how) ->
            Functional.multiMarginLoss(
                x, l, MultiMarginLoss.builder().reduction(how).weight(Torch.tensor(.2, 1, .5, 2))));
    reduced(
        "multilabelMarginLoss",
        (n, x, y, l, how) ->
            Functional.multilabelMarginLoss(
                x, Torch.argsort(y, 1, false), MultiLabelMarginLoss.builder().reduction(how)));
    reduced(
        "multilabelSoftMarginLoss",
        (n, x, y, l, how) ->
            Functional.multilabelSoftMarginLoss(
                x,
                y.gt(0.4).toType(DataType.FLOAT32, false),
                MultiLabelSoftMarginLoss.builder()
                    .reduction(how)
                    .weight(Torch.tensor(.2, 1, .5, 2))));
    reduced(
        "cosineEmbeddingLoss",
        (n, x, y, l, how) ->
            Functional.cosineEmbeddingLoss(
                x, y, signsOfEach(l), CosineEmbeddingLoss.builder().reduction(how).margin(0.1)));
    reduced(
        "tripletMarginLoss",
        (n, x, y, l, how) ->
            Functional.tripletMarginLoss(
                x, y, y.flip(1), TripletMarginLoss.builder().reduction(how).swap(true)));
  }

  private static void addSelections() {
    SHARED.put("topk", (n, x, y, l) -> Torch.topk(x, 2, 1).values().square().mean());
    SHARED.put("sort", (n, x, y, l) -> Torch.sort(x, 1, true).values().mul(n.p()).mean());
    SHARED.put("sort of arrays", (n, x, y, l) -> x.sort(1).mul(n.p()).mean());
    SHARED.put("median", (n, x, y, l) -> Torch.median(x, 1).values().square().mean());
    SHARED.put("cumprod", (n, x, y, l) -> Torch.cumprod(x, 1).mean());
    SHARED.put("norm of an axis", (n, x, y, l) -> Torch.norm(x, 1, 1).mean());
    SHARED.put("cosineSimilarity", (n, x, y, l) -> Functional.cosineSimilarity(x, y).mean());
    SHARED.put(
        "gather", (n, x, y, l) -> Torch.gather(x, 1, Torch.argsort(y, 1, false)).mul(n.p()).mean());
    SHARED.put(
        "indexSelect",
        (n, x, y, l) -> Torch.indexSelect(x, 1, Torch.tensor(2, 0, 0)).square().mean());
    SHARED.put("gather of arrays", (n, x, y, l) -> x.gather(l.expandDims(1), 1).square().mean());
    SHARED.put(
        "scatter",
        (n, x, y, l) ->
            Torch.scatter(x, 1, Torch.argsort(y, 1, false), y.mul(n.p())).square().mean());
    SHARED.put(
        "scatter of a number",
        (n, x, y, l) -> Torch.scatter(x, 1, l.expandDims(1), 0.5).square().mean());
    ALONE.put(
        "scatter among examples",
        (n, x, y, l) -> Torch.scatter(x, 0, Torch.argsort(y, 0, false), y).square().mean());
    SHARED.put("mode", (n, x, y, l) -> Torch.mode(x, 1, false).values().square().mean());
    SHARED.put("hardswish", (n, x, y, l) -> Functional.hardswish(x).square().mean());
    SHARED.put("hardsigmoid", (n, x, y, l) -> Functional.hardsigmoid(x).square().mean());
    SHARED.put("celu", (n, x, y, l) -> Functional.celu(x).square().mean());
    SHARED.put("threshold", (n, x, y, l) -> Functional.threshold(x, 0.1, 2).square().mean());
    SHARED.put("glu", (n, x, y, l) -> Functional.glu(x, 1).square().mean());
    SHARED.put("mish", (n, x, y, l) -> Functional.mish(x).square().mean());
    SHARED.put("bilinear", (n, x, y, l) -> n.both.forward(x, y).square().mean());
    SHARED.put(
        "interpolate",
        (n, x, y, l) ->
            Functional.interpolate(
                    x.expandDims(1), new InterpolateOptions().scaleFactor(2).mode("linear"))
                .square()
                .mean());
    ALONE.put("topk of examples", (n, x, y, l) -> Torch.topk(x, 2, 0).values().mean());
    ALONE.put("sorted examples", (n, x, y, l) -> Torch.sort(x, 0, true).values().get("0").mean());
    ALONE.put(
        "gather among examples",
        (n, x, y, l) -> Torch.gather(x, 0, Torch.argsort(y, 0, false)).square().mean());
    ALONE.put(
        "chosen examples",
        (n, x, y, l) -> Torch.indexSelect(x, 0, Torch.tensor(1, 0)).square().mean());
  }

  @TestFactory
  Stream<DynamicTest> comesToTheNumbersOfSingleCalls() {
    return Stream.of(true, false)
        .flatMap(
            shared ->
                (shared ? SHARED : ALONE)
                    .entrySet().stream()
                        .map(
                            it ->
                                DynamicTest.dynamicTest(
                                    it.getKey(), () -> check(it.getValue(), shared))));
  }

  private static void check(Loss loss, boolean shared) {
    try (var twins =
        Twins.onThreads(
            3,
            Net::new,
            net ->
                Traceable.of(
                    (NDArray x, NDArray y, NDArray labels) -> {
                      NDArray out = net.fc.forward(x).mul(net.p());
                      return new NDList(loss.of(net, out, y, labels), out);
                    }))) {
      for (int batch : new int[] {7, 7, 5}) {
        long[] labels = new long[batch];
        for (int i = 0; i < batch; i++) {
          labels[i] = i * 3 % 4;
        }
        twins.step(Torch.randn(batch, 4), Torch.rand(batch, 4), Torch.tensor(labels));
      }
      assertEquals(shared, twins.isShared());
    }
  }

  /** Sequences and labels of different lengths. */
  @Test
  void sharesSequencesWithoutAlignment() {
    for (String how : List.of("none", "mean", "sum")) {
      try (var twins =
          Twins.onThreads(
              3,
              Net::new,
              net ->
                  Traceable.of(
                      (NDArray x, NDArray labels, NDArray lengths, NDArray counts) ->
                          Functional.ctcLoss(
                                  net.fc.forward(x).logSoftmax(2),
                                  labels,
                                  lengths,
                                  counts,
                                  CTCLoss.builder().reduction(how))
                              .sum()))) {
        for (int batch : new int[] {7, 7, 5}) {
          List<Long> lengths = new ArrayList<>();
          List<Long> counts = new ArrayList<>();
          for (int i = 0; i < batch; i++) {
            lengths.add(9L - i % 4);
            counts.add(1L + i % 3);
          }
          twins.step(
              Torch.randn(9, batch, 4),
              Torch.randint(1, 4, new Shape(batch, 3)),
              Torch.tensor(lengths.stream().mapToLong(it -> it).toArray()),
              Torch.tensor(counts.stream().mapToLong(it -> it).toArray()));
        }
        assertEquals(true, twins.isShared());
      }
    }
  }
}
