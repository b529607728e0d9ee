package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Recorder;
import io.github.torchrnn.nn.BatchNorm1d;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Dropout;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.RNNCell;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.SGD;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What verification finds, that it says what, and that it leaves all as it was. */
@Scoped
class VerificationTest {

  private final Linear linear = seeded();
  private final MSELoss criterion = new MSELoss();
  private final NDArray x = Torch.tensor(new float[] {0.5f, -1, 2, 0.25f, 3, -0.5f}, 2, 3);
  private final NDArray y = Torch.tensor(new float[] {1, -2, 0.5f, 0}, 2, 2);

  private static Linear seeded() {
    Torch.manualSeed(1);
    return new Linear(3, 2);
  }

  @AfterEach
  void close() {
    linear.close();
  }

  private static String messageOf(CompiledStep<?> step, Object... arguments) {
    return assertThrows(
            IllegalStateException.class,
            () -> {
              for (int i = 0; i < 100; i++) {
                step.run(arguments);
              }
            })
        .getMessage();
  }

  private NDArray loss(NDArray input, NDArray target) {
    return criterion.forward(linear.forward(input), target);
  }

  @Test
  void itIsOnInTests() {
    assertTrue(Verification.ON);
  }

  @Test
  void findsACoin() {
    Random coin = new Random(3);
    try (var optimizer = new SGD(linear.parameters(), 0.1);
        var step =
            CompiledStep.of(
                optimizer,
                (NDArray a, NDArray b) -> coin.nextBoolean() ? loss(a, b) : loss(a.tanh(), b))) {
      String message = messageOf(step, x, y); // of a trace, or of the run by single calls
      assertTrue(message.contains("make it an argument"), message);
    }
  }

  @Test
  void findsACounter() {
    int[] count = {0};
    try (var optimizer = new SGD(linear.parameters(), 0.1);
        var step =
            CompiledStep.of(
                optimizer, (NDArray a, NDArray b) -> loss(a.mul(1.0 / ++count[0]), b))) {
      String message = messageOf(step, x, y);
      assertTrue(
          message.startsWith("CompiledStep: the lambda, traced again, is another program. Line "),
          message);
      assertTrue(
          message.matches("(?s).* was\\R  v2: .*1\\.0.*\\Rand is now\\R  v2: .*0\\.5.*"), message);
      assertTrue(
          message.endsWith(
              "What a lambda reads of Java, a counter, a random number or a field, keeps the value"
                  + " of its first run in the program: make it an argument (see Traceable)"),
          message);
    }
  }

  @Test
  void findsACapturedState() {
    AtomicReference<NDArray> state = new AtomicReference<>();
    try (RNNCell cell = new RNNCell(3, 2);
        var optimizer = new SGD(cell.parameters(), 0.1);
        var step =
            CompiledStep.of(
                optimizer,
                (NDArray a, NDArray b) -> {
                  state.set(cell.forward(a, state.get()));
                  return criterion.forward(state.get(), b);
                })) {
      assertEquals(
          "a compiled lambda kept an array for later, which was a stand-in: return it, and make it"
              + " an argument of the run that needs it",
          messageOf(step, x, y));
    }
  }

  @Test
  void findsTheSameInAForward() {
    int[] count = {0};
    try (var forward = CompiledForward.of((NDArray a) -> linear.forward(a).add(count[0]++))) {
      String message = assertThrows(IllegalStateException.class, () -> forward.run(x)).getMessage();
      assertTrue(message.startsWith("CompiledForward: the lambda, traced again, is"), message);
      assertTrue(message.matches("(?s).*\\Rand is now\\R  v4: .*\\b1\\b.*"), message);
    }
  }

  /** A call that a trace records under a name of a rule that is a test's own. */
  private static NDArray traced(String rule, NDArray array) {
    Recorder recorder = Recorder.current();
    return recorder == null
        ? array.tanh()
        : (NDArray) recorder.call(rule, new Object[] {array}, it -> ((NDArray) it[0]).tanh());
  }

  private String messageOf(String rule) {
    try (var optimizer = new SGD(linear.parameters(), 0.1);
        var step =
            CompiledStep.of(
                optimizer,
                (NDArray a, NDArray b) ->
                    criterion.forward(linear.forward(traced(rule, a)), b).add(0))) {
      return messageOf(step, x, y);
    }
  }

  @Test
  void namesTheParameterWhoseGradientIsWrong() {
    Operations.RULES.put(
        "wrong_backward", TemplateRule.of("torch.tanh($0)", "torch.mul($g, 1.01)"));
    try (Linear first = new Linear(3, 3);
        CrossEntropyLoss classes = new CrossEntropyLoss();
        var optimizer = new Adam(List.of(linear.weight(), first.weight()), 0.1);
        var step =
            CompiledStep.of(
                optimizer,
                (NDArray a, NDArray b) ->
                    classes.forward(
                        linear.forward(traced("wrong_backward", first.forward(a))), b))) {
      String message = messageOf(step, x, Torch.tensor(1L, 0L));
      assertTrue(
          message.startsWith(
              "CompiledStep: parameter 1 of the optimizer, weight of Linear, of shape"
                  + " torch.Size([3, 3]) differs from single calls: number "),
          message);
    } finally {
      Operations.RULES.remove("wrong_backward");
    }
  }

  @Test
  void namesTheResultThatIsWrong() {
    Operations.RULES.put("wrong_forward", TemplateRule.of("torch.sin($0)", "$g"));
    try {
      String message = messageOf("wrong_forward");
      assertTrue(
          message.startsWith("CompiledStep: the loss differs from single calls: number 0 is "),
          message);
    } finally {
      Operations.RULES.remove("wrong_forward");
    }
  }

  @Test
  void twoArgumentsMayBeOneArray() {
    try (var forward = CompiledForward.of((NDArray a, NDArray b) -> a.mul(2).sub(b))) {
      assertArrayEquals(x.toFloatArray(), forward.run(x, x).toFloatArray());
      NDArray other = Torch.ones(2, 3);
      assertArrayEquals(new float[] {0, -3, 3, -0.5f, 5, -2}, forward.run(x, other).toFloatArray());
      assertEquals(1, forward.compiled().variants().size());
    }
  }

  @Test
  void movesRunningStatisticsOnce() {
    try (BatchNorm1d norm = new BatchNorm1d(3);
        BatchNorm1d twin = new BatchNorm1d(3);
        var optimizer = new SGD(linear.parameters(), 0.1);
        var step = CompiledStep.of(optimizer, (NDArray a, NDArray b) -> loss(norm.forward(a), b))) {
      for (int i = 0; i < 3; i++) {
        step.run(x.add(i), y);
        twin.forward(x.add(i));
      }
      assertEquals(1, step.compiled().variants().size());
      twin.namedBuffers()
          .forEach(
              (name, buffer) ->
                  assertArrayEquals(
                      Numbers.of(buffer), Numbers.of(norm.namedBuffers().get(name)), 1e-6));
    }
  }

  @Test
  void leavesGradientsAndTheGeneratorAlone() {
    Dropout dropout = new Dropout(0.5);
    try (var optimizer = new Adam(linear.parameters(), 0.1);
        var step =
            CompiledStep.of(optimizer, (NDArray a, NDArray b) -> loss(dropout.forward(a), b))) {
      assertNull(Torch.grad(linear.weight()));
      Torch.manualSeed(5);
      float loss = step.run(x, y).getFloat();
      float[] drawn = Torch.rand(3).toFloatArray();
      assertNull(Torch.grad(linear.weight()));

      Torch.manualSeed(1);
      try (Linear fresh = new Linear(3, 2)) {
        Torch.manualSeed(5);
        NDArray single = criterion.forward(fresh.forward(dropout.forward(x)), y);
        assertEquals(single.getFloat(), loss, 1e-6);
        assertArrayEquals(Torch.rand(3).toFloatArray(), drawn);
      }
    } finally {
      dropout.close();
    }
  }
}
