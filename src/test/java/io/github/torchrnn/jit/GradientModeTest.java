package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.RNNCell;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.SGD;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** What a lambda computes without recording: no gradient passes, whoever differentiates. */
class GradientModeTest {

  private static final class Net extends TorchModule {
    final RNNCell cell = register("cell", new RNNCell(3, 4));
    final Linear linear = register("linear", new Linear(4, 4));
  }

  private static void train(boolean graph, BiFunction<Net, NDArray, NDArray> loss) {
    try (var twins =
        Twins.of(
            Net::new,
            net -> new SGD(net.parameters(), 0.001),
            net -> Traceable.of((NDArray x) -> loss.apply(net, x)))) {
      for (int i = 0; i < 3; i++) {
        twins.step(Torch.randn(40, 2 + i, 3));
      }
      assertEquals(1, twins.programs());
      assertEquals(graph, twins.step.compiled().variants().get(0).code().isGraph());
    }
  }

  private static NDArray weights(Net net, NDArray state) {
    try (var off = Torch.noGrad()) {
      return net.linear.forward(state).tanh().add(2);
    }
  }

  /** The same layer is recorded after it was not: its lines are alike but for the mode. */
  @Test
  void aLayerWithAndWithoutRecording() {
    train(
        true,
        (net, x) -> {
          NDArray state = net.cell.forward(x.get(0));
          NDArray weights = weights(net, state);
          return net.linear.forward(state).mul(weights).prod(new int[] {1}).mean();
        });
  }

  @Test
  void aLayerWithoutRecordingInALoop() {
    for (boolean graph : new boolean[] {false, true}) {
      train(
          graph,
          (net, x) -> {
            NDArray state = net.cell.forward(x.get(0));
            NDArray loss = Torch.zeros();
            for (int i = 1; i < 40; i++) {
              NDArray scores = net.linear.forward(state).mul(weights(net, state));
              loss = loss.add(graph ? scores.prod(new int[] {1}).mean() : scores.mean());
              state = net.cell.forward(x.get(i), state);
            }
            return loss;
          });
    }
  }

  /** By single calls too, the next step does not reach into the graph of the last. */
  @Test
  void aStateThatIsFedBackHasNoGraph() throws Exception {
    Net net = new Net();
    var log =
        Log.of(
            () -> {
              try (var scope = Torch.scope();
                  var step =
                      CompiledStep.of(
                          new SGD(net.parameters(), 0.001),
                          (x, h) -> {
                            NDArray state = net.cell.forward(x, h);
                            NDArray loss = state.square().mean();
                            return new NDList(loss.getFloat() > 9 ? loss.mul(2) : loss, state, h);
                          })) {
                NDArray state = Torch.zeros(2, 4);
                for (int i = 0; i < 3; i++) {
                  NDList results = step.run(Torch.randn(2, 3), state);
                  assertTrue(results.stream().noneMatch(NDArray::hasGradient));
                  assertEquals(true, results.get(2) == state);
                  state = results.get(1);
                }
              }
            });
    assertEquals(1, log.size(), log.toString());
  }
}
