package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Dropout;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.GRUCell;
import io.github.torchrnn.nn.LSTMCell;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.RNNCell;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Loops over a cell, rolled up again: losses and parameters of five steps are those of single
 * calls. Inputs are of (seq, batch, 3), targets of (seq, batch) classes.
 */
@Scoped
class LoopTest {

  private static final int INPUTS = 3;
  private static final int BATCH = 2;
  private static final int HIDDEN = 4;

  /** A network with a loss of its own. */
  private abstract static class Net extends TorchModule {
    final CrossEntropyLoss criterion = new CrossEntropyLoss();

    abstract NDArray loss(NDArray x, NDArray y, boolean key);

    static int length(NDArray x) {
      return (int) x.getShape().get(0);
    }
  }

  /** A loss at each step, as hello-cell has it. */
  private static final class LossAtEachStep extends Net {
    final RNNCell cell = register("cell", new RNNCell(INPUTS, HIDDEN));
    final Linear linear = register("linear", new Linear(HIDDEN, 5));

    @Override
    NDArray loss(NDArray x, NDArray y, boolean key) {
      NDArray h = null;
      NDArray loss = null;
      for (int i = 0; i < length(x); i++) {
        h = cell.forward(x.get(i), h);
        NDArray term = criterion.forward(linear.forward(h), y.get(i));
        loss = loss == null ? term : loss.add(term);
      }
      return loss;
    }
  }

  /** Two cells over a series, all outputs in one at the end, as the program forecast has it. */
  private static final class TwoCells extends Net {
    final LSTMCell lstm1 = register("lstm1", new LSTMCell(INPUTS, HIDDEN));
    final LSTMCell lstm2 = register("lstm2", new LSTMCell(HIDDEN, HIDDEN));
    final Linear linear = register("linear", new Linear(HIDDEN, 5));

    @Override
    NDArray loss(NDArray x, NDArray y, boolean key) {
      LSTMState state1 = null;
      LSTMState state2 = null;
      NDList outputs = new NDList();
      for (int i = 0; i < length(x); i++) {
        state1 = lstm1.forward(x.get(i), state1);
        state2 = lstm2.forward(state1.h(), state2);
        outputs.add(linear.forward(state2.h()));
      }
      return criterion.forward(NDArrays.concat(outputs, 0), y.reshape(-1));
    }
  }

  /** A gated cell of one's own, over inputs that need gradients; the states go through a layer. */
  private static final class Gated extends Net {
    final Linear before = register("before", new Linear(INPUTS, INPUTS));
    final Linear gate = register("gate", new Linear(INPUTS + HIDDEN, HIDDEN));
    final Linear change = register("change", new Linear(INPUTS + HIDDEN, HIDDEN));
    final Linear linear = register("linear", new Linear(HIDDEN, 5));

    @Override
    NDArray loss(NDArray x, NDArray y, boolean key) {
      NDArray inputs = before.forward(x);
      NDArray h = Torch.zeros(BATCH, HIDDEN).toType(DataType.FLOAT64, false);
      NDList states = new NDList();
      for (int i = 0; i < length(x); i++) {
        NDArray both = inputs.get(i).concat(h, 1);
        NDArray z = Functional.sigmoid(gate.forward(both));
        NDArray n = change.forward(both).tanh();
        h = z.neg().add(1).mul(n).add(z.mul(h));
        states.add(h);
      }
      NDArray scores = linear.forward(NDArrays.stack(states, 1));
      return criterion.forward(scores.reshape(-1, 5), y.transpose(1, 0).reshape(-1));
    }
  }

  /** Cells in both directions, and a loop over what both say of each step. */
  private static final class Bidirectional extends Net {
    final Linear before = register("before", new Linear(INPUTS, INPUTS));
    final RNNCell there = register("there", new RNNCell(INPUTS, HIDDEN));
    final GRUCell back = register("back", new GRUCell(INPUTS, HIDDEN));
    final Linear linear = register("linear", new Linear(2 * HIDDEN, 5));

    @Override
    NDArray loss(NDArray x, NDArray y, boolean key) {
      NDArray inputs = before.forward(x);
      NDArray h = null;
      NDList forward = new NDList();
      NDList backward = new NDList();
      for (int i = 0; i < length(x); i++) {
        h = there.forward(inputs.get(i), h);
        forward.add(h);
      }
      h = null;
      for (int i = length(x) - 1; i >= 0; i--) {
        h = back.forward(inputs.get(i), h);
        backward.add(0, h);
      }
      NDArray loss = Torch.zeros().toType(DataType.FLOAT64, false);
      for (int i = 0; i < length(x); i++) {
        NDArray both = forward.get(i).concat(backward.get(i), 1);
        loss = loss.add(criterion.forward(linear.forward(both), y.get(i)));
      }
      return loss.div(length(x));
    }
  }

  /** States from the last to the first as one array; and some by themselves. */
  private static final class Reversed extends Net {
    final RNNCell cell = register("cell", new RNNCell(INPUTS, HIDDEN));
    final Linear linear = register("linear", new Linear(HIDDEN, 5));

    @Override
    NDArray loss(NDArray x, NDArray y, boolean key) {
      NDArray h = Torch.ones(BATCH, HIDDEN).toType(DataType.FLOAT64, false);
      NDList states = new NDList();
      for (int i = 0; i < length(x); i++) {
        h = cell.forward(x.get(i), h).mul(x.get(i).sum());
        states.add(0, h);
      }
      NDArray scores = linear.forward(NDArrays.concat(states, 0));
      NDArray some = states.get(3).mul(states.get(7)).sum().add(h.mean());
      return criterion.forward(scores, y.reshape(-1)).add(some);
    }
  }

  /** An encoder, and a decoder that looks at all of its states, and at its own last word or y. */
  private static final class Attention extends Net {
    final GRUCell encoder = register("encoder", new GRUCell(INPUTS, HIDDEN));
    final LSTMCell decoder = register("decoder", new LSTMCell(HIDDEN + 5, HIDDEN));
    final Linear linear = register("linear", new Linear(HIDDEN, 5));

    @Override
    NDArray loss(NDArray x, NDArray y, boolean forced) {
      NDArray h = null;
      NDList states = new NDList();
      for (int i = 0; i < length(x); i++) {
        h = encoder.forward(x.get(i), h);
        states.add(h);
      }
      NDArray memory = NDArrays.stack(states); // (seq, batch, hidden)
      NDArray words = Functional.oneHot(y, 5).toType(DataType.FLOAT64, false);
      LSTMState state = new LSTMState(h, h.mul(0.5));
      NDArray word = Torch.zeros(BATCH, 5).toType(DataType.FLOAT64, false);
      NDArray loss = Torch.zeros().toType(DataType.FLOAT64, false);
      for (int i = 0; i < length(x); i++) {
        NDArray weights = memory.mul(state.h()).sum(new int[] {2}).softmax(0);
        NDArray seen = memory.mul(weights.expandDims(2)).sum(new int[] {0});
        state = decoder.forward(seen.concat(word, 1), state);
        NDArray scores = linear.forward(state.h());
        loss = loss.add(criterion.forward(scores, y.get(i)));
        word = forced ? words.get(i) : scores.softmax(1);
      }
      return loss;
    }
  }

  /** Ranges of an array that needs a gradient, side by side, apart and one over the other. */
  private static final class Ranges extends Net {
    final Linear before = register("before", new Linear(INPUTS, INPUTS));
    final Linear cell = register("cell", new Linear(INPUTS, INPUTS));
    final MSELoss distance = new MSELoss();

    @Override
    NDArray loss(NDArray x, NDArray y, boolean key) {
      NDArray rows = before.forward(x).reshape(-1, INPUTS);
      NDArray h = Torch.zeros(BATCH, INPUTS).toType(DataType.FLOAT64, false);
      NDArray loss = Torch.zeros().toType(DataType.FLOAT64, false);
      for (int i = 0; i < length(x); i++) {
        NDArray own = rows.get(BATCH * i + ":" + BATCH * (i + 1));
        h = cell.forward(h).add(own).tanh();
        loss = loss.add(distance.forward(h, own.mul(own)));
      }
      for (int i = 0; i < length(x); i++) {
        NDArray wide = rows.get(i + ":" + (i + 3));
        NDArray end = rows.get(-1 - i);
        NDArray apart = rows.get(2 * length(x) - 1 - 2 * i);
        loss = loss.add(wide.mul(apart).sum().mul(end.mean()));
      }
      return loss;
    }
  }

  /** Parts of an array that needs a gradient, as a list, and arrays that the loop makes itself. */
  private static final class Parts extends Net {
    final Linear before = register("before", new Linear(INPUTS, INPUTS));
    final GRUCell cell = register("cell", new GRUCell(INPUTS, HIDDEN));
    final Linear linear = register("linear", new Linear(HIDDEN, 5));

    @Override
    NDArray loss(NDArray x, NDArray y, boolean key) {
      NDList parts = before.forward(x).split(length(x));
      NDArray h = null;
      NDArray loss = null;
      for (int i = 0; i < length(x); i++) {
        h = cell.forward(parts.get(i).squeeze(0), h);
        NDArray noise = Torch.zeros(BATCH, HIDDEN).toType(DataType.FLOAT64, false).add(0.25);
        NDArray scores = linear.forward(h.mul(noise));
        NDArray term = criterion.forward(scores, y.get(i));
        loss = loss == null ? term : loss.add(term);
      }
      return loss;
    }
  }

  /** Dropout at each step, which draws as single calls do. */
  private static final class Dropping extends Net {
    final RNNCell cell = register("cell", new RNNCell(INPUTS, HIDDEN));
    final Dropout dropout = register("dropout", new Dropout(0.4));
    final Linear linear = register("linear", new Linear(HIDDEN, 5));

    @Override
    NDArray loss(NDArray x, NDArray y, boolean key) {
      NDArray h = null;
      NDArray loss = Torch.zeros().toType(DataType.FLOAT64, false);
      for (int i = 0; i < length(x); i++) {
        h = cell.forward(x.get(i), h);
        NDArray scores = linear.forward(dropout.forward(h));
        loss = loss.add(criterion.forward(scores, y.get(i)));
      }
      return loss;
    }
  }

  private static Net net(String name) {
    Map<String, Supplier<Net>> nets =
        Map.of(
            "loss at each step", LossAtEachStep::new,
            "two cells", TwoCells::new,
            "gated", Gated::new,
            "bidirectional", Bidirectional::new,
            "reversed", Reversed::new,
            "attention", Attention::new,
            "ranges", Ranges::new,
            "parts", Parts::new,
            "dropout", Dropping::new);
    Net net = nets.get(name).get();
    net.to(DataType.FLOAT64);
    return net;
  }

  private static NDArray inputs(int length) {
    return Torch.randn(length, BATCH, INPUTS).toType(DataType.FLOAT64, false);
  }

  private static NDArray targets(int length) {
    return Torch.randint(0, 5, new Shape(length, BATCH));
  }

  private static String source(CompiledStep<?> step, int program) {
    return step.compiled().variants().get(program).code().source();
  }

  /** Five steps by single calls and compiled. */
  @ParameterizedTest
  @CsvSource({
    "loss at each step, 17, 1",
    "loss at each step, 4, 0",
    "two cells, 23, 1",
    "gated, 19, 1",
    "bidirectional, 31, 3",
    "reversed, 21, 1",
    "attention, 31, 2",
    "ranges, 16, 2",
    "parts, 18, 1",
    "dropout, 18, 1"
  })
  void isWhatSingleCallsAre(String name, int length, int loops) {
    Torch.manualSeed(length);
    for (boolean key : new boolean[] {false, true}) {
      try (Net single = net(name);
          Net compiled = net(name);
          Adam ofSingle = new Adam(single.parameters(), 0.01);
          Adam ofCompiled = new Adam(compiled.parameters(), 0.01);
          var step =
              CompiledStep.of(
                  ofCompiled,
                  Traceable.of(
                      (NDArray x, NDArray y, Boolean forced) -> compiled.loss(x, y, forced)))) {
        compiled.loadStateDict(single.stateDict());
        NDArray y = targets(length);
        NDArray[] xs = IntStream.range(0, 5).mapToObj(i -> inputs(length)).toArray(NDArray[]::new);
        for (int i = 0; i < 5; i++) {
          NDArray x = xs[i];
          Torch.manualSeed(i);
          double loss = Torch.item(step.run(x, y, key));
          Torch.manualSeed(i);
          assertEquals(trained(single, ofSingle, x, y, key), loss, 1e-10);
        }
        assertEquals(1, step.compiled().variants().size());
        assertFalse(step.compiled().variants().get(0).code().isGraph());
        assertEquals(loops, count(source(step, 0), "for step"), source(step, 0));
        Iterator<NDArray> expected = single.parameters().iterator();
        compiled.namedParameters().forEach((of, actual) -> same(of, expected.next(), actual));
      }
    }
  }

  private static double trained(Net net, Adam optimizer, NDArray x, NDArray y, boolean key) {
    try (var grad = Torch.enableGrad()) {
      NDArray loss = net.loss(x, y, key);
      optimizer.zeroGrad();
      Torch.backward(loss);
      optimizer.step();
      return Torch.item(loss);
    }
  }

  private static int count(String text, String part) {
    return text.split(part, -1).length - 1;
  }

  private static void same(String name, NDArray expected, NDArray actual) {
    double[] numbers = expected.toDoubleArray();
    double[] others = actual.toDoubleArray();
    for (int i = 0; i < numbers.length; i++) {
      assertEquals(numbers[i], others[i], 1e-10, name);
    }
  }

  /** Another length is another program, whose source is no longer. */
  @Test
  void sourcesDoNotGrow() {
    for (String name : List.of("loss at each step", "two cells", "gated", "attention")) {
      Torch.manualSeed(3);
      try (Net net = net(name);
          Adam optimizer = new Adam(net.parameters(), 0.01);
          var step = CompiledStep.of(optimizer, (x, y) -> net.loss(x, y, true))) {
        for (int length : new int[] {40, 130, 40}) {
          step.run(inputs(length), targets(length));
        }
        assertEquals(2, step.compiled().variants().size());
        int growth = source(step, 1).length() - source(step, 0).length();
        assertTrue(Math.abs(growth) < 20, name + " grows by " + growth);
      }
    }
  }

  /** A forward has loops, too. */
  @Test
  void forwards() {
    Torch.manualSeed(4);
    try (Net net = net("bidirectional");
        var forward = CompiledForward.of((NDArray x, NDArray y) -> net.loss(x, y, false))) {
      for (int i = 0; i < 3; i++) {
        NDArray x = inputs(31);
        NDArray y = targets(31);
        assertEquals(Torch.item(net.loss(x, y, false)), Torch.item(forward.run(x, y)), 1e-12);
      }
      assertEquals(3, count(forward.compiled().variants().get(0).code().source(), "for step"));
    }
  }
}
