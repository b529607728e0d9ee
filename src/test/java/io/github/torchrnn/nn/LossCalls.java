package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Autograd;

/**
 * Two calls of a loss, the first one's losses weighed with 1, 2, ... before their backward. Each
 * method compares with a part of what the Python in the Javadoc of {@link MSELossTest} prints.
 */
final class LossCalls {

  private final String gradFn;
  private final NDArray losses;
  private final NDArray firstGrad;
  private final NDArray bothGrads;

  /** Runs both calls, and closes the criterion. */
  LossCalls(Loss criterion, NDArray x, NDArray y) {
    x.setRequiresGradient(true);
    try (criterion;
        var grad = Torch.enableGrad()) {
      losses = criterion.forward(x, y);
      gradFn = Autograd.gradFn(losses);
      NDArray counts = Torch.ones(losses.size()).cumSum().reshape(losses.getShape());
      Torch.backward(losses.mul(counts).sum());
      firstGrad = Torch.clone(Torch.grad(x));
      Torch.backward(criterion.forward(x, y).sum());
      bothGrads = Torch.grad(x);
    }
  }

  /** {@code l.grad_fn.name()}. */
  LossCalls gradFn(String expected) {
    assertEquals(expected, gradFn);
    return this;
  }

  /** {@code l}. */
  LossCalls losses(float... expected) {
    Expect.numbers(losses, expected);
    return this;
  }

  /** {@code x.grad} after the first call. */
  LossCalls firstGrad(float... expected) {
    Expect.numbers(firstGrad, expected);
    return this;
  }

  /** {@code x.grad} after both calls. */
  LossCalls bothGrads(float... expected) {
    Expect.numbers(bothGrads, expected);
    return this;
  }
}
