package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Near;
import io.github.torchrnn.Torch;
import org.junit.jupiter.api.Test;

/** LSTMCell by hand: two calls, the second with the state of the first, and gradients. */
class LSTMCellTest {

  /**
   * The Python; {@link Ramp} has {@code ramp} and {@code x}.
   *
   * <pre>{@code
   * m = ramp(nn.LSTMCell(2, 3))
   * state = m(x[0])
   * print(state)
   * state = m(x[1], state)
   * print(state)
   * state[0].sum().backward()
   * print(m.weight_hh.grad)
   * print(m.bias_ih.grad)
   * }</pre>
   */
  @Test
  void computesWhatPythonDoes() {
    try (LSTMCell cell = Ramp.fill(new LSTMCell(2, 3));
        var scope = Torch.scope();
        var grad = Torch.enableGrad()) {
      NDArray x = Ramp.input();
      LSTMState first = cell.forward(x.get(0));
      Near.text(
          """
              (tensor([[-0.2168,  0.0608,  0.0362]], grad_fn=<MulBackward0>), tensor([[-0.3713,  0.2136,  0.0744]], grad_fn=<AddBackward0>))""",
          first.toString());
      LSTMState second = cell.forward(x.get(1), first);
      Near.text(
          """
              (tensor([[-0.2078, -0.1548,  0.0493]], grad_fn=<MulBackward0>), tensor([[-0.4329, -0.3115,  0.1960]], grad_fn=<AddBackward0>))""",
          second.toString());
      Torch.backward(second.h().sum());
      Near.text(
          """
              tensor([[ 0.0117, -0.0033, -0.0020],
                      [ 0.0066, -0.0019, -0.0011],
                      [-0.0056,  0.0016,  0.0009],
                      [ 0.0071, -0.0020, -0.0012],
                      [-0.0053,  0.0015,  0.0009],
                      [-0.0010,  0.0003,  0.0002],
                      [-0.0129,  0.0036,  0.0022],
                      [-0.0650,  0.0182,  0.0109],
                      [-0.0123,  0.0034,  0.0020],
                      [ 0.0221, -0.0062, -0.0037],
                      [ 0.0164, -0.0046, -0.0027],
                      [-0.0080,  0.0022,  0.0013]])""",
          Torch.repr(Torch.grad(cell.weightHh())));
      Near.text(
          """
              tensor([-0.1278, -0.0163,  0.0311, -0.0327,  0.0245,  0.0045,  0.1388,  0.3725,
                       0.1239, -0.1157, -0.0837,  0.0366])""",
          Torch.repr(Torch.grad(cell.biasIh())));
    }
  }
}
