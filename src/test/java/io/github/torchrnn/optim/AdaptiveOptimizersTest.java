package io.github.torchrnn.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.Compiled;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.MSELoss;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ASGD, Adamax, NAdam and RAdam beside their goldens; how optimizers are printed; closures. */
@Scoped
class AdaptiveOptimizersTest {

  private static List<NDArray> one() {
    NDArray parameter = Torch.ones(2);
    parameter.setRequiresGradient(true);
    return List.of(parameter);
  }

  private static void refused(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  @Test
  void refusesWrongOptions() {
    refused("Invalid learning rate: -1.0", () -> new ASGD(one(), -1));
    refused("Invalid weight_decay value: -1.0", () -> ASGD.builder(one()).weightDecay(-1).build());
    refused("Invalid learning rate: -1.0", () -> new Adamax(one(), -1));
    refused("Invalid epsilon value: -1.0", () -> Adamax.builder(one()).eps(-1).build());
    refused(
        "Invalid beta parameter at index 0: 1.0", () -> Adamax.builder(one()).betas(1, .9).build());
    refused(
        "Invalid beta parameter at index 1: -0.5",
        () -> Adamax.builder(one()).betas(.9, -.5).build());
    refused(
        "Invalid weight_decay value: -1.0", () -> Adamax.builder(one()).weightDecay(-1).build());
    refused("Invalid learning rate: -1.0", () -> new NAdam(one(), -1));
    refused(
        "Invalid momentum_decay value: -0.1",
        () -> NAdam.builder(one()).momentumDecay(-.1).build());
    refused("Invalid weight_decay value: -1.0", () -> NAdam.builder(one()).weightDecay(-1).build());
    refused("Invalid learning rate: -1.0", () -> new RAdam(one(), -1));
    refused(
        "Invalid beta parameter at index 1: 2.0", () -> RAdam.builder(one()).betas(.9, 2).build());
  }

  @Test
  void newOnesHaveTorchsLayout() {
    assertEquals(
        "{state={}, param_groups=[{lr=0.01, lambd=1.0E-4, alpha=0.75, t0=1000000.0,"
            + " weight_decay=0.0, maximize=false, foreach=null, capturable=false,"
            + " differentiable=false, params=[0]}]}",
        new ASGD(one()).stateDict().toString());
    assertEquals(
        "{state={}, param_groups=[{lr=0.002, betas=[0.9, 0.999], eps=1.0E-8, weight_decay=0.0,"
            + " maximize=false, foreach=null, capturable=false, differentiable=false,"
            + " params=[0]}]}",
        new Adamax(one()).stateDict().toString());
    assertEquals(
        "{state={}, param_groups=[{lr=0.002, betas=[0.9, 0.999], eps=1.0E-8, weight_decay=0.0,"
            + " momentum_decay=0.004, decoupled_weight_decay=false, maximize=false, foreach=null,"
            + " capturable=false, differentiable=false, params=[0]}]}",
        new NAdam(one()).stateDict().toString());
    assertEquals(
        "{state={}, param_groups=[{lr=0.001, betas=[0.9, 0.999], eps=1.0E-8, weight_decay=0.0,"
            + " maximize=false, decoupled_weight_decay=false, foreach=null, capturable=false,"
            + " differentiable=false, params=[0]}]}",
        new RAdam(one()).stateDict().toString());
  }

  @Test
  void optimizersArePrintedAsPythonPrintsThem() {
    assertEquals(
        """
        Adam (
        Parameter Group 0
            amsgrad: False
            betas: (0.9, 0.999)
            capturable: False
            decoupled_weight_decay: False
            differentiable: False
            eps: 1e-08
            foreach: None
            fused: None
            lr: 0.001
            maximize: False
            weight_decay: 0

        Parameter Group 1
            amsgrad: False
            betas: (0.9, 0.999)
            capturable: False
            decoupled_weight_decay: False
            differentiable: False
            eps: 1e-08
            foreach: None
            fused: None
            lr: 0.05
            maximize: False
            weight_decay: 0.1
        )""",
        Adam.builder(one()).group(one(), Map.of("lr", .05, "weight_decay", .1)).build().toString());
    assertEquals(
        """
        SGD (
        Parameter Group 0
            dampening: 0
            differentiable: False
            foreach: None
            fused: None
            initial_lr: 0.1
            lr: 0.1
            maximize: False
            momentum: 0.9
            nesterov: False
            weight_decay: 0
        )""",
        scheduled(SGD.builder(one(), .1).momentum(.9).build()).toString());
    assertEquals(
        """
        Adadelta (
        Parameter Group 0
            capturable: False
            differentiable: False
            eps: 1e-06
            foreach: None
            lr: 1.0
            maximize: False
            rho: 0.9
            weight_decay: 0
        )""",
        new Adadelta(one()).toString());
    assertEquals(
        """
        ASGD (
        Parameter Group 0
            alpha: 0.75
            capturable: False
            differentiable: False
            foreach: None
            lambd: 0.0001
            lr: 0.01
            maximize: False
            t0: 1000000.0
            weight_decay: 0
        )""",
        new ASGD(one()).toString());
  }

  private static Optimizer scheduled(Optimizer optimizer) {
    return new StepLR(optimizer, 3).optimizer();
  }

  /** The loss of a closure is that before the step, as of {@code optimizer.step(closure)}. */
  @Test
  void stepsWithAClosure() {
    List<NDArray> params = one();
    try (SGD sgd = new SGD(params, .25)) {
      for (double loss : List.of(2., .5)) {
        NDArray first =
            sgd.step(
                () -> {
                  sgd.zeroGrad();
                  NDArray now = params.get(0).square().sum();
                  Torch.backward(now);
                  return now;
                });
        assertEquals(loss, Torch.item(first));
      }
      assertEquals("tensor([0.2500, 0.2500], requires_grad=True)", Torch.repr(params.get(0)));
    }
  }

  static Stream<Function<List<NDArray>, Optimizer>> optimizers() {
    return Stream.of(
        params -> ASGD.builder(params).lr(.1).lambd(.1).t0(3).weightDecay(.1).build(),
        params -> Adamax.builder(params).lr(.02).maximize(true).build(),
        params -> NAdam.builder(params).lr(.02).weightDecay(.1).decoupledWeightDecay(true).build(),
        params -> RAdam.builder(params).lr(.02).betas(.8, .9).weightDecay(.1).build());
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void aCompiledStepIsTheSameStep(Function<List<NDArray>, Optimizer> maker) {
    for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
      Linear single = Linear.builder(3, 2).dtype(type).build();
      Linear compiled = Linear.builder(3, 2).dtype(type).build();
      compiled.loadStateDict(single.stateDict());
      NDArray x = Torch.to(Torch.randn(5, 3), type);
      NDArray y = Torch.to(Torch.randn(5, 2), type);
      MSELoss criterion = new MSELoss();
      try (Optimizer singly = maker.apply(single.parameters());
          Optimizer together = maker.apply(compiled.parameters());
          CompiledStep<NDArray> step =
              CompiledStep.of(together, (a, b) -> criterion.forward(compiled.forward(a), b))) {
        for (int i = 0; i < 10; i++) {
          double loss = Torch.item(step.run(x, y));
          NDArray expected =
              singly.step(
                  () -> {
                    singly.zeroGrad();
                    NDArray now = criterion.forward(single.forward(x), y);
                    Torch.backward(now);
                    return now;
                  });
          assertEquals(Torch.item(expected), loss, 1e-5);
        }
        assertEquals(1, Compiled.programs(step));
        assertNear(singly.state().get(single.weight()), together.state().get(compiled.weight()));
      }
    }
  }

  private static void assertNear(Map<String, NDArray> expected, Map<String, NDArray> actual) {
    assertEquals(List.copyOf(expected.keySet()), List.copyOf(actual.keySet()));
    expected.forEach(
        (name, array) -> {
          double[] wanted = Torch.to(array, DataType.FLOAT64).toDoubleArray();
          double[] got = Torch.to(actual.get(name), DataType.FLOAT64).toDoubleArray();
          assertEquals(wanted.length, got.length);
          for (int i = 0; i < wanted.length; i++) {
            assertEquals(wanted[i], got[i], 1e-5, name);
          }
        });
  }

  /** Old versions of torch wrote numbers as such. */
  @Test
  void readsNumbersThatAreNoTensors() {
    try (NAdam nadam = new NAdam(one())) {
      Map<String, Object> dict = nadam.stateDict();
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("step", 3);
      entry.put("mu_product", 0.25);
      entry.put("exp_avg", Torch.ones(2));
      entry.put("exp_avg_sq", Torch.ones(2));
      dict.put("state", Map.of(0L, entry));
      nadam.loadStateDict(dict);
      List<String> reprs = new ArrayList<>();
      nadam.state().values().iterator().next().values().forEach(v -> reprs.add(Torch.repr(v)));
      assertEquals(
          List.of("tensor(3.)", "tensor(0.2500)", "tensor([1., 1.])", "tensor([1., 1.])"), reprs);
      entry.put("mu_product", "much");
      refused(
          "loaded state dict: expected a number for state[0][\"mu_product\"], got much",
          () -> nadam.loadStateDict(dict));
      entry.remove("mu_product");
      refused(
          "loaded state dict: expected a number for state[0][\"mu_product\"], got null",
          () -> nadam.loadStateDict(dict));
    }
  }
}
