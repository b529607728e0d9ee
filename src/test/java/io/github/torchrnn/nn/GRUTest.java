package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Near;
import io.github.torchrnn.Torch;
import org.junit.jupiter.api.Test;

/** GRU by hand: two calls, the second with the state of the first, and gradients. */
class GRUTest {

  /**
   * The Python; {@link Ramp} has {@code ramp} and {@code x}.
   *
   * <pre>{@code
   * m = ramp(nn.GRU(2, 3))
   * output, state = m(x)
   * print(output, state)
   * output, state = m(x, state)
   * print(output, state)
   * output.sum().backward()
   * print(m.weight_hh_l0.grad)
   * print(m.bias_ih_l0.grad)
   * }</pre>
   */
  @Test
  void computesWhatPythonDoes() {
    try (GRU layer = Ramp.fill(new GRU(2, 3));
        var scope = Torch.scope();
        var grad = Torch.enableGrad()) {
      NDArray x = Ramp.input();
      RNNOutput first = layer.forward(x);
      Near.text(
          """
              (tensor([[[-0.4755,  0.1852,  0.0000]],

                      [[-0.5002, -0.2299,  0.1444]]], grad_fn=<StackBackward0>), tensor([[[-0.5002, -0.2299,  0.1444]]], grad_fn=<StackBackward0>))""",
          first.toString());
      RNNOutput second = layer.forward(x, first.hidden());
      Near.text(
          """
              (tensor([[[-0.5895,  0.0352,  0.1132]],

                      [[-0.5757, -0.3181,  0.2099]]], grad_fn=<StackBackward0>), tensor([[[-0.5757, -0.3181,  0.2099]]], grad_fn=<StackBackward0>))""",
          second.toString());
      Torch.backward(second.output().sum());
      Near.text(
          """
              tensor([[ 0.0076,  0.0018, -0.0017],
                      [ 0.0237,  0.0047, -0.0054],
                      [-0.0139, -0.0020,  0.0028],
                      [-0.0206, -0.0084,  0.0051],
                      [-0.0393,  0.0563, -0.0069],
                      [ 0.0712, -0.0329, -0.0010],
                      [-0.2798, -0.0975,  0.0731],
                      [-0.4506, -0.0591,  0.0952],
                      [-0.1818,  0.0014,  0.0281]])""",
          Torch.repr(Torch.grad(layer.getParameter("weight_hh_l0"))));
      Near.text(
          """
              tensor([-0.0291, -0.0452,  0.0373,  0.1196,  0.0481, -0.1378,  1.3747,  1.1805,
                       1.2350])""",
          Torch.repr(Torch.grad(layer.getParameter("bias_ih_l0"))));
    }
  }
}
