package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.optim.SGD;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

@Scoped
class TorchModuleTest {

  private Net net;

  /** A network of a user's. */
  private static final class Net extends TorchModule {
    private final Embedding emb = register("emb", new Embedding(4, 3));
    private final GRU gru = register("gru", new GRU(3, 2));
    private final NDArray scale = registerParameter("scale", Torch.tensor(2f));

    NDArray forward(NDArray x) {
      return gru.forward(emb.forward(x)).output().mul(scale);
    }
  }

  @BeforeEach
  void open() {
    Torch.manualSeed(0);
    net = new Net();
  }

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void movesAndModesKeepTheNetworksOwnType() {
    // net = Net().to(device).to(torch.float64).eval()
    Net moved = Torch.eval(Torch.to(Torch.to(net, Device.cpu()), DataType.FLOAT64));
    assertSame(net, moved);
    assertFalse(net.gru.isTraining());
    assertTrue(Torch.train(net).gru.isTraining());
    assertEquals(DataType.FLOAT64, net.scale.getDataType());
    Expect.refusal(
        "nn.Module.to only accepts floating point or complex dtypes, but got desired"
            + " dtype=torch.int64",
        () -> Torch.to(net, DataType.INT64));
    Net none = null;
    assertEquals(
        "network is null",
        assertThrows(NullPointerException.class, () -> Torch.eval(none)).getMessage());
  }

  @Test
  void namesAreTorchsInTorchsOrder() {
    // [name for name, _ in net.named_parameters()]
    assertEquals(
        List.of(
            "scale",
            "emb.weight",
            "gru.weight_ih_l0",
            "gru.weight_hh_l0",
            "gru.bias_ih_l0",
            "gru.bias_hh_l0"),
        List.copyOf(net.namedParameters().keySet()));
    assertEquals(List.of("", "emb", "gru"), List.copyOf(net.namedModules().keySet()));
    assertEquals(List.of("emb", "gru"), List.copyOf(net.namedChildren().keySet()));
    assertEquals(1 + 12 + 18 + 12 + 12, net.numParameters());
    assertEquals("Net(\n  (emb): Embedding(4, 3)\n  (gru): GRU(3, 2)\n)", net.toString());
  }

  @Test
  void applyVisitsChildrenFirst() {
    List<String> visited = new ArrayList<>();
    net.apply(module -> visited.add(module.getClass().getSimpleName()));
    assertEquals(List.of("Embedding", "GRU", "Net"), visited);
  }

  @Test
  void modesReachAllBelow() {
    assertTrue(net.isTraining());
    net.eval();
    assertFalse(net.gru.isTraining());
    net.train();
    assertTrue(net.gru.isTraining());
  }

  @Test
  void gradientsComeAndGo() {
    try (var grad = Torch.enableGrad()) {
      assertNull(Torch.grad(net.scale));
      Torch.backward(net.forward(Torch.tensor(1L, 2L)).sum());
      assertFalse(Torch.grad(net.scale).eq(0).all().getBoolean());
      net.zeroGrad();
      assertTrue(Torch.grad(net.scale).eq(0).all().getBoolean());
      net.requiresGrad(false);
      assertThrows(
          IllegalStateException.class,
          () -> Torch.backward(net.forward(Torch.tensor(1L, 2L)).sum()));
    }
  }

  @Test
  void theTypeChangesInPlaceUnderAnOptimizer() {
    try (SGD optimizer = new SGD(net.parameters(), 0.5);
        var grad = Torch.enableGrad()) {
      NDArray weight = net.getParameter("gru.weight_ih_l0");
      float[] before = weight.toFloatArray();
      assertEquals(net, net.to(DataType.FLOAT64));
      assertEquals(DataType.FLOAT64, weight.getDataType());
      assertEquals(before[3], (float) weight.toDoubleArray()[3]);
      Torch.backward(net.forward(Torch.tensor(1L, 2L)).sum());
      optimizer.step();
      assertFalse(weight.toDoubleArray()[3] == before[3]);
      net.to(DataType.FLOAT32).to(Device.cpu());
      assertEquals(DataType.FLOAT32, weight.getDataType());
    }
    Expect.refusal(
        "nn.Module.to only accepts floating point or complex dtypes, but got desired"
            + " dtype=torch.int64",
        () -> net.to(DataType.INT64));
    Expect.refusal(
        "dtype must be float32, float64 or float16, but got torch.bfloat16",
        () -> net.to(DataType.BFLOAT16));
  }

  // ---- state

  @Test
  void aStateGoesFromOneModuleToAnother() {
    try (Net other = new Net()) {
      assertEquals(
          "<All keys matched successfully>", other.loadStateDict(net.stateDict()).toString());
      NDArray x = Torch.tensor(0L, 3L, 1L);
      assertArrayEquals(net.forward(x).toFloatArray(), other.forward(x).toFloatArray());
    }
  }

  @Test
  void aStateThatDoesNotFitIsReportedWholeAndChangesNothing() {
    try (RNN rnn = new RNN(3, 4)) {
      float[] before = rnn.getParameter("weight_hh_l0").toFloatArray();
      Map<String, NDArray> state = new LinkedHashMap<>();
      state.put("weight_hh_l0", Torch.zeros(4, 4));
      state.put("weight_ih_l0", Torch.zeros(4, 9));
      state.put("x", Torch.zeros(1));
      // torch.nn.RNN(3, 4).load_state_dict(state)
      Expect.refusal(
          "Error(s) in loading state_dict for RNN:\n"
              + "\tMissing key(s) in state_dict: \"bias_ih_l0\", \"bias_hh_l0\". \n"
              + "\tUnexpected key(s) in state_dict: \"x\". \n"
              + "\tsize mismatch for weight_ih_l0: copying a param with shape torch.Size([4, 9])"
              + " from checkpoint, the shape in current model is torch.Size([4, 3]).",
          () -> rnn.loadStateDict(state));
      assertArrayEquals(before, rnn.getParameter("weight_hh_l0").toFloatArray());
      state.remove("weight_ih_l0");
      assertEquals(
          "_IncompatibleKeys(missing_keys=['weight_ih_l0', 'bias_ih_l0', 'bias_hh_l0'],"
              + " unexpected_keys=['x'])",
          rnn.loadStateDict(state, false).toString());
      assertTrue(rnn.getParameter("weight_hh_l0").eq(0).all().getBoolean());
    }
  }

  // ---- lifetime

  @Test
  void weightsOutliveTheScopeTheyWereMadeIn() {
    RNN made;
    try (var inner = Torch.scope()) {
      made = new RNN(3, 4);
    }
    try (made) {
      assertEquals(new Shape(2, 4), made.forward(Torch.ones(2, 3)).output().getShape());
    }
  }

  @Test
  void aClosedModuleSaysSo() {
    RNN rnn = new RNN(3, 4);
    rnn.close();
    rnn.close();
    String message = "RNN has been closed and its weights are freed: close it after its last use";
    for (Executable use :
        List.<Executable>of(() -> rnn.forward(Torch.ones(2, 3)), rnn::parameters, rnn::stateDict)) {
      assertEquals(message, assertThrows(IllegalStateException.class, use).getMessage());
    }
  }

  @Test
  void namesAreCheckedAsInTorch() {
    class Bad extends TorchModule {
      Bad(String name) {
        registerParameter("taken", Torch.ones(1));
        register(name, new ReLU());
      }
    }
    // torch.nn.Module().add_module(name, torch.nn.ReLU())
    Expect.refusal("module name can't be empty string \"\"", () -> new Bad(""));
    Expect.refusal("module name can't contain \".\", got: a.b", () -> new Bad("a.b"));
    Expect.refusal("attribute 'taken' already exists", () -> new Bad("taken"));
  }
}
