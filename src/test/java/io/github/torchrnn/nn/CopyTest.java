package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.SGD;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Deep copies of modules, of the library's and of users' own. */
@Scoped
class CopyTest {

  private record Config(int hidden, String name) {}

  /** A network with fields of many kinds. */
  private static final class Net extends TorchModule {
    private final Config config = new Config(4, "net");
    private final Embedding embedding = register("embedding", new Embedding(5, 4));
    private final LSTM lstm = register("lstm", LSTM.builder(4, 4).numLayers(2).build());
    private final Linear head = register("head", new Linear(4, 5));
    private final NDArray scale = registerParameter("scale", Torch.full(new Shape(4), 0.5f));
    private final NDArray mean = registerBuffer("mean", Torch.ones(4));
    private final List<TorchModule> layers = new ArrayList<>(List.of(embedding, lstm));
    private final Map<String, NDArray> kept = new HashMap<>(Map.of("seen", Torch.zeros(2)));
    private final UnaryOperator<NDArray> activation = NDArray::tanh;
    private final double[] numbers = {1, 2};
    @Unregistered private final MSELoss criterion = new MSELoss();
    private int steps = 3;

    Net() {
      head.weight(embedding.weight());
      head.getParameter("bias").setRequiresGradient(false);
    }

    NDArray forward(NDArray indices) {
      NDArray output = lstm.forward(embedding.forward(indices)).output();
      return head.forward(activation.apply(output.sub(mean).mul(scale)));
    }
  }

  private final NDArray indices = Torch.tensor(new long[] {1, 4, 2, 0, 3, 1}, 3, 2);

  private static float[] step(Net net, NDArray indices, SGD optimizer) {
    try (var grad = Torch.enableGrad()) {
      NDArray loss = net.forward(indices).square().mean();
      optimizer.zeroGrad();
      Torch.backward(loss);
      optimizer.step();
      return loss.toFloatArray();
    }
  }

  @Test
  void aNetworkOfAUsersOwn() {
    Torch.manualSeed(1);
    try (Net net = new Net()) {
      net.lstm.eval();
      Torch.manualSeed(7);
      Net copy = Copy.deepcopy(net);
      Expect.numbers(Torch.rand(1), drawn(7)); // nothing was drawn
      assertEquals(net.toString(), copy.toString());
      assertEquals(List.copyOf(net.stateDict().keySet()), List.copyOf(copy.stateDict().keySet()));
      assertArrayEquals(net.forward(indices).toFloatArray(), copy.forward(indices).toFloatArray());
      assertSame(net.config, copy.config);
      assertSame(net.activation, copy.activation);
      assertEquals(3, copy.steps);
      assertNotSame(net.lstm, copy.lstm);
      assertSame(copy.lstm, copy.getSubmodule("lstm"));
      assertSame(copy.lstm, copy.layers.get(1));
      assertNotSame(net.layers, copy.layers);
      assertNotSame(net.kept.get("seen"), copy.kept.get("seen"));
      Expect.numbers(copy.kept.get("seen"), 0, 0);
      assertSame(copy.scale, copy.getParameter("scale"));
      assertSame(copy.mean, copy.getBuffer("mean"));
      assertNotSame(net.mean, copy.mean);
      assertSame(copy.embedding.weight(), copy.head.weight()); // shared stays shared
      assertNotSame(net.embedding.weight(), copy.embedding.weight());
      assertFalse(copy.head.bias().hasGradient()); // frozen stays frozen
      assertTrue(copy.scale.hasGradient());
      assertTrue(copy.isTraining());
      assertFalse(copy.lstm.isTraining());
      assertNotSame(net.criterion, copy.criterion);
      copy.numbers[0] = 9;
      assertEquals(1, net.numbers[0]);
      trainAlike(net, copy);
    }
  }

  private static float drawn(int seed) {
    Torch.manualSeed(seed);
    return Torch.rand(1).getFloat();
  }

  /** The copy learns what the original would, and goes on when that is closed. */
  private void trainAlike(Net net, Net copy) {
    try (SGD first = new SGD(net.parameters(), 0.1);
        SGD second = new SGD(copy.parameters(), 0.1)) {
      float[] losses = {step(net, indices, first)[0], step(net, indices, first)[0]};
      net.close();
      assertEquals(losses[0], step(copy, indices, second)[0]);
      assertEquals(losses[1], step(copy, indices, second)[0]);
      assertTrue(losses[1] < losses[0]);
    }
    copy.close();
    assertThrows(IllegalStateException.class, () -> copy.forward(indices));
  }

  @Test
  void gradientsAreNotCopied() {
    try (Linear layer = new Linear(2, 1);
        var grad = Torch.enableGrad()) {
      Torch.backward(layer.forward(Torch.ones(1, 2)).sum());
      try (Linear copy = Copy.deepcopy(layer)) {
        assertNull(Torch.grad(copy.weight()));
        Torch.backward(copy.forward(Torch.ones(1, 2)).mul(2).sum());
        Expect.grad(copy.weight(), 2, 2);
        Expect.grad(layer.weight(), 1, 1);
      }
    }
  }

  @Test
  void layersOfAllKinds() {
    NDArray x = Torch.randn(2, 3);
    try (Sequential net =
        new Sequential(
            Parametrizations.weightNorm(new Linear(3, 4)),
            new BatchNorm1d(4),
            new ReLU(),
            Parametrizations.spectralNorm(new Linear(4, 2)),
            new Dropout(0.5))) {
      List<String> calls = new ArrayList<>();
      var handle =
          net.get(0)
              .registerForwardHook(
                  (module, args, output) -> {
                    calls.add("hook");
                    return null;
                  });
      net.forward(x);
      try (Sequential copy = Copy.deepcopy(net)) {
        handle.remove();
        calls.clear();
        net.eval();
        copy.eval();
        assertArrayEquals(net.forward(x).toFloatArray(), copy.forward(x).toFloatArray());
        assertEquals(List.of("hook"), calls);
        assertEquals(net.toString(), copy.toString());
        copy.getParameter("0.parametrizations.weight.original0").muli(3);
        copy.getBuffer("1.running_mean").addi(1);
        assertFalse(first(net).forward(x).contentEquals(first(copy).forward(x)));
        Parametrizations.removeParametrizations(copy.get(0), "weight");
        assertTrue(Parametrizations.isParametrized(net.get(0)));
      }
      assertEquals(2, net.forward(x).size(0));
    }
  }

  private static Linear first(Sequential net) {
    return (Linear) net.get(0);
  }

  private static List<TorchModule> library() {
    return List.of(
        RNN.builder(2, 3).bidirectional(true).build(),
        GRU.builder(2, 3).bias(false).numLayers(2).dropout(0.5).build(),
        LSTM.builder(2, 4).projSize(3).batchFirst(true).build(),
        new RNNCell(2, 3),
        new GRUCell(2, 3),
        new LSTMCell(2, 3),
        Embedding.builder(4, 2).paddingIdx(1).maxNorm(1.5).build(),
        new Conv1d(2, 3, 2),
        new Conv2d(2, 3, 2),
        new MaxPool2d(2),
        new AvgPool1d(2),
        new BatchNorm2d(3),
        new LayerNorm(3),
        new Flatten(),
        new Dropout2d(0.25),
        new Softplus(),
        new LeakyReLU(0.5),
        CrossEntropyLoss.builder().weight(Torch.ones(3)).build(),
        BCEWithLogitsLoss.builder().posWeight(Torch.ones(3)).build(),
        new NLLLoss(),
        new ModuleList<>(new Linear(1, 2), new Linear(2, 1)),
        new ModuleDict<>(Map.of("fc", new Linear(1, 2))),
        new ParameterList(Torch.ones(2)),
        new ParameterDict(Map.of("w", Torch.ones(2))));
  }

  @Test
  void everyLayerOfTheLibrary() {
    NDArray x = Torch.randn(3, 2, 2);
    for (TorchModule layer : library()) {
      try (TorchModule copy = Copy.deepcopy(layer)) {
        assertSame(layer.getClass(), copy.getClass());
        Map<String, NDArray> state = copy.stateDict();
        assertEquals(List.copyOf(layer.stateDict().keySet()), List.copyOf(state.keySet()));
        layer
            .stateDict()
            .forEach(
                (name, array) -> {
                  assertTrue(array.contentEquals(state.get(name)), name);
                  assertNotSame(array, state.get(name));
                });
        String text = layer.toString();
        layer.eval();
        copy.eval();
        if (layer instanceof RNNBase || layer instanceof Conv1d) {
          NDArray expected = layer.compute(new NDList(x), DjlBlock.OWN, false).head();
          layer.close(); // nothing is shared
          NDArray actual = copy.compute(new NDList(x), DjlBlock.OWN, false).head();
          assertArrayEquals(expected.toFloatArray(), actual.toFloatArray());
        }
        assertEquals(text, copy.toString());
      }
      layer.close();
    }
  }

  private static class Holding extends TorchModule {
    private final Object held;

    Holding(Object held) {
      this.held = held;
    }

    @Override
    protected String name() {
      return "Net";
    }
  }

  @Test
  void whatCannotBeCopiedIsRefused() {
    Linear layer = new Linear(2, 2);
    UnaryOperator<NDArray> capturing = layer::forward;
    for (Object held :
        new Object[] {new Random(), new StringBuilder(), new int[1].getClass(), capturing}) {
      try (Holding module = new Holding(held)) {
        if (held instanceof Class) {
          assertSame(held, Copy.deepcopy(module).held);
        } else {
          Expect.refusal(
              UnsupportedOperationException.class,
              ("deepcopy does not know how to copy the field held of Net, a %s: what a network"
                      + " keeps in fields are modules, arrays, lists, sets, maps, and objects that"
                      + " cannot change")
                  .formatted(held.getClass().getName()),
              () -> Copy.deepcopy(module));
        }
      }
    }
    try (Adam optimizer = new Adam(layer.parameters());
        Holding module = new Holding(optimizer)) {
      assertThrows(UnsupportedOperationException.class, () -> Copy.deepcopy(module));
    }
    layer.close();
    assertThrows(IllegalStateException.class, () -> Copy.deepcopy(layer));
  }

  /** A module that is not part of the network, but holds it. */
  @Test
  void circlesAreCopied() {
    Holding inner = new Holding(new ArrayList<>());
    try (Sequential net = new Sequential(inner)) {
      @SuppressWarnings("unchecked")
      List<Object> held = (List<Object>) inner.held;
      held.add(net);
      held.add(held);
      Sequential copy = Copy.deepcopy(net);
      List<?> copied = (List<?>) ((Holding) copy.get(0)).held;
      assertSame(copy, copied.get(0));
      assertSame(copied, copied.get(1));
      copy.close();
    }
  }

  @Test
  void aBlockOfDjl() {
    try (Linear layer = new Linear(2, 3);
        Linear copy = Copy.deepcopy(layer)) {
      assertEquals(2, copy.getDirectParameters().size());
      assertNotSame(
          layer.getDirectParameters().get("weight"), copy.getDirectParameters().get("weight"));
      assertSame(copy.weight(), copy.getDirectParameters().get("weight").getArray());
      NDList output = copy.compute(new NDList(Torch.ones(1, 2)), DjlBlock.OWN, false);
      assertArrayEquals(
          layer.forward(Torch.ones(1, 2)).toFloatArray(), output.head().toFloatArray());
    }
  }
}
