package io.github.torchrnn.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Scope;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.Compiled;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.MSELoss;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RMSprop, Adagrad and Adadelta beside their goldens; groups added later; the state to look at. */
class MoreOptimizersTest {

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Torch.scope();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static NDArray parameter() {
    NDArray parameter = Torch.ones(2);
    parameter.setRequiresGradient(true);
    return parameter;
  }

  private static List<NDArray> one() {
    return List.of(parameter());
  }

  private static void refused(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  private static void stepOn(Optimizer optimizer, NDArray... params) {
    try (var grad = Torch.enableGrad()) {
      for (NDArray param : params) {
        Torch.backward(param.mul(param).sum());
      }
    }
    optimizer.step();
  }

  @Test
  void refusesWrongOptions() {
    refused("Invalid learning rate: -1.0", () -> new RMSprop(one(), -1));
    refused("Invalid epsilon value: -1.0", () -> RMSprop.builder(one()).eps(-1).build());
    refused("Invalid momentum value: -0.5", () -> RMSprop.builder(one()).momentum(-.5).build());
    refused(
        "Invalid weight_decay value: -1.0", () -> RMSprop.builder(one()).weightDecay(-1).build());
    refused("Invalid alpha value: -2.0", () -> RMSprop.builder(one()).alpha(-2).build());
    refused("Invalid learning rate: -1.0", () -> new Adagrad(one(), -1));
    refused("Invalid lr_decay value: -1.0", () -> Adagrad.builder(one()).lrDecay(-1).build());
    refused(
        "Invalid weight_decay value: -0.1", () -> Adagrad.builder(one()).weightDecay(-.1).build());
    refused(
        "Invalid initial_accumulator_value value: -3.0",
        () -> Adagrad.builder(one()).initialAccumulatorValue(-3).build());
    refused("Invalid epsilon value: -1.0", () -> Adagrad.builder(one()).eps(-1).build());
    refused("Invalid learning rate: -1.0", () -> new Adadelta(one(), -1));
    refused("Invalid rho value: 1.5", () -> Adadelta.builder(one()).rho(1.5).build());
    refused("Invalid epsilon value: -1.0", () -> Adadelta.builder(one()).eps(-1).build());
    refused(
        "Invalid weight_decay value: -1.0", () -> Adadelta.builder(one()).weightDecay(-1).build());
  }

  @Test
  void newOnesHaveTorchsLayout() {
    assertEquals(
        "{state={}, param_groups=[{lr=0.01, momentum=0.0, alpha=0.99, eps=1.0E-8, centered=false,"
            + " weight_decay=0.0, maximize=false, capturable=false, foreach=null,"
            + " differentiable=false, params=[0]}]}",
        new RMSprop(one()).stateDict().toString());
    assertEquals(
        "{state={}, param_groups=[{lr=1.0, rho=0.9, eps=1.0E-6, weight_decay=0.0, maximize=false,"
            + " capturable=false, foreach=null, differentiable=false, params=[0]}]}",
        new Adadelta(one()).stateDict().toString());
    Map<String, Object> state =
        Adagrad.builder(one()).initialAccumulatorValue(.5).build().stateDict();
    Map<?, ?> entry = (Map<?, ?>) ((Map<?, ?>) state.get("state")).get(0L);
    assertEquals("tensor(0.)", Torch.repr((NDArray) entry.get("step")));
    assertEquals("tensor([0.5000, 0.5000])", Torch.repr((NDArray) entry.get("sum")));
    assertEquals(
        "[{lr=0.01, lr_decay=0.0, eps=1.0E-10, weight_decay=0.0, initial_accumulator_value=0.5,"
            + " maximize=false, foreach=null, differentiable=false, fused=null, params=[0]}]",
        state.get("param_groups").toString());
  }

  static Stream<Function<List<NDArray>, Optimizer>> optimizers() {
    return Stream.of(
        params -> RMSprop.builder(params).momentum(.9).centered(true).weightDecay(.1).build(),
        params -> Adagrad.builder(params).lr(.1).initialAccumulatorValue(.1).lrDecay(.1).build(),
        params -> Adadelta.builder(params).rho(.5).build());
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void aCompiledStepIsTheSameStep(Function<List<NDArray>, Optimizer> maker) {
    Linear single = new Linear(3, 2);
    Linear compiled = new Linear(3, 2);
    compiled.loadStateDict(single.stateDict());
    NDArray x = Torch.randn(5, 3);
    NDArray y = Torch.randn(5, 2);
    MSELoss criterion = new MSELoss();
    try (Optimizer singly = maker.apply(single.parameters());
        Optimizer together = maker.apply(compiled.parameters());
        CompiledStep<NDArray> step =
            CompiledStep.of(together, (a, b) -> criterion.forward(compiled.forward(a), b))) {
      for (int i = 0; i < 10; i++) {
        float loss = step.run(x, y).getFloat();
        try (var grad = Torch.enableGrad()) {
          NDArray expected = criterion.forward(single.forward(x), y);
          singly.zeroGrad();
          Torch.backward(expected);
          singly.step();
          assertEquals(expected.getFloat(), loss, 1e-5);
        }
      }
      assertEquals(1, Compiled.programs(step));
      List<NDArray> spare = one();
      together.addParamGroup(spare, Map.of());
      float[] before = compiled.weight().toFloatArray();
      step.run(x, y);
      assertNotEquals(before[0], compiled.weight().toFloatArray()[0]);
      assertEquals(1, Compiled.programs(step));
    }
  }

  /**
   * Python's, with a group added after the first of two steps.
   *
   * <pre>{@code
   * a, b = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
   * o = torch.optim.Adam([a], lr=0.1, betas=(0.5, 0.9))
   * (a * a).sum().backward()
   * o.step()
   * o.add_param_group({"params": [b], "lr": 0.3})
   * ((a * a).sum() + (b * b).sum()).backward()
   * o.step()
   * print(a, b, o.state[b]["step"], o.state[a]["exp_avg"], sep="\n")
   * }</pre>
   */
  @Test
  void stepsAGroupThatWasAdded() {
    NDArray a = parameter();
    NDArray b = parameter();
    try (Adam adam = Adam.builder(List.of(a)).lr(.1).betas(.5, .9).build()) {
      stepOn(adam, a);
      adam.addParamGroup(List.of(b), Map.of("lr", .3));
      stepOn(adam, a, b);
      assertEquals("tensor([0.7961, 0.7961], requires_grad=True)", Torch.repr(a));
      assertEquals("tensor([0.7000, 0.7000], requires_grad=True)", Torch.repr(b));
      assertEquals("tensor(1.)", Torch.repr(adam.state().get(b).get("step")));
      assertEquals("tensor([2.4000, 2.4000])", Torch.repr(adam.state().get(a).get("exp_avg")));
      assertEquals(.1, adam.paramGroups().get(0).lr());
      assertEquals(List.of(.5, .9), adam.paramGroups().get(1).options().get("betas"));
      assertEquals(
          List.copyOf(adam.paramGroups().get(0).options().keySet()),
          List.copyOf(adam.paramGroups().get(1).options().keySet()));
    }
  }

  @Test
  void anAddedGroupStepsByTheFusedKernelToo() {
    try (Adam adam = Adam.builder(one()).fused(true).build()) {
      adam.addParamGroup(one(), Map.of());
      List<?> groups = (List<?>) adam.stateDict().get("param_groups");
      assertEquals(true, ((Map<?, ?>) groups.get(1)).get("fused"));
    }
  }

  @Test
  void refusesAGroupThatTorchRefuses() {
    NDArray a = parameter();
    try (SGD sgd = new SGD(List.of(a), .1)) {
      refused(
          "some parameters appear in more than one parameter group",
          () -> sgd.addParamGroup(List.of(a), Map.of()));
      NDArray b = parameter();
      refused(
          "optimizer contains a parameter group with duplicate parameters",
          () -> sgd.addParamGroup(List.of(b, b), Map.of()));
      refused(
          "optimizer got an empty parameter list", () -> sgd.addParamGroup(List.of(), Map.of()));
      refused(
          "Invalid momentum value: -1.0", () -> sgd.addParamGroup(one(), Map.of("momentum", -1)));
      try (var grad = Torch.enableGrad()) {
        refused(
            "can't optimize a non-leaf Tensor",
            () -> sgd.addParamGroup(List.of(a.mul(2)), Map.of()));
      }
      assertEquals(1, sgd.paramGroups().size());
    }
  }

  @Test
  void theStateSharesTheOptimizersMemory() {
    NDArray a = parameter();
    NDArray b = parameter();
    try (RMSprop rmsprop = RMSprop.builder(List.of(a, b)).momentum(.9).build()) {
      assertEquals(0, rmsprop.state().size());
      stepOn(rmsprop, a);
      Map<NDArray, Map<String, NDArray>> state = rmsprop.state();
      assertNull(state.get(b));
      assertEquals("[step, square_avg, momentum_buffer]", state.get(a).keySet().toString());
      NDArray square = state.get(a).get("square_avg");
      assertEquals("tensor([0.0400, 0.0400])", Torch.repr(square));
      square.subi(square);
      assertEquals("tensor([0., 0.])", Torch.repr(rmsprop.state().get(a).get("square_avg")));
      rmsprop.close();
      assertEquals("tensor([0., 0.])", Torch.repr(square));
    }
  }
}
