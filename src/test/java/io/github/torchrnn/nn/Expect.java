package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Near;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Kernels;
import java.util.stream.IntStream;
import org.junit.jupiter.api.function.Executable;

/** What the tests of small modules assert. */
public final class Expect {

  private Expect() {}

  /**
   * The same numbers but for the last bits, which depend on the processor, in the order in which
   * Python's flatten lists them. The goldens compare the bits.
   */
  public static void numbers(NDArray actual, float... expected) {
    Near.numbers(
        IntStream.range(0, expected.length).mapToDouble(i -> expected[i]).toArray(), actual);
  }

  public static void grad(NDArray leaf, float... expected) {
    try (NDArray grad = Torch.grad(leaf)) {
      numbers(grad, expected);
    }
  }

  /** {@code x = [[.5, -1.25, 2, .75], [-.3, .9, .1, -2.2], [1.5, 1.4, -.6, .2]]} */
  public static NDArray scores() {
    return scores(3, 4);
  }

  public static NDArray scores(long... sizes) {
    float[] numbers = {.5f, -1.25f, 2, .75f, -.3f, .9f, .1f, -2.2f, 1.5f, 1.4f, -.6f, .2f};
    return Torch.tensor(numbers, sizes);
  }

  /**
   * Two calls of a loss, the first with gradients of 1, 2, ... for the elements' losses:
   *
   * <pre>{@code
   * l = criterion(x, y)
   * (l * torch.arange(1, l.numel() + 1).reshape(l.shape)).sum().backward()
   * print(l.grad_fn.name(), l, x.grad)
   * criterion(x, y).sum().backward()
   * print(x.grad)
   * }</pre>
   */
  public static void loss(
      Loss criterion,
      NDArray x,
      NDArray y,
      String gradFn,
      float[] values,
      float[] first,
      float[] both) {
    x.setRequiresGradient(true);
    try (criterion;
        var grad = Torch.enableGrad()) {
      NDArray losses = criterion.forward(x, y);
      assertEquals(gradFn, Kernels.gradFn(losses));
      numbers(losses, values);
      NDArray counts = Torch.ones(losses.size()).cumSum().reshape(losses.getShape());
      Torch.backward(losses.mul(counts).sum());
      grad(x, first);
      Torch.backward(criterion.forward(x, y).sum());
      grad(x, both);
    }
  }

  /** The whole message of the refusal. */
  public static void refusal(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
