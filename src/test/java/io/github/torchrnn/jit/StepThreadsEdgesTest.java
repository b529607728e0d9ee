package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.BatchNorm1d;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Optimizer;
import io.github.torchrnn.optim.SGD;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Where steps on several threads end: refusals, failures, and bits. */
class StepThreadsEdgesTest {

  /** A convolution, whose step LibTorch's graph differentiates. */
  @Test
  void sharesWhatLibTorchDifferentiates() {
    MSELoss criterion = new MSELoss();
    try (var twins =
        Twins.onThreads(
            2,
            Normalized::new,
            LetterNet::adam,
            new Clip.Norm(0.1),
            net ->
                Traceable.of(
                    (NDArray x, NDArray y) -> {
                      NDArray unit = Functional.normalize(net.fc.forward(x));
                      return criterion.forward(unit, y);
                    }))) {
      twins.step(Torch.randn(5, 3), Torch.randn(5, 4));
      twins.step(Torch.randn(5, 3), Torch.randn(5, 4));
      assertTrue(twins.isShared());
      assertTrue(twins.usesGraph());
    }
  }

  private static final class Normalized extends TorchModule {
    private final Linear fc = register("fc", new Linear(3, 4));
  }

  /** The parameters of a network after some steps. */
  static List<Float> trained(int threads, int steps) {
    Torch.manualSeed(3);
    CrossEntropyLoss criterion = new CrossEntropyLoss();
    try (var scope = Torch.scope();
        LetterNet net = new LetterNet(new LSTM(3, 4));
        Optimizer optimizer = LetterNet.adam(net);
        var step =
            CompiledStep.builder(
                    optimizer,
                    (NDArray x, NDArray y) -> criterion.forward(net.classes(x), y.reshape(-1)))
                .threads(threads, 0)
                .build()) {
      for (int i = 0; i < steps; i++) {
        step.run(LetterNet.ids(6, 7, i), LetterNet.ids(6, 7, i + 1));
      }
      List<Float> numbers = new ArrayList<>();
      for (NDArray parameter : net.parameters()) {
        for (float number : parameter.toFloatArray()) {
          numbers.add(number);
        }
      }
      return numbers;
    }
  }

  @Test
  void comesToTheSameBitsEachTime() {
    List<Float> first = trained(3, 40);
    for (int i = 0; i < 5; i++) {
      assertEquals(first, trained(3, 40));
    }
  }

  private static <N extends TorchModule> List<String> refusals(
      N net, Traceable<NDArray> lambda, Object... arguments) throws Exception {
    return Log.of(
        StepRunner.class,
        () -> {
          try (Optimizer optimizer = LetterNet.adam(net);
              var step = CompiledStep.builder(optimizer, lambda).threads(2, 0).build()) {
            step.run(arguments);
            step.run(arguments);
            assertEquals(null, step.compiled().variants().get(0).code().partition());
          }
        });
  }

  @Test
  void saysWhyItRunsOnOneThread() throws Exception {
    try (var scope = Torch.scope();
        LetterNet net = new LetterNet(new GRU(3, 4));
        BatchNorm1d norm = new BatchNorm1d(4);
        Optimizer optimizer = LetterNet.adam(net)) {
      NDArray x = Torch.randn(6, 3);
      assertEquals(
          List.of("threads(2): runs on one thread: softmax cannot be cut along the batch"),
          refusals(
              net,
              Traceable.of(
                  (NDArray in) -> Functional.softmax(net.fc.forward(in), 0).square().mean()),
              Torch.randn(6, 4)));
      assertEquals(
          List.of(
              "threads(2): runs on one thread: batch_norm_tracked cannot be cut along the batch"),
          refusals(
              net,
              Traceable.of((NDArray in) -> norm.forward(net.fc.forward(in).get(":, 0:4")).mean()),
              Torch.randn(6, 4)));
      assertEquals(
          List.of("threads(2): runs on one thread: sqrt cannot be cut along the batch"),
          refusals(
              net,
              Traceable.of((NDArray in) -> net.fc.forward(in).square().mean().sqrt()),
              Torch.randn(6, 4)));
      assertEquals(
          List.of(
              "threads(2): runs on one thread: a step of 1,290 multiplications is too small to"
                  + " share"),
          Log.of(
              StepRunner.class,
              () -> {
                try (var step =
                    CompiledStep.builder(
                            optimizer, (NDArray in) -> net.fc.forward(in).square().mean())
                        .threads(2)
                        .build()) {
                  step.run(Torch.randn(6, 4));
                }
              }));
      assertEquals(
          "threads must be at least 1, but is 0",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> CompiledStep.builder(optimizer, (NDArray in) -> in).threads(0))
              .getMessage());
      assertEquals(3, x.getShape().get(1));
    }
  }

  /** Two groups, kept gradients, and a class that there is not, in the second part. */
  @Test
  void stepsNothingIfAPartFails() {
    CrossEntropyLoss criterion = new CrossEntropyLoss();
    try (var scope = Torch.scope();
        LetterNet net = new LetterNet(new GRU(3, 4));
        SGD optimizer = new SGD(net.rnn.parameters(), 0.1)) {
      optimizer.addParamGroup(net.fc.parameters(), Map.of("lr", 0.2));
      Traceable.Two<NDArray, NDArray, NDArray> lambda =
          (x, y) -> criterion.forward(net.classes(x), y.reshape(-1));
      try (var step =
          CompiledStep.builder(optimizer, lambda).threads(2, 0).keepGradients().build()) {
        step.run(LetterNet.ids(4, 6, 0), LetterNet.ids(4, 6, 1));
        assertEquals(
            net.fc.parameters().get(0).getShape(), step.gradient(net.fc.weight()).getShape());
        float[] before = net.fc.weight().toFloatArray();
        NDArray wrong = Torch.tensor(LongStream.range(0, 24).map(i -> i == 5 ? 9 : 1).toArray());
        String message =
            assertThrows(
                    RuntimeException.class,
                    () -> step.run(LetterNet.ids(4, 6, 2), wrong.reshape(4, 6)))
                .getMessage();
        assertEquals("Target 9 is out of bounds.", message);
        assertArrayEquals(before, net.fc.weight().toFloatArray());
        step.run(LetterNet.ids(4, 6, 0), LetterNet.ids(4, 6, 1));
        Thread.currentThread().interrupt();
        assertThrows(
            CancellationException.class,
            () -> step.run(LetterNet.ids(4, 6, 0), LetterNet.ids(4, 6, 1)));
        step.close();
        assertThrows(
            IllegalStateException.class,
            () -> step.run(LetterNet.ids(4, 6, 0), LetterNet.ids(4, 6, 1)));
      }
    }
  }

  /** Batch normalization by its statistics, and targets with an axis more. */
  @Test
  void sharesANetworkInEvaluation() {
    MSELoss criterion = new MSELoss();
    try (var twins =
        Twins.onThreads(
            2,
            Head::new,
            LetterNet::adam,
            new Clip.None(),
            net ->
                Traceable.of(
                    (NDArray x, NDArray y) ->
                        criterion.forward(
                            net.fc.forward(net.norm.forward(x)), y.reshape(-1, 1))))) {
      twins.step(Torch.randn(5, 3), Torch.randn(5));
      twins.step(Torch.randn(5, 3), Torch.randn(5));
      assertTrue(twins.isShared());
    }
  }

  private static final class Head extends TorchModule {
    private final BatchNorm1d norm = register("norm", new BatchNorm1d(3));
    private final Linear fc = register("fc", new Linear(3, 1));

    Head() {
      eval();
    }
  }
}
