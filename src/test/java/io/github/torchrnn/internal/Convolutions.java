package io.github.torchrnn.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledForward;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.nn.Conv1d;
import io.github.torchrnn.nn.Conv2d;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.UnaryLayer;
import io.github.torchrnn.optim.SGD;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Every kind of convolution, each beside the same in float64, which oneDNN's fault leaves alone:
 * prints whether outputs and gradients are right, or what is thrown.
 */
public final class Convolutions {

  private static final double TOLERANCE = 1e-5;

  private Convolutions() {}

  /** Runs them all. */
  public static void main(String[] args) {
    Torch.manualSeed(5);
    try (var scope = Torch.scope()) {
      NDArray rows = Torch.randn(2, 17, 9);
      NDArray pictures = Torch.randn(2, 17, 7, 9);
      Map<String, Runnable> checks = new LinkedHashMap<>();
      layer(checks, "conv1d", rows, type -> Conv1d.builder(17, 16, 3).dtype(type).build());
      layer(
          checks,
          "conv1d, same, no bias",
          rows,
          type -> Conv1d.builder(17, 3, 3).padding("same").bias(false).dtype(type).build());
      layer(checks, "conv2d", pictures, type -> Conv2d.builder(17, 16, 3).dtype(type).build());
      layer(
          checks,
          "conv2d, circular",
          pictures,
          type ->
              Conv2d.builder(17, 33, 3, 5)
                  .padding(1, 2)
                  .paddingMode("circular")
                  .dtype(type)
                  .build());
      checks.forEach(Convolutions::show);
      System.out.println("> way " + way(Primitive.CONV1D) + ", " + way(Primitive.CONV2D));
    }
  }

  private static String way(Primitive primitive) {
    try {
      return Integer.toString(primitive.way());
    } catch (IllegalStateException e) {
      return e.getMessage();
    }
  }

  private static void show(String name, Runnable check) {
    try {
      check.run();
      System.out.println("> " + name + ": right");
    } catch (IllegalStateException e) {
      System.out.println("> " + name + ": " + e.getMessage());
    }
  }

  private static void layer(
      Map<String, Runnable> checks, String name, NDArray x, Function<DataType, UnaryLayer> make) {
    checks.put(name, () -> forward(x, make, UnaryLayer::forward));
    checks.put(name + ", recorded", () -> gradients(x, make));
    checks.put(
        name + ", compiled",
        () ->
            forward(
                x,
                make,
                (layer, input) -> {
                  try (CompiledForward<NDArray> forward =
                      CompiledForward.of(a -> layer.forward(a))) {
                    return forward.run(input);
                  }
                }));
    checks.put(name + ", a compiled step", () -> step(x, make));
    checks.put(
        name + ", float16",
        () -> {
          UnaryLayer half = make.apply(DataType.FLOAT16);
          NDArray output = half.forward(Torch.to(x, DataType.FLOAT16));
          UnaryLayer wide = twin(half, make);
          requireNear(output, wide.forward(wide(x)), 2e-2);
        });
  }

  /** The same layer in float64. */
  private static UnaryLayer twin(UnaryLayer layer, Function<DataType, UnaryLayer> make) {
    UnaryLayer twin = make.apply(DataType.FLOAT64);
    twin.loadStateDict(layer.stateDict());
    return twin;
  }

  private static NDArray wide(NDArray array) {
    return Torch.to(array, DataType.FLOAT64);
  }

  private static void requireNear(NDArray actual, NDArray expected, double tolerance) {
    double off = wide(actual).sub(expected).abs().max().getDouble();
    if (!(off <= tolerance * Math.max(1, expected.abs().max().getDouble()))) {
      throw new IllegalStateException("off by " + off);
    }
  }

  private interface Forward {
    NDArray run(UnaryLayer layer, NDArray input);
  }

  private static void forward(NDArray x, Function<DataType, UnaryLayer> make, Forward forward) {
    UnaryLayer layer = make.apply(DataType.FLOAT32);
    NDArray output = forward.run(layer, x);
    requireNear(output, twin(layer, make).forward(wide(x)), TOLERANCE);
    if (output.getDataType() != DataType.FLOAT32 || output.hasGradient()) {
      throw new AssertionError("another type, or recorded");
    }
  }

  private static void gradients(NDArray x, Function<DataType, UnaryLayer> make) {
    UnaryLayer layer = make.apply(DataType.FLOAT32);
    UnaryLayer twin = twin(layer, make);
    NDArray input = x.stopGradient();
    NDArray wideInput = wide(x).stopGradient();
    input.setRequiresGradient(true);
    wideInput.setRequiresGradient(true);
    try (var grad = Torch.enableGrad()) {
      NDArray output = layer.forward(input);
      Torch.backward(output.mul(output).sum());
      NDArray expected = twin.forward(wideInput);
      Torch.backward(expected.mul(expected).sum());
      requireNear(output, expected, TOLERANCE);
    }
    requireNear(Torch.grad(input), Torch.grad(wideInput), TOLERANCE);
    twin.namedParameters()
        .forEach(
            (name, parameter) ->
                requireNear(
                    Torch.grad(layer.getParameter(name)), Torch.grad(parameter), TOLERANCE));
  }

  private static void step(NDArray x, Function<DataType, UnaryLayer> make) {
    UnaryLayer layer = make.apply(DataType.FLOAT32);
    UnaryLayer twin = twin(layer, make);
    NDArray target = layer.forward(x).mul(0);
    Supplier<NDArray> one = () -> stepped(layer, x, target);
    Supplier<NDArray> other = () -> stepped(twin, wide(x), wide(target));
    requireNear(one.get(), other.get(), TOLERANCE);
    twin.namedParameters()
        .forEach((name, parameter) -> requireNear(layer.getParameter(name), parameter, TOLERANCE));
  }

  private static NDArray stepped(UnaryLayer layer, NDArray x, NDArray target) {
    try (SGD sgd = new SGD(layer.parameters(), 0.1);
        MSELoss criterion = new MSELoss();
        CompiledStep<NDArray> step =
            CompiledStep.of(sgd, (a, b) -> criterion.forward(layer.forward(a), b))) {
      step.run(x, target);
      return step.run(x, target);
    }
  }
}
