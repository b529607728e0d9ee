package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Scope;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.Compiled;
import io.github.torchrnn.jit.CompiledForward;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.optim.SGD;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
