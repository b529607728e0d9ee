package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Scope;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Autograd;
import io.github.torchrnn.jit.Compiled;
import io.github.torchrnn.jit.CompiledForward;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.optim.SGD;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What Python prints:
 *
 * <pre>{@code
 * x = torch.tensor([[.5, -1.25, 2], [-.3, .9, .1]], requires_grad=True)
 * y = layer(x)
 * (y * torch.tensor([[1., 2, 3], [4, 5, 6]])).sum().backward()
 * print(y.grad_fn.name(), y.detach(), x.grad)
 * }</pre>
 */
class ActivationTest {

  private final Scope scope = Torch.scope();

  @AfterEach
  void close() {
    scope.close();
  }

  private static NDArray input() {
    return Torch.tensor(new float[] {.5f, -1.25f, 2, -.3f, .9f, .1f}, 2, 3);
  }

  private static String print(NDArray array) {
    return Torch.repr(array.stopGradient()).replaceAll("\n *", " ");
  }

  private static void assertLayer(UnaryLayer layer, String gradFn, String values, String grads) {
    NDArray x = input();
    x.setRequiresGradient(true);
    try (layer;
        var grad = Torch.enableGrad()) {
      NDArray y = layer.forward(x);
      assertEquals(gradFn, Autograd.gradFn(y));
      assertEquals(values, print(y), layer.toString());
      Torch.backward(y.mul(Torch.tensor(new float[] {1, 2, 3, 4, 5, 6}, 2, 3)).sum());
      assertEquals(grads, print(Torch.grad(x)), layer.toString());
    }
  }

  @Test
  void numbersAndGradients() {
    assertLayer(
        new LeakyReLU(),
        "LeakyReluBackward0",
        "tensor([[ 0.5000, -0.0125,  2.0000], [-0.0030,  0.9000,  0.1000]])",
        "tensor([[1.0000, 0.0200, 3.0000], [0.0400, 5.0000, 6.0000]])");
    assertLayer(
        new LeakyReLU(.2),
        "LeakyReluBackward0",
        "tensor([[ 0.5000, -0.2500,  2.0000], [-0.0600,  0.9000,  0.1000]])",
        "tensor([[1.0000, 0.4000, 3.0000], [0.8000, 5.0000, 6.0000]])");
    assertLayer(
        new ELU(),
        "EluBackward0",
        "tensor([[ 0.5000, -0.7135,  2.0000], [-0.2592,  0.9000,  0.1000]])",
        "tensor([[1.0000, 0.5730, 3.0000], [2.9633, 5.0000, 6.0000]])");
    assertLayer(
        new ELU(.5),
        "EluBackward0",
        "tensor([[ 0.5000, -0.3567,  2.0000], [-0.1296,  0.9000,  0.1000]])",
        "tensor([[1.0000, 0.2865, 3.0000], [1.4816, 5.0000, 6.0000]])");
    assertLayer(
        new GELU(),
        "GeluBackward0",
        "tensor([[ 0.3457, -0.1321,  1.9545], [-0.1146,  0.7343,  0.0540]])",
        "tensor([[ 0.8675, -0.2453,  3.2557], [ 1.0707,  5.2771,  3.4771]])");
    assertLayer(
        new GELU("tanh"),
        "GeluBackward0",
        "tensor([[ 0.3457, -0.1323,  1.9546], [-0.1146,  0.7342,  0.0540]])",
        "tensor([[ 0.8674, -0.2450,  3.2583], [ 1.0708,  5.2753,  3.4771]])");
    assertLayer(
        new SiLU(),
        "SiluBackward0",
        "tensor([[ 0.3112, -0.2784,  1.7616], [-0.1277,  0.6399,  0.0525]])",
        "tensor([[0.7400, 0.0126, 3.2724], [1.4089, 4.4795, 3.2995]])");
    assertLayer(
        new Softplus(),
        "SoftplusBackward0",
        "tensor([[0.9741, 0.2519, 2.1269], [0.5544, 1.2412, 0.7444]])",
        "tensor([[0.6225, 0.4454, 2.6424], [1.7022, 3.5547, 3.1499]])");
    assertLayer(
        new Softplus(2, 1),
        "SoftplusBackward0",
        "tensor([[0.6566, 0.0394, 2.0000], [0.2187, 0.9000, 0.3991]])",
        "tensor([[0.7311, 0.1517, 3.0000], [1.4174, 5.0000, 3.2990]])");
    assertLayer(
        new Hardtanh(),
        "HardtanhBackward0",
        "tensor([[ 0.5000, -1.0000,  1.0000], [-0.3000,  0.9000,  0.1000]])",
        "tensor([[1., 0., 0.], [4., 5., 6.]])");
    assertLayer(
        new Hardtanh(0, .75),
        "HardtanhBackward0",
        "tensor([[0.5000, 0.0000, 0.7500], [0.0000, 0.7500, 0.1000]])",
        "tensor([[1., 0., 0.], [0., 0., 6.]])");
    assertLayer(
        new LogSigmoid(),
        "LogSigmoidBackward0",
        "tensor([[-0.4741, -1.5019, -0.1269], [-0.8544, -0.3412, -0.6444]])",
        "tensor([[0.3775, 1.5546, 0.3576], [2.2978, 1.4453, 2.8501]])");
    assertLayer(
        new Tanh(),
        "TanhBackward0",
        "tensor([[ 0.4621, -0.8483,  0.9640], [-0.2913,  0.7163,  0.0997]])",
        "tensor([[0.7864, 0.5608, 0.2120], [3.6605, 2.4346, 5.9404]])");
  }

  /** {@code print(F.elu(torch.tensor([-1e-4, -1e-7])))}, where exp(x) - 1 would be far off. */
  @Test
  void eluIsExactNearZero() {
    assertEquals(
        "tensor([-9.9995e-05, -1.0000e-07])",
        print(Functional.elu(Torch.tensor(new float[] {-1e-4f, -1e-7f}, 2))));
  }

  @Test
  void theFunctionsAreThoseOfTheLayers() {
    NDArray x = input();
    List<UnaryOperator<NDArray>> functions =
        List.of(
            Functional::leakyRelu,
            Functional::elu,
            Functional::gelu,
            Functional::silu,
            Functional::softplus,
            Functional::hardtanh,
            Functional::logsigmoid,
            Functional::tanh);
    List<UnaryLayer> layers =
        List.of(
            new LeakyReLU(),
            new ELU(),
            new GELU(),
            new SiLU(),
            new Softplus(),
            new Hardtanh(),
            new LogSigmoid(),
            new Tanh());
    for (int i = 0; i < layers.size(); i++) {
      try (UnaryLayer layer = layers.get(i)) {
        assertEquals(print(layer.forward(x)), print(functions.get(i).apply(x)));
      }
    }
  }

  @Test
  void repr() {
    assertEquals("LeakyReLU(negative_slope=0.01)", new LeakyReLU().toString());
    assertEquals("LeakyReLU(negative_slope=1)", new LeakyReLU(1).toString());
    assertEquals("ELU(alpha=1.0)", new ELU().toString());
    assertEquals("GELU(approximate='none')", new GELU().toString());
    assertEquals("SiLU()", new SiLU().toString());
    assertEquals("Softplus(beta=1.0, threshold=20.0)", new Softplus().toString());
    assertEquals("Softplus(beta=2, threshold=10.5)", new Softplus(2, 10.5).toString());
    assertEquals("Hardtanh(min_val=-1.0, max_val=1.0)", new Hardtanh().toString());
    assertEquals("Hardtanh(min_val=0, max_val=6)", new Hardtanh(0, 6).toString());
    assertEquals("LogSigmoid()", new LogSigmoid().toString());
  }

  @Test
  void refusesWhatTorchRefuses() {
    NDArray ints = Torch.tensor(1, 2);
    Expect.refusal(
        "\"leaky_relu_cpu\" not implemented for 'Long'", () -> Functional.leakyRelu(ints));
    Expect.refusal("\"elu_cpu\" not implemented for 'Long'", () -> Functional.elu(ints));
    Expect.refusal("\"GeluKernelImpl\" not implemented for 'Long'", () -> Functional.gelu(ints));
    Expect.refusal("\"silu_cpu\" not implemented for 'Long'", () -> Functional.silu(ints));
    Expect.refusal("\"softplus_cpu\" not implemented for 'Long'", () -> Functional.softplus(ints));
    Expect.refusal(
        "\"log_sigmoid_cpu\" not implemented for 'Long'", () -> Functional.logsigmoid(ints));
    Expect.refusal("Bool inputs not supported for hardtanh", () -> Functional.hardtanh(ints.gt(1)));
    Expect.refusal(
        "cannot do hardtanh on an unsigned type with negative limits",
        () -> Functional.hardtanh(Torch.to(ints, DataType.UINT8)));
    Expect.refusal(
        "min_val cannot be greater than max_val", () -> Functional.hardtanh(input(), 2, -.25));
    Expect.refusal("max_val (-1) must be greater than min_val (1)", () -> new Hardtanh(1, -1));
    Expect.refusal("approximate argument must be either none or tanh.", () -> new GELU("exact"));
    assertEquals(
        "negative_slope is null",
        assertThrows(NullPointerException.class, () -> new LeakyReLU(null)).getMessage());
  }

  @Test
  void theyAreCompiled() {
    Torch.manualSeed(0);
    try (Sequential net =
            new Sequential(
                new Linear(3, 4),
                new LeakyReLU(.2),
                new ELU(.5),
                new GELU("tanh"),
                new GELU(),
                new SiLU(),
                new Softplus(2, 10),
                new Hardtanh(-.5, .75),
                new LogSigmoid(),
                new Linear(4, 3));
        SmoothL1Loss criterion = SmoothL1Loss.builder().beta(.5).build();
        SGD optimizer = new SGD(net.parameters(), .1);
        CompiledForward<NDArray> forward = CompiledForward.of(x -> net.forward(x));
        CompiledStep<NDArray> step =
            CompiledStep.of(optimizer, (x, y) -> criterion.forward(net.forward(x), y))) {
      NDArray x = input();
      NDArray expected = net.forward(x);
      assertEquals(print(expected), print(forward.run(x)));
      float loss = criterion.forward(expected, x).getFloat();
      assertEquals(loss, step.run(x, x).getFloat(), 1e-6);
      assertEquals(1, Compiled.programs(forward));
      assertEquals(1, Compiled.programs(step));
      assertTrue(criterion.forward(net.forward(x), x).getFloat() < loss);
    }
  }
}
