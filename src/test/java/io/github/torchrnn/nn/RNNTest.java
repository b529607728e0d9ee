package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Near;
import io.github.torchrnn.Torch;
import org.junit.jupiter.api.Test;

/** RNN by hand: two calls, the second with the state of the first, and gradients. */
class RNNTest {

  /**
   * The Python; {@link Ramp} has {@code ramp} and {@code x}.
   *
   * <pre>{@code
   * m = ramp(nn.RNN(2, 3))
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
    try (RNN layer = Ramp.fill(new RNN(2, 3));
        var scope = Torch.scope();
        var grad = Torch.enableGrad()) {
      NDArray x = Ramp.input();
      RNNOutput first = layer.forward(x);
      Near.text(
          """
              (tensor([[[-0.0500,  0.2449,  0.0000]],

                      [[-0.8127,  0.9097, -0.6740]]], grad_fn=<StackBackward0>), tensor([[[-0.8127,  0.9097, -0.6740]]], grad_fn=<StackBackward0>))""",
          first.toString());
      RNNOutput second = layer.forward(x, first.hidden());
      Near.text(
          """
              (tensor([[[-0.0084,  0.3859, -0.5522]],

                      [[-0.8651,  0.8900, -0.6654]]], grad_fn=<StackBackward0>), tensor([[[-0.8651,  0.8900, -0.6654]]], grad_fn=<StackBackward0>))""",
          second.toString());
      Torch.backward(second.output().sum());
      Near.text(
          """
              tensor([[-0.8443,  1.0183, -0.8421],
                      [-0.5069,  0.6322, -0.5367],
                      [-0.6007,  0.9135, -0.7951]])""",
          Torch.repr(Torch.grad(layer.getParameter("weight_hh_l0"))));
      Near.text(
          """
              tensor([1.3166, 0.7137, 1.3880])""",
          Torch.repr(Torch.grad(layer.getParameter("bias_ih_l0"))));
    }
  }

  @Test
  void namesTheWeightsOfTheFirstLayer() {
    try (RNN layer = RNN.builder(2, 3).numLayers(2).build();
        RNN bare = RNN.builder(2, 3).bias(false).build()) {
      assertSame(layer.getParameter("weight_ih_l0"), layer.weightIhL0());
      assertSame(layer.getParameter("weight_hh_l0"), layer.weightHhL0());
      assertSame(layer.getParameter("bias_ih_l0"), layer.biasIhL0());
      assertSame(layer.getParameter("bias_hh_l0"), layer.biasHhL0());
      assertNull(bare.biasIhL0());
      assertNull(bare.biasHhL0());
    }
  }
}
