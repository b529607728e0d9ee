package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Expect;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.GRUCell;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.PackOptions;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.RNNUtils;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.SGD;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arguments and results of compiled steps: their sizes, their types and what holds them. */
class StepArgumentsTest {

  private static final MSELoss MEAN_SQUARE = new MSELoss();
  private static final CrossEntropyLoss CROSS_ENTROPY = new CrossEntropyLoss();

  /** A recurrent layer and a linear layer. */
  private static final class Net extends TorchModule {
    private final RNN rnn = register("rnn", new RNN(3, 4));
    private final Linear fc = register("fc", new Linear(4, 5));

    NDArray forward(NDArray x) {
      return fc.forward(rnn.forward(x).output());
    }
  }

  private static Twins<Net> twins() {
    return Twins.of(
        Net::new,
        net -> new Adam(net.parameters(), 0.02),
        net -> Traceable.of((NDArray x, NDArray y) -> MEAN_SQUARE.forward(net.forward(x), y)));
  }

  @Test
  void oneProgramTakesAllLengthsAndBatches() {
    try (var twins = twins()) {
      for (int[] size : new int[][] {{4, 3}, {6, 2}, {4, 5}, {7, 7}, {2, 9}, {4, 3}}) {
        twins.step(Torch.randn(size[0], size[1], 3), Torch.randn(size[0], size[1], 5));
      }
      assertEquals(1, twins.programs());
    }
  }

  @Test
  void oneLetterAndOneSequenceAreTakenToo() {
    try (var twins = twins()) {
      for (int[] size : new int[][] {{4, 3}, {1, 3}, {4, 1}, {1, 1}, {5, 2}, {1, 1}, {1, 4}}) {
        twins.step(Torch.randn(size[0], size[1], 3), Torch.randn(size[0], size[1], 5));
      }
      assertTrue(twins.programs() <= 4, "programs: " + twins.programs());
    }
  }

  @Test
  void aBatchOfNoneIsTakenOrRefusedAsSingleCallsDo() {
    try (Linear net = new Linear(3, 2);
        SGD optimizer = new SGD(net.parameters(), 0.1);
        CompiledStep<NDArray> step =
            CompiledStep.of(optimizer, (x, y) -> MEAN_SQUARE.forward(net.forward(x), y))) {
      step.run(Torch.randn(4, 3), Torch.randn(4, 2));
      float loss = step.run(Torch.zeros(0, 3), Torch.zeros(0, 2)).getFloat();
      assertTrue(Float.isNaN(loss), "the mean of no numbers");
    }
  }

  @Test
  void aTargetThatIsBroadcastIsAnotherProgram() {
    try (var twins =
        Twins.of(
            () -> new Linear(3, 4),
            net -> new SGD(net.parameters(), 0.1),
            net ->
                Traceable.of(
                    (NDArray x, NDArray y) -> {
                      NDArray off = net.forward(x).sub(y);
                      return off.mul(off).mean();
                    }))) {
      twins.step(Torch.randn(2, 3), Torch.randn(2, 4));
      twins.step(Torch.randn(2, 3), Torch.randn(1, 4));
      twins.step(Torch.randn(2, 3), Torch.randn(4));
      twins.step(Torch.randn(5, 3), Torch.randn(5, 1));
      twins.step(Torch.randn(5, 3), Torch.randn(1, 4));
      twins.step(Torch.randn(4, 3), Torch.randn(4));
      twins.step(Torch.randn(7, 3), Torch.randn(7, 4));
    }
  }

  @Test
  void theSizesThatALambdaAsksForChooseTheProgram() {
    try (var twins =
        Twins.of(
            () -> new GRUCell(3, 4),
            net -> new SGD(net.parameters(), 0.1),
            net ->
                Traceable.of(
                    (NDArray x, NDArray h) -> {
                      NDArray state = h;
                      for (int i = 0; i < x.getShape().get(0); i++) {
                        state = net.forward(x.get(i), state);
                      }
                      return state.mul(state).mean();
                    }))) {
      for (int length : new int[] {2, 4, 3, 2, 4, 3}) {
        twins.step(Torch.randn(length, 2, 3), Torch.randn(2, 4));
      }
      assertEquals(3, twins.programs());
    }
  }

  // ---- what holds arrays

  @Test
  void anLstmStateIsAnArgumentAndAResult() {
    record Results(NDArray loss, LSTMState state) {}
    try (var twins =
        Twins.of(
            () -> new LSTM(3, 4),
            net -> new SGD(net.parameters(), 0.1),
            net ->
                Traceable.of(
                    (NDArray x, NDArray y, LSTMState state) -> {
                      var result = net.forward(x, state);
                      return new Results(MEAN_SQUARE.forward(result.output(), y), result.hidden());
                    }))) {
      for (int i = 0; i < 3; i++) {
        LSTMState state = new LSTMState(Torch.randn(1, 2, 4), Torch.randn(1, 2, 4));
        twins.step(Torch.randn(5, 2, 3), Torch.randn(5, 2, 4), state);
        assertTrue(
            twins.step.run(Torch.randn(5, 2, 3), Torch.randn(5, 2, 4), state)
                    instanceof Results results
                && results.state().c().getShape().equals(new Shape(1, 2, 4)));
        twins.both(net -> net.loadStateDict(twins.compiled.stateDict()));
      }
      assertEquals(1, twins.programs());
    }
  }

  @Test
  void packedSequencesOfAllLengthsAreOneProgram() {
    try (var twins =
        Twins.of(
            () -> new GRU(3, 4),
            net -> new Adam(net.parameters(), 0.05),
            net ->
                Traceable.of(
                    (PackedSequence x, NDArray y) ->
                        MEAN_SQUARE.forward(net.forward(x).hidden().squeeze(0), y)))) {
      for (long[] lengths : new long[][] {{4, 2, 5}, {3, 3, 3}, {6, 1, 2, 2}, {2, 7}, {4, 2, 5}}) {
        PackedSequence x =
            RNNUtils.packPaddedSequence(
                Torch.randn(7, lengths.length, 3), lengths, new PackOptions().enforceSorted(false));
        twins.step(x, Torch.randn(lengths.length, 4));
      }
      assertEquals(1, twins.programs());
    }
  }

  @Test
  void listsAndRecordsAndArraysComeBackAsTheyWereMade() {
    record Inner(NDArray a, String name) {}
    record Outer(NDArray loss, Inner inner, List<NDArray> list, NDList arrays) {}
    try (Linear net = new Linear(3, 2);
        SGD optimizer = new SGD(net.parameters(), 0);
        CompiledStep<Outer> step =
            CompiledStep.of(
                optimizer,
                x -> {
                  NDArray y = net.forward(x);
                  NDArray z = y.mul(2);
                  return new Outer(
                      y.mean(), new Inner(z, "z"), List.of(y, x), new NDList(z, y.tanh()));
                })) {
      NDArray x = Torch.randn(4, 3);
      NDArray y = net.forward(x);
      for (int i = 0; i < 2; i++) {
        Outer outer = step.run(x);
        Twins.assertNear(y.mean(), outer.loss(), "loss");
        Twins.assertNear(y.mul(2), outer.inner().a(), "inner");
        assertEquals("z", outer.inner().name());
        Twins.assertNear(y, outer.list().get(0), "list");
        Twins.assertNear(x, outer.list().get(1), "an argument");
        Twins.assertNear(y.tanh(), outer.arrays().get(1), "arrays");
      }
      assertEquals(1, Compiled.programs(step));
    }
  }

  @Test
  void aListIsAnArgument() {
    try (var twins =
        Twins.of(
            () -> new Linear(3, 2),
            net -> new SGD(net.parameters(), 0.1),
            net ->
                Traceable.of(
                    (NDList parts) -> {
                      NDArray sum = net.forward(parts.get(0)).mean();
                      for (int i = 1; i < parts.size(); i++) {
                        sum = sum.add(net.forward(parts.get(i)).tanh().mean());
                      }
                      return sum;
                    }))) {
      twins.step(new NDList(Torch.randn(4, 3), Torch.randn(2, 3)));
      twins.step(new NDList(Torch.randn(5, 3), Torch.randn(3, 3)));
      twins.step(new NDList(Torch.randn(5, 3), Torch.randn(3, 3), Torch.randn(2, 3)));
      twins.step(new NDList(Torch.randn(2, 3), Torch.randn(6, 3)));
      assertEquals(2, twins.programs());
    }
  }

  /** Teacher forcing: a coin of Java's, which is part of the program's key. */
  @Test
  void javaValuesChooseTheProgram() {
    try (var twins =
        Twins.of(
            () -> new GRUCell(3, 3),
            net -> new SGD(net.parameters(), 0.1),
            net ->
                Traceable.of(
                    (NDArray x, NDArray h, Boolean forced) -> {
                      NDArray state = net.forward(x.get(0), h);
                      state = net.forward(forced ? x.get(1) : state, state);
                      return MEAN_SQUARE.forward(state, x.get(2));
                    }))) {
      for (boolean forced : new boolean[] {true, false, false, true, true}) {
        twins.step(Torch.randn(3, 2, 3), Torch.randn(2, 3), forced);
      }
      assertEquals(2, twins.programs());
    }
  }

  /** An array of Java is its numbers: the same one may hold others in the next run. */
  @Test
  void numbersOfJavaChooseTheProgram() {
    try (var forward =
            CompiledForward.of(Traceable.of((NDArray x, int[] factors) -> x.mul(factors[1])));
        var scope = Torch.scope()) {
      int[] factors = {5, 2};
      NDArray x = Torch.tensor(0.5, -1.5);
      assertEquals(Torch.tensor(1.0, -3.0), forward.run(x, factors));
      factors[1] = 3;
      assertEquals(Torch.tensor(1.5, -4.5), forward.run(x, factors));
      assertEquals(Torch.tensor(1.5, -4.5), forward.run(x, new int[] {5, 3}));
      assertEquals(2, forward.compiled().variants().size());
    }
  }

  @Test
  void theSameArrayTwiceIsTwoArguments() {
    try (var twins =
        Twins.of(
            () -> new Linear(3, 3),
            net -> new SGD(net.parameters(), 0.1),
            net ->
                Traceable.of((NDArray x, NDArray y) -> MEAN_SQUARE.forward(net.forward(x), y)))) {
      NDArray both = Torch.randn(4, 3);
      twins.step(both, both);
      twins.step(Torch.randn(4, 3), Torch.randn(4, 3));
      twins.step(both, both);
    }
  }

  // ---- what does not fit

  @Test
  void anotherNumberOfArgumentsIsRefused() {
    try (Linear net = new Linear(3, 5);
        SGD optimizer = new SGD(net.parameters(), 0.1);
        CompiledStep<NDArray> step =
            CompiledStep.of(optimizer, (x, y) -> CROSS_ENTROPY.forward(net.forward(x), y))) {
      NDArray x = Torch.ones(2, 3);
      Expect.refusal("the lambda takes 2 arguments, but 1 was given", () -> step.run(x));
      Expect.refusal("the lambda takes 2 arguments, but 0 were given", step::run);
      assertEquals(
          "argument 1 is null",
          assertThrows(NullPointerException.class, () -> step.run(x, null)).getMessage());
    }
  }

  @Test
  void wrongShapesAreRefusedInTorchsWordsAndChangeNothing() {
    try (Linear net = new Linear(3, 5);
        SGD optimizer = SGD.builder(net.parameters(), 0.1).momentum(0.9).build();
        CompiledStep<NDArray> step =
            CompiledStep.of(optimizer, (x, y) -> CROSS_ENTROPY.forward(net.forward(x), y))) {
      NDArray x = Torch.ones(2, 3);
      NDArray y = Torch.tensor(1, 2);
      for (int i = 0; i < 2; i++) {
        float[] before = net.weight().toFloatArray();
        Expect.refusal(
            "mat1 and mat2 shapes cannot be multiplied (2x4 and 3x5)",
            () -> step.run(Torch.ones(2, 4), y));
        assertEquals(false, Torch.isGradEnabled());
        Expect.refusal(
            "Expected input batch_size (2) to match target batch_size (3).",
            () -> step.run(x, Torch.tensor(1, 2, 0)));
        assertArrayEquals(before, net.weight().toFloatArray());
        float loss = step.run(x, y).getFloat();
        assertTrue(step.run(x, y).getFloat() < loss);
      }
      assertEquals(1, Compiled.programs(step));
    }
  }

  @Test
  void aClassThatIsNoneIsRefusedAndChangesNothing() {
    try (Linear net = new Linear(3, 5);
        SGD optimizer = new SGD(net.parameters(), 0.1);
        CompiledStep<NDArray> step =
            CompiledStep.of(optimizer, (x, y) -> CROSS_ENTROPY.forward(net.forward(x), y))) {
      step.run(Torch.ones(2, 3), Torch.tensor(1, 2));
      float[] before = net.weight().toFloatArray();
      RuntimeException single =
          assertThrows(
              RuntimeException.class,
              () -> CROSS_ENTROPY.forward(net.forward(Torch.ones(2, 3)), Torch.tensor(1, 7)));
      RuntimeException compiled =
          assertThrows(single.getClass(), () -> step.run(Torch.ones(2, 3), Torch.tensor(1, 7)));
      assertEquals(single.getMessage(), compiled.getMessage());
      assertArrayEquals(before, net.weight().toFloatArray());
    }
  }
}
