package io.github.torchrnn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.nn.Expect;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The functions of the module torch print what Python prints, and keep gradients. */
@Scoped
class FunctionsTest {

  private NDArray x;

  @BeforeEach
  void draw() {
    x = Torch.tensor(new double[][] {{3, 1, 2}, {-1, 5, 5}});
  }

  private static void prints(String expected, NDArray array) {
    Near.text(expected, Torch.repr(array).replaceAll("\n *", " "));
  }

  private static void prints(String expected, List<NDArray> arrays) {
    Near.text(
        expected, arrays.stream().map(Torch::repr).toList().toString().replaceAll("\n *", " "));
  }

  @Test
  void newArraysPrintAsPython() {
    prints("tensor([0, 1, 2, 3])", Torch.arange(4)); // torch.arange(4)
    prints("tensor([0., 1., 2.])", Torch.arange(2.5)); // torch.arange(2.5)
    prints("tensor([2, 5, 8])", Torch.arange(2, 10, 3)); // torch.arange(2, 10, 3)
    prints("tensor([1.0000, 1.5000])", Torch.arange(1, 2, .5)); // torch.arange(1, 2, .5)
    prints(
        "tensor([0.0000, 0.2500, 0.5000])", Torch.linspace(0, .5, 3)); // torch.linspace(0, .5, 3)
    prints("tensor([[7, 7]])", Torch.full(new Shape(1, 2), 7)); // torch.full((1, 2), 7)
    prints("tensor([0.5000, 0.5000])", Torch.full(new Shape(2), .5f)); // torch.full((2,), .5)
    prints("tensor([[1., 0., 0.], [0., 1., 0.]])", Torch.eye(2, 3)); // torch.eye(2, 3)
    prints("tensor([[1., 0.], [0., 1.]])", Torch.eye(2)); // torch.eye(2)
    prints("tensor([0, 0])", Torch.zerosLike(Torch.tensor(1, 2))); // torch.zeros_like
    prints("tensor([1, 1])", Torch.onesLike(Torch.tensor(1, 2))); // torch.ones_like
    prints("tensor([3, 3])", Torch.fullLike(Torch.tensor(1, 2), 3)); // torch.full_like
  }

  @Test
  void drawsAreTorchs() {
    // torch.manual_seed(3)
    // print(torch.normal(1., 2., (3,)), torch.randint(5, (4,)), torch.randint(2, 9, (2, 2)))
    // print(torch.rand_like(x), torch.randn_like(x))
    Torch.manualSeed(3);
    prints("tensor([2.6066, 1.3497, 1.1780])", Torch.normal(1, 2, new Shape(3)));
    prints("tensor([1, 4, 4, 1])", Torch.randint(5, new Shape(4)));
    prints("tensor([[2, 8], [8, 4]])", Torch.randint(2, 9, new Shape(2, 2)));
    prints("tensor([[0.1756, 0.9492, 0.8473], [0.8749, 0.6483, 0.2148]])", Torch.randLike(x));
    prints(
        "tensor([[-0.6137, -0.9024, -0.6087], [-1.4467,  2.2188,  0.4220]])", Torch.randnLike(x));
    Expect.refusal(
        "normal expects std >= 0.0, but found std -1", () -> Torch.normal(0, -1, new Shape(1)));
    Expect.refusal(
        "random_ expects 'from' to be less than 'to', but got from=3 >= to=3",
        () -> Torch.randint(3, 3, new Shape(1)));
  }

  @Test
  void drawsZerosAndOnes() {
    // torch.manual_seed(2)
    // print(torch.bernoulli(torch.tensor([.2, .9, .5])), torch.zeros(3).bernoulli_(.5))
    Torch.manualSeed(2);
    prints("tensor([0., 1., 0.])", Torch.bernoulli(Torch.tensor(.2, .9, .5)));
    prints("tensor([0., 0., 0.])", Torch.bernoulli_(Torch.ones(3), .5));
    Expect.refusal(
        "bernoulli_ expects p to be in [0, 1], but got p=2",
        () -> Torch.bernoulli_(Torch.ones(3), 2));
    long seed = Torch.seed();
    float first = Torch.rand(1).getFloat();
    Torch.manualSeed(seed);
    assertEquals(first, Torch.rand(1).getFloat());
  }

  @Test
  void cutsTrianglesAndRolls() {
    prints("tensor([[1., 0., 0.], [1., 1., 0.]])", Torch.tril(Torch.ones(2, 3)));
    prints("tensor([[0., 1., 1.], [0., 0., 1.], [0., 0., 0.]])", Torch.triu(Torch.ones(3, 3), 1));
    NDArray six = Torch.arange(6).reshape(2, 3);
    prints("tensor([[5, 0, 1], [2, 3, 4]])", Torch.roll(six, 1)); // torch.roll(six, 1)
    prints("tensor([[1, 2, 0], [4, 5, 3]])", Torch.roll(six, -1, 1)); // torch.roll(six, -1, 1)
  }

  @Test
  void shapesChangeAsInPython() {
    NDArray row = Torch.arange(4);
    prints("tensor([0, 1, 2, 3, 0, 1, 2, 3])", Torch.cat(row, row)); // torch.cat([row, row])
    prints(
        "tensor([[ 3.,  1.,  2.,  3.,  1.,  2.], [-1.,  5.,  5., -1.,  5.,  5.]])",
        Torch.cat(List.of(x, x), -1));
    prints(
        "tensor([[0, 1, 2, 3], [0, 1, 2, 3]])", Torch.stack(row, row)); // torch.stack([row, row])
    prints("tensor([[0, 0], [1, 1], [2, 2], [3, 3]])", Torch.stack(List.of(row, row), 1));
    assertEquals(new Shape(2, 1, 3), Torch.unsqueeze(x, 1).getShape());
    assertEquals(new Shape(2, 3), Torch.squeeze(Torch.unsqueeze(x, 1)).getShape());
    assertEquals(new Shape(2, 3), Torch.squeeze(Torch.unsqueeze(x, -1), -1).getShape());
    assertEquals(new Shape(2, 3), Torch.squeeze(x, 0).getShape());
    prints("tensor([[ 3., -1.], [ 1.,  5.], [ 2.,  5.]])", Torch.transpose(x, 0, 1));
    prints("[tensor([0, 1, 2]), tensor([3])]", Torch.split(row, 3)); // torch.split(row, 3)
    prints("[tensor([0]), tensor([1, 2, 3])]", Torch.split(row, new long[] {1, 3}, 0));
    prints("[tensor([0, 1]), tensor([2, 3])]", Torch.chunk(row, 2)); // torch.chunk(row, 2)
    prints("[tensor([3., 1., 2.]), tensor([-1.,  5.,  5.])]", Torch.unbind(x)); // torch.unbind(x)
    prints("tensor([3, 2, 1, 0])", Torch.flip(row, 0)); // torch.flip(row, (0,))
    prints("tensor([0, 1, 2, 3, 0, 1, 2, 3])", Torch.tile(row, 2)); // torch.tile(row, (2,))
    assertEquals(new Shape(2, 12), Torch.repeat(row, 2, 3).getShape()); // row.repeat(2, 3)
    NDArray index = Torch.tensor(new long[][] {{0, 2}, {1, 0}});
    prints(
        "tensor([[ 3.,  2.], [ 5., -1.]])", Torch.gather(x, 1, index)); // torch.gather(x, 1, index)
    prints("tensor([[9., 1., 9.], [9., 9., 5.]])", Torch.scatter(x, 1, index, 9));
    Expect.refusal("torch.cat(): expected a non-empty list of Tensors", () -> Torch.cat(List.of()));
    Expect.refusal("stack expects a non-empty TensorList", () -> Torch.stack(List.of()));
    Expect.refusal(
        "Dimension out of range (expected to be in range of [-2, 1], but got 2)",
        () -> Torch.transpose(x, 0, 2));
    Expect.refusal(
        "stack expects each tensor to be equal size, but got [2, 3] at entry 0 and [4] at entry 1",
        () -> Torch.stack(x, row));
  }

  @Test
  void ordersAndSumsAsPython() {
    // torch.max(x, 1)
    assertEquals(
        "torch.return_types.max(\nvalues=tensor([3., 5.]),\nindices=tensor([0, 1]))",
        Torch.max(x, 1).toString());
    assertEquals(
        "torch.return_types.min(\nvalues=tensor([[ 1.],\n        [-1.]]),\nindices=tensor([[1],\n        [0]]))",
        Torch.min(x, 1, true).toString());
    prints("tensor([[ 1.,  2.,  3.], [-1.,  5.,  5.]])", Torch.sort(x).values());
    prints("tensor([[0, 2, 1], [1, 2, 0]])", Torch.sort(x, 1, true).indices());
    prints("tensor([[1, 2, 0], [0, 1, 2]])", Torch.argsort(x)); // torch.argsort(x)
    prints("tensor([[3., 2.], [5., 5.]])", Torch.topk(x, 2).values()); // torch.topk(x, 2)
    prints("tensor([[1], [0]])", Torch.topk(x, 1, 1, false).indices());
    prints("tensor(15.)", Torch.sum(x)); // torch.sum(x)
    prints("tensor([6., 9.])", Torch.sum(x, 1)); // torch.sum(x, 1)
    prints("tensor([[2., 6., 7.]])", Torch.sum(x, 0, true)); // torch.sum(x, 0, keepdim=True)
    prints("tensor(2.5000)", Torch.mean(x)); // torch.mean(x)
    prints("tensor([2., 3.])", Torch.mean(x, 1)); // torch.mean(x, 1)
    prints("tensor([[1.0000, 3.0000, 3.5000]])", Torch.mean(x, 0, true));
    prints("tensor(2.3452)", Torch.std(x)); // torch.std(x)
    prints("tensor([1.0000, 3.4641])", Torch.std(x, 1)); // torch.std(x, 1)
    prints("tensor([0.6667, 8.0000])", Torch.var(x, 1, false, false));
    prints("tensor([[ 3.,  4.,  6.], [-1.,  4.,  9.]])", Torch.cumsum(x, 1)); // torch.cumsum(x, 1)
    prints("tensor([3.4076, 5.6944])", Torch.logsumexp(x, 1)); // torch.logsumexp(x, 1)
    prints("tensor([0, 2, 0, 1])", Torch.bincount(Torch.tensor(1, 3, 1)));
    Expect.refusal("selected index k out of range", () -> Torch.topk(x, 4));
  }

  @Test
  void computesElementByElement() {
    NDArray positive = x.gt(1);
    prints("tensor([[3., 0., 2.], [0., 5., 5.]])", Torch.where(positive, x, 0));
    prints("tensor([[ 1.,  1.,  1.], [-1.,  1.,  1.]])", Torch.where(x.gt(0), 1, x));
    prints("tensor([[1, 0, 1], [0, 1, 1]])", Torch.where(positive, 1, 0));
    prints("tensor([[3., 2., 2.], [2., 4., 4.]])", Torch.clamp(x, 2, 4)); // torch.clamp(x, 2, 4)
    prints("tensor([0.5000, 1.0000])", Torch.clamp(Torch.tensor(0, 1), .5, null));
    prints(
        "tensor([[-inf,  1., -inf], [-1., -inf, -inf]])",
        Torch.maskedFill(x, positive, Double.NEGATIVE_INFINITY));
    prints("tensor([[-2.,  0., -1.], [ 2., -4., -4.]])", Torch.rsub(1, x)); // 1 - x
    prints(
        "tensor([0.5000, 0.2500])", Torch.rdiv(1, Torch.tensor(2, 4))); // 1 / torch.tensor([2, 4])
    prints("tensor([False,  True])", Torch.isnan(Torch.tensor(1, Double.NaN)));
    assertTrue(Torch.equal(x, x.mul(1)));
    assertFalse(Torch.equal(x, Torch.arange(6)));
    assertTrue(Torch.allclose(x, x.add(1e-6)));
    assertFalse(Torch.allclose(x, x.add(1e-6), 0, 1e-8));
    prints("tensor([[14., 12.], [12., 51.]])", Torch.matmul(x, Torch.transpose(x, 0, 1)));
    prints("tensor([[0, 0, 0], [0, 1, 2]])", Torch.outer(Torch.arange(2), Torch.arange(3)));
    Expect.refusal("batch1 must be a 3D tensor", () -> Torch.bmm(x, x));
  }

  @Test
  void gradientsFlowThroughTheFunctions() {
    x.setRequiresGradient(true);
    try (var grad = Torch.enableGrad()) {
      // y = torch.cat([1 - x, x.masked_fill(x > 2, 0)], 1)
      // (torch.topk(y, 2).values.sum() + torch.logsumexp(y, 0).mean()).backward()
      NDArray y = Torch.cat(List.of(Torch.rsub(1, x), Torch.maskedFill(x, x.gt(2), 0)), 1);
      Torch.backward(Torch.topk(y, 2).values().sum().add(Torch.logsumexp(y, 0).mean()));
      prints("tensor([[-0.0030,  0.9582,  0.9880], [-1.1188, -0.0030, -0.0079]])", Torch.grad(x));
    }
  }

  @Test
  void numbersBeyondFloat16() {
    Expect.refusal(
        "value cannot be converted to type c10::Half without overflow",
        () ->
            Torch.maskedFill(Torch.to(Torch.ones(1), DataType.FLOAT16), Torch.tensor(true), -1e9));
  }

  @Test
  void indicesOfInt32() {
    NDArray index = Torch.to(Torch.tensor(new long[][] {{1}, {0}}), DataType.INT32);
    NDArray x = Torch.arange(4.).reshape(2, 2);
    prints("tensor([[1.], [2.]])", Torch.gather(x, 1, index)); // torch.gather(x, 1, index)
    prints("tensor([[0., 9.], [9., 3.]])", Torch.scatter(x, 1, index, 9));
    prints("tensor([[0., 1.], [1., 3.]])", Torch.scatter(x, 1, index, Torch.ones(2, 1)));
    Expect.refusal(
        "gather(): Expected dtype int32/int64 for index",
        () -> Torch.gather(x, 1, Torch.to(index, DataType.FLOAT32)));
  }
}
