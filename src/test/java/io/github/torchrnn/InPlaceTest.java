package io.github.torchrnn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.optim.SGD;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** {@code x.copy_(y)} and {@code x.data = y}, as Python has them. */
class InPlaceTest {

  private final Scope scope = Torch.scope();

  @AfterEach
  void close() {
    scope.close();
  }

  private static void refuses(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  /** {@code z = x * 1; z.copy_(y); z.sum().backward(); print(y.grad)} */
  @Test
  void aCopyIsRecordedWhereThreadsRecord() {
    NDArray y = Torch.tensor(4f, 5f, 6f);
    y.setRequiresGradient(true);
    try (var grad = Torch.enableGrad()) {
      NDArray z = Torch.tensor(1f, 2f, 3f).mul(1);
      assertSame(z, Torch.copy_(z, y));
      assertEquals("tensor([4., 5., 6.], grad_fn=<CopyBackwards>)", Torch.repr(z));
      Torch.backward(z.sum());
      assertEquals("tensor([1., 1., 1.])", Torch.repr(Torch.grad(y)));
    }
  }

  /** {@code with torch.no_grad(): p.copy_(torch.tensor([7, 8, 9]))} */
  @Test
  void aParameterIsFilledWithoutRecording() {
    NDArray p = Torch.ones(3);
    p.setRequiresGradient(true);
    Torch.copy_(p, Torch.tensor(7, 8, 9));
    assertEquals("tensor([7., 8., 9.], requires_grad=True)", Torch.repr(p));
    Torch.copy_(p, Torch.scalar(.5));
    assertEquals("tensor([0.5000, 0.5000, 0.5000], requires_grad=True)", Torch.repr(p));
    try (var grad = Torch.enableGrad()) {
      refuses(
          "a leaf Variable that requires grad is being used in an in-place operation.",
          () -> Torch.copy_(p, Torch.ones(3)));
    }
    refuses(
        "The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 0",
        () -> Torch.copy_(p, Torch.ones(2)));
  }

  /** {@code q = torch.ones(2); q.data = torch.zeros(2, 3)} */
  @Test
  void dataReplacesNumbersTypeAndShape() {
    NDArray q = Torch.ones(2);
    assertEquals(2, q.size());
    NDArray data = Torch.to(Torch.zeros(2, 3), DataType.FLOAT64);
    Torch.setData(q, data);
    assertEquals(
        "tensor([[0., 0., 0.],\n        [0., 0., 0.]], dtype=torch.float64)", Torch.repr(q));
    data.addi(1);
    assertEquals(6, Torch.item(q.sum()), "they share their numbers");
  }

  /** {@code layer.weight.data = torch.tensor([[1., 2.]])}, which the optimizer sees. */
  @Test
  void aModulesParameterKeepsItsPlaceEverywhere() {
    try (Linear layer = new Linear(2, 1);
        SGD optimizer = new SGD(layer.parameters(), .5);
        var grad = Torch.enableGrad()) {
      NDArray weight = layer.weight();
      Torch.setData(weight, Torch.tensor(new float[] {1, 2}, 1, 2));
      assertSame(weight, layer.weight());
      assertEquals(
          "Parameter containing:\ntensor([[1., 2.]], requires_grad=True)", Torch.repr(weight));
      Torch.backward(layer.forward(Torch.ones(1, 2)).sum());
      optimizer.step();
      assertEquals(
          "Parameter containing:\ntensor([[0.5000, 1.5000]], requires_grad=True)",
          Torch.repr(weight));
      refuses(
          "a parameter of torch.Size([1, 2]) cannot take data of torch.Size([2]): its module was"
              + " made for the former",
          () -> Torch.setData(weight, Torch.ones(2)));
      refuses(
          "data set to a tensor that requires gradients must be floating point or complex dtype",
          () -> Torch.setData(weight, Torch.to(Torch.ones(1, 2), DataType.INT64)));
    }
  }
}
