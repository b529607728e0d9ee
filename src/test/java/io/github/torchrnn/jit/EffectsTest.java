package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.KernelFiles;
import io.github.torchrnn.internal.Resources;
import io.github.torchrnn.nn.BatchNorm1d;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.Sequential;
import io.github.torchrnn.optim.SGD;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That no operation is forgotten which draws or changes an argument. */
@Scoped
class EffectsTest {

  /** Of optimizers, which end a trace. */
  private static final Set<String> OPTIMIZERS = Set.of("optimizers.py", "adaptive.py", "lbfgs.py");

  private static final Pattern METHOD =
      Pattern.compile("^( *)def (\\w+)\\(.*-> (.*):\\n((?:\\1 +.*\\n|\\n)*)", Pattern.MULTILINE);

  /** The functions of torch that draw. */
  private static final Pattern DRAWS =
      Pattern.compile(
          "torch\\.(rand\\w*|exponential_|normal_?|bernoulli_?|uniform_|random_|multinomial|\\w*dropout"
              + "|rnn_tanh|rnn_relu|gru|lstm)\\(");

  private static final Pattern CHANGES = Pattern.compile("\\w_\\(");

  /** The kernels whose text a test holds for, and which return something. */
  private static Set<String> kernels(Predicate<String> body) {
    return kernels(
        Stream.concat(KernelFiles.KERNELS.stream(), KernelFiles.FUNCTIONS.stream()).toList(), body);
  }

  /** The kernels of some files. */
  static Set<String> kernels(List<String> files, Predicate<String> body) {
    Map<String, String> bodies = new HashMap<>();
    for (String file : files) {
      if (OPTIMIZERS.contains(file)) {
        continue;
      }
      Matcher method = METHOD.matcher(Resources.text(Resources.class, file));
      while (method.find()) {
        if (!method.group(3).equals("None")) { // a trace refuses those that return nothing
          bodies.put(method.group(2), method.group(4));
        }
      }
    }
    Set<String> found = new TreeSet<>();
    bodies.forEach(
        (name, text) -> {
          if (body.test(text)) {
            found.add(name);
          }
        });
    return found;
  }

  @Test
  void eachKernelThatDrawsHasATwin() {
    Set<String> without = kernels(body -> DRAWS.matcher(body).find());
    without.removeIf(Effects::has);
    // Only calls without gradients reach these, and no trace.
    assertEquals(new TreeSet<>(Set.of("lstm_by", "lstm_of_cells")), without);
  }

  @Test
  void eachKernelThatChangesAnArgumentHasATwin() {
    Set<String> without = kernels(body -> CHANGES.matcher(body).find());
    without.removeIf(Effects::has);
    // Those of gradients return what no lambda asks for; the others change arrays of their own.
    assertEquals(
        new TreeSet<>(
            Set.of(
                "celu",
                "clip_grad_norm_",
                "elu",
                "filled",
                "gaussian_nll_loss",
                "norms_in_order",
                "outside",
                "row_norms",
                "selu",
                "view_of_storage",
                "zero_grad")),
        without);
  }

  /** Statistics change once a run, by the same numbers, and not while a lambda is traced. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void batchNormInTraining(boolean training) {
    Torch.manualSeed(3);
    Sequential single = new Sequential(new Linear(3, 4), new BatchNorm1d(4), new Linear(4, 2));
    Sequential compiled = new Sequential(new Linear(3, 4), new BatchNorm1d(4), new Linear(4, 2));
    compiled.loadStateDict(single.stateDict());
    single.train(training);
    compiled.train(training);
    MSELoss criterion = new MSELoss();
    // Not Adam: the bias before the norm has a gradient of rounding alone, which Adam makes a step.
    SGD optimizer = new SGD(single.parameters(), 0.02);
    try (var step =
            CompiledStep.of(
                new SGD(compiled.parameters(), 0.02),
                (x, y) -> criterion.forward(compiled.forward(x), y));
        var forward = CompiledForward.of(x -> compiled.forward(x))) {
      for (int i = 0; i < 6; i++) {
        NDArray x = Torch.randn(i < 4 ? 5 : 7, 3);
        NDArray y = Torch.randn(i < 4 ? 5 : 7, 2);
        try (var mode = Torch.enableGrad()) {
          NDArray loss = criterion.forward(single.forward(x), y);
          optimizer.zeroGrad();
          Torch.backward(loss);
          optimizer.step();
          assertEquals(loss.getFloat(), step.run(x, y).getFloat(), 1e-6);
        }
        NDArray expected = single.forward(x);
        NDArray infer = forward.run(x);
        assertEquals(0, expected.sub(infer).abs().max().getFloat(), 1e-5);
      }
      assertEquals(1, Compiled.programs(step));
      assertEquals(1, Compiled.programs(forward));
    }
    single
        .stateDict()
        .forEach(
            (name, value) -> {
              NDArray difference = value.sub(compiled.stateDict().get(name)).abs().max();
              assertEquals(0, difference.toArray()[0].doubleValue(), 1e-5, name);
            });
  }
}
