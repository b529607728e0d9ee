package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import org.junit.jupiter.api.function.Executable;

/** What the tests of small modules assert. */
final class Expect {

  private Expect() {}

  /** The same numbers to the last bit, in the order in which Python's flatten lists them. */
  static void numbers(NDArray actual, float... expected) {
    assertArrayEquals(expected, actual.toFloatArray());
  }

  static void grad(NDArray leaf, float... expected) {
    try (NDArray grad = Torch.grad(leaf)) {
      numbers(grad, expected);
    }
  }

  /** The whole message of the refusal. */
  static void refusal(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
