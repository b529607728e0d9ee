package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Scope;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.Compiled;
import io.github.torchrnn.jit.CompiledForward;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.AdamW;
import io.github.torchrnn.optim.Optimizer;
import io.github.torchrnn.optim.SGD;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What is registered: shared, replaced, left out and nested, as in torch. */
@Scoped
class RegistryTest {

  @BeforeEach
  void open() {
    Torch.manualSeed(0);
  }

  /** A module whose registering methods are open. */
  private static class Free extends TorchModule {
    <M extends TorchModule> M add(String name, M module) {
      return register(name, module);
    }

    NDArray parameter(String name, NDArray value) {
      return registerParameter(name, value);
    }

    NDArray buffer(String name, NDArray value) {
      return registerBuffer(name, value);
    }

    @Override
    protected String name() {
      return "Net";
    }
  }

  private static List<String> names(Map<String, ?> named) {
    return List.copyOf(named.keySet());
  }

  /**
   *
   *
   * <pre>{@code
   * class Net(nn.Module):
   *     def __init__(self):
   *         super().__init__()
   *         self.a = nn.Linear(2, 1)
   *         self.b = self.a
   *         self.c = nn.ReLU()
   *         self.register_module("gone", None)
   *         self.w = nn.Parameter(torch.ones(1))
   *         self.register_parameter("p", None)
   *         self.v = self.w
   * }</pre>
   */
  private static Free net() {
    Free net = new Free();
    net.add("b", net.add("a", new Linear(2, 1)));
    net.add("c", new ReLU());
    net.add("gone", null);
    net.parameter("v", net.parameter("w", Torch.ones(1)));
    net.parameter("p", null);
    return net;
  }

  @Test
  void whatStandsInTwoPlacesIsTrainedOnceAndSavedUnderBothNames() {
    try (Free net = net()) {
      assertEquals(
          "Net(\n  (a): Linear(in_features=2, out_features=1, bias=True)\n"
              + "  (b): Linear(in_features=2, out_features=1, bias=True)\n"
              + "  (c): ReLU()\n  (gone): None\n)",
          net.toString());
      assertEquals(
          List.of("w", "v", "a.weight", "a.bias", "b.weight", "b.bias"), names(net.stateDict()));
      assertEquals(List.of("w", "a.weight", "a.bias"), names(net.namedParameters()));
      assertEquals(List.of("a", "c"), names(net.namedChildren()));
      assertEquals(2, net.children().size());
      assertEquals(List.of("", "a", "c"), names(net.namedModules()));
      List<String> visited = new ArrayList<>();
      net.apply(module -> visited.add(module.name()));
      assertEquals(List.of("Linear", "ReLU", "Net"), visited);
      assertSame(net.getParameter("a.weight"), net.getParameter("b.weight"));
      assertEquals(4, net.numParameters());
    }
  }

  @Test
  void aStateWithBothNamesIsLoaded() {
    try (Free net = net();
        Free other = net()) {
      Map<String, NDArray> state = net.stateDict();
      assertEquals("<All keys matched successfully>", other.loadStateDict(state).toString());
      assertArrayEquals(
          net.getParameter("b.weight").toFloatArray(),
          other.getParameter("a.weight").toFloatArray());
      state.remove("b.weight");
      Expect.refusal(
          "Error(s) in loading state_dict for Net:\n"
              + "\tMissing key(s) in state_dict: \"b.weight\". ",
          () -> other.loadStateDict(state));
    }
  }

  @Test
  void aParameterThatIsNotThereIsReportedAsInTorch() {
    try (Free net = net()) {
      Expect.refusal("`gone` is not an nn.Module", () -> net.getParameter("gone.weight"));
      Expect.refusal("Net has no attribute `x`", () -> net.getParameter("x"));
      Expect.refusal("Net has no attribute `x`", () -> net.getParameter("x.y"));
      Expect.refusal("`p` is not an nn.Parameter", () -> net.getParameter("p"));
      Expect.refusal("`c` is not an nn.Parameter", () -> net.getParameter("c"));
      Expect.refusal("Linear has no attribute `q`", () -> net.getParameter("a.q"));
    }
  }

  @Test
  void aNameThatIsRegisteredAgainIsReplacedInItsPlace() {
    try (Free net = net()) {
      net.add("a", new Linear(2, 3));
      assertEquals(List.of("a", "b", "c"), names(net.namedChildren()));
      assertEquals(3, net.getParameter("a.weight").getShape().get(0));
      net.parameter("w", Torch.ones(5));
      net.parameter("p", Torch.ones(6));
      assertEquals(
          List.of("w", "v", "p", "a.weight", "a.bias", "b.weight", "b.bias"),
          names(net.namedParameters()));
      net.parameter("w", null);
      net.add("b", null);
      assertEquals(List.of("v", "p", "a.weight", "a.bias"), names(net.stateDict()));
      NDArray old = net.parameter("p", Torch.ones(6));
      net.parameter("p", old.add(1));
      assertEquals(6, net.parameter("p", old).sum().getFloat(), "what was replaced is still there");
      net.buffer("count", Torch.ones(1));
      net.buffer("count", null);
      assertEquals(List.of(), names(net.namedBuffers()));
    }
  }

  @Test
  void namesOfAnotherKindAreTaken() {
    try (Free net = net()) {
      Expect.refusal("attribute 'w' already exists", () -> net.add("w", new ReLU()));
      Expect.refusal("attribute 'a' already exists", () -> net.parameter("a", Torch.ones(1)));
      Expect.refusal("attribute 'w' already exists", () -> net.buffer("w", Torch.ones(1)));
      Expect.refusal("parameter name can't contain \".\"", () -> net.parameter("a.b", null));
      Expect.refusal("parameter name can't be empty string \"\"", () -> net.parameter("", null));
      Expect.refusal("buffer name can't contain \".\"", () -> net.buffer("a.b", null));
    }
  }

  // ---- parameters

  @Test
  void aParameterIsTheArrayItselfAndSharedByModules() {
    Linear encoder = new Linear(3, 2);
    Free first = new Free();
    Free second = new Free();
    NDArray given;
    try (var inner = Torch.scope()) { // which does not free what modules own
      given = Torch.ones(2);
      assertSame(given, first.parameter("scale", given));
      second.parameter("scale", given);
      second.parameter("weight", encoder.weight());
    }
    try (var grad = Torch.enableGrad()) {
      Torch.backward(first.getParameter("scale").mul(second.getParameter("scale")).sum());
      assertArrayEquals(new float[] {2, 2}, Torch.grad(given).toFloatArray());
      NDArray computed = given.mul(2);
      Expect.refusal(
          "Cannot assign non-leaf Tensor to parameter 'x'. Model parameters must be created"
              + " explicitly. To express 'x' as a function of another Tensor, compute the value in"
              + " the forward() method.",
          () -> first.parameter("x", computed));
    }
    first.close();
    assertArrayEquals(new float[] {1, 1}, second.getParameter("scale").toFloatArray());
    second.close();
    assertTrue(given.isReleased());
    assertEquals(6, encoder.weight().size());
    encoder.close();
  }

  // ---- lifetime

  @Test
  void aLayerOfTwoNetworksIsFreedWithTheLast() {
    Linear shared = new Linear(2, 2);
    Sequential first = new Sequential(shared, new Linear(2, 1));
    Sequential second = new Sequential(shared);
    first.close();
    assertEquals(2, second.forward(Torch.ones(1, 2)).size());
    second.close();
    assertEquals(
        "Linear has been closed and its weights are freed: close it after its last use",
        assertThrows(IllegalStateException.class, () -> shared.forward(Torch.ones(1, 2)))
            .getMessage());
  }

  @Test
  void everyClosedLayerSaysSo() {
    for (UnaryLayer layer :
        List.of(
            new ReLU(),
            new Tanh(),
            new Sigmoid(),
            new Softmax(0),
            new LogSoftmax(0),
            new LeakyReLU(),
            new ELU(),
            new GELU(),
            new SiLU(),
            new Softplus(),
            new Hardtanh(),
            new LogSigmoid(),
            new Dropout(0.5),
            new Linear(2, 2),
            new Embedding(2, 2))) {
      Sequential around = new Sequential(layer);
      layer.close();
      for (Executable use :
          List.<Executable>of(
              () -> layer.forward(Torch.ones(2)), () -> around.forward(Torch.ones(2)))) {
        assertEquals(
            layer.name()
                + " has been closed and its weights are freed: close it after its last use",
            assertThrows(IllegalStateException.class, use).getMessage());
      }
    }
    for (Loss loss :
        List.of(
            new MSELoss(),
            new L1Loss(),
            new SmoothL1Loss(),
            new HuberLoss(),
            new KLDivLoss(),
            new HingeEmbeddingLoss(),
            new PoissonNLLLoss(),
            new SoftMarginLoss(),
            new MultiMarginLoss(),
            new MultiLabelMarginLoss(),
            new MultiLabelSoftMarginLoss(),
            new BCELoss(),
            new CrossEntropyLoss(),
            new NLLLoss(),
            new BCEWithLogitsLoss())) {
      loss.close();
      assertThrows(
          IllegalStateException.class, () -> loss.forward(Torch.ones(2, 2), Torch.ones(2, 2)));
    }
  }

  // ---- trees

  @Test
  void aModuleCannotStandBelowItself() {
    Free inner = new Free();
    Free outer = new Free();
    outer.add("inner", inner);
    Expect.refusal(
        "a module cannot be registered in itself: Net as 'x' of Net", () -> inner.add("x", outer));
    Expect.refusal(
        "a module cannot be registered in itself: Net as 'x' of Net", () -> outer.add("x", outer));
  }

  @Test
  void modulesAreNestedUpToALimitAndWorkThere() throws Exception {
    Free downwards = nest(400, false);
    Free upwards = nest(400, true);
    Thread small =
        new Thread(
            null,
            () -> {
              for (Free net : List.of(downwards, upwards)) {
                assertEquals(400, net.namedModules().size());
                net.eval().to(DataType.FLOAT64);
                net.apply(module -> module.train());
                assertEquals(400, net.toString().lines().filter(l -> l.contains("Net(")).count());
                assertEquals(1, net.stateDict().size());
                net.close();
              }
            },
            "small",
            512 * 1024);
    List<Throwable> failures = new ArrayList<>();
    small.setUncaughtExceptionHandler((thread, e) -> failures.add(e));
    small.start();
    small.join();
    assertEquals(List.of(), failures);
    for (boolean up : new boolean[] {true, false}) {
      Expect.refusal(
          "modules are nested at most 400 deep, but 'x' of Net would be nested 401 deep",
          () -> nest(5000, up));
    }
  }

  private static Free nest(int levels, boolean upwards) {
    Free root = new Free();
    Free last = root;
    root.parameter("w", upwards ? Torch.ones(1) : null);
    for (int i = 1; i < levels; i++) {
      Free next = new Free();
      if (upwards) {
        next.add("x", last);
      } else {
        last.add("x", next);
      }
      last = next;
    }
    if (!upwards) {
      last.parameter("w", Torch.ones(1));
    }
    return upwards ? last : root;
  }

  @Test
  void manyParametersAndLayersAreRegisteredInLittleTime() {
    try (Free net = new Free()) {
      NDArray shared = net.parameter("w", Torch.ones(1));
      for (int i = 0; i < 20_000; i++) {
        net.parameter("w" + i, shared);
        net.add("m" + i, new ReLU());
      }
      assertEquals(20_000, net.children().size());
      assertEquals(1, net.parameters().size());
      assertEquals(20_001, net.stateDict().size());
    }
  }

  // ---- fields

  private static final class Forgetful extends TorchModule {
    private final Linear a = register("a", new Linear(2, 2));
    private final Linear b = new Linear(2, 2);

    NDArray forward(NDArray x) {
      return b.forward(a.forward(x));
    }
  }

  private static final class Careful extends TorchModule {
    private final Linear a = register("a", new Linear(2, 2));
    private final Linear alias = a;
    private final MSELoss criterion = new MSELoss();
    @Unregistered private final Linear teacher;
    private TorchModule parent;
    private Linear later;

    Careful(Linear teacher) {
      this.teacher = teacher;
    }

    NDArray forward(NDArray x) {
      NDArray taught = teacher.forward(x);
      return criterion.forward(later == null ? alias.forward(x) : later.forward(x), taught);
    }
  }

  @Test
  void aLayerInAFieldThatWasNeverRegisteredIsRefused() {
    Forgetful net = new Forgetful();
    String message =
        "the field b of io.github.torchrnn.nn.RegistryTest$Forgetful holds a Linear that was never"
            + " registered, so that it would be neither trained nor saved: write b ="
            + " register(\"b\", ...), or mark the field with @Unregistered if the layer is not part"
            + " of the module";
    assertEquals(4, net.forward(Torch.ones(2, 2)).size());
    Sequential around = new Sequential(net);
    for (Executable use :
        List.<Executable>of(
            net::parameters,
            net::stateDict,
            net::toString,
            () -> net.to(Device.cpu()),
            () -> net.loadStateDict(Map.of()),
            around::parameters,
            around::stateDict,
            around::toString)) {
      assertEquals(message, assertThrows(IllegalStateException.class, use).getMessage());
    }
    net.close();
  }

  @Test
  void aFieldMayHoldWhatIsRegisteredElsewhereOrNotPartOfTheModule() {
    try (Linear teacher = new Linear(2, 2);
        Careful net = new Careful(teacher);
        Sequential parent = new Sequential(net)) {
      net.parent = parent;
      assertEquals(2, net.parameters().size());
      assertEquals(1, net.forward(Torch.ones(2, 2)).size());
      net.later = new Linear(2, 2);
      assertThrows(IllegalStateException.class, net::parameters);
      net.later.close();
      net.later = null;
      assertSame(parent, net.parent);
    }
  }

  // ---- gradients that were zeroed

  private static final Map<String, Function<List<NDArray>, Optimizer>> OPTIMIZERS =
      Map.of(
          "momentum", params -> SGD.builder(params, 0.1).momentum(0.9).build(),
          "Adam", params -> new Adam(params, 0.1),
          "fused", params -> AdamW.builder(params).lr(0.1).fused(true).build());

  @Test
  void aStepLeavesAloneWhatNoBackwardReachedSinceItWasZeroedInAnyWay() {
    OPTIMIZERS.forEach(
        (name, make) -> {
          for (String how : List.of("module", "own", "other optimizer", "before it was made")) {
            try (Linear layer = new Linear(2, 1);
                Optimizer optimizer = make.apply(layer.parameters());
                Optimizer other = make.apply(layer.parameters());
                var grad = Torch.enableGrad()) {
              Torch.backward(layer.forward(Torch.ones(1, 2)).sum());
              optimizer.step();
              float[] before = layer.weight().toFloatArray();
              switch (how) {
                case "module" -> layer.zeroGrad();
                case "own" -> optimizer.zeroGrad();
                default -> other.zeroGrad();
              }
              if (how.equals("before it was made")) {
                try (Optimizer late = make.apply(layer.parameters())) {
                  late.step();
                }
              }
              optimizer.step();
              other.step();
              assertArrayEquals(before, layer.weight().toFloatArray(), name + ", " + how);
              Torch.backward(layer.forward(Torch.ones(1, 2)).sum());
              optimizer.step();
              assertTrue(before[0] != layer.weight().toFloatArray()[0], name + ", " + how);
            }
          }
        });
  }

  /** A network that has a layer which its forward leaves out. */
  private static final class Partly extends TorchModule {
    private final Linear used = register("used", new Linear(2, 2));
    private final Linear spare = register("spare", new Linear(2, 2));

    NDArray forward(NDArray x) {
      return used.forward(x);
    }
  }

  @Test
  void aCompiledStepLeavesAloneWhatItsBackwardDoesNotReach() {
    List<UnaryOperator<NDArray>> activations =
        List.of(it -> it, it -> Torch.roll(it, 1)); // in closed form, and by LibTorch's graph
    for (UnaryOperator<NDArray> activation : activations) {
      try (Partly net = new Partly();
          MSELoss criterion = new MSELoss();
          AdamW optimizer = new AdamW(net.parameters(), 0.1);
          CompiledStep<NDArray> step =
              CompiledStep.of(
                  optimizer, (x, y) -> criterion.forward(activation.apply(net.forward(x)), y));
          var grad = Torch.enableGrad()) {
        Torch.backward(net.spare.forward(Torch.ones(1, 2)).sum());
        optimizer.step();
        float[] before = net.spare.weight().toFloatArray();
        net.zeroGrad();
        for (int i = 0; i < 3; i++) {
          step.run(Torch.ones(1, 2), Torch.zeros(1, 2));
        }
        assertArrayEquals(before, net.spare.weight().toFloatArray());
        assertEquals(1, Compiled.programs(step));
      }
    }
  }

  // ---- types that change

  @Test
  void aStepThatIsRefusedChangesNothing() {
    try (Linear first = new Linear(2, 1);
        Linear second = new Linear(2, 1);
        Sequential both = new Sequential(first, second);
        AdamW optimizer = new AdamW(both.parameters(), 0.1);
        var grad = Torch.enableGrad()) {
      Torch.backward(first.forward(Torch.ones(1, 2)).add(second.forward(Torch.ones(1, 2))).sum());
      optimizer.step();
      second.to(DataType.FLOAT64);
      float[] before = first.weight().toFloatArray();
      assertEquals(
          "parameter 2 of the optimizer is torch.float64 on cpu now, but its state is torch.float32"
              + " on cpu: make the optimizer after the module is moved, or load its state dict"
              + " again",
          assertThrows(IllegalStateException.class, optimizer::step).getMessage());
      assertArrayEquals(before, first.weight().toFloatArray());
      Map<?, ?> state = (Map<?, ?>) optimizer.stateDict().get("state");
      assertEquals(1f, ((NDArray) ((Map<?, ?>) state.get(0L)).get("step")).getFloat());
    }
  }

  private static Linear ofOnes() {
    Linear layer = new Linear(2, 1);
    layer.loadStateDict(Map.of("weight", Torch.ones(1, 2), "bias", Torch.ones(1)));
    return layer;
  }

  private static void backward(Linear layer) {
    layer.zeroGrad();
    NDArray x = Torch.to(Torch.ones(1, 2), layer.weight().getDataType());
    Torch.backward(layer.forward(x).sum());
  }

  private static NDArray state(Optimizer optimizer, String name) {
    Map<?, ?> state = (Map<?, ?>) optimizer.stateDict().get("state");
    return (NDArray) ((Map<?, ?>) state.get(0L)).get(name);
  }

  /** torch makes the state in the first step; here it takes the type that is there by then. */
  @Test
  void stateFollowsParametersThatWereMovedBeforeTheFirstStep() {
    try (Linear layer = ofOnes();
        Adam optimizer = new Adam(layer.parameters(), 0.1);
        var grad = Torch.enableGrad()) {
      layer.to(DataType.FLOAT64);
      backward(layer);
      optimizer.step();
      assertEquals(
          "Parameter containing:\n"
              + "tensor([[0.9000, 0.9000]], dtype=torch.float64, requires_grad=True)",
          Torch.repr(layer.weight()));
      assertEquals(
          "tensor([[0.1000, 0.1000]], dtype=torch.float64)",
          Torch.repr(state(optimizer, "exp_avg")));
    }
  }

  @Test
  void sgdMixesFloatingTypesAsTorchs() {
    try (Linear layer = ofOnes();
        SGD optimizer = SGD.builder(layer.parameters(), 0.1).momentum(0.9).build();
        var grad = Torch.enableGrad()) {
      backward(layer);
      optimizer.step();
      layer.to(DataType.FLOAT64);
      backward(layer);
      optimizer.step();
      assertEquals(
          "Parameter containing:\n"
              + "tensor([[0.7100, 0.7100]], dtype=torch.float64, requires_grad=True)",
          Torch.repr(layer.weight()));
      assertEquals("tensor([[1.9000, 1.9000]])", Torch.repr(state(optimizer, "momentum_buffer")));
    }
  }

  @Test
  void noScopeOfAnotherThreadFreesAParameter() throws Exception {
    Free net = new Free();
    try (Scope inner = Torch.scope()) {
      NDArray value = Torch.ones(2);
      Thread other = new Thread(() -> net.parameter("w", value));
      other.start();
      other.join();
    }
    assertArrayEquals(new float[] {1, 1}, net.getParameter("w").toFloatArray());
    net.close();
  }

  /** A program that went on with the layers that were replaced would give their numbers. */
  @Test
  void whatWasCompiledGoesOnWithALayerOrParameterThatWasReplacedSince() {
    for (boolean layer : List.of(true, false)) {
      Scaled net = new Scaled();
      NDArray x = Torch.randn(3, 2);
      try (SGD optimizer = new SGD(net.parameters(), 0.1);
          MSELoss criterion = new MSELoss();
          CompiledForward<NDArray> forward = CompiledForward.of(a -> net.forward(a));
          CompiledStep<NDArray> step =
              CompiledStep.of(optimizer, (a, b) -> criterion.forward(net.forward(a), b))) {
        forward.run(x);
        step.run(x, x);
        float[] before = net.a.weight().toFloatArray();
        if (layer) {
          net.a = net.add("a", new Linear(2, 2));
          before = net.a.weight().toFloatArray();
        } else {
          net.parameter("scale", Torch.ones(2));
        }
        float[] expected = net.forward(x).toFloatArray();
        assertArrayEquals(expected, forward.run(x).toFloatArray(), 1e-6f);
        assertEquals(2, Compiled.programs(forward));
        float loss = criterion.forward(net.forward(x), x).getFloat();
        assertEquals(loss, step.run(x, x).getFloat(), 1e-6f);
        assertEquals(2, Compiled.programs(step));
        assertEquals(layer, before[0] == net.a.weight().toFloatArray()[0]);
      }
    }
  }

  private static final class Scaled extends Free {
    @Unregistered // which a test replaces
    private Linear a = add("a", new Linear(2, 2));

    Scaled() {
      parameter("scale", Torch.ones(2));
    }

    NDArray forward(NDArray x) {
      return a.forward(x).mul(getParameter("scale"));
    }
  }
}
