package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.SGD;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Losses that mix the examples, or seem to: the batch is as large as other axes, sums stand beside
 * means, and what all parts have beside what each has. Shared or not, they are those of single
 * calls.
 */
class StepThreadsMixingTest {

  private static final class Square extends TorchModule {
    private final Linear fc = register("fc", new Linear(4, 4));

    Square() {
      registerParameter("p", Torch.randn(4));
    }

    private NDArray p() {
      return getParameter("p");
    }
  }

  /** A loss of four examples of four features, and of labels. */
  @FunctionalInterface
  private interface Loss {
    NDArray of(Square net, NDArray x, NDArray y);
  }

  private static final Map<String, Loss> SHARED = new LinkedHashMap<>();
  private static final Map<String, Loss> ALONE = new LinkedHashMap<>();

  static {
    SHARED.put("features of a parameter", (n, x, y) -> x.mul(n.p()).square().mean());
    SHARED.put(
        "a sum, a mean and a penalty",
        (n, x, y) -> {
          NDArray out = n.fc.forward(x);
          NDArray penalty = n.p().square().sum().mul(0.1);
          return penalty.sub(out.sum().div(4)).add(out.square().mean()).add(1);
        });
    SHARED.put(
        "a mean times a parameter",
        (n, x, y) -> n.fc.forward(x).square().mean().mul(n.p().sum()).div(n.p().square().sum()));
    SHARED.put(
        "a mean over the batch",
        (n, x, y) -> n.fc.forward(x).mean(new int[] {0}, true).mul(n.p()).sum());
    SHARED.put(
        "softmax of features",
        (n, x, y) -> Functional.crossEntropy(Functional.softmax(n.fc.forward(x), 1).mul(n.p()), y));
    SHARED.put(
        "classes along the batch's size",
        (n, x, y) -> Functional.crossEntropy(n.fc.forward(x).expandDims(2), y.expandDims(1)));
    SHARED.put(
        "broadcasting of columns and rows",
        (n, x, y) -> {
          NDArray column = n.fc.forward(x).sum(new int[] {1}).expandDims(1);
          return Functional.mseLoss(column.mul(Torch.ones(4)), n.p().expandDims(0));
        });
    SHARED.put(
        "a count beside the loss",
        (n, x, y) -> n.fc.forward(x).mul(y.toType(DataType.FLOAT32, false).expandDims(1)).sum());
    SHARED.put(
        "the size of the batch, read in Java",
        (n, x, y) -> n.fc.forward(x).square().sum().div(x.getShape().get(0)));
    SHARED.put(
        "flattened behind the batch",
        (n, x, y) ->
            n.fc
                .forward(x.expandDims(1).mul(Torch.ones(new Shape(2, 1))))
                .flatten(1, 2)
                .square()
                .mean());
    SHARED.put(
        "joined features",
        (n, x, y) -> Torch.cat(new NDList(n.fc.forward(x), x.mul(n.p())), 1).square().mean());
    SHARED.put(
        "the largest feature", (n, x, y) -> n.fc.forward(x).max(new int[] {1}).mul(0.5).mean());

    SHARED.put(
        "rows of a parameter, by features",
        (n, x, y) -> x.mul(n.p().expandDims(1)).square().mean());
    ALONE.put(
        "examples times examples",
        (n, x, y) -> {
          NDArray out = n.fc.forward(x);
          return out.matMul(out.transpose()).square().mean();
        });
    ALONE.put(
        "a distance to the mean",
        (n, x, y) -> {
          NDArray out = n.fc.forward(x);
          return out.sub(out.mean(new int[] {0})).square().mean();
        });
    ALONE.put(
        "softmax of examples", (n, x, y) -> Functional.softmax(x.mul(n.p()), 0).get("0").sum());
    ALONE.put("a sum of examples so far", (n, x, y) -> x.mul(n.p()).cumSum(0).square().mean());
    ALONE.put("one example", (n, x, y) -> n.fc.forward(x).get("1").square().mean());
    ALONE.put(
        "joined examples",
        (n, x, y) -> Torch.cat(new NDList(n.fc.forward(x), x.mul(n.p())), 0).square().mean());
    ALONE.put("a spread", (n, x, y) -> Torch.var(n.fc.forward(x).sum(new int[] {1})));
    ALONE.put(
        "a mean that counts what is not masked",
        (n, x, y) -> {
          NDArray mask = x.gt(0).toType(DataType.FLOAT32, false);
          return n.fc.forward(x).mul(mask).sum().div(mask.sum());
        });
    ALONE.put(
        "a layer on a mean",
        (n, x, y) -> n.fc.forward(n.fc.forward(x).mean(new int[] {0})).square().sum());
  }

  private static Twins<Square> twins(int threads, Loss loss) {
    return Twins.onThreads(
        threads,
        Square::new,
        net -> new SGD(net.parameters(), 0.1),
        new Clip.None(),
        net -> Traceable.of((NDArray x, NDArray y) -> loss.of(net, x, y)));
  }

  @Test
  void comesToTheNumbersOfSingleCalls() {
    for (boolean shared : new boolean[] {true, false}) {
      (shared ? SHARED : ALONE)
          .forEach(
              (name, loss) -> {
                try (var twins = twins(3, loss)) {
                  for (int batch : new int[] {4, 4, 7, 2}) {
                    long[] y = new long[batch];
                    for (int i = 0; i < batch; i++) {
                      y[i] = i * 3 % 4;
                    }
                    boolean isFixed = name.startsWith("rows of a parameter");
                    if (batch == 4 || !isFixed) {
                      twins.step(Torch.randn(batch, 4), Torch.tensor(y));
                    }
                  }
                  assertEquals(shared, twins.isShared(), name);
                } catch (AssertionError | RuntimeException e) {
                  throw new AssertionError(name + ": " + e.getMessage(), e);
                }
              });
    }
  }

  /** Attention by hand: heads that are reshaped behind the batch and behind time. */
  @Test
  void reshapesBesideTheBatch() {
    for (boolean timeFirst : new boolean[] {false, true}) {
      try (var twins =
          Twins.onThreads(
              2,
              Square::new,
              net ->
                  Traceable.of(
                      (NDArray x) -> {
                        long[] sizes = x.getShape().getShape();
                        NDArray heads = net.fc.forward(x).reshape(sizes[0], sizes[1], 2, 2);
                        NDArray scores = heads.matMul(heads.swapAxes(2, 3));
                        NDArray mixed = Functional.softmax(scores, 3).matMul(heads);
                        NDArray joined = mixed.reshape(sizes[0], sizes[1], 4);
                        NDArray out =
                            timeFirst
                                ? joined.reshape(sizes[0] * sizes[1], 4)
                                : joined.reshape(sizes[0], sizes[1] * 4);
                        return new NDList(out.square().mean(), out);
                      }))) {
        for (long[] sizes : new long[][] {{4, 4}, {4, 4}, {7, 3}, {3, 7}, {2, 5}}) {
          twins.step(Torch.randn(sizes[0], sizes[1], 4));
        }
        assertEquals(true, twins.isShared());
      }
    }
  }

  /** Not that of a guess by which nothing but the labels is cut. */
  @Test
  void namesTheOperationThatMixes() throws Exception {
    assertEquals(
        List.of("threads(2): runs on one thread: sub cannot be cut along the batch"),
        Log.of(
            StepRunner.class,
            () -> {
              try (var twins = twins(2, ALONE.get("a distance to the mean"))) {
                twins.step(Torch.randn(5, 4), Torch.tensor(0L, 1, 2, 3, 0));
              }
            }));
  }

  /** Two groups, a frozen parameter, and one that the loss does not depend on. */
  @Test
  void keepsTheGradientsOfTheWholeBatch() {
    try (var scope = Torch.scope();
        Square net = new Square();
        Linear other = new Linear(2, 2);
        SGD sgd = new SGD(net.fc.parameters(), 0.0)) {
      sgd.addParamGroup(List.of(net.p()), Map.of("lr", 0.0));
      sgd.addParamGroup(other.parameters(), Map.of("lr", 0.0));
      net.fc.bias().setRequiresGradient(false);
      NDArray x = Torch.randn(7, 4);
      try (var grad = Torch.enableGrad()) {
        Torch.backward(net.fc.forward(net.fc.forward(x)).mul(net.p()).square().mean());
      }
      try (var step =
          CompiledStep.builder(
                  sgd,
                  (NDArray in) -> net.fc.forward(net.fc.forward(in)).mul(net.p()).square().mean())
              .threads(3, 0)
              .keepGradients()
              .build()) {
        for (int i = 0; i < 2; i++) {
          step.run(x);
          for (NDArray shared : List.of(net.fc.weight(), net.p())) {
            assertArrayEquals(
                Torch.grad(shared).toFloatArray(), step.gradient(shared).toFloatArray(), 1e-5f);
          }
          assertEquals(null, step.gradient(net.fc.bias()));
          assertEquals(null, step.gradient(other.weight()));
        }
        assertEquals(true, step.compiled().variants().get(0).code().partition() != null);
      }
    }
  }

  /** A share of an integer is not to be one of float32. */
  @Test
  void addsNumbersInTheTypeOfTheLoss() {
    try (var scope = Torch.scope();
        Linear fc = new Linear(4, 4)) {
      fc.to(DataType.FLOAT64);
      NDArray x = Torch.to(Torch.randn(7, 4), DataType.FLOAT64);
      double expected = Torch.item(fc.forward(x).mean()) + 10;
      try (SGD sgd = new SGD(fc.parameters(), 0.1);
          var step =
              CompiledStep.builder(sgd, (NDArray in) -> fc.forward(in).mean().add(10))
                  .threads(3, 0)
                  .build()) {
        assertEquals(expected, Torch.item(step.run(x)), 1e-13);
        assertEquals(true, step.compiled().variants().get(0).code().partition() != null);
      }
    }
  }

  /** A result that is a count stays one. */
  @Test
  void countsInWholeNumbers() {
    try (var twins =
        Twins.onThreads(
            2,
            Square::new,
            net ->
                Traceable.of(
                    (NDArray x, NDArray y) -> {
                      NDArray out = net.fc.forward(x);
                      return new NDList(
                          Functional.crossEntropy(out, y), out.argMax(1).eq(y).sum().add(1));
                    }))) {
      twins.step(Torch.randn(5, 4), Torch.tensor(new long[] {0, 1, 2, 3, 0}));
      twins.step(Torch.randn(5, 4), Torch.tensor(new long[] {0, 1, 2, 3, 0}));
    }
  }

  /** Of other numbers of sequences: what cannot be joined is found before the step is made. */
  @Test
  void stepsOnceWherePackedBatchesDiffer() {
    try (var twins =
        Twins.onThreads(
            2,
            () -> new LetterNet(new GRU(3, 4)),
            net -> new SGD(net.rnn.parameters(), 0.5),
            new Clip.None(),
            net ->
                Traceable.of(
                    (PackedSequence x, PackedSequence z) -> {
                      var first = ((GRU) net.rnn).forward(x.withData(net.emb.forward(x.data())));
                      var second = ((GRU) net.rnn).forward(z.withData(net.emb.forward(z.data())));
                      NDArray loss =
                          first.output().data().mean().add(second.output().data().mean());
                      return new NDList(loss, second.hidden());
                    }))) {
      twins.step(LetterNet.packed(0, 3, 5, 2, 4, 4), LetterNet.packed(1, 1, 2, 3, 6));
      twins.step(LetterNet.packed(2, 3, 5, 2, 4, 4), LetterNet.packed(3, 2, 2, 3, 6));
    }
  }

  /** Rows that are as many as those of a packed batch in the first step only. */
  @Test
  void leavesOutNoRowBesideAPackedBatch() {
    try (var twins =
        Twins.onThreads(
            2,
            () -> new LetterNet(new GRU(3, 4)),
            LetterNet::adam,
            new Clip.None(),
            net ->
                Traceable.of(
                    (PackedSequence x, NDArray y) -> {
                      var result = ((GRU) net.rnn).forward(x.withData(net.emb.forward(x.data())));
                      return result.output().data().mean().add(net.fc.forward(y).square().mean());
                    }))) {
      twins.step(LetterNet.packed(0, 3, 5, 2), Torch.randn(10, 4));
      twins.step(LetterNet.packed(2, 3, 5, 2), Torch.randn(13, 4));
      twins.step(LetterNet.packed(2, 3, 5, 3), Torch.randn(13, 4));
    }
  }

  /** Arguments as large as the batch, or as time, in the first step only; masks are drawn once. */
  @Test
  void takesNoOtherArgumentForTheBatch() {
    try (var twins =
        Twins.onThreads(
            3,
            () -> new LetterNet(GRU.builder(3, 4).numLayers(2).dropout(0.3).build()),
            LetterNet::adam,
            new Clip.None(),
            net ->
                Traceable.of(
                    (NDArray ids, NDArray other) -> {
                      NDArray out = net.dropout.forward(net.output(net.emb.forward(ids)));
                      return new NDList(out.square().mean().add(net.fc.forward(other).mean()), out);
                    }))) {
      for (long[] sizes : new long[][] {{4, 4, 4}, {5, 4, 4}, {3, 7, 4}, {6, 2, 9}, {3, 4, 8}}) {
        twins.step(LetterNet.ids(sizes[0], sizes[1], 1), Torch.randn(sizes[2], 4));
      }
      assertEquals(2, twins.programs());
      twins.step.compiled().variants().forEach(it -> assertNotNull(it.code().partition()));
    }
  }
}
