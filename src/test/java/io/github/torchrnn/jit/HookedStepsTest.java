package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.RemovableHandle;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.Parametrizations;
import io.github.torchrnn.nn.SpectralNormOptions;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.SGD;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compiled steps and forwards of networks with hooks, and with weight and spectral norms. */
@Scoped
class HookedStepsTest {

  private static final class Net extends TorchModule {
    private final LSTM lstm = register("lstm", new LSTM(3, 4));
    private final Linear head = register("head", new Linear(4, 2));

    NDArray loss(NDArray x) {
      return head.forward(lstm.forward(x).output()).square().mean();
    }
  }

  private static Twins<Net> twins(java.util.function.Consumer<Net> change) {
    return Twins.of(
        () -> {
          Net net = new Net();
          change.accept(net);
          return net;
        },
        net -> Adam.builder(net.parameters()).lr(0.05).build(),
        net -> Traceable.of((NDArray x) -> net.loss(x)));
  }

  @Test
  void aHookRunsInEachStep() throws Exception {
    List<String> calls = new ArrayList<>();
    try (var twins = twins(net -> {})) {
      twins.step(Torch.randn(5, 2, 3));
      assertEquals(1, twins.programs());
      RemovableHandle handle =
          twins.compiled.head.registerForwardHook(
              (module, args, output) -> {
                calls.add("hook");
                return null;
              });
      List<String> lines =
          Log.of(
              () -> {
                for (int i = 0; i < 3; i++) {
                  twins.step(Torch.randn(5, 2, 3));
                }
              });
      assertEquals(3, calls.size(), calls.toString());
      assertEquals(1, lines.size(), lines.toString());
      assertTrue(
          lines
              .get(0)
              .startsWith(
                  "run by single calls, not compiled: Linear has forward hooks, which a program"
                      + " would not call ("),
          lines.get(0));
      handle.remove();
      twins.step(Torch.randn(5, 2, 3));
      twins.step(Torch.randn(5, 2, 3));
      assertEquals(3, calls.size(), calls.toString());
    }
  }

  @Test
  void weightNormsAreCompiled() {
    for (Integer dim : new Integer[] {0, 1, null}) {
      try (var twins =
          twins(
              net -> {
                Parametrizations.weightNorm(net.lstm, "weight_hh_l0", dim);
                Parametrizations.weightNorm(net.head, "weight", dim);
              })) {
        for (int i = 0; i < 4; i++) {
          twins.step(Torch.randn(5, 2, 3));
        }
        assertEquals(1, twins.programs());
        assertTrue(twins.step.compiled().variants().stream().noneMatch(it -> it.code().isGraph()));
      }
    }
  }

  /** A norm that comes, or goes, between steps is another program. */
  @Test
  void normsComeAndGo() {
    try (var twins =
        Twins.of(
            () -> new Linear(3, 2),
            net -> new SGD(net.parameters(), 0.1),
            net -> Traceable.of((NDArray x) -> net.forward(x).square().mean()))) {
      twins.step(Torch.randn(4, 3));
      twins.both(net -> Parametrizations.spectralNorm(net));
      twins.both(net -> net.eval());
      twins.step(Torch.randn(4, 3));
      twins.step(Torch.randn(4, 3));
      assertEquals(2, twins.programs());
      twins.both(net -> Parametrizations.removeParametrizations(net, "weight"));
      twins.step(Torch.randn(4, 3));
      twins.step(Torch.randn(4, 3));
      assertEquals(3, twins.programs());
    }
  }

  @Test
  void spectralNormsInTrainingRunBySingleCalls() throws Exception {
    List<String> lines =
        Log.of(
            () -> {
              try (var twins =
                  twins(
                      net ->
                          Parametrizations.spectralNorm(
                              net.head, "weight", new SpectralNormOptions().nPowerIterations(2)))) {
                for (int i = 0; i < 3; i++) {
                  twins.step(Torch.randn(5, 2, 3));
                }
                assertEquals(0, twins.programs());
              }
            });
    assertEquals(1, lines.size(), lines.toString());
    assertTrue(
        lines
            .get(0)
            .startsWith(
                "run by single calls, not compiled: spectral_norm moves its vectors at each step of"
                    + " training ("),
        lines.get(0));
  }

  @Test
  void forwardsInEvaluation() {
    Torch.manualSeed(3);
    try (Linear layer = Parametrizations.spectralNorm(new Linear(3, 2));
        var forward = CompiledForward.of(x -> layer.forward(x))) {
      layer.eval();
      for (int i = 0; i < 3; i++) {
        NDArray x = Torch.randn(4, 3);
        assertTrue(layer.forward(x).allClose(forward.run(x), 1e-6, 1e-7, false));
        layer.getParameter("parametrizations.weight.original").muli(1.5f);
      }
      assertEquals(1, Compiled.programs(forward));
    }
  }
}
