package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Scope;
import io.github.torchrnn.Torch;
import io.github.torchrnn.io.Pt;
import io.github.torchrnn.jit.Compiled;
import io.github.torchrnn.jit.CompiledForward;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.Optimizer;
import io.github.torchrnn.optim.SGD;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Parameters that are assigned again, as arrays of a user's and as those of another layer. The
 * numbers are Python's:
 *
 * <pre>{@code
 * class Net(nn.Module):
 *     def __init__(self):
 *         super().__init__()
 *         self.encoder = nn.Embedding(5, 3)
 *         self.rnn = nn.RNN(3, 3)
 *         self.decoder = nn.Linear(3, 5)
 *         self.decoder.weight = self.encoder.weight
 *
 *     def forward(self, x):
 *         output, h = self.rnn(self.encoder(x))
 *         return self.decoder(output)
 *
 * torch.manual_seed(0)
 * net = Net()
 * x, y = torch.tensor([1, 4, 0, 2]), torch.tensor([4, 0, 2, 3])
 * criterion = nn.CrossEntropyLoss()
 * for optimizer in (torch.optim.SGD(net.parameters(), lr=0.5, momentum=0.9),
 *                   torch.optim.Adam(net.parameters(), lr=0.1)):
 *     for epoch in range(3):
 *         optimizer.zero_grad()
 *         loss = criterion(net(x), y)
 *         loss.backward()
 *         print(loss.item())
 *         optimizer.step()
 * print(net.encoder.weight.grad, net.decoder.weight)
 * }</pre>
 */
class SharedParametersTest {

  private static final float[] LOSSES = {
    1.700838327f, 1.172149658f, 0.824151158f, 0.444860905f, 0.237691164f, 0.140230015f
  };

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Torch.scope();
    Torch.manualSeed(0);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static final class Net extends TorchModule {
    private final Embedding encoder = register("encoder", new Embedding(5, 3));
    private final RNN rnn = register("rnn", new RNN(3, 3));
    private final Linear decoder = register("decoder", new Linear(3, 5));

    Net() {
      decoder.weight(encoder.weight());
    }

    NDArray forward(NDArray x) {
      return decoder.forward(rnn.forward(encoder.forward(x)).output());
    }
  }

  private static List<Optimizer> optimizers(Net net) {
    return List.of(
        SGD.builder(net.parameters(), 0.5).momentum(0.9).build(), new Adam(net.parameters(), 0.1));
  }

  @Test
  void tiedWeightsAreTrainedAsInPython() {
    NDArray x = Torch.tensor(1, 4, 0, 2);
    NDArray y = Torch.tensor(4, 0, 2, 3);
    CrossEntropyLoss criterion = new CrossEntropyLoss();
    try (Net net = new Net();
        var grad = Torch.enableGrad()) {
      int step = 0;
      for (Optimizer optimizer : optimizers(net)) {
        for (int epoch = 0; epoch < 3; epoch++) {
          optimizer.zeroGrad();
          NDArray loss = criterion.forward(net.forward(x), y);
          Torch.backward(loss);
          Expect.numbers(loss, LOSSES[step++]);
          optimizer.step();
        }
        optimizer.close();
      }
      assertEquals(
          """
          tensor([[-0.0235,  0.0227,  0.0276],
                  [ 0.0009, -0.0100, -0.0089],
                  [-0.0580, -0.0441, -0.0683],
                  [ 0.0401,  0.0492, -0.0139],
                  [ 0.0326, -0.0127,  0.0492]])""",
          Torch.repr(Torch.grad(net.encoder.weight())));
      assertEquals(
          """
          Parameter containing:
          tensor([[ 1.6998, -0.9098, -2.5096],
                  [-0.0937, -1.2746, -0.7555],
                  [ 1.2720,  1.1772, -0.1945],
                  [-0.9028, -0.7432,  0.5927],
                  [-0.9392,  1.5966, -1.8043]], requires_grad=True)""",
          Torch.repr(net.decoder.weight()));
    }
  }

  @Test
  void aCompiledStepAddsBothGradients() {
    NDArray x = Torch.tensor(1, 4, 0, 2);
    NDArray y = Torch.tensor(4, 0, 2, 3);
    try (Net net = new Net();
        CrossEntropyLoss criterion = new CrossEntropyLoss()) {
      int number = 0;
      for (Optimizer optimizer : optimizers(net)) {
        try (optimizer;
            CompiledStep<NDArray> step =
                CompiledStep.of(optimizer, (a, b) -> criterion.forward(net.forward(a), b))) {
          for (int epoch = 0; epoch < 3; epoch++) {
            assertEquals(LOSSES[number++], step.run(x, y).getFloat(), 1e-6);
          }
          assertEquals(1, Compiled.programs(step));
        }
      }
    }
  }

  /** {@code print([n for n, p in net.named_parameters()], list(net.state_dict()))} and so on. */
  @Test
  void itIsOneParameterUnderTwoNames(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("net.pt");
    try (Net net = new Net();
        Net other = new Net()) {
      assertEquals(
          List.of(
              "encoder.weight",
              "rnn.weight_ih_l0",
              "rnn.weight_hh_l0",
              "rnn.bias_ih_l0",
              "rnn.bias_hh_l0",
              "decoder.bias"),
          List.copyOf(net.namedParameters().keySet()));
      assertEquals(
          List.of(
              "encoder.weight",
              "rnn.weight_ih_l0",
              "rnn.weight_hh_l0",
              "rnn.bias_ih_l0",
              "rnn.bias_hh_l0",
              "decoder.weight",
              "decoder.bias"),
          List.copyOf(net.stateDict().keySet()));
      assertEquals(44, net.numParameters());
      assertSame(net.encoder.weight(), net.getParameter("decoder.weight"));
      Pt.save(net.stateDict(), file);
      try (ZipFile zip = new ZipFile(file.toFile())) {
        assertEquals(
            6,
            zip.stream().map(ZipEntry::getName).filter(n -> n.matches(".*/data/\\d+")).count(),
            "storages");
      }
      other.loadStateDict(Pt.loadStateDict(file));
      assertArrayEquals(net.encoder.weight().toFloatArray(), other.decoder.weight().toFloatArray());
      assertSame(other.encoder.weight(), other.decoder.weight());
    }
  }

  @Test
  void eitherOfTheTwoIsClosedFirst() {
    for (boolean encoderFirst : List.of(true, false)) {
      Embedding encoder = new Embedding(4, 2);
      Linear decoder = new Linear(2, 4);
      NDArray before = decoder.weight();
      decoder.setParameter("weight", encoder.weight());
      decoder.weight(encoder.weight()); // once more is no second owner
      NDArray shared = encoder.weight();
      TorchModule first = encoderFirst ? encoder : decoder;
      TorchModule second = encoderFirst ? decoder : encoder;
      first.close();
      assertFalse(shared.isReleased());
      assertEquals(8, second.getParameter("weight").toFloatArray().length);
      second.close();
      assertTrue(shared.isReleased());
      assertEquals(8, before.toFloatArray().length, "those who hold the one before keep it");
      before.close();
    }
  }

  /** {@code layer.weight = nn.Parameter(torch.ones(2, 2))}, of each kind of layer. */
  @Test
  void everyLayerComputesWithTheArrayItWasGiven() {
    List<TorchModule> layers =
        List.of(
            new Linear(2, 2),
            new Embedding(2, 2),
            new RNN(2, 2),
            new LSTM(2, 2),
            new GRU(2, 2),
            new RNNCell(2, 2),
            new LSTMCell(2, 2),
            new GRUCell(2, 2));
    for (TorchModule layer : layers) {
      try (layer;
          Sequential net = new Sequential(layer)) {
        for (String name : layer.namedParameters().keySet()) {
          NDArray value = Torch.zeros(layer.getParameter(name).getShape().getShape());
          try (Scope inner = Torch.scope()) {
            net.setParameter("0." + name, inner.keep(value));
          }
          assertSame(value, layer.getParameter(name));
          assertTrue(value.hasGradient(), name);
        }
        try (var grad = Torch.enableGrad()) {
          NDArray output = run(layer);
          assertEquals(0, output.sum().getFloat(), layer.toString());
          Torch.backward(output.sum());
        }
        assertTrue(
            layer.parameters().stream().allMatch(p -> Torch.grad(p) != null), layer.toString());
      }
    }
  }

  private static NDArray run(TorchModule layer) {
    NDArray x = Torch.ones(1, 2);
    if (layer instanceof Embedding embedding) {
      return embedding.forward(Torch.tensor(0, 1));
    } else if (layer instanceof UnaryLayer unary) {
      return unary.forward(x);
    } else if (layer instanceof SingleStateRNN rnn) {
      return rnn.forward(x).output();
    } else if (layer instanceof LSTM lstm) {
      return lstm.forward(x).output();
    } else if (layer instanceof LSTMCell lstm) {
      return lstm.forward(x).h();
    }
    return ((SingleStateCell) layer).forward(x);
  }

  @Test
  void whatWasCompiledGoesOnWithAParameterThatWasReplacedSince() {
    NDArray x = Torch.tensor(1, 4, 0, 2);
    try (Net net = new Net();
        MSELoss criterion = new MSELoss();
        SGD optimizer = new SGD(net.parameters(), 0.1);
        CompiledForward<NDArray> forward = CompiledForward.of(a -> net.forward(a));
        CompiledStep<NDArray> step =
            CompiledStep.of(optimizer, (a, b) -> criterion.forward(net.forward(a), b))) {
      NDArray y = Torch.zeros(4, 5);
      forward.run(x);
      step.run(x, y);
      net.decoder.weight(Torch.ones(5, 3));
      NDArray expected = net.forward(x);
      assertArrayEquals(expected.toFloatArray(), forward.run(x).toFloatArray(), 1e-6f);
      float loss = criterion.forward(expected, y).getFloat();
      assertEquals(loss, step.run(x, y).getFloat(), 1e-6f);
      assertTrue(criterion.forward(net.forward(x), y).getFloat() < loss);
      assertArrayEquals(Torch.ones(5, 3).toFloatArray(), net.decoder.weight().toFloatArray());
    }
  }

  @Test
  void refusesWhatIsNoParameterAndWhatDoesNotFit() {
    try (Net net = new Net()) {
      NDArray weight = Torch.ones(5, 3);
      Expect.refusal("Linear has no attribute `w`", () -> net.setParameter("decoder.w", weight));
      Expect.refusal("Net has no attribute `x`", () -> net.setParameter("x.weight", weight));
      Expect.refusal("`rnn` is not an nn.Parameter", () -> net.setParameter("rnn", weight));
      Expect.refusal(
          "cannot put an array of torch.Size([3, 5]), torch.float32 on cpu in the place of"
              + " parameter 'weight' of Linear, which is of torch.Size([5, 3]), torch.float32 on"
              + " cpu",
          () -> net.decoder.weight(Torch.ones(3, 5)));
      Expect.refusal(
          "cannot put an array of torch.Size([5, 3]), torch.float64 on cpu in the place of"
              + " parameter 'weight' of Embedding, which is of torch.Size([5, 3]), torch.float32 on"
              + " cpu",
          () -> net.encoder.weight(Torch.to(weight, DataType.FLOAT64)));
      try (var grad = Torch.enableGrad()) {
        NDArray computed = net.encoder.weight().mul(2);
        Expect.refusal(
            "Cannot assign non-leaf Tensor to parameter 'weight'. Model parameters must be created"
                + " explicitly. To express 'weight' as a function of another Tensor, compute the"
                + " value in the forward() method.",
            () -> net.decoder.weight(computed));
      }
      assertEquals(
          "value is null",
          assertThrows(NullPointerException.class, () -> net.decoder.weight(null)).getMessage());
      assertSame(net.encoder.weight(), net.decoder.weight());
    }
    Linear closed = new Linear(2, 2);
    closed.close();
    assertThrows(IllegalStateException.class, () -> closed.weight(Torch.ones(2, 2)));
  }

  /** A user's own parameter, {@code self.scale = None} at first. */
  @Test
  void aPlaceThatWasKeptForNoneTakesAnyArray() {
    final class Own extends TorchModule {
      Own() {
        registerParameter("scale", null);
      }
    }

    try (Own own = new Own()) {
      NDArray scale = Torch.ones(3);
      own.setParameter("scale", scale);
      assertSame(scale, own.getParameter("scale"));
      assertEquals(Map.of("scale", scale).keySet(), own.stateDict().keySet());
    }
  }
}
