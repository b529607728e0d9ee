package io.github.torchrnn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.nn.Expect;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Arrays of Java's numbers, and Java's numbers of arrays. */
class NumbersTest {

  @Test
  void numbersBecomeTheTypesThatPythonsWouldTake() {
    assertEquals("tensor([0.1000, 2.0000])", Torch.repr(Torch.tensor(0.1, 2)));
    assertEquals("tensor([1, 2])", Torch.repr(Torch.tensor(1, 2)));
    assertEquals("tensor([1, 2])", Torch.repr(Torch.tensor(1L, 2)));
    assertEquals("tensor([ True, False])", Torch.repr(Torch.tensor(true, false)));
    assertEquals(
        "tensor([[1., 2.],\n        [3., 4.]])",
        Torch.repr(Torch.tensor(new double[][] {{1, 2}, {3, 4}})));
    assertEquals(
        "tensor([[1., 2.],\n        [3., 4.]])",
        Torch.repr(Torch.tensor(new float[][] {{1, 2}, {3, 4}})));
    assertEquals("tensor([[1, 2, 3]])", Torch.repr(Torch.tensor(new int[][] {{1, 2, 3}})));
    assertEquals(
        "tensor([[1], [2]])".replace("], ", "],\n        "),
        Torch.repr(Torch.tensor(new long[][] {{1}, {2}})));
    assertEquals("tensor([[1., 2.]])", Torch.repr(Torch.tensor(new double[] {1, 2}, 1, 2)));
    assertEquals("tensor([[1, 2]])", Torch.repr(Torch.tensor(new int[] {1, 2}, 1, 2)));
    assertEquals("tensor(0.5000)", Torch.repr(Torch.scalar(0.5)));
    assertEquals("tensor(5)", Torch.repr(Torch.scalar(5)));
    Expect.refusal(
        "expected sequence of length 2 at dim 1 (got 1)",
        () -> Torch.tensor(new int[][] {{1, 2}, {3}}));
    for (float[][] rows : List.of(new float[][] {null}, new float[][] {{1}, null})) {
      assertEquals(
          "a row is null",
          assertThrows(NullPointerException.class, () -> Torch.tensor(rows)).getMessage());
    }
  }

  @Test
  void theNumberOfAnArrayOfOneElementIsReadFromAnyType() {
    assertEquals(0.1f, (float) Torch.item(Torch.tensor(0.1f)));
    assertEquals(0.1, Torch.item(Torch.to(Torch.scalar(3), DataType.FLOAT64).div(30)));
    assertEquals(3, Torch.item(Torch.tensor(3L)));
    assertEquals(1, Torch.item(Torch.tensor(true)));
    assertEquals(-2, Torch.itemLong(Torch.tensor(-2.7)));
    assertEquals((1L << 60) + 1, Torch.itemLong(Torch.tensor((1L << 60) + 1)));
    Expect.refusal(
        "a Tensor with 2 elements cannot be converted to Scalar", () -> Torch.item(Torch.ones(2)));
    Expect.refusal(
        "cannot convert float NaN to integer", () -> Torch.itemLong(Torch.tensor(Double.NaN)));
    Expect.refusal(
        "cannot convert float infinity to integer",
        () -> Torch.itemLong(Torch.tensor(Float.POSITIVE_INFINITY)));
  }
}
