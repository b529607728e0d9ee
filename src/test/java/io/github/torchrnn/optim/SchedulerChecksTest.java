package io.github.torchrnn.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Scope;
import io.github.torchrnn.Torch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What schedules refuse, in torch's words, and what they keep in the optimizer's groups. */
class SchedulerChecksTest {

  private Scope scope;
  private SGD sgd;

  @BeforeEach
  void open() {
    scope = Torch.scope();
    sgd = new SGD(parameter(), 0.1);
  }

  @AfterEach
  void close() {
    sgd.close();
    scope.close();
  }

  private static List<NDArray> parameter() {
    NDArray parameter = Torch.zeros(2);
    parameter.setRequiresGradient(true);
    return List.of(parameter);
  }

  private static void refused(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  private static void failed(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalStateException.class, call).getMessage());
  }

  @Test
  void refusesWrongFactorsAndLengths() {
    refused(
        "Constant multiplicative factor expected to be between 0 and 1.",
        () -> ConstantLR.builder(sgd).factor(1.5).build());
    refused(
        "Starting multiplicative factor expected to be greater than 0 and less or equal to 1.",
        () -> LinearLR.builder(sgd).startFactor(0).build());
    refused(
        "Ending multiplicative factor expected to be between 0 and 1.",
        () -> LinearLR.builder(sgd).endFactor(2).build());
    refused(
        "Expected 1 lr_lambdas, but got 2",
        () -> new LambdaLR(sgd, List.of(epoch -> 1, epoch -> 2)));
    refused(
        "Expected positive integer T_0, but got 0", () -> new CosineAnnealingWarmRestarts(sgd, 0));
    refused(
        "Expected integer T_mult >= 1, but got 0",
        () -> CosineAnnealingWarmRestarts.builder(sgd, 3).tMult(0).build());
    refused(
        "Expected non-negative epoch, but got -1.0",
        () -> new CosineAnnealingWarmRestarts(sgd, 3).step(-1));
    refused(
        "cannot convert float infinity to integer",
        () ->
            CosineAnnealingWarmRestarts.builder(sgd, 3)
                .tMult(2)
                .build()
                .step(Double.POSITIVE_INFINITY));
    refused(
        "cannot convert float NaN to integer",
        () -> new CosineAnnealingWarmRestarts(sgd, 3).step(Double.NaN));
  }

  @Test
  void refusesWrongPlateaus() {
    refused("Factor should be < 1.0.", () -> ReduceLROnPlateau.builder(sgd).factor(1).build());
    refused(
        "expected 1 min_lrs, got 2",
        () -> ReduceLROnPlateau.builder(sgd).minLr(List.of(.1, .2)).build());
    refused("mode x is unknown!", () -> new ReduceLROnPlateau(sgd, "x"));
    refused(
        "threshold mode x is unknown!",
        () -> ReduceLROnPlateau.builder(sgd).thresholdMode("x").build());
    assertEquals(
        "ReduceLROnPlateau.step() missing 1 required positional argument: 'metrics'",
        assertThrows(UnsupportedOperationException.class, () -> new ReduceLROnPlateau(sgd).step())
            .getMessage());
    ReduceLROnPlateau each = ReduceLROnPlateau.builder(sgd).minLr(List.of(.1)).patience(0).build();
    sgd.addParamGroup(parameter(), Map.of());
    each.step(1);
    failed(
        "The number of param groups in the `optimizer` (2) differs from when `ReduceLROnPlateau`"
            + " was initialized (1), usually due to a new param group being added to the optimizer."
            + " Please modify the `min_lrs` field to match the length of the `optimizer` param"
            + " groups.",
        () -> each.step(2));
  }

  @Test
  void takesAMetricThatIsAnArray() {
    ReduceLROnPlateau plateau = ReduceLROnPlateau.builder(sgd).patience(0).build();
    plateau.step(Torch.scalar(1));
    plateau.step(Torch.tensor(2f));
    assertEquals(List.of(0.1 * 0.1), plateau.getLastLr());
    assertEquals(2, plateau.lastEpoch());
    refused(
        "a Tensor with 2 elements cannot be converted to Scalar",
        () -> plateau.step(Torch.zeros(2)));
  }

  @Test
  void refusesWrongCycles() {
    OneCycleLR.Builder cycle = OneCycleLR.builder(sgd, .1);
    refused("You must define either total_steps OR (epochs AND steps_per_epoch)", cycle::build);
    refused("Expected positive integer total_steps, but got 0", () -> new OneCycleLR(sgd, .1, 0));
    refused(
        "Expected positive integer epochs, but got 0",
        () -> OneCycleLR.builder(sgd, .1).epochs(0).stepsPerEpoch(2).build());
    refused(
        "Expected positive integer steps_per_epoch, but got -2",
        () -> OneCycleLR.builder(sgd, .1).epochs(3).stepsPerEpoch(-2).build());
    cycle.totalSteps(10);
    refused(
        "Expected float between 0 and 1 pct_start, but got 1.5",
        () -> OneCycleLR.builder(sgd, .1).totalSteps(10).pctStart(1.5).build());
    refused(
        "anneal_strategy must be one of 'cos' or 'linear', instead got x",
        () -> OneCycleLR.builder(sgd, .1).totalSteps(10).annealStrategy("x").build());
    refused(
        "max_lr must have the same length as optimizer.param_groups. max_lr has 2 values,"
            + " param_groups has 1.",
        () -> OneCycleLR.builder(sgd, List.of(.1, .2)).totalSteps(10).build());
    refused(
        "max_momentum must have the same length as optimizer.param_groups. max_momentum has 2"
            + " values, param_groups has 1.",
        () -> cycle.maxMomentum(List.of(.1, .2)).build());
    try (Adagrad adagrad = new Adagrad(parameter())) {
      refused(
          "optimizer must support momentum or beta1 with `cycle_momentum` option enabled",
          () -> new OneCycleLR(adagrad, .1, 10));
      assertEquals(
          List.of(0.0040000000000000036), // as Python has it
          OneCycleLR.builder(adagrad, .1).totalSteps(10).cycleMomentum(false).build().getLastLr());
    }
  }

  @Test
  void aCycleEnds() {
    OneCycleLR cycle = OneCycleLR.builder(sgd, .1).totalSteps(3).pctStart(.5).build();
    cycle.step();
    cycle.step();
    cycle.step();
    failed("Tried to step 4 times. The specified number of total steps is 3", cycle::step);
  }

  @Test
  void dividesByZeroWherePythonDoes() {
    Map<Executable, String> divisions = new LinkedHashMap<>();
    divisions.put(() -> new StepLR(sgd, 0).step(), "integer modulo by zero");
    divisions.put(() -> new CosineAnnealingLR(sgd, 0).step(), "integer modulo by zero");
    divisions.put(
        () -> ConstantLR.builder(sgd).factor(0).totalIters(1).build().step(),
        "float division by zero");
    divisions.put(
        () -> OneCycleLR.builder(sgd, .1).totalSteps(4).pctStart(.25).build(),
        "float division by zero");
    divisions.forEach(
        (call, message) ->
            assertEquals(message, assertThrows(ArithmeticException.class, call).getMessage()));
  }

  @Test
  void refusesWrongSequences() {
    StepLR step = new StepLR(sgd, 3);
    refused(
        "SequentialLR expects at least one scheduler, but got no scheduler.",
        () -> new SequentialLR(sgd, List.of()));
    refused(
        "SequentialLR does not support `ReduceLROnPlateau` scheduler as it requires additional"
            + " kwargs to be specified when calling `step`, but got one at index 1 in the given"
            + " schedulers sequence.",
        () -> new SequentialLR(sgd, List.of(step, new ReduceLROnPlateau(sgd)), 3));
    refused(
        "Sequential Schedulers expects number of schedulers provided to be one more than the number"
            + " of milestone points, but got number of schedulers 1 and the number of milestones to"
            + " be equal to 1",
        () -> new SequentialLR(sgd, List.of(step), 3));
    try (Adam adam = new Adam(parameter())) {
      refused(
          "SequentialLR expects all schedulers to belong to the same optimizer, but got scheduler"
              + " StepLR at index 0 has SGD, which is different from Adam.",
          () -> new SequentialLR(adam, List.of(step)));
    }
  }

  @Test
  void resumesOnlyWithInitialRates() {
    refused(
        "param 'initial_lr' is not specified in param_groups[0] when resuming scheduler with"
            + " last_epoch >= 0.\n"
            + "This typically happens when:\n"
            + "1. You're trying to resume training from a checkpoint but haven't properly loaded"
            + " the optimizer state\n"
            + "2. You're using last_epoch >= 0 for a fresh training run (not recommended)",
        () -> StepLR.builder(sgd, 3).lastEpoch(4).build());
    sgd.paramGroups().get(0).set("initial_lr", 1);
    StepLR resumed = StepLR.builder(sgd, 3).lastEpoch(4).build();
    assertEquals(5, resumed.lastEpoch());
    assertEquals(List.of(1.0), resumed.baseLrs());
    try (SGD grouped =
        SGD.builder(parameter(), .1)
            .group(parameter(), Map.of("initial_lr", .5, "lr", .25))
            .build()) {
      assertEquals(.5, grouped.paramGroups().get(1).options().get("initial_lr"));
      assertEquals(List.of(.1, .5), new StepLR(grouped, 3).baseLrs());
      refused(
          "option 'initial_lr' of SGD must be float, not str",
          () -> grouped.paramGroups().get(1).set("initial_lr", "x"));
    }
  }

  @Test
  void keepsTheInitialRateInTheGroup() {
    new StepLR(sgd, 3);
    assertEquals(.1, sgd.paramGroups().get(0).options().get("initial_lr"));
    Map<?, ?> group = (Map<?, ?>) ((List<?>) sgd.stateDict().get("param_groups")).get(0);
    assertEquals(.1, group.get("initial_lr"));
  }

  @Test
  void aGroupAddedLaterIsAsInPython() {
    LambdaLR lambda = new LambdaLR(sgd, epoch -> 1);
    StepLR step = new StepLR(sgd, 1);
    OneCycleLR cycle = new OneCycleLR(sgd, .1, 9);
    sgd.addParamGroup(parameter(), Map.of());
    failed("zip() argument 2 is shorter than argument 1", lambda::step);
    step.step();
    assertEquals(2, step.getLastLr().size());
    failed(
        "a parameter group has no initial_lr: it was added, or its state was loaded, without it",
        cycle::step);
  }

  @Test
  void noticesAStepBeforeTheOptimizers() {
    sgd.step();
    StepLR first = new StepLR(sgd, 3);
    assertTrue(first.isTooEarly());
    sgd.step();
    assertFalse(first.isTooEarly());
    assertFalse(new StepLR(sgd, 3).isTooEarly());
  }

  @Test
  void aWrongStateChangesNothing() {
    SequentialLR sequence =
        new SequentialLR(sgd, List.of(new StepLR(sgd, 3), new MultiStepLR(sgd, 5, 5)), 2);
    Map<String, Object> before = sequence.stateDict();
    Map<String, Object> wrong = new LinkedHashMap<>(before);
    wrong.put("last_epoch", 7);
    List<Object> children = new ArrayList<>((List<?>) before.get("_schedulers"));
    children.set(1, Map.of("gamma", "x"));
    wrong.put("_schedulers", children);
    refused(
        "loaded state dict: expected a number for gamma, got x",
        () -> sequence.loadStateDict(wrong));
    assertEquals(before, sequence.stateDict());
    refused(
        "loaded state dict: expected a map for milestones, got a list",
        () -> new MultiStepLR(sgd, 3).loadStateDict(Map.of("milestones", List.of(3))));
    refused(
        "loaded state dict: expected an integer for step_size, got 2.5",
        () -> new StepLR(sgd, 3).loadStateDict(Map.of("step_size", 2.5)));
  }

  @Test
  void aClosedOptimizerHasNoSchedule() {
    StepLR step = new StepLR(sgd, 3);
    sgd.close();
    failed("SGD has been closed and its state is freed: close it after its last step", step::step);
  }

  @Test
  void listsThatAreNullAreNamed() {
    Map<String, Executable> calls =
        Map.of(
            "milestones is null", () -> new MultiStepLR(sgd, (long[]) null),
            "minLrs is null", () -> ReduceLROnPlateau.builder(sgd).minLr(null),
            "maxLrs is null", () -> OneCycleLR.builder(sgd, null));
    calls.forEach(
        (message, call) ->
            assertEquals(message, assertThrows(NullPointerException.class, call).getMessage()));
  }
}
