package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Near;
import io.github.torchrnn.Torch;
import org.junit.jupiter.api.Test;

/** GRUCell by hand: two calls, the second with the state of the first, and gradients. */
class GRUCellTest {

  /**
   * The Python; {@link Ramp} has {@code ramp} and {@code x}.
   *
   * <pre>{@code
   * m = ramp(nn.GRUCell(2, 3))
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
    try (GRUCell cell = Ramp.fill(new GRUCell(2, 3));
        var scope = Torch.scope();
        var grad = Torch.enableGrad()) {
      NDArray x = Ramp.input();
      NDArray first = cell.forward(x.get(0));
      Near.text(
          """
              tensor([[-0.4755,  0.1852,  0.0000]], grad_fn=<AddBackward0>)""",
          Torch.repr(first));
      NDArray second = cell.forward(x.get(1), first);
      Near.text(
          """
              tensor([[-0.5002, -0.2299,  0.1444]], grad_fn=<AddBackward0>)""",
          Torch.repr(second));
      Torch.backward(second.sum());
      Near.text(
          """
              tensor([[ 0.0024, -0.0009, -0.0000],
                      [ 0.0065, -0.0025,  0.0000],
                      [-0.0022,  0.0009,  0.0000],
                      [-0.0084,  0.0033,  0.0000],
                      [-0.0891,  0.0347,  0.0000],
                      [ 0.0405, -0.0158,  0.0000],
                      [-0.0252,  0.0098,  0.0000],
                      [-0.1496,  0.0583,  0.0000],
                      [-0.0471,  0.0184,  0.0000]])""",
          Torch.repr(Torch.grad(cell.weightHh())));
      Near.text(
          """
              tensor([-0.0296, -0.0137,  0.0110,  0.1513,  0.1533, -0.0852,  0.5271,  0.5193,
                       0.4437])""",
          Torch.repr(Torch.grad(cell.biasIh())));
    }
  }
}
