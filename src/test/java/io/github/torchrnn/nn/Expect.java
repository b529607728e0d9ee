package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Near;
import io.github.torchrnn.Torch;
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

  /** An argument refused with this whole message. */
  public static void refusal(String message, Executable call) {
    refusal(IllegalArgumentException.class, message, call);
  }

  /** A call refused with an exception of this type and this whole message. */
  public static void refusal(Class<? extends Exception> type, String message, Executable call) {
    assertEquals(message, assertThrows(type, call).getMessage());
  }
}
