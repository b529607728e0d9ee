package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.optim.SGD;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a lambda may do at the edges of a trace, and what is refused there. */
@Scoped
class LambdaEdgesTest {

  private final NDArray x = Torch.tensor(new double[][] {{0.3, -0.7, 0.2}, {0.4, 0.5, -0.9}});

  /** A value that changes later would choose the program of its first contents. */
  @Test
  void aValueThatMayChangeChoosesNoProgram() {
    for (Object value : List.of(new HashMap<>(Map.of("a", 1)), new AtomicInteger(1))) {
      try (var forward = CompiledForward.of(Traceable.of((NDArray a, Object key) -> a.mul(2)))) {
        IllegalArgumentException refused =
            assertThrows(IllegalArgumentException.class, () -> forward.run(x, value));
        assertEquals(
            "an argument of a compiled lambda holds arrays, or is a value that cannot change: a"
                + " number, a text, a boolean, an enum, or records, lists and arrays of these, not a "
                + value.getClass().getName(),
            refused.getMessage());
      }
    }
  }

  @Test
  void aListOfNumbersChoosesByItsContents() {
    try (var forward =
        CompiledForward.of(Traceable.of((NDArray a, List<Integer> by) -> a.mul(by.get(0))))) {
      assertEquals(0.6f, forward.run(x, List.of(2)).getFloat(0, 0));
      assertEquals(0.9f, forward.run(x, List.of(3)).getFloat(0, 0), 1e-7f);
    }
  }

  /** A parameter that is frozen between steps is another program's where the lambda asks. */
  @Test
  void whetherAParameterIsTrainedIsAskedInEachRun() {
    try (Linear layer = new Linear(3, 1);
        SGD optimizer = new SGD(layer.parameters(), 0);
        var step =
            CompiledStep.of(
                optimizer,
                (NDArray a) ->
                    layer.forward(a).square().mean().mul(layer.weight().hasGradient() ? 1f : 2f))) {
      float trained = step.run(x).getFloat();
      layer.weight().setRequiresGradient(false);
      assertEquals(2 * trained, step.run(x).getFloat(), 1e-6f);
      layer.weight().setRequiresGradient(true);
      assertEquals(trained, step.run(x).getFloat(), 1e-6f);
    }
  }

  /** torch refuses a loss of frozen parameters, whatever else the optimizer has. */
  @Test
  void aLossOfFrozenParametersAlone() {
    try (Linear frozen = new Linear(3, 1);
        Linear other = new Linear(3, 1);
        SGD optimizer =
            new SGD(List.of(frozen.weight(), frozen.bias(), other.weight(), other.bias()), 0.1);
        var step = CompiledStep.of(optimizer, (NDArray a) -> frozen.forward(a).mean())) {
      frozen.requiresGrad(false);
      IllegalStateException refused = assertThrows(IllegalStateException.class, () -> step.run(x));
      assertEquals(
          "element 0 of tensors does not require grad and does not have a grad_fn: no parameter"
              + " that the loss was made from requires a gradient, or nothing was recorded when it"
              + " was made",
          refused.getMessage());
    }
  }

  @Test
  void aScopeInTheLambda() {
    try (Linear layer = new Linear(3, 2);
        var forward =
            CompiledForward.of(
                (NDArray a) -> {
                  try (var scope = Torch.scope()) {
                    return scope.keep(layer.forward(a.mul(2)).tanh());
                  }
                })) {
      float expected = layer.forward(x.mul(2)).tanh().getFloat(1, 1);
      assertEquals(expected, forward.run(x).getFloat(1, 1), 1e-6f);
      assertEquals(1, forward.compiled().variants().size());
    }
  }

  @Test
  void aStepInsideItself() {
    try (Linear layer = new Linear(3, 1);
        SGD optimizer = new SGD(layer.parameters(), 0.1)) {
      CompiledStep<?>[] own = new CompiledStep<?>[1];
      own[0] =
          CompiledStep.of(
              optimizer,
              (NDArray a) -> {
                own[0].run(a);
                return layer.forward(a).mean();
              });
      IllegalStateException refused =
          assertThrows(IllegalStateException.class, () -> own[0].run(x));
      assertEquals("CompiledStep cannot run inside its own lambda", refused.getMessage());
      own[0].close();
    }
  }
}
