package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Autograd;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The numbers are Python's:
 *
 * <pre>{@code
 * torch.manual_seed(5)
 * net = Sequential(Linear(3, 4), ReLU(), Sequential(Dropout(.3), Tanh()), Linear(4, 2),
 *                  LogSoftmax(dim=-1))
 * x = torch.tensor([[.5, -1.25, 2], [-.3, .9, .1]])
 * for call in range(2):
 *     y = net(x)
 *     (y * torch.tensor([[1., 2], [3, 4]])).sum().backward()
 *     print(y, net[0].weight.grad, net[3].bias.grad)
 * print(net.eval()(x), torch.rand(1))
 * }</pre>
 */
@Scoped
class SequentialTest {

  private static Sequential net() {
    Torch.manualSeed(5);
    return new Sequential(
        new Linear(3, 4),
        new ReLU(),
        new Sequential(new Dropout(.3), new Tanh()),
        new Linear(4, 2),
        new LogSoftmax(-1));
  }

  private static NDArray input() {
    return Torch.tensor(new float[] {.5f, -1.25f, 2, -.3f, .9f, .1f}, 2, 3);
  }

  @Test
  void trainsTwiceAndEvaluates() {
    NDArray x = input();
    try (Sequential net = net()) {
      try (var grad = Torch.enableGrad()) {
        NDArray y = step(net, x);
        assertEquals("LogSoftmaxBackward0", Autograd.gradFn(y));
        Expect.numbers(y, -0.253950804f, -1.49490452f, -0.340352178f, -1.24312854f);
        Expect.grad(
            net.getParameter("0.weight"),
            -0.0381154977f,
            0.0952887461f,
            -0.152461991f,
            0,
            0,
            0,
            0.00758456439f,
            -0.0227536913f,
            -0.00252818805f,
            0.0166232139f,
            -0.0987144709f,
            -0.428863227f);
        Expect.numbers(step(net, x), -0.269082516f, -1.44426346f, -0.280205369f, -1.40906596f);
        Expect.grad(net.getParameter("3.bias"), -6.88946819f, 6.88946867f);
      }
      net.eval();
      Expect.numbers(net.forward(x), -0.265569955f, -1.45572519f, -0.295686513f, -1.36265826f);
      Expect.numbers(Torch.rand(1), 0.234150171f);
    }
  }

  private static NDArray step(Sequential net, NDArray x) {
    NDArray y = net.forward(x);
    Torch.backward(y.mul(Torch.tensor(new float[] {1, 2, 3, 4}, 2, 2)).sum());
    return y;
  }

  @Test
  void printsAsPython() {
    try (Sequential net = net()) {
      assertEquals(
          """
          Sequential(
            (0): Linear(in_features=3, out_features=4, bias=True)
            (1): ReLU()
            (2): Sequential(
              (0): Dropout(p=0.3, inplace=False)
              (1): Tanh()
            )
            (3): Linear(in_features=4, out_features=2, bias=True)
            (4): LogSoftmax(dim=-1)
          )""",
          net.toString());
    }
    assertEquals("Sequential()", new Sequential().toString());
    assertEquals("Softmax(dim=1)", new Softmax(1).toString());
    assertEquals("Sigmoid()", new Sigmoid().toString());
  }

  /** {@code print(ModuleList([Linear(2, 3), Linear(2, 3), ReLU(), Sequential(Tanh())]))} */
  @Test
  void moduleListsPrintEqualNeighboursOnce() {
    var list =
        new ModuleList<TorchModule>(
            List.of(new Linear(2, 3), new Linear(2, 3), new ReLU(), new Sequential(new Tanh())));
    try (list) {
      assertEquals(
          """
          ModuleList(
            (0-1): 2 x Linear(in_features=2, out_features=3, bias=True)
            (2): ReLU()
            (3): Sequential(
              (0): Tanh()
            )
          )""",
          list.toString());
      assertEquals(
          List.of("0.weight", "0.bias", "1.weight", "1.bias"),
          List.copyOf(list.namedParameters().keySet()));
      assertSame(list.get(3), list.get(-1));
      assertEquals(
          "index 4 is out of range",
          assertThrows(IndexOutOfBoundsException.class, () -> list.get(4)).getMessage());
    }
    var linears = new ModuleList<>(new Linear(2, 3));
    assertEquals(
        "ModuleList(\n  (0): Linear(in_features=2, out_features=3, bias=True)\n)",
        linears.toString());
    assertEquals(new Shape(1, 3), linears.get(0).forward(Torch.ones(1, 2)).getShape());
    assertEquals("ModuleList()", new ModuleList<>().toString());
  }

  /** A network of a user's own, which remembers what it saw. */
  private static final class Probe extends TorchModule {
    private final Dropout dropout = register("dropout", new Dropout(.9));
    private NDArray seen;

    @Override
    protected NDList compute(NDList inputs) {
      seen = inputs.head();
      return new NDList(dropout.forward(seen.mul(2)));
    }
  }

  @Test
  void callsNetworksOfTheUsersOwnInTheirOwnMode() {
    Probe probe = new Probe();
    probe.dropout.eval();
    try (var net = new Sequential(new ReLU(), probe, new ReLU())) {
      Expect.numbers(net.forward(input()), 1, 0, 4, 0, 1.8f, .2f);
      assertFalse(probe.dropout.isTraining());
      assertTrue(probe.isTraining());
    }
  }

  @Test
  void refusesLayersThatReturnTuplesOrTakeTwoArrays() {
    try (var net = new Sequential(new ReLU(), new LSTM(3, 2));
        var loss = new Sequential(new CrossEntropyLoss())) {
      Expect.refusal(
          "(1): LSTM returns a tuple, which Sequential cannot hand on: call it in the forward of a"
              + " network of your own",
          () -> net.forward(input()));
      Expect.refusal(
          "CrossEntropyLoss.forward() missing 1 required positional argument: 'target'",
          () -> loss.forward(input()));
      net.close();
      assertThrows(IllegalStateException.class, () -> net.forward(input()));
    }
    assertThrows(NullPointerException.class, () -> new Sequential((TorchModule) null));
  }
}
