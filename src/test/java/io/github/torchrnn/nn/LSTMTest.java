package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Near;
import io.github.torchrnn.Torch;
import org.junit.jupiter.api.Test;

/** LSTM by hand: two calls, the second with the state of the first, and gradients. */
class LSTMTest {

  /**
   * The Python; {@link Ramp} has {@code ramp} and {@code x}.
   *
   * <pre>{@code
   * m = ramp(nn.LSTM(2, 3))
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
    try (LSTM layer = Ramp.fill(new LSTM(2, 3));
        var scope = Torch.scope();
        var grad = Torch.enableGrad()) {
      NDArray x = Ramp.input();
      LSTMOutput first = layer.forward(x);
      Near.text(
          """
              (tensor([[[-0.2168,  0.0608,  0.0362]],

                      [[-0.2078, -0.1548,  0.0493]]], grad_fn=<MkldnnRnnLayerBackward0>), (tensor([[[-0.2078, -0.1548,  0.0493]]], grad_fn=<StackBackward0>), tensor([[[-0.4329, -0.3115,  0.1960]]], grad_fn=<StackBackward0>)))""",
          first.toString());
      LSTMOutput second = layer.forward(x, first.hidden());
      Near.text(
          """
              (tensor([[[-0.2629,  0.0124,  0.1175]],

                      [[-0.2309, -0.1961,  0.0738]]], grad_fn=<MkldnnRnnLayerBackward0>), (tensor([[[-0.2309, -0.1961,  0.0738]]], grad_fn=<StackBackward0>), tensor([[[-0.5050, -0.3951,  0.2894]]], grad_fn=<StackBackward0>)))""",
          second.toString());
      Torch.backward(second.output().sum());
      Near.text(
          """
              tensor([[ 5.0148e-02,  1.9486e-02, -1.4043e-02],
                      [ 1.2936e-03, -5.7228e-03, -1.8491e-03],
                      [-2.3734e-02, -3.4682e-05,  6.1753e-03],
                      [ 2.9721e-02,  9.1634e-03, -8.9213e-03],
                      [ 5.0590e-03,  5.2877e-03, -9.8089e-04],
                      [-9.5153e-03, -2.0929e-03,  2.8727e-03],
                      [-6.5616e-02, -2.8098e-02,  1.8224e-02],
                      [-1.2874e-01, -2.9262e-02,  4.5937e-02],
                      [-1.0364e-01, -3.8692e-02,  2.5807e-02],
                      [ 5.8991e-02,  1.7204e-02, -2.0243e-02],
                      [ 1.7542e-02, -6.5249e-04, -9.7258e-03],
                      [-2.6925e-02, -8.2820e-03,  9.3565e-03]])""",
          Torch.repr(Torch.grad(layer.getParameter("weight_hh_l0"))));
      Near.text(
          """
              tensor([-0.2698,  0.0008,  0.1163, -0.1316, -0.0257,  0.0417,  0.3446,  0.5380,
                       0.6257, -0.2576, -0.0651,  0.1149])""",
          Torch.repr(Torch.grad(layer.getParameter("bias_ih_l0"))));
    }
  }
}
