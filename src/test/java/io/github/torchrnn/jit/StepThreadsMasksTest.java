package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Dropout;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LayerNorm;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.TorchModule;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Masks of dropout where memory is not in the order of the axes: torch draws in the order of
 * memory, and so do steps on threads.
 */
class StepThreadsMasksTest {

  private static final class Net extends TorchModule {
    private final Linear fc = register("fc", new Linear(4, 4));
    private final Linear one = register("one", new Linear(4, 1));
    private final LSTM lstm = register("lstm", LSTM.builder(4, 4).batchFirst(true).build());
    private final LayerNorm norm = register("norm", new LayerNorm(4));
    private final Dropout dropout = register("dropout", new Dropout(0.4));
  }

  /** What dropout gets, of (batch, time, 4). */
  @FunctionalInterface
  private interface Input {
    NDArray of(Net net, NDArray x);
  }

  private static final Map<String, Input> INPUTS = new LinkedHashMap<>();

  static {
    INPUTS.put("as it is", (net, x) -> x);
    INPUTS.put("through numbers", (net, x) -> x.mul(2).tanh());
    INPUTS.put("swapped", (net, x) -> x.swapAxes(0, 1));
    INPUTS.put("flat", (net, x) -> x.flatten(0, 1));
    INPUTS.put("a step of time", (net, x) -> x.get(":, 1"));
    INPUTS.put("softmax", (net, x) -> Functional.softmax(x, 2));
    INPUTS.put("normalized", (net, x) -> net.norm.forward(x));
    INPUTS.put("a residual", (net, x) -> x.add(net.fc.forward(x)));
    INPUTS.put("a residual behind", (net, x) -> net.fc.forward(x).add(x));
    INPUTS.put("weighted outputs", (net, x) -> net.lstm.forward(x).output().mul(weights(net, x)));
  }

  private static NDArray weights(Net net, NDArray x) {
    return Functional.softmax(net.one.forward(x), 1);
  }

  private static void check(String name, Input input, boolean inOrder, boolean isShared) {
    try (var twins =
        Twins.onThreads(
            3,
            Net::new,
            net ->
                Traceable.of(
                    (NDArray x) ->
                        net.fc.forward(net.dropout.forward(input.of(net, x))).square().mean()))) {
      for (int batch : new int[] {4, 4, 7, 2}) {
        NDArray x =
            inOrder ? Torch.randn(batch, 3, 4) : Torch.randn(4, 3, batch).transpose(2, 1, 0);
        twins.step(x);
      }
      assertEquals(isShared, twins.isShared());
    } catch (AssertionError e) {
      throw new AssertionError(name + ", in order " + inOrder + ": " + e.getMessage(), e);
    }
  }

  @Test
  void areThoseOfOneThread() {
    INPUTS.forEach(
        (name, input) -> {
          check(name, input, true, true);
          check(name, input, false, true);
        });
  }

  /** The weights, which come first, lay out their product with outputs that lie otherwise. */
  @Test
  void areNotDrawnBeforeWhereTheirOrderIsUnknown() {
    check(
        "outputs, weighted",
        (net, x) -> weights(net, x).mul(net.lstm.forward(x).output()),
        true,
        false);
  }
}
