package io.github.torchrnn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.jit.CompiledForward;
import io.github.torchrnn.nn.Expect;
import org.junit.jupiter.api.Test;

/**
 * New arrays by shape and type, and numbers written in place. The numbers are Python's:
 *
 * <pre>{@code
 * torch.manual_seed(1)
 * print(torch.randn(2, 3, dtype=torch.double), torch.rand(2, dtype=torch.double))
 * print(torch.randn(torch.Size([2])), torch.rand(torch.Size([2])))
 * x = torch.zeros(2, dtype=torch.long)
 * print(torch.full((2,), 2.7, dtype=torch.long), x.new_full((2,), 2.7), x.new_zeros(1, 2))
 * print(x.fill_(2.7), (torch.ones(2, requires_grad=True) * 1).fill_(3))
 * }</pre>
 */
@Scoped
class TypedArraysTest {

  private static final Shape TWO = new Shape(2);

  private static void text(String expected, NDArray actual) {
    assertEquals(expected, Torch.repr(actual));
  }

  @Test
  void draws() {
    Torch.manualSeed(1);
    NDArray doubles = Torch.randn(new Shape(2, 3), DataType.FLOAT64);
    assertEquals(DataType.FLOAT64, doubles.getDataType());
    Near.numbers(
        new double[] {
          0.6613521715704522,
          0.2669240982925188,
          0.061677258237348306,
          0.6213173286854216,
          -0.45190596470388295,
          -0.16613023453557194
        },
        doubles);
    Near.numbers(
        new double[] {0.46091288943802844, 0.7083652828912927}, Torch.rand(TWO, DataType.FLOAT64));
    Expect.numbers(Torch.randn(TWO), -1.02760863f, -0.56305277f);
    Expect.numbers(Torch.rand(TWO), 0.31379688f, 0.19801933f);
    Expect.refusal(
        "\"normal_kernel_cpu\" not implemented for 'Long'", () -> Torch.randn(TWO, DataType.INT64));
    Expect.refusal(
        "\"check_uniform_bounds\" not implemented for 'Bool'",
        () -> Torch.rand(TWO, DataType.BOOLEAN));
  }

  @Test
  void numbersOfATypeAndLikeAnothers() {
    NDArray x = Torch.zeros(TWO, DataType.INT64);
    text("tensor([0, 0])", x);
    text("tensor([1., 1.])", Torch.ones(TWO));
    text("tensor([0., 0.])", Torch.zeros(TWO));
    text("tensor([1., 1.], dtype=torch.float64)", Torch.ones(TWO, DataType.FLOAT64));
    text("tensor([2, 2])", Torch.full(TWO, 2.7, DataType.INT64));
    text("tensor([True, True])", Torch.full(TWO, 2, DataType.BOOLEAN));
    text("tensor([2, 2])", Torch.newFull(x, TWO, 2.7));
    text("tensor([[0, 0]])", Torch.newZeros(x, 1, 2));
    text("tensor([1, 1])", Torch.newOnes(x, 2));
    Expect.refusal(
        "value cannot be converted to type uint8_t without overflow",
        () -> Torch.full(TWO, 300, DataType.UINT8));
    Expect.refusal(
        "Trying to create tensor with negative dimension -1: [-1]", () -> Torch.newZeros(x, -1));
  }

  @Test
  void oneNumberInPlace() {
    NDArray x = Torch.zeros(TWO, DataType.INT64);
    assertSame(x, Torch.fill_(x, 2.7));
    text("tensor([2, 2])", x);
    Expect.refusal(
        "value cannot be converted to type int64_t without overflow",
        () -> Torch.fill_(x, Double.NaN));
    NDArray leaf = Torch.ones(2);
    leaf.setRequiresGradient(true);
    try (var grad = Torch.enableGrad()) {
      Expect.refusal(
          "a leaf Variable that requires grad is being used in an in-place operation.",
          () -> Torch.fill_(leaf, 3));
      NDArray filled = Torch.fill_(leaf.mul(1), 3);
      text("tensor([3., 3.], grad_fn=<FillBackward2>)", filled);
      Torch.backward(filled.sum());
      Expect.grad(leaf, 0, 0);
    }
    Torch.fill_(leaf, 4);
    Expect.numbers(leaf, 4, 4);
  }

  /** A program draws what single calls draw. */
  @Test
  void inACompiledForward() {
    NDArray x = Torch.tensor(0.5, -1);
    CompiledForward<NDArray> program =
        CompiledForward.of(
            it ->
                Torch.cat(it, Torch.newOnes(it, 1))
                    .add(Torch.to(Torch.randn(new Shape(3), DataType.FLOAT64), DataType.FLOAT32)));
    Torch.manualSeed(4);
    NDArray expected =
        Torch.cat(x, Torch.ones(1))
            .add(Torch.to(Torch.randn(new Shape(3), DataType.FLOAT64), DataType.FLOAT32));
    Torch.manualSeed(4);
    assertEquals(expected, program.run(x));
    program.close();
  }
}
