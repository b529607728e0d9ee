package io.github.torchrnn.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledForward;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.InternalPrograms;
import io.github.torchrnn.jit.InternalPrograms.Node;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Expect;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.RNNCell;
import io.github.torchrnn.optim.SGD;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@Scoped
class GraphTest {

  private final RNNCell cell = new RNNCell(4, 5);
  private final Linear fc = new Linear(5, 4);

  private NDArray scores(NDArray x) {
    NDArray h = Torch.zeros(1, 5);
    for (int i = 0; i < x.getShape().get(0); i++) {
      h = cell.forward(x.get(i), h);
    }
    return fc.forward(h);
  }

  private static String text(List<Node> nodes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      text.append("%d %s %s".formatted(i, node.kind(), node.name()));
      text.append(node.shapes().isEmpty() ? "" : " " + node.shapes());
      text.append(node.inputs().isEmpty() ? "" : " of " + node.inputs());
      for (var parameter : node.parameters()) {
        text.append(", %s.%s %s".formatted(parameter.owner(), parameter.name(), parameter.shape()));
      }
      text.append('\n');
    }
    return text.toString();
  }

  @Test
  void aStepIsItsForwardAndItsLoss() {
    List<NDArray> parameters = new ArrayList<>(cell.parameters());
    parameters.addAll(fc.parameters());
    CrossEntropyLoss criterion = new CrossEntropyLoss();
    try (SGD optimizer = new SGD(parameters, 0.1);
        CompiledStep<NDArray> step =
            CompiledStep.of(optimizer, (NDArray x, NDArray y) -> criterion.forward(scores(x), y))) {
      Expect.refusal(
          IllegalStateException.class,
          "CompiledStep has no program: it has not run, runs by single calls, of which the log says"
              + " why, or has been closed",
          () -> Plots.graph(step));
      step.run(Torch.ones(2, 1, 4), Torch.tensor(3L));
      String ofCell =
          ", RNNCell.weight_ih (5, 4), RNNCell.weight_hh (5, 5), RNNCell.bias_ih (5,),"
              + " RNNCell.bias_hh (5,)";
      assertEquals(
          """
          0 ARGUMENT 0 (2, 1, 4)
          1 ARGUMENT 1 int64 (1,)
          2 CONSTANT zeros (1, 5)
          3 OPERATION get 0 (1, 4) of [0]
          4 OPERATION rnn_tanh_cell (1, 5) of [3, 2]%s
          5 OPERATION get 1 (1, 4) of [0]
          6 OPERATION rnn_tanh_cell (1, 5) of [5, 4]%s
          7 OPERATION linear (1, 4) of [6], Linear.weight (4, 5), Linear.bias (4,)
          8 OPERATION cross_entropy_loss () of [7, 1]
          9 RESULT 0 of [8]
          """
              .formatted(ofCell, ofCell),
          text(InternalPrograms.graph(step)));
      BufferedImage image = Plots.graph(step);
      int blue = count(image, new Color(0xCFE2F5));
      int orange = count(image, new Color(0xFDDFC5));
      assertTrue(blue > orange && orange > 1000, "two cells in one colour, a layer in another");
    }
  }

  private static int count(BufferedImage image, Color color) {
    int width = image.getWidth();
    int[] pixels = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
    return (int) Arrays.stream(pixels).filter(rgb -> rgb == color.getRGB()).count();
  }

  @Test
  void equalShapesOfTwoLayersAreTwoColours() {
    Linear one = new Linear(4, 4);
    Linear other = new Linear(4, 4);
    try (CompiledForward<NDArray> forward =
        CompiledForward.of((NDArray x) -> other.forward(one.forward(one.forward(x))))) {
      forward.run(Torch.ones(2, 4));
      BufferedImage image = Plots.graph(forward);
      int twice = count(image, new Color(0xCFE2F5));
      int once = count(image, new Color(0xFDDFC5));
      assertTrue(twice > 1.5 * once && once > 1000, twice + " and " + once);
    }
  }

  @Test
  void numbersStandInTheirOperation() {
    try (CompiledForward<NDArray> forward =
        CompiledForward.of((NDArray x) -> x.mul(2.5).add(1).softmax(1))) {
      forward.run(Torch.ones(2, 4));
      assertEquals(
          """
          0 ARGUMENT 0 (2, 4)
          1 OPERATION mul 2.5 (2, 4) of [0]
          2 OPERATION add 1 (2, 4) of [1]
          3 OPERATION softmax 1 (2, 4) of [2]
          4 RESULT 0 of [3]
          """,
          text(InternalPrograms.graph(forward)));
    }
  }

  @Test
  void aLongProgramIsFoldedOrRefused() {
    try (CompiledForward<NDArray> forward = CompiledForward.of((NDArray x) -> scores(x))) {
      forward.run(Torch.ones(50, 1, 4));
      List<Node> nodes = InternalPrograms.graph(forward);
      assertEquals(
          List.of("0", "zeros", "50 × get, rnn_tanh_cell", "linear", "0"),
          nodes.stream().map(Node::name).toList());
      assertEquals(List.of(1, 0), nodes.get(2).inputs());
      assertEquals(4, nodes.get(2).parameters().size());
      Plots.graph(forward);
    }
    try (CompiledForward<NDArray> forward =
        CompiledForward.of(
            (NDArray x) -> {
              NDArray y = x;
              for (int i = 0; i < 100; i++) {
                y = i % 7 * i % 3 == 0 ? y.sin() : i * i % 5 == 0 ? y.cos() : y.tanh();
              }
              return y;
            })) {
      forward.run(Torch.ones(2, 2));
      Expect.refusal(
          "the program has 100 operations, and a picture shows at most 60: draw that of a shorter"
              + " sequence",
          () -> Plots.graph(forward));
    }
  }

  @Test
  void manyArgumentsAreRefused() {
    try (CompiledForward<NDArray> forward =
        CompiledForward.of(Traceable.of((NDList all) -> NDArrays.concat(all)))) {
      NDList arrays = new NDList();
      IntStream.range(0, 60).forEach(i -> arrays.add(Torch.ones(2)));
      forward.run(arrays);
      Expect.refusal(
          "the program has 61 arguments, constants and results, and a picture shows at most 60",
          () -> Plots.graph(forward));
    }
  }

  @Test
  void resultsAreNumbered() {
    try (CompiledForward<NDList> forward =
        CompiledForward.of((NDArray x) -> new NDList(x.sin(), x.cos()))) {
      forward.run(Torch.ones(2));
      List<Node> nodes = InternalPrograms.graph(forward);
      assertEquals(List.of("0", "sin", "cos", "0", "1"), nodes.stream().map(Node::name).toList());
      Plots.graph(forward);
    }
  }

  @Test
  void nodesStandBelowTheirInputsAndApart() {
    Random random = new Random(5);
    for (int round = 0; round < 50; round++) {
      int count = 1 + random.nextInt(40);
      List<List<Integer>> inputs = new ArrayList<>();
      boolean[] computes = new boolean[count];
      for (int node = 0; node < count; node++) {
        int before = node;
        int given = node == 0 ? 0 : random.nextInt(4);
        inputs.add(random.ints(given, 0, Math.max(1, before)).distinct().boxed().toList());
        computes[node] = !inputs.get(node).isEmpty();
      }
      double[] widths = random.doubles(count, 30, 200).toArray();
      GraphLayout layout = new GraphLayout(inputs, computes, widths, 24);
      for (int node = 0; node < count; node++) {
        for (int input : inputs.get(node)) {
          assertTrue(layout.layer(input) < layout.layer(node));
        }
        assertTrue(layout.x(node) - widths[node] / 2 > -1e-6);
        assertTrue(layout.x(node) + widths[node] / 2 < layout.width() + 1e-6);
        for (int other = 0; other < node; other++) {
          double apart = Math.abs(layout.x(node) - layout.x(other));
          boolean free = apart > (widths[node] + widths[other]) / 2 + 24 - 1e-6;
          assertTrue(free || layout.layer(node) != layout.layer(other), node + " and " + other);
        }
      }
      assertEquals(
          layout.layers() - 1, IntStream.range(0, count).map(layout::layer).max().getAsInt());
    }
  }

  @Test
  void aChainIsStraightAndALongEdgeGoesAroundIt() {
    boolean[] computes = {false, true, true, true};
    double[] widths = {50, 90, 40, 60};
    List<Integer> none = List.of();
    GraphLayout chain =
        new GraphLayout(List.of(none, List.of(0), List.of(1), List.of(2)), computes, widths, 24);
    IntStream.range(1, 4).forEach(node -> assertEquals(chain.x(0), chain.x(node), 1e-6));
    GraphLayout around =
        new GraphLayout(List.of(none, List.of(0), List.of(1), List.of(2, 0)), computes, widths, 24);
    double[] bends = around.bends(3, 1);
    assertEquals(2, bends.length, "the edge from 0 to 3 passes two layers");
    assertTrue(Math.abs(bends[0] - around.x(1)) > 45 + 24 - 1e-6);
  }
}
