package io.github.torchrnn.jit;

import static io.github.torchrnn.jit.OperationCase.graph;
import static io.github.torchrnn.jit.OperationCase.own;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.GradOptions;
import io.github.torchrnn.RemovableHandle;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.AttentionOutput;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.MultiheadAttention;
import io.github.torchrnn.nn.SDPAOptions;
import io.github.torchrnn.optim.SGD;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Functions that reduce, pick and contract, attention, gradients of gradients and hooks, in
 * compiled steps beside single calls.
 */
@Scoped
class SelectionStepTest {

  static Stream<OperationCase> functions() {
    return Stream.of(
        own("median", (a, b) -> Torch.median(a)),
        own("median of an axis", (a, b) -> Torch.median(a, 1).values()),
        own("mode", (a, b) -> Torch.mode(a, 0, true).values()),
        own("cumprod", (a, b) -> Torch.cumprod(a, 1)),
        own("norm", (a, b) -> Torch.norm(a)),
        own("norm of an axis", (a, b) -> Torch.norm(a, 2, 1)),
        own("norm, axes kept", (a, b) -> Torch.norm(a, 2, 0, true)),
        own("norm fro", (a, b) -> Torch.norm(a, "fro")),
        own("norm 1", (a, b) -> Torch.norm(a.sub(0.5f), 1, 1)),
        own("norm 1 of all", (a, b) -> Torch.norm(a, 1)),
        graph("norm 3", (a, b) -> Torch.norm(a, 3, 1)),
        graph("norm nuc", (a, b) -> Torch.norm(a, "nuc")),
        own("max of all", (a, b) -> Torch.max(a)),
        own("min of all", (a, b) -> Torch.min(a)),
        own("argmax", (a, b) -> Torch.argmax(a, 1)),
        own("indexSelect", (a, b) -> Torch.indexSelect(a, 1, Torch.tensor(2, 0, 0)).mul(b)),
        own("repeatInterleave", (a, b) -> Torch.repeatInterleave(a, 2)),
        own("repeatInterleave of an axis", (a, b) -> Torch.repeatInterleave(a, 2, 0)),
        own("repeatInterleave of the last axis", (a, b) -> Torch.repeatInterleave(a, 3, -1)),
        graph("einsum", (a, b) -> Torch.einsum("ij,kj->ik", a, b)),
        own("dot", (a, b) -> Torch.dot(a.get(0), b.get(1))),
        own("exp", (a, b) -> Torch.exp(a)),
        own("log", (a, b) -> Torch.log(a)),
        own("sqrt", (a, b) -> Torch.sqrt(a)),
        own("sin", (a, b) -> Torch.sin(a)),
        own("cos", (a, b) -> Torch.cos(a)),
        own("tanh", (a, b) -> Torch.tanh(a)),
        own("sigmoid", (a, b) -> Torch.sigmoid(a)),
        own("softmax", (a, b) -> Torch.softmax(a, 1)),
        own("abs", (a, b) -> Torch.abs(a.sub(0.5f))),
        own("round", (a, b) -> Torch.round(a.mul(3))),
        own("mul", (a, b) -> Torch.mul(a, b.get(0))),
        own("mul by a number", (a, b) -> Torch.mul(a, 0.3)),
        own("eq", (a, b) -> Torch.eq(a, b)),
        own("ne", (a, b) -> Torch.ne(a, a)),
        own("maximum", (a, b) -> Torch.maximum(a, b)),
        own("minimum", (a, b) -> Torch.minimum(a, b.get(0))),
        graph("scaledDotProductAttention", (a, b) -> Functional.scaledDotProductAttention(a, b, b)),
        graph(
            "scaledDotProductAttention that drops",
            (a, b) ->
                Functional.scaledDotProductAttention(a, b, b, new SDPAOptions().dropoutP(0.4))));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void inFloat32(OperationCase function) {
    function.check(DataType.FLOAT32);
  }

  @ParameterizedTest
  @MethodSource("functions")
  void inFloat64(OperationCase function) {
    function.check(DataType.FLOAT64);
  }

  @Test
  void aStepTrainsAttentionAsSingleCallsDo() {
    try (var twins =
        Twins.of(
            () -> MultiheadAttention.builder(4, 2).dropout(0.3).batchFirst(true).build(),
            net -> new SGD(net.parameters(), 0.1),
            net ->
                Traceable.of(
                    (NDArray x, NDArray y) -> {
                      AttentionOutput result = net.forward(x, x, x);
                      return result
                          .output()
                          .sub(y)
                          .square()
                          .mean()
                          .add(result.weights().square().sum());
                    }))) {
      for (int i = 0; i < 3; i++) {
        twins.step(Torch.randn(2, 3, 4), Torch.randn(2, 3, 4));
      }
      twins.step(Torch.randn(2, 5, 4), Torch.randn(2, 5, 4));
      twins.both(net -> net.eval());
      twins.step(Torch.randn(2, 3, 4), Torch.randn(2, 3, 4));
    }
  }

  private static List<String> warnings(Linear net, Traceable<NDArray> lambda) throws Exception {
    try (var step = CompiledStep.of(new SGD(net.parameters(), 0.1), lambda)) {
      return Log.of(
          () -> {
            for (int i = 0; i < 2; i++) {
              step.run(Torch.ones(2, 3));
            }
          });
    }
  }

  private static String start(String warning) {
    return warning.replaceAll(" \\(.*", "");
  }

  @Test
  void gradientsOfGradientsAreSingleCalls() throws Exception {
    Linear net = new Linear(3, 1);
    List<String> warnings =
        warnings(
            net,
            Traceable.of(
                (NDArray x) -> {
                  NDArray y = net.forward(x).square().sum();
                  NDArray g =
                      Torch.grad(
                              List.of(y),
                              List.of(net.weight()),
                              new GradOptions().createGraph(true))
                          .get(0);
                  return y.add(g.square().sum());
                }));
    assertEquals(
        List.of("run by single calls, not compiled: Torch.grad cannot be part of a program"),
        warnings.stream().map(SelectionStepTest::start).toList());
  }

  @Test
  void aHookInsideALambdaIsASingleCall() throws Exception {
    Linear net = new Linear(3, 1);
    List<String> warnings =
        warnings(
            net,
            Traceable.of(
                (NDArray x) -> {
                  NDArray y = net.forward(x);
                  Torch.registerHook(y, g -> null);
                  return y.square().sum();
                }));
    assertEquals(
        List.of(
            "run by single calls, not compiled: Torch.registerHook cannot be part of a program"),
        warnings.stream().map(SelectionStepTest::start).toList());
  }

  /** Added after the step was compiled, and removed again. */
  @Test
  void aHookOnAParameterChangesTheStep() throws Exception {
    try (var twins =
        Twins.of(
            () -> new Linear(3, 2),
            net -> new SGD(net.parameters(), 0.5),
            net -> Traceable.of((NDArray x) -> net.forward(x).square().sum()))) {
      twins.step(Torch.ones(4, 3));
      assertEquals(1, twins.programs());
      RemovableHandle one = clamp(twins.single);
      RemovableHandle other = clamp(twins.compiled);
      List<String> warnings =
          Log.of(
              () -> {
                twins.step(Torch.ones(4, 3));
                twins.step(Torch.ones(4, 3).mul(2));
              });
      assertEquals(
          List.of("run by single calls, not compiled: a parameter has a hook on its gradient"),
          warnings.stream().map(SelectionStepTest::start).toList());
      one.remove();
      other.remove();
      assertEquals(List.of(), Log.of(() -> twins.step(Torch.ones(4, 3))));
      assertEquals(1, twins.programs());
    }
  }

  private static RemovableHandle clamp(Linear net) {
    return Torch.registerHook(net.weight(), g -> Torch.clamp(g, -0.1, 0.1));
  }
}
