package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Near;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Activations that came later, and Gumbel's: what Python prints. */
@Scoped
class RectifierTest {

  private static NDArray input() {
    return Torch.tensor(new float[] {.5f, -1.25f, 2, -.3f, .9f, -.1f}, 2, 3);
  }

  private static void assertText(String expected, NDArray actual) {
    Near.text(expected, Torch.repr(actual.stopGradient()).replaceAll("\n *", " "));
  }

  /** Where exp(x) - 1 would be far off: {@code print(F.selu(x), F.celu(x, 2))}. */
  @Test
  void seluAndCeluAreExactNearZero() {
    NDArray x = Torch.tensor(new float[] {-1e-4f, -1e-7f}, 2);
    assertText("tensor([-1.7580e-04, -1.7581e-07])", Functional.selu(x));
    assertText("tensor([-9.9997e-05, -1.0000e-07])", Functional.celu(x, 2));
  }

  /**
   *
   *
   * <pre>{@code
   * p = nn.PReLU(3, 0.1)
   * x = torch.tensor([[.5, -1.25, 2], [-.3, .9, -.1]], requires_grad=True)
   * y = p(x)
   * (y * torch.tensor([[1., 2, 3], [4, 5, 6]])).sum().backward()
   * print(p, y, x.grad, p.weight.grad)
   * }</pre>
   */
  @Test
  void preluTrainsItsSlopes() {
    NDArray x = input();
    x.setRequiresGradient(true);
    try (PReLU layer = PReLU.builder().numParameters(3).init(0.1).build();
        var grad = Torch.enableGrad()) {
      assertEquals("PReLU(num_parameters=3)", layer.toString());
      NDArray y = layer.forward(x);
      assertText("tensor([[ 0.5000, -0.1250,  2.0000], [-0.0300,  0.9000, -0.0100]])", y);
      Torch.backward(y.mul(Torch.tensor(new float[] {1, 2, 3, 4, 5, 6}, 2, 3)).sum());
      assertText("tensor([[1.0000, 0.2000, 3.0000], [0.4000, 5.0000, 0.6000]])", Torch.grad(x));
      assertText("tensor([-1.2000, -2.5000, -0.6000])", Torch.grad(layer.weight()));
    }
  }

  /**
   *
   *
   * <pre>{@code
   * torch.manual_seed(5)
   * x = torch.tensor([[.5, -1.25, 2], [-.3, .9, .1]])
   * print(F.gumbel_softmax(x), F.gumbel_softmax(x, 0.5, True), torch.rand(2))
   * }</pre>
   */
  @Test
  void gumbelSoftmaxDrawsAsTorch() {
    NDArray x = Torch.tensor(new float[] {.5f, -1.25f, 2, -.3f, .9f, .1f}, 2, 3);
    Torch.manualSeed(5);
    assertText(
        "tensor([[0.0842, 0.0500, 0.8659], [0.1866, 0.7581, 0.0553]])",
        Functional.gumbelSoftmax(x));
    assertText("tensor([[0., 0., 1.], [0., 1., 0.]])", Functional.gumbelSoftmax(x, 0.5, true));
    assertText("tensor([0.9752, 0.0903])", Torch.rand(2));
  }

  @Test
  void theFunctionsAreThoseOfTheLayers() {
    NDArray x = input();
    List<UnaryOperator<NDArray>> functions =
        List.of(
            Functional::selu,
            Functional::celu,
            Functional::mish,
            Functional::softsign,
            Functional::hardsigmoid,
            Functional::hardswish,
            a -> Functional.threshold(a, 0.2, -1),
            a -> Functional.glu(a, 0));
    List<UnaryLayer> layers =
        List.of(
            new SELU(),
            new CELU(),
            new Mish(),
            new Softsign(),
            new Hardsigmoid(),
            new Hardswish(),
            new Threshold(0.2, -1),
            new GLU(0));
    for (int i = 0; i < layers.size(); i++) {
      try (UnaryLayer layer = layers.get(i)) {
        assertEquals(functions.get(i).apply(x), layer.forward(x), layer.toString());
      }
    }
  }

  /** {@code F.threshold(torch.tensor([1, 2, 3]), 2, 7), F.softsign(torch.tensor([1, -3]))}. */
  @Test
  void integersWhereTorchTakesThem() {
    assertText("tensor([7, 7, 3])", Functional.threshold(Torch.tensor(1, 2, 3), 2, 7));
    assertText("tensor([ 0.5000, -0.7500])", Functional.softsign(Torch.tensor(1, -3)));
  }

  @Test
  void refusals() {
    NDArray ints = Torch.tensor(1, 2);
    Expect.refusal("\"elu_cpu\" not implemented for 'Long'", () -> Functional.selu(ints));
    Expect.refusal("\"mish_cpu\" not implemented for 'Long'", () -> Functional.mish(ints));
    Expect.refusal(
        "value cannot be converted to type int64_t without overflow",
        () -> Functional.threshold(ints, Double.POSITIVE_INFINITY, 1));
    Expect.refusal(
        "\"threshold_cpu\" not implemented for 'Bool'",
        () -> Functional.threshold(ints.gt(1), 0, 1));
    Expect.refusal(
        "prelu: Type promoting not supported. Got Float and Double",
        () -> Functional.prelu(input(), Torch.to(Torch.ones(1), DataType.FLOAT64)));
    assertEquals(
        "value is null",
        assertThrows(NullPointerException.class, () -> new Threshold(1, null)).getMessage());
    assertEquals(
        "alpha is null",
        assertThrows(NullPointerException.class, () -> new CELU(null)).getMessage());
  }
}
