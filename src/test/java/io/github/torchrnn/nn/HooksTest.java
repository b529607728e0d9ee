package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Forward hooks and pre-hooks. The numbers are Python's:
 *
 * <pre>{@code
 * torch.manual_seed(2)
 * l = nn.Linear(2, 2)
 * h1 = l.register_forward_hook(lambda m, a, o: calls.append('a') or o * 2)
 * h2 = l.register_forward_hook(lambda m, a, o: calls.append('b') or o + 1, prepend=True)
 * h3 = l.register_forward_pre_hook(lambda m, a: calls.append('p') or (a[0] * 3,))
 * h4 = l.register_forward_pre_hook(lambda m, a: calls.append('q'), prepend=True)
 * x = torch.tensor([[1., -2.]])
 * y = l(x)
 * y.sum().backward()
 * print(calls, y, l.weight.grad)
 * h1.remove(); h3.remove()
 * print(l(x))
 * }</pre>
 */
@Scoped
class HooksTest {

  private final NDArray x = Torch.tensor(new float[] {1, -2}, 1, 2);
  private final NDArray steps = Torch.tensor(new float[] {.5f, -1, .25f, 2, -.75f, 1.5f}, 3, 1, 2);

  @Test
  void theyReplaceInOrderAndAreRemoved() {
    Torch.manualSeed(2);
    List<String> calls = new ArrayList<>();
    try (Linear layer = new Linear(2, 2)) {
      var h1 =
          layer.registerForwardHook(
              (module, args, output) -> {
                calls.add("a");
                return new NDList(output.get(0).mul(2));
              });
      layer.registerForwardHook(
          (module, args, output) -> {
            calls.add("b");
            return new NDList(output.get(0).add(1));
          },
          true);
      var h3 =
          layer.registerForwardPreHook(
              (module, args) -> {
                calls.add("p");
                return new NDList(args.get(0).mul(3));
              });
      layer.registerForwardPreHook(
          (module, args) -> {
            calls.add("q");
            return null;
          },
          true);
      try (var grad = Torch.enableGrad()) {
        NDArray y = layer.forward(x);
        Torch.backward(y.sum());
        Expect.numbers(y, 5.59663343f, 3.9335494f);
        Expect.grad(layer.weight(), 6, -12, 6, -12);
      }
      assertEquals(List.of("q", "p", "b", "a"), calls);
      h1.remove();
      h1.remove();
      h3.close();
      Expect.numbers(layer.forward(x), 1.80081713f, 1.43448675f);
    }
  }

  /** {@code r.register_forward_hook(lambda m, a, o: (o[0] + 1, (o[1][0] * 2, o[1][1] * 3)))} */
  @Test
  void ofARecurrentLayer() {
    Torch.manualSeed(3);
    try (LSTM lstm = new LSTM(2, 2)) {
      lstm.registerForwardHook(
          (module, args, output) ->
              new NDList(output.get(0).add(1), output.get(1).mul(2), output.get(2).mul(3)));
      LSTMOutput result = lstm.forward(steps);
      Expect.numbers(
          result.output(),
          0.962027073f,
          0.853161693f,
          1.02751815f,
          0.923116922f,
          1.08537304f,
          0.939060867f);
      Expect.numbers(result.hidden().h(), 0.170746103f, -0.121878229f);
      Expect.numbers(result.hidden().c(), 0.749843717f, -0.335761011f);
    }
  }

  /**
   *
   *
   * <pre>{@code
   * p = pack_padded_sequence(torch.arange(1., 9).reshape(2, 2, 2) / 8, [2, 1], batch_first=True)
   * torch.manual_seed(3)
   * r = nn.GRU(2, 2)
   * o, h = r(PackedSequence(p.data * 2, p.batch_sizes))
   * }</pre>
   */
  @Test
  void ofPackedSequencesTheySeeTheData() {
    Torch.manualSeed(3);
    try (GRU gru = new GRU(2, 2)) {
      gru.registerForwardPreHook((module, args) -> new NDList(args.get(0).mul(2)));
      PackedSequence packed =
          RNNUtils.packPaddedSequence(
              Torch.arange(1, 9).toType(x.getDataType(), false).div(8).reshape(2, 2, 2),
              new long[] {2, 1},
              new PackOptions().batchFirst(true));
      PackedRNNOutput result = gru.forward(packed);
      Expect.numbers(
          result.output().data(),
          -0.263970613f,
          -0.251751781f,
          0.331030995f,
          -0.0245435871f,
          -0.0271213651f,
          -0.265295357f);
      Expect.numbers(result.hidden(), -0.0271213651f, -0.265295357f, 0.331030995f, -0.0245435871f);
    }
  }

  /** What a hook keeps is not freed by Sequential, which frees what only passes. */
  @Test
  void aSequentialCallsThoseOfItsLayers() {
    List<NDArray> kept = new ArrayList<>();
    try (Sequential net =
        new Sequential(new Sequential(Ramp.fill(new Linear(2, 2))), new ReLU(), new Tanh())) {
      net.getSubmodule("0.0").registerForwardHook((module, args, output) -> keep(kept, output));
      net.getSubmodule("1").registerForwardPreHook((module, args) -> keep(kept, args));
      net.forward(x);
      assertEquals(2, kept.size());
      Expect.numbers(kept.get(0), -0.4f, -0.7f);
      Expect.numbers(kept.get(1), -0.4f, -0.7f);
    }
  }

  private static NDList keep(List<NDArray> kept, NDList arrays) {
    kept.add(arrays.get(0));
    return null;
  }

  @Test
  void ofACell() {
    List<Integer> counts = new ArrayList<>();
    try (LSTMCell cell = new LSTMCell(2, 2)) {
      cell.registerForwardHook(
          (module, args, output) -> {
            counts.add(args.size());
            counts.add(output.size());
            return null;
          });
      LSTMState state = cell.forward(x);
      cell.forward(x, state);
      assertEquals(List.of(1, 2, 3, 2), counts);
      Expect.refusal(
          UnsupportedOperationException.class,
          "LSTMCell has forward hooks, which unroll would not call",
          () -> cell.unroll(steps));
    }
  }

  @Test
  void refusals() {
    try (Linear layer = new Linear(2, 2);
        ModuleList<Linear> list = new ModuleList<>(layer)) {
      Expect.refusal(
          UnsupportedOperationException.class,
          "ModuleList has a forward of its own, which hooks cannot see: register them on its layers",
          () -> list.registerForwardHook((module, args, output) -> null));
      layer.registerForwardHook((module, args, output) -> new NDList());
      Expect.refusal(
          "a forward hook of Linear returned 0 arrays in the place of 1", () -> layer.forward(x));
      assertNull(Torch.grad(layer.weight()));
    }
  }
}
