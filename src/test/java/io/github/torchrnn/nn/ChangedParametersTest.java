package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.Compiled;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.AdamW;
import io.github.torchrnn.optim.Optimizer;
import io.github.torchrnn.optim.SGD;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Steps of optimizers whose parameters got no gradient, or changed their type, since the last. */
@Scoped
class ChangedParametersTest {

  @BeforeEach
  void open() {
    Torch.manualSeed(0);
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
}
