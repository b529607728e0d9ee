package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Expect;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.SGD;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lambdas that no program can hold: they run by single calls, and the log says why, once. */
class SingleCallsTest {

  private static final MSELoss MEAN_SQUARE = new MSELoss();
  private static final String RUN = "run by single calls, not compiled: ";
  private static final String FILE = "SingleCallsTest.java";

  private final io.github.torchrnn.Scope scope = Torch.scope();

  @AfterEach
  void close() {
    scope.close();
  }

  /** Trains a layer by a lambda, beside a twin of single calls; returns what was logged. */
  private static List<String> logged(BiFunction<Linear, NDArray, NDArray> lambda) throws Exception {
    return Log.of(
        () -> {
          try (var twins =
              Twins.of(
                  () -> new Linear(3, 2),
                  net -> SGD.builder(net.parameters(), 0.1).momentum(0.9).build(),
                  net -> Traceable.of((NDArray x) -> lambda.apply(net, x)))) {
            for (int i = 0; i < 3; i++) {
              twins.step(Torch.randn(4, 3));
            }
            assertEquals(0, twins.programs());
          }
        });
  }

  private static void assertLogged(String reason, List<String> lines) {
    assertEquals(1, lines.size(), lines.toString());
    String line = lines.get(0);
    assertTrue(line.startsWith(RUN + reason), line);
    assertTrue(line.matches(".*\\(.*\\(" + FILE + ":\\d+\\)\\)"), line);
  }

  @Test
  void anArrayFromOutside() throws Exception {
    NDArray target = Torch.ones(4, 2);
    assertLogged(
        "an array from outside of the lambda, neither parameter nor buffer, would keep its first"
            + " value: make it an argument, or if it was made of a parameter in a field, read that"
            + " inside (net.weight(), getParameter)",
        logged((net, x) -> MEAN_SQUARE.forward(net.forward(x), target)));
    assertLogged(
        "an array from outside of the lambda",
        logged((net, x) -> net.forward(x).mul(target).mean()));
    assertLogged(
        "an array from outside of the lambda",
        logged((net, x) -> target.mul(net.forward(x)).mean()));
  }

  @Test
  void aNumberThatIsRead() throws Exception {
    assertLogged(
        "NDArray.getFloat cannot be part of a program",
        logged(
            (net, x) -> {
              NDArray loss = net.forward(x).mean();
              return loss.getFloat() > 0 ? loss : loss.mul(2);
            }));
    assertLogged(
        "NDArray.toFloatArray cannot be part of a program",
        logged((net, x) -> net.forward(x).mean().mul(x.toFloatArray()[0])));
  }

  @Test
  void anArrayThatIsChangedInPlace() throws Exception {
    assertLogged(
        "NDArray.addi cannot be part of a program",
        logged((net, x) -> net.forward(x).addi(1).tanh().mean()));
  }

  @Test
  void gradientsInsideTheLambda() throws Exception {
    assertLogged(
        "",
        logged(
            (net, x) -> {
              NDArray y = net.forward(x).tanh().mean();
              Torch.grad(net.weight());
              return y;
            }));
  }

  @Test
  void aLossOfSeveralNumbers() throws Exception {
    try (Linear net = new Linear(3, 2);
        SGD optimizer = new SGD(net.parameters(), 0.1);
        CompiledStep<NDArray> step = CompiledStep.of(optimizer, x -> net.forward(x))) {
      NDArray x = Torch.randn(4, 3);
      String single =
          assertThrows(
                  RuntimeException.class,
                  () -> {
                    try (var grad = Torch.enableGrad()) {
                      Torch.backward(net.forward(x));
                    }
                  })
              .getMessage();
      float[] before = net.weight().toFloatArray();
      assertEquals(single, assertThrows(RuntimeException.class, () -> step.run(x)).getMessage());
      assertArrayEquals(before, net.weight().toFloatArray());
    }
  }

  @Test
  void aLossWithoutAParameter() {
    try (Linear net = new Linear(3, 2);
        SGD optimizer = new SGD(net.parameters(), 0.1);
        CompiledStep<NDArray> step = CompiledStep.of(optimizer, x -> x.mean())) {
      String message =
          assertThrows(RuntimeException.class, () -> step.run(Torch.randn(4, 3))).getMessage();
      assertTrue(
          message.startsWith(
              "element 0 of tensors does not require grad and does not have a grad_fn"),
          message);
    }
  }

  @Test
  void noResultAtAll() {
    try (Linear net = new Linear(3, 2);
        SGD optimizer = new SGD(net.parameters(), 0.1);
        CompiledStep<List<NDArray>> none = CompiledStep.of(optimizer, x -> List.of());
        CompiledStep<NDArray> absent = CompiledStep.of(optimizer, x -> null)) {
      Expect.refusal(
          "the lambda returned no array: its first is the loss", () -> none.run(Torch.randn(4, 3)));
      assertThrows(RuntimeException.class, () -> absent.run(Torch.randn(4, 3)));
    }
  }

  @Test
  void anExceptionOfTheLambdaComesThroughAndLeavesNothingBehind() {
    RuntimeException thrown = new UnsupportedOperationException("not today");
    boolean[] throwing = {true};
    try (Linear net = new Linear(3, 2);
        SGD optimizer = new SGD(net.parameters(), 0.1);
        CompiledStep<NDArray> step =
            CompiledStep.of(
                optimizer,
                x -> {
                  NDArray y = net.forward(x).mean();
                  if (throwing[0]) {
                    throw thrown;
                  }
                  return y;
                })) {
      assertEquals(
          thrown,
          assertThrows(UnsupportedOperationException.class, () -> step.run(Torch.randn(4, 3))));
      assertFalse(Torch.isGradEnabled());
      Twins.assertNear(net.forward(Torch.ones(1, 3)), net.forward(Torch.ones(1, 3)), "as before");
      throwing[0] = false;
      step.run(Torch.randn(4, 3));
      assertEquals(1, Compiled.programs(step));
    }
  }

  @Test
  void aLambdaOfSingleCallsMayKeepWhatItMakes() throws Exception {
    List<NDArray> kept = new ArrayList<>();
    List<String> lines =
        logged(
            (net, x) -> {
              NDArray loss = net.forward(x).mean();
              kept.add(loss);
              return loss.getFloat() > 100 ? loss : loss.mul(2);
            });
    assertEquals(1, lines.size());
  }

  @Test
  void aForwardOfSingleCalls() throws Exception {
    NDArray outside = Torch.randn(4, 2);
    List<String> lines =
        Log.of(
            () -> {
              try (Linear net = new Linear(3, 2);
                  CompiledForward<NDArray> forward =
                      CompiledForward.of(x -> net.forward(x).add(outside))) {
                for (int i = 0; i < 3; i++) {
                  NDArray x = Torch.randn(4, 3);
                  Twins.assertNear(net.forward(x).add(outside), forward.run(x), "result");
                }
                assertEquals(0, Compiled.programs(forward));
              }
            });
    assertLogged("an array from outside of the lambda", lines);
  }

  // ---- what is closed

  private static CompiledStep<NDArray> step(
      Adam optimizer, Function<NDArray, NDArray> net, MSELoss criterion) {
    return CompiledStep.of(optimizer, (x, y) -> criterion.forward(net.apply(x), y));
  }

  @Test
  void whatIsClosedIsNamed() {
    Linear net = new Linear(3, 2);
    Adam optimizer = new Adam(net.parameters(), 0.1);
    MSELoss criterion = new MSELoss();
    CompiledStep<NDArray> step = step(optimizer, net::forward, criterion);
    CompiledForward<NDArray> forward = CompiledForward.of(x -> net.forward(x));
    NDArray x = Torch.randn(4, 3);
    NDArray y = Torch.randn(4, 2);
    step.run(x, y);
    forward.run(x);
    NDArray closed = Torch.randn(4, 3);
    closed.close();
    String array =
        "argument 0 has been closed: keep it open until its last use, or take it out of its scope"
            + " with Scope.keep";
    Expect.refusal(IllegalStateException.class, array, () -> step.run(closed, y));
    Expect.refusal(IllegalStateException.class, array, () -> forward.run(closed));
    optimizer.close();
    Expect.refusal(
        IllegalStateException.class,
        "Adam has been closed and its state is freed: close it after its last step",
        () -> step.run(x, y));
    net.close();
    Expect.refusal(
        IllegalStateException.class,
        "Linear has been closed and its weights are freed: close it after its last use",
        () -> forward.run(x));
    step.close();
    step.close();
    forward.close();
    forward.close();
    Expect.refusal(
        IllegalStateException.class,
        "CompiledStep has been closed: close it after its last run",
        () -> step.run(x, y));
    Expect.refusal(
        IllegalStateException.class,
        "CompiledForward has been closed: close it after its last run",
        () -> forward.run(x));
    criterion.close();
  }

  @Test
  void aClosedNetworkIsNamedByItsStep() {
    Linear net = new Linear(3, 2);
    try (Adam optimizer = new Adam(net.parameters(), 0.1);
        MSELoss criterion = new MSELoss();
        CompiledStep<NDArray> step = step(optimizer, net::forward, criterion)) {
      NDArray x = Torch.randn(4, 3);
      step.run(x, Torch.randn(4, 2));
      net.close();
      String message =
          assertThrows(IllegalStateException.class, () -> step.run(x, Torch.randn(4, 2)))
              .getMessage();
      assertTrue(message.contains("has been closed"), message);
    }
  }

  @Test
  void aClosedOptimizerIsRefusedWhenTheStepIsMade() {
    try (Linear net = new Linear(2, 1)) {
      Adam optimizer = new Adam(net.parameters(), 0.1);
      optimizer.close();
      Expect.refusal(
          IllegalStateException.class,
          "Adam has been closed and its state is freed: close it after its last step",
          () -> CompiledStep.of(optimizer, x -> net.forward(x).mean()));
    }
  }

  @Test
  void aForwardCannotCloseItselfInItsRun() {
    CompiledForward<?>[] itself = new CompiledForward<?>[1];
    try (Linear net = new Linear(3, 2);
        CompiledForward<NDArray> forward =
            CompiledForward.of(
                x -> {
                  itself[0].close();
                  return net.forward(x);
                })) {
      itself[0] = forward;
      Expect.refusal(
          IllegalStateException.class,
          "CompiledForward cannot be closed inside its own run",
          () -> forward.run(Torch.randn(4, 3)));
    }
  }

  @Test
  void anInterruptedThreadMakesNoStep() {
    try (Linear net = new Linear(3, 2);
        SGD optimizer = new SGD(net.parameters(), 0.1);
        CompiledStep<NDArray> step = CompiledStep.of(optimizer, x -> net.forward(x).mean())) {
      for (int i = 0; i < 2; i++) {
        float[] before = net.weight().toFloatArray();
        Thread.currentThread().interrupt();
        assertEquals(
            "CompiledStep.run was interrupted, before it changed anything",
            assertThrows(
                    java.util.concurrent.CancellationException.class,
                    () -> step.run(Torch.randn(4, 3)))
                .getMessage());
        assertFalse(Thread.currentThread().isInterrupted());
        assertArrayEquals(before, net.weight().toFloatArray());
        step.run(Torch.randn(4, 3));
      }
    }
  }

  @Test
  void whatIsReadInOneModeIsCompiledInTheOther() throws Exception {
    List<String> lines =
        Log.of(
            () -> {
              try (Linear net = new Linear(3, 2);
                  CompiledForward<NDArray> forward =
                      CompiledForward.of(
                          x -> {
                            NDArray y = net.forward(x);
                            return net.isTraining() ? y.mul(y.get(0, 0).getFloat()) : y;
                          })) {
                NDArray x = Torch.randn(4, 3);
                for (int i = 0; i < 2; i++) {
                  net.train();
                  NDArray y = net.forward(x);
                  Twins.assertNear(y.mul(y.get(0, 0).getFloat()), forward.run(x), "training");
                  net.eval();
                  Twins.assertNear(y, forward.run(x), "evaluation");
                }
                assertEquals(1, Compiled.programs(forward));
              }
            });
    assertLogged("NDArray.getFloat cannot be part of a program", lines);
  }
}
