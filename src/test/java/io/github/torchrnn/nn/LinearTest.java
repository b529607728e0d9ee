package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Near;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Autograd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The numbers are Python's:
 *
 * <pre>{@code
 * torch.manual_seed(7)
 * linear = Linear(3, 2)
 * embedding = Embedding(4, 3, padding_idx=-2)
 * wide = Linear(3, 1, dtype=torch.float64)
 * plain = Linear(2, 2, bias=False)
 * x = torch.tensor([[.5, -1.25, 2], [-.3, .9, .1]], requires_grad=True)
 * for call in range(2):
 *     y = linear(x)
 *     (y * torch.tensor([[1., 2], [3, 4]])).sum().backward()
 *     print(y, x.grad, linear.weight.grad, linear.bias.grad)
 * }</pre>
 */
@Scoped
class LinearTest {

  private Linear linear;
  private Linear wide;
  private Linear plain;

  @BeforeEach
  void draw() {
    Torch.manualSeed(7);
    linear = new Linear(3, 2);
    Embedding.builder(4, 3).paddingIdx(-2).build().close();
    wide = Linear.builder(3, 1).dtype(DataType.FLOAT64).build();
    plain = Linear.builder(2, 2).bias(false).build();
  }

  @AfterEach
  void close() {
    linear.close();
    wide.close();
    plain.close();
  }

  @Test
  void drawsTorchsWeights() {
    Expect.numbers(
        linear.weight(),
        0.0403250754f,
        -0.347792119f,
        0.183841825f,
        0.181161284f,
        -0.308580369f,
        -0.0865316316f);
    Expect.numbers(linear.bias(), -0.338227928f, 0.149806648f);
    Near.numbers(
        new double[] {-0.5621027493131749, 0.5194564092394353, -0.4504072427756892}, wide.weight());
    Near.numbers(new double[] {0.5699797451641103}, wide.bias());
    Expect.numbers(plain.weight(), 0.340152293f, -0.349480569f, -0.377382189f, 0.610111177f);
    assertNull(plain.bias());
  }

  @Test
  void computesTwice() {
    NDArray x = Torch.tensor(new float[] {.5f, -1.25f, 2, -.3f, .9f, .1f}, 2, 3);
    x.setRequiresGradient(true);
    float[][] grads = {
      {0.402647644f, -0.964952826f, 0.0107785612f, 0.845620394f, -2.2776978f, 0.205398947f},
      {-0.400000036f, 1.44999981f, 2.29999995f, -0.200000048f, 1.0999999f, 4.4000001f},
      {4, 6}
    };
    try (var grad = Torch.enableGrad()) {
      for (int call = 1; call <= 2; call++) {
        NDArray y = linear.forward(x);
        assertEquals("AddmmBackward0", Autograd.gradFn(y));
        Expect.numbers(y, 0.48435843f, 0.453049511f, -0.644954205f, -0.190917224f);
        Torch.backward(y.mul(Torch.tensor(new float[] {1, 2, 3, 4}, 2, 2)).sum());
        Expect.grad(x, times(call, grads[0]));
        Expect.grad(linear.weight(), times(call, grads[1]));
        Expect.grad(linear.bias(), times(call, grads[2]));
      }
    }
  }

  private static float[] times(int factor, float... numbers) {
    float[] products = numbers.clone();
    for (int i = 0; i < products.length; i++) {
      products[i] *= factor;
    }
    return products;
  }

  /** {@code linear(x[0]), linear(x[None]), plain(torch.ones(1, 2))} */
  @Test
  void takesAnyRank() {
    NDArray x = Torch.tensor(.5f, -1.25f, 2);
    try (var grad = Torch.enableGrad()) {
      NDArray one = linear.forward(x);
      Expect.numbers(one, 0.48435843f, 0.453049511f);
      assertEquals("ViewBackward0", Autograd.gradFn(one));
      NDArray cube = linear.forward(x.reshape(1, 1, 1, 3));
      assertEquals(new Shape(1, 1, 1, 2), cube.getShape());
      assertEquals("ViewBackward0", Autograd.gradFn(cube));
      assertEquals("MmBackward0", Autograd.gradFn(plain.forward(Torch.ones(1, 2))));
      assertEquals("UnsafeViewBackward0", Autograd.gradFn(plain.forward(Torch.ones(1, 1, 2))));
      assertEquals("SqueezeBackward4", Autograd.gradFn(plain.forward(Torch.ones(2))));
    }
  }

  @Test
  void printsAsPython() {
    assertEquals("Linear(in_features=3, out_features=2, bias=True)", linear.toString());
    assertEquals("Linear(in_features=2, out_features=2, bias=False)", plain.toString());
  }

  @Test
  void refusesWhatTorchRefuses() {
    Expect.refusal(
        "mat1 and mat2 shapes cannot be multiplied (1x4 and 3x2)",
        () -> linear.forward(Torch.ones(4)));
    Expect.refusal(
        "mat1 and mat2 shapes cannot be multiplied (10x4 and 3x2)",
        () -> linear.forward(Torch.ones(5, 2, 4)));
    Expect.refusal(
        "both arguments to linear need to be at least 1D, but they are 0D and 2D",
        () -> linear.forward(Torch.ones(new long[0])));
    NDArray doubles = Torch.ones(1, 4).toType(DataType.FLOAT64, true);
    Expect.refusal(
        "mat1 and mat2 must have the same dtype, but got Double and Float",
        () -> linear.forward(doubles));
    Expect.refusal(
        "mat1 and mat2 shapes cannot be multiplied (1x4 and 2x2)", () -> plain.forward(doubles));
    Expect.refusal(
        "expected m1 and m2 to have the same dtype, but got: double != float",
        () -> plain.forward(doubles.reshape(2, 2)));
    Expect.refusal(
        "Trying to create tensor with negative dimension -1: [2, -1]", () -> new Linear(-1, 2));
    assertThrows(NullPointerException.class, () -> linear.forward(null));
    linear.close();
    assertThrows(IllegalStateException.class, () -> linear.forward(Torch.ones(3)));
  }
}
