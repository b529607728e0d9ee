package io.github.torchrnn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.nn.Expect;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.optim.SGD;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hooks on gradients: {@code x.register_hook(hook)}. Python's statements stand beside. */
@Scoped
class GradientHooksTest {

  private final List<String> seen = new ArrayList<>();
  private GradMode mode;
  private NDArray x;

  /** {@code x = torch.tensor([1., 2., 3.], requires_grad=True)}. */
  @BeforeEach
  void open() {
    mode = Torch.enableGrad();
    x = Torch.tensor(1., 2, 3);
    x.setRequiresGradient(true);
  }

  @AfterEach
  void close() {
    mode.close();
  }

  private static String grad(NDArray leaf) {
    return Torch.repr(Torch.grad(leaf));
  }

  @Test
  void aLeafsGradientIsChangedBeforeItIsAdded() {
    Torch.registerHook(x, g -> g.mul(10));
    NDArray loss = x.mul(x).mul(4).sum();
    Torch.backward(loss, true);
    assertEquals("tensor([ 80., 160., 240.])", grad(x));
    Torch.backward(loss);
    assertEquals("tensor([160., 320., 480.])", grad(x));
  }

  @Test
  void hooksRunInTheirOrderUntilTheyAreRemoved() {
    RemovableHandle a = Torch.registerHook(x, g -> g.mul(10));
    try (RemovableHandle b = Torch.registerHook(x, g -> g.add(1))) {
      Torch.backward(x.mul(2).sum());
      assertEquals("tensor([21., 21., 21.])", grad(x));
      a.remove();
      a.remove();
      Torch.backward(x.mul(2).sum());
      assertEquals("tensor([24., 24., 24.])", grad(x));
    }
    Torch.backward(x.mul(2).sum());
    assertEquals("tensor([26., 26., 26.])", grad(x));
  }

  /** A hook of null sees the gradient and leaves it. */
  @Test
  void anArrayOnTheWayShowsItsGradient() {
    NDArray h = x.mul(2);
    Torch.registerHook(
        h,
        g -> {
          seen.add(Torch.repr(g));
          return null;
        });
    NDArray loss = h.mul(h).sum();
    Torch.backward(loss);
    assertEquals(List.of("tensor([ 4.,  8., 12.])"), seen);
    assertEquals("tensor([ 8., 16., 24.])", grad(x));
  }

  @Test
  void anArrayOnTheWayKeepsItsGradient() {
    NDArray h = x.mul(2);
    RemovableHandle handle = Torch.registerHook(h, g -> g.mul(2));
    String refusal =
        "a hook cannot change the gradient of an array that is no leaf, since LibTorch hands it on"
            + " by itself: return null, or hook the parameters";
    NDArray loss = h.mul(h).sum();
    Expect.refusal(IllegalStateException.class, refusal, () -> Torch.backward(loss));
    assertNull(Torch.grad(x));
    Expect.refusal(
        IllegalStateException.class, refusal, () -> Torch.grad(List.of(loss), List.of(x)));
    handle.remove();
    Torch.backward(loss);
    assertEquals("tensor([ 8., 16., 24.])", grad(x));
  }

  /** {@code torch.autograd.grad(loss, [x, h])}. */
  @Test
  void gradsAreChangedToo() {
    Torch.registerHook(x, g -> g.mul(10));
    NDArray h = x.mul(2);
    NDArray loss = h.mul(h).sum();
    List<NDArray> grads = Torch.grad(List.of(loss), List.of(x, h));
    assertEquals("tensor([ 80., 160., 240.])", Torch.repr(grads.get(0)));
    assertEquals("tensor([ 4.,  8., 12.])", Torch.repr(grads.get(1)));
    assertNull(Torch.grad(x));
  }

  @Test
  void whatABackwardDoesNotReachIsLeftAlone() {
    NDArray w = Torch.tensor(2.);
    w.setRequiresGradient(true);
    try (var opt = new SGD(List.of(x, w), 1)) {
      Torch.backward(x.sum().add(w.sum()));
      opt.zeroGrad();
      Torch.registerHook(
          w,
          g -> {
            seen.add(Torch.repr(g));
            return g.mul(3);
          });
      Torch.backward(x.mul(2).sum());
      assertEquals(List.of(), seen);
      opt.step(); // which leaves w alone, as its gradient is None in torch
      assertEquals("tensor([2.], requires_grad=True)", Torch.repr(w));
      assertEquals("tensor([-1.,  0.,  1.], requires_grad=True)", Torch.repr(x));
      Torch.backward(w.mul(5).sum());
      assertEquals(List.of("tensor([5.])"), seen);
      assertEquals("tensor([15.])", grad(w));
      opt.step();
      assertEquals("tensor([-13.], requires_grad=True)", Torch.repr(w));
    }
  }

  /**
   * {@code for p in net.parameters(): p.register_hook(lambda g: g.clamp(-.1, .1))}, for two steps
   * and a backward.
   */
  @Test
  void clipsARecurrentNetwork() {
    Torch.manualSeed(7);
    double[] losses = {0.004570424556732178, -0.324256956577301};
    String[] grads = {
      "tensor([[ 0.1000,  0.1000], [-0.1000, -0.0852]])",
      "tensor([[ 0.1000,  0.1000], [-0.0648, -0.0688]])",
      "tensor([[ 0.2000,  0.2000], [-0.0933, -0.1177]])"
    };
    NDArray input = Torch.tensor(new double[] {.5, -1, 2, .25}, 2, 1, 2);
    try (var net = new RNN(2, 2);
        var opt = new SGD(net.parameters(), 0.5)) {
      net.parameters().forEach(p -> Torch.registerHook(p, g -> Torch.clamp(g, -.1, .1)));
      NDArray weight = net.getParameter("weight_hh_l0");
      for (int step = 0; step < 3; step++) {
        NDArray loss = net.forward(input).output().mul(Torch.tensor(.7, -.4)).sum();
        if (step < 2) {
          opt.zeroGrad();
          assertEquals(losses[step], Torch.item(loss), 1e-6);
        }
        Torch.backward(loss);
        Near.text(grads[step], grad(weight).replaceAll("\n *", " "));
        if (step < 2) {
          opt.step();
        }
      }
    }
  }

  @Test
  void refusesWhatTorchRefuses() {
    Expect.refusal(
        "cannot register a hook on a tensor that doesn't require gradient",
        () -> Torch.registerHook(Torch.ones(1), g -> g));
    RemovableHandle handle = Torch.registerHook(x, g -> g.get("0:2"));
    Expect.refusal(
        "hook '<lambda>' has changed the size of value", () -> Torch.backward(x.mul(2).sum()));
    handle.remove();
    handle = Torch.registerHook(x, g -> Torch.to(g, DataType.FLOAT64));
    Expect.refusal(
        "hook '<lambda>' has changed the type of value (was torch.FloatTensor got"
            + " torch.DoubleTensor)",
        () -> Torch.backward(x.mul(2).sum()));
    handle.remove();
    Torch.registerHook(x, g -> g);
    Expect.refusal(
        IllegalStateException.class,
        "backward cannot record gradients (create_graph) while arrays have hooks: remove the hooks,"
            + " or compute the gradients by Torch.grad",
        () -> Torch.backward(x.mul(x).sum(), new BackwardOptions().createGraph(true)));
  }

  /** A hook that fails leaves nothing of a gradient that none has seen, and all that was there. */
  @Test
  void aFailingHook() {
    RemovableHandle handle =
        Torch.registerHook(
            x,
            g -> {
              throw new UnsupportedOperationException("no");
            });
    Expect.refusal(UnsupportedOperationException.class, "no", () -> Torch.backward(x.mul(2).sum()));
    assertEquals("tensor([0., 0., 0.])", grad(x)); // None in torch
    handle.remove();
    Torch.backward(x.mul(3).sum());
    Torch.registerHook(
        x,
        g -> {
          throw new UnsupportedOperationException("no");
        });
    Expect.refusal(UnsupportedOperationException.class, "no", () -> Torch.backward(x.mul(2).sum()));
    assertEquals("tensor([3., 3., 3.])", grad(x));
  }

  /** A hook may itself go back through another graph. */
  @Test
  void aBackwardInsideAHook() {
    NDArray w = Torch.tensor(2.);
    w.setRequiresGradient(true);
    Torch.backward(x.add(w).sum());
    Torch.registerHook(
        x,
        g -> {
          Torch.backward(w.mul(7).sum());
          return g.mul(2);
        });
    Torch.registerHook(w, g -> g.mul(10));
    Torch.backward(x.mul(w).sum());
    assertEquals("tensor([5., 5., 5.])", grad(x)); // 1 + 2 * 2
    assertEquals("tensor([133.])", grad(w)); // 3 + 10 * 6 + 10 * 7
  }

  @Test
  void hooksGoWithTheirArrays() {
    try (var inner = Torch.scope()) {
      NDArray other = Torch.tensor(1.);
      other.setRequiresGradient(true);
      Torch.registerHook(other, g -> g.mul(2));
    }
    Torch.backward(x.mul(2).sum(), new BackwardOptions().createGraph(true)); // no hook is left
    assertEquals("tensor([2., 2., 2.])", grad(x));
  }

  /** Each backward's gradient is clamped by itself, whatever another thread adds meanwhile. */
  @Test
  void threadsTakeTurns() throws InterruptedException {
    Torch.registerHook(x, g -> Torch.clamp(g, -1, 1));
    Thread[] threads = new Thread[3];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          new Thread(
              () -> {
                for (int n = 0; n < 100; n++) {
                  try (var scope = Torch.scope();
                      var recording = Torch.enableGrad()) {
                    Torch.backward(x.mul(5).sum());
                  }
                }
              });
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals("tensor([300., 300., 300.])", grad(x));
  }
}
