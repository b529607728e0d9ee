package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Near;
import io.github.torchrnn.Torch;
import org.junit.jupiter.api.Test;

/** RNNCell by hand: two calls, the second with the state of the first, and gradients. */
class RNNCellTest {

  /**
   * The Python; {@link Ramp} has {@code ramp} and {@code x}.
   *
   * <pre>{@code
   * m = ramp(nn.RNNCell(2, 3))
   * state = m(x[0])
   * print(state)
   * state = m(x[1], state)
   * print(state)
   * state.sum().backward()
   * print(m.weight_hh.grad)
   * print(m.bias_ih.grad)
   * }</pre>
   */
  @Test
  void computesWhatPythonDoes() {
    try (RNNCell cell = Ramp.fill(new RNNCell(2, 3));
        var scope = Torch.scope();
        var grad = Torch.enableGrad()) {
      NDArray x = Ramp.input();
      NDArray first = cell.forward(x.get(0));
      Near.text(
          """
              tensor([[-0.0500,  0.2449,  0.0000]], grad_fn=<TanhBackward0>)""",
          Torch.repr(first));
      NDArray second = cell.forward(x.get(1), first);
      Near.text(
          """
              tensor([[-0.8127,  0.9097, -0.6740]], grad_fn=<TanhBackward0>)""",
          Torch.repr(second));
      Torch.backward(second.sum());
      Near.text(
          """
              tensor([[-0.0170,  0.0831,  0.0000],
                      [-0.0086,  0.0422,  0.0000],
                      [-0.0273,  0.1337,  0.0000]])""",
          Torch.repr(Torch.grad(cell.weightHh())));
      Near.text(
          """
              tensor([ 0.3697, -0.0652,  0.6103])""",
          Torch.repr(Torch.grad(cell.biasIh())));
    }
  }
}
