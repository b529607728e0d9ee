package io.github.torchrnn.tutorial;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.RNNCell;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.tutorial.Hello.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * {@code hello} -> {@code ohlol} with cells of one's own. First a dense network over the whole
 * word, with a weight for each pair of places; then an RNNCell made of linear layers, whose weights
 * serve at every letter; then what one writes a cell for: changing it.
 */
final class OwnCell implements Tutorial {

  private static final int HIDDEN_SIZE = 8;
  private static final int LENGTH = 5;

  /** A step from a letter x of (1, letters) and a state h of (1, hidden) to the next state. */
  private abstract static class Cell extends TorchModule {
    abstract NDArray forward(NDArray x, NDArray h);
  }

  /** tanh(W_ih x + b_ih + W_hh h + b_hh): what RNNCell computes. */
  private static final class MyCell extends Cell {
    private final Linear ih;
    private final Linear hh;

    MyCell(int inputSize, int hiddenSize) {
      ih = register("ih", new Linear(inputSize, hiddenSize));
      hh = register("hh", new Linear(hiddenSize, hiddenSize));
    }

    @Override
    NDArray forward(NDArray x, NDArray h) {
      return ih.forward(x).add(hh.forward(h)).tanh();
    }
  }

  /** tanh(W [x, h] + b): the same with both matrices side by side in one. */
  private static final class JoinedCell extends Cell {
    private final Linear both;

    JoinedCell(int inputSize, int hiddenSize) {
      both = register("both", new Linear(inputSize + hiddenSize, hiddenSize));
    }

    @Override
    NDArray forward(NDArray x, NDArray h) {
      return both.forward(x.concat(h, 1)).tanh();
    }
  }

  /** z h + (1 - z) h': a gate z chooses, for each number of the state, to keep or to replace it. */
  private static final class GatedCell extends Cell {
    private final MyCell cell;
    private final Linear gate;

    GatedCell(int inputSize, int hiddenSize) {
      cell = register("cell", new MyCell(inputSize, hiddenSize));
      gate = register("gate", new Linear(inputSize + hiddenSize, hiddenSize));
    }

    @Override
    NDArray forward(NDArray x, NDArray h) {
      NDArray z = Functional.sigmoid(gate.forward(x.concat(h, 1)));
      return z.mul(h).add(z.neg().add(1).mul(cell.forward(x, h)));
    }
  }

  /** h + h': the state stays, and the cell only says what changes. */
  private static final class ResidualCell extends Cell {
    private final MyCell cell;

    ResidualCell(int inputSize, int hiddenSize) {
      cell = register("cell", new MyCell(inputSize, hiddenSize));
    }

    @Override
    NDArray forward(NDArray x, NDArray h) {
      return h.add(cell.forward(x, h));
    }
  }

  /** From a word of (seq, 1, letters) to the scores of its letters, of (seq, letters). */
  private abstract static class Net extends TorchModule {
    abstract NDArray forward(NDArray inputs);
  }

  /** All letters at once, through one matrix: it fits words of this length only. */
  private static final class Dense extends Net {
    private final Linear fc =
        register("fc", new Linear(LENGTH * Hello.LETTERS, LENGTH * Hello.LETTERS));

    @Override
    NDArray forward(NDArray inputs) {
      return fc.forward(inputs.reshape(1, -1)).reshape(-1, Hello.LETTERS);
    }
  }

  /** A cell that goes from letter to letter. */
  private static final class CellNet extends Net {
    private final Cell cell;
    private final Linear fc;

    CellNet(Cell cell) {
      this.cell = register("cell", cell);
      fc = register("fc", new Linear(HIDDEN_SIZE, Hello.LETTERS));
    }

    @Override
    NDArray forward(NDArray inputs) {
      NDArray h = Torch.zeros(1, HIDDEN_SIZE).toDevice(inputs.getDevice(), false);
      NDList outputs = new NDList();
      for (int t = 0; t < inputs.getShape().get(0); t++) {
        h = cell.forward(inputs.get(t), h);
        outputs.add(fc.forward(h));
      }
      return NDArrays.concat(outputs, 0);
    }
  }

  @Override
  public void run(Options options) {
    Torch.manualSeed(options.seed());
    Map<String, BiFunction<Integer, Integer, Cell>> kinds = new LinkedHashMap<>();
    kinds.put("MyCell", MyCell::new);
    kinds.put("JoinedCell", JoinedCell::new);
    kinds.put("GatedCell", GatedCell::new);
    kinds.put("ResidualCell", ResidualCell::new);

    Map<String, List<Double>> losses = new LinkedHashMap<>();
    Curves curves =
        new Curves(
            options,
            "Dense_loss",
            "MyCell_loss",
            "JoinedCell_loss",
            "GatedCell_loss",
            "ResidualCell_loss");
    Hello hello = new Hello(options, curves);
    try (var scope = Torch.scope()) {
      NDArray inputs = hello.oneHot();
      System.out.println("== Dense");
      losses.put("Dense", train(new Dense(), hello, options));
      System.out.println("== RNNCell");
      compare(inputs.get(0));
      kinds.forEach(
          (name, kind) -> {
            System.out.println("== " + name);
            Cell cell = kind.apply(Hello.LETTERS, HIDDEN_SIZE);
            cell.to(options.device());
            memory(cell, inputs);
            losses.put(name, train(new CellNet(cell), hello, options));
          });
    }
    for (int i = 0; i < options.epochs(); i++) {
      int epoch = i;
      curves.add(losses.values().stream().mapToDouble(values -> values.get(epoch)).toArray());
    }
    curves.plot();
  }

  private static List<Double> train(Net network, Hello hello, Options options) {
    List<Double> losses = new ArrayList<>();
    try (Net net = network;
        CrossEntropyLoss criterion = new CrossEntropyLoss();
        Adam optimizer = new Adam(net.parameters(), 0.05)) {
      net.to(options.device());
      long weights = net.parameters().stream().mapToLong(NDArray::size).sum();
      System.out.println(weights + " weights");
      Traceable.Two<NDArray, NDArray, Outcome> step =
          (x, y) -> {
            NDArray outputs = net.forward(x);
            return new Outcome(criterion.forward(outputs, y), outputs);
          };
      try (var compiled =
          CompiledStep.builder(optimizer, step).threads(options.threads()).build()) {
        for (int epoch = 0; epoch < options.epochs(); epoch++) {
          try (var epochScope = Torch.scope();
              var grad = Torch.enableGrad()) {
            NDArray inputs = hello.oneHot();
            NDArray labels = hello.labels();
            Outcome outcome;
            if (options.compiled()) {
              outcome = compiled.run(inputs, labels);
            } else {
              outcome = step.apply(inputs, labels);
              optimizer.zeroGrad();
              Torch.backward(outcome.loss());
              optimizer.step();
            }

            double loss = Torch.item(outcome.loss());
            losses.add(loss);
            if ((epoch + 1) % 10 == 0) {
              hello.print(epoch, loss, outcome.scores());
            }
          }
        }
      }
    }
    return losses;
  }

  /** Both cells with the weights of an RNNCell, on one letter and a state. */
  private static void compare(NDArray x) {
    try (var scope = Torch.scope();
        RNNCell theirs = new RNNCell(Hello.LETTERS, HIDDEN_SIZE);
        MyCell mine = new MyCell(Hello.LETTERS, HIDDEN_SIZE);
        JoinedCell joined = new JoinedCell(Hello.LETTERS, HIDDEN_SIZE)) {
      Map<String, NDArray> state = theirs.stateDict();
      NDArray ih = state.get("weight_ih");
      NDArray hh = state.get("weight_hh");
      NDArray biasIh = state.get("bias_ih");
      NDArray biasHh = state.get("bias_hh");
      mine.loadStateDict(
          Map.of("ih.weight", ih, "ih.bias", biasIh, "hh.weight", hh, "hh.bias", biasHh));
      joined.loadStateDict(
          Map.of("both.weight", ih.concat(hh, 1), "both.bias", biasIh.add(biasHh)));
      theirs.to(x.getDevice());
      mine.to(x.getDevice());
      joined.to(x.getDevice());
      NDArray h = Torch.randn(1, HIDDEN_SIZE).toDevice(x.getDevice(), false);
      NDArray expected = theirs.forward(x, h);
      System.out.println(
          "MyCell equals RNNCell: " + python(mine.forward(x, h).contentEquals(expected)));
      System.out.println(
          "JoinedCell is close to it: "
              + python(joined.forward(x, h).allClose(expected, 1e-5, 1e-8, false)));
    }
  }

  private static String python(boolean value) {
    return value ? "True" : "False";
  }

  /** How far the state after 20 letters depends on the one before them. */
  private static void memory(Cell cell, NDArray inputs) {
    try (var scope = Torch.scope();
        var grad = Torch.enableGrad()) {
      NDArray start = Torch.zeros(1, HIDDEN_SIZE).toDevice(inputs.getDevice(), false);
      start.setRequiresGradient(true);
      NDArray h = start;
      for (int letter = 0; letter < 4 * LENGTH; letter++) {
        h = cell.forward(inputs.get(letter % LENGTH), h);
      }
      Torch.backward(h.sum());
      System.out.println("Gradient through 20 letters: " + Torch.repr(Torch.grad(start).norm()));
    }
  }

  @Override
  public int defaultEpochs() {
    return 40;
  }

  @Override
  public boolean hasWeights() {
    return false;
  }
}
