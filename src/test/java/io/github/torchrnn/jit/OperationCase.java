package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.SGD;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * A function of two arrays of (n, 3), which are made by a trained parameter each, and whose numbers
 * are between 0 and 1.
 *
 * @param graph whether LibTorch's graph takes the step, since an operation has no backward of its
 *     own
 * @param programs how many there are for two batch sizes
 */
record OperationCase(String name, boolean graph, int programs, BinaryOperator<NDArray> function) {

  static OperationCase own(String name, BinaryOperator<NDArray> function) {
    return new OperationCase(name, false, 1, function);
  }

  static OperationCase graph(String name, BinaryOperator<NDArray> function) {
    return new OperationCase(name, true, 1, function);
  }

  /** One whose program has the sizes in it. */
  OperationCase sized() {
    return new OperationCase(name, graph, 2, function);
  }

  @Override
  public String toString() {
    return name;
  }

  /** Two parameters, and a loss in which each number of the function has a factor of its own. */
  private final class Net extends TorchModule {
    Net(DataType type) {
      registerParameter("w", array(type, 1, 3).mul(0.9f).add(0.05f));
      registerParameter("v", array(type, 3).mul(0.8f).add(0.15f));
    }

    NDArray result(NDArray x, NDArray y) {
      return function.apply(getParameter("w").mul(x), getParameter("v").mul(y));
    }

    NDArray loss(NDArray x, NDArray y) {
      NDArray result = result(x, y);
      NDArray flat = result.reshape(-1);
      if (!flat.getDataType().isFloating()) {
        flat = flat.toType(x.getDataType(), false);
      }
      NDArray factors = Torch.cumsum(Torch.onesLike(flat), 0).mul(0.7f).sin();
      NDArray sum = flat.mul(factors).sum();
      NDArray squares = getParameter("w").square().sum().mul(0.01f);
      return sum.add(squares).add(getParameter("v").square().sum().mul(0.02f));
    }
  }

  /** Numbers between 0.1 and 0.95, none like another. */
  private static NDArray array(DataType type, long... sizes) {
    return Torch.to(Torch.rand(sizes).mul(0.85f).add(0.1f), type);
  }

  /** Five steps compiled and by single calls, and three with another batch size. */
  void check(DataType type) {
    Torch.manualSeed(23);
    Net single = new Net(type);
    Net compiled = new Net(type);
    compiled.loadStateDict(single.stateDict());
    SGD optimizer = new SGD(single.parameters(), 0.01);
    try (var step = CompiledStep.of(new SGD(compiled.parameters(), 0.01), compiled::loss);
        var forward = CompiledForward.of(compiled::result)) {
      for (int i = 0; i < 8; i++) {
        try (var scope = Torch.scope()) {
          NDArray x = array(type, i < 5 ? 4 : 6, 3);
          NDArray y = array(type, i < 5 ? 4 : 6, 3);
          long seed = 31 + i;
          Torch.manualSeed(seed);
          NDArray result = single.result(x, y);
          Torch.manualSeed(seed);
          near("result", result, forward.run(x, y));
          Torch.manualSeed(seed);
          NDArray loss = step(single, optimizer, x, y);
          Torch.manualSeed(seed);
          near("loss", loss, step.run(x, y));
          near("w", single.getParameter("w"), compiled.getParameter("w"));
          near("v", single.getParameter("v"), compiled.getParameter("v"));
        }
      }
      requireTraced(forward.compiled());
      requireTraced(step.compiled());
      assertEquals(programs, forward.compiled().variants().size(), "programs of the forward");
      assertEquals(programs, step.compiled().variants().size(), "programs of the step");
      List<String> withoutBackward =
          step.compiled().variants().get(0).program().needed().stream()
              .filter(Operations::needsGraph)
              .map(Operation::name)
              .toList();
      boolean isGraph = step.compiled().variants().get(0).code().isGraph();
      assertEquals(graph, isGraph, () -> "no backward: " + withoutBackward);
    }
  }

  /** Throws why the lambda was not traced. */
  private static void requireTraced(Programs<?> programs) {
    if (programs.variants().isEmpty()) {
      NDArray x = array(DataType.FLOAT32, 4, 3);
      programs.trace(new Programs.Call(new Object[] {x, x}, "", List.of(x, x)));
    }
  }

  private static NDArray step(Net net, SGD optimizer, NDArray x, NDArray y) {
    try (var mode = Torch.enableGrad()) {
      NDArray loss = net.loss(x, y);
      optimizer.zeroGrad();
      Torch.backward(loss);
      optimizer.step();
      return loss;
    }
  }

  private static void near(String what, NDArray expected, NDArray actual) {
    assertEquals(expected.getDataType(), actual.getDataType(), what);
    assertEquals(expected.getShape(), actual.getShape(), what);
    Number[] want = expected.toArray();
    Number[] got = actual.toArray();
    double tolerance = expected.getDataType() == DataType.FLOAT64 ? 1e-12 : 3e-6;
    for (int i = 0; i < want.length; i++) {
      double number = want[i].doubleValue();
      assertEquals(number, got[i].doubleValue(), tolerance * Math.max(1, Math.abs(number)), what);
    }
  }
}
