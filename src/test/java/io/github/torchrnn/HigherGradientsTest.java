package io.github.torchrnn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.nn.Expect;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.Sequential;
import io.github.torchrnn.nn.Tanh;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.SGD;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Gradients of gradients; Python's statements stand beside. */
@Scoped
class HigherGradientsTest {

  private static NDArray leaf(double... numbers) {
    NDArray leaf = Torch.tensor(numbers);
    leaf.setRequiresGradient(true);
    return leaf;
  }

  private static void prints(String expected, NDArray array) {
    Near.text(expected, Torch.repr(array).replaceAll("\n *", " "));
  }

  /** {@code torch.autograd.grad(y, x, create_graph=True)[0]}. */
  private static NDArray recordedGrad(NDArray y, NDArray x) {
    return Torch.grad(List.of(y), List.of(x), new GradOptions().createGraph(true)).get(0);
  }

  @Test
  void derivativesOfAFourthPower() {
    try (var mode = Torch.enableGrad()) {
      NDArray x = leaf(1, 2);
      NDArray y = x.pow(4); // x ** 4
      y = recordedGrad(y.sum(), x);
      prints("tensor([ 4., 32.])", y.stopGradient());
      y = recordedGrad(y.sum(), x);
      prints("tensor([12., 48.])", y.stopGradient());
      y = recordedGrad(y.sum(), x);
      prints("tensor([24., 48.])", y.stopGradient());
    }
  }

  /** Three steps of a critic whose gradient with respect to its input should have the norm 1. */
  @Test
  void aGradientPenalty() {
    Torch.manualSeed(3);
    String[] weights = {
      "tensor([[ 0.4434, -0.2473], [-0.1016, -0.0056], [ 0.9433,  0.1161]])",
      "tensor([[ 0.2463, -0.8980], [ 0.2506,  0.0334], [ 0.1243, -0.3328]])",
      "tensor([[ 0.3013, -0.8716], [ 0.1238, -0.0094], [ 0.2610, -0.7096]])"
    };
    String[] inputs = {
      "tensor([[-0.3547, -0.4367], [-0.0134, -0.1835]])",
      "tensor([[-0.9583, -0.6276], [ 0.0118, -0.0370]])",
      "tensor([[-1.3173, -0.3916], [ 0.0138, -0.0100]])"
    };
    double[] losses = {-0.31566160917282104, -3.437370538711548, -7.204349994659424};
    try (var net = new Sequential(new Linear(2, 3), new Tanh(), new Linear(3, 1));
        var opt = new SGD(net.parameters(), 0.5);
        var mode = Torch.enableGrad()) {
      for (int step = 0; step < 3; step++) {
        NDArray x = Torch.tensor(new double[][] {{.5, -1}, {2, .25}});
        x.setRequiresGradient(true);
        NDArray y = net.forward(x).sum();
        NDArray g = recordedGrad(y, x);
        NDArray loss = y.add(Torch.norm(g, 2, 1).sub(1).pow(2).mean());
        opt.zeroGrad();
        Torch.backward(loss);
        opt.step();
        assertEquals(losses[step], Torch.item(loss), 2e-6);
        prints(weights[step], Torch.grad(net.getParameter("0.weight")));
        prints(inputs[step], Torch.grad(x));
      }
    }
  }

  /** {@code (x ** 3 * w).sum().backward(create_graph=True)}, then a product with the Hessian. */
  @Test
  void recordedGradientsOfLeaves() {
    try (var mode = Torch.enableGrad()) {
      NDArray x = leaf(1, 2, 3);
      NDArray w = leaf(2);
      NDArray y = x.mul(x).mul(x).mul(w);
      Torch.backward(y, new BackwardOptions().gradient(Torch.ones(3)).createGraph(true));
      prints("tensor([ 6., 24., 54.], grad_fn=<CopyBackwards>)", Torch.grad(x));
      prints("tensor([36.], grad_fn=<CopyBackwards>)", Torch.grad(w));
      NDArray h = Torch.grad(x).mul(Torch.tensor(1., 0, 2)).sum();
      List<NDArray> products = Torch.grad(List.of(h), List.of(x, w));
      prints("tensor([12.,  0., 72.])", products.get(0));
      prints("tensor([57.])", products.get(1));
      try (var opt = new SGD(List.of(x, w), 0.1)) {
        opt.zeroGrad(); // which lets go of the graph
        prints("tensor([0., 0., 0.])", Torch.grad(x));
        Torch.backward(x.mul(2).sum());
        prints("tensor([2., 2., 2.])", Torch.grad(x));
      }
    }
  }

  @Test
  void theGraphIsKeptUnlessItIsRefused() {
    try (var mode = Torch.enableGrad()) {
      NDArray x = leaf(1, 2);
      NDArray loss = x.mul(x).sum();
      Torch.backward(loss, new BackwardOptions().createGraph(true));
      Torch.backward(loss, new BackwardOptions().createGraph(true).retainGraph(false));
      assertThrows(IllegalStateException.class, () -> Torch.backward(loss));
      Expect.refusal(
          "grad can be implicitly created only for scalar outputs",
          () -> Torch.backward(x.mul(x), new BackwardOptions()));
    }
  }

  private static void recurrent(
      String expected, TorchModule net, UnaryOperator<NDArray> output, DataType type) {
    NDArray x = Torch.to(Torch.tensor(new double[] {.5, -1, 2, .25}, 2, 1, 2), type);
    net.to(type);
    x.setRequiresGradient(true);
    try (var mode = Torch.enableGrad()) {
      net.zeroGrad();
      NDArray g = recordedGrad(output.apply(x).sum(), x);
      Torch.backward(g.mul(g).sum());
      prints(
          type == DataType.FLOAT64
              ? expected.replaceFirst("\\)$", ", dtype=torch.float64)")
              : expected,
          Torch.grad(net.getParameter("weight_ih_l0")));
    }
  }

  @Test
  void recurrentLayers() {
    Torch.manualSeed(5);
    for (DataType type : new DataType[] {DataType.FLOAT32, DataType.FLOAT64}) {
      Torch.manualSeed(5);
      RNN rnn = new RNN(2, 2);
      GRU gru = new GRU(2, 2);
      LSTM lstm = new LSTM(2, 2);
      recurrent(
          "tensor([[ 1.9748, -1.5583], [ 0.7425, -0.4692]])",
          rnn,
          x -> rnn.forward(x).output(),
          type);
      recurrent(
          "tensor([[-0.0264, -0.0287], [ 0.0018, -0.0017], [ 0.3159, -0.0769], [-0.2948,  0.2556],"
              + " [-0.2015, -0.1387], [-0.1384, -0.0846]])",
          gru,
          x -> gru.forward(x).output(),
          type);
      recurrent(
          "tensor([[-0.0023, -0.0032], [ 0.0044,  0.0056], [-0.0002,  0.0002], [ 0.0001, -0.0002],"
              + " [-0.0027, -0.0055], [-0.0009, -0.0005], [-0.0065, -0.0026], [ 0.0096,  0.0008]])",
          lstm,
          x -> lstm.forward(x).output(),
          type);
    }
  }
}
