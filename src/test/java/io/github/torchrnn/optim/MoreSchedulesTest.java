package io.github.torchrnn.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * MultiplicativeLR, PolynomialLR, CyclicLR and ChainedScheduler beside their golden rates: what
 * they refuse, in torch's words, and how they begin, resume and follow others, with torch's
 * numbers.
 */
@Scoped
class MoreSchedulesTest {

  private final SGD sgd = new SGD(parameter(), .5);

  private static List<NDArray> parameter() {
    NDArray parameter = Torch.zeros(2);
    parameter.setRequiresGradient(true);
    return List.of(parameter);
  }

  private static void refused(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  private static void fails(String message, Executable call) {
    assertEquals(message, assertThrows(ArithmeticException.class, call).getMessage());
  }

  @Test
  void refusesWrongCycles() {
    refused(
        "mode is invalid and scale_fn is None",
        () -> CyclicLR.builder(sgd, .1, .2).mode("x").build());
    CyclicLR.builder(sgd, .1, .2).mode("x").scaleFn(x -> 1).build();
    refused(
        "base_lr must have the same length as optimizer.param_groups. base_lr has 2 values,"
            + " param_groups has 1.",
        () -> CyclicLR.builder(sgd, List.of(.1, .2), List.of(.2)).build());
    refused(
        "max_lr must have the same length as optimizer.param_groups. max_lr has 2 values,"
            + " param_groups has 1.",
        () -> CyclicLR.builder(sgd, List.of(.1), List.of(.2, .3)).build());
    refused(
        "max_momentum must have the same length as optimizer.param_groups. max_momentum has 2"
            + " values, param_groups has 1.",
        () -> CyclicLR.builder(sgd, .1, .2).maxMomentum(List.of(.1, .2)).build());
    refused(
        "optimizer must support momentum or beta1 with `cycle_momentum` option enabled",
        () -> new CyclicLR(new Adagrad(parameter()), .1, .2));
    fails(
        "float division by zero",
        () -> CyclicLR.builder(sgd, .1, .2).stepSizeUp(0).stepSizeDown(0).build());
    fails(
        "float division by zero",
        () -> CyclicLR.builder(sgd, .1, .2).stepSizeUp(0).stepSizeDown(3).build());
  }

  @Test
  void refusesWrongChains() {
    refused(
        "ChainedScheduler expects at least one scheduler to be chained, but got no scheduler.",
        () -> new ChainedScheduler(List.of()));
    refused(
        "ChainedScheduler does not support `ReduceLROnPlateau` scheduler as it requires additional"
            + " kwargs to be specified when calling `step`, but got one at index 0 in the given"
            + " schedulers sequence.",
        () -> new ChainedScheduler(List.of(new ReduceLROnPlateau(sgd))));
    Adam adam = new Adam(parameter());
    StepLR other = new StepLR(adam, 2);
    refused(
        "ChainedScheduler expects all schedulers to belong to the same optimizer, but got scheduler"
            + " StepLR at index 1 has Adam, which is different from SGD.",
        () -> new ChainedScheduler(List.of(new StepLR(sgd, 2), other)));
    refused(
        "Expected 1 lr_lambdas, but got 2",
        () -> new MultiplicativeLR(sgd, List.of(epoch -> 1, epoch -> 2)));
  }

  @Test
  void failsWherePythonFails() {
    PolynomialLR inverse = PolynomialLR.builder(sgd).totalIters(3).power(-1).build();
    sgd.step();
    inverse.step();
    inverse.step();
    fails("0.0 cannot be raised to a negative power", inverse::step);
    CyclicLR huge =
        CyclicLR.builder(sgd, .1, .3).stepSizeUp(2).mode("exp_range").gamma(1e200).build();
    huge.step();
    fails("(34, 'Numerical result out of range')", huge::step);
    PolynomialLR none = PolynomialLR.builder(sgd).totalIters(0).build();
    SequentialLR sequence = new SequentialLR(sgd, List.of(new StepLR(sgd, 1), none), 1);
    fails("division by zero", sequence::step);
    SequentialLR chained =
        new SequentialLR(
            sgd, List.of(new StepLR(sgd, 1), new ChainedScheduler(List.of(new StepLR(sgd, 1)))), 1);
    assertEquals(
        "a ChainedScheduler cannot follow another scheduler in a SequentialLR",
        assertThrows(UnsupportedOperationException.class, chained::step).getMessage());
  }

  /** Where another schedule has left an {@code initial_lr}, the first rate is that one. */
  @Test
  void aCycleBeginsWithTheFirstRatesAsInTorch() {
    new StepLR(sgd, 2);
    CyclicLR cycle = CyclicLR.builder(sgd, .1, .3).stepSizeUp(2).build();
    assertEquals(List.of(.1), cycle.baseLrs());
    assertEquals(List.of(.5), cycle.getLastLr());
    sgd.step();
    cycle.step();
    assertEquals(List.of(.2), cycle.getLastLr());
    assertEquals(0.8500000000000001, sgd.paramGroups().get(0).options().get("momentum"));
    cycle.step();
    assertEquals(List.of(.3), cycle.getLastLr());
    assertEquals(
        "{max_lrs=[0.3], total_size=4.0, step_ratio=0.5, mode=triangular, gamma=1.0,"
            + " scale_mode=cycle, cycle_momentum=true, use_beta1=false, base_momentums=[0.8],"
            + " max_momentums=[0.9], base_lrs=[0.1], last_epoch=2, _step_count=3,"
            + " _is_initial=false, _get_lr_called_within_step=false, _last_lr=[0.3],"
            + " _scale_fn_custom=null}",
        cycle.stateDict().toString());
    CyclicLR resumed =
        CyclicLR.builder(sgd, .1, .3).stepSizeUp(4).lastEpoch(5).cycleMomentum(false).build();
    assertEquals(List.of(.4), resumed.getLastLr());
    assertEquals(List.of(.1), resumed.baseLrs());
    assertEquals(6, resumed.lastEpoch());
  }

  @Test
  void chainsMultiplyAndStandInSequences() {
    ChainedScheduler chain =
        new ChainedScheduler(
            List.of(
                new ExponentialLR(sgd, .5),
                PolynomialLR.builder(sgd).totalIters(4).power(2).build()));
    sgd.step();
    chain.step();
    assertEquals(List.of(0.140625), chain.getLastLr());
    assertEquals(
        "{_last_lr=[0.140625], _schedulers=[{gamma=0.5, base_lrs=[0.5], last_epoch=1,"
            + " _step_count=2, _is_initial=false, _get_lr_called_within_step=false,"
            + " _last_lr=[0.25]}, {total_iters=4, power=2.0, base_lrs=[0.5], last_epoch=1,"
            + " _step_count=2, _is_initial=false, _get_lr_called_within_step=false,"
            + " _last_lr=[0.140625]}]}",
        chain.stateDict().toString());
    refused(
        "loaded state dict has 1 schedulers, this ChainedScheduler 2",
        () -> chain.loadStateDict(Map.of("_schedulers", List.of(Map.of()))));

    SGD fresh = new SGD(parameter(), .5);
    ChainedScheduler first =
        new ChainedScheduler(
            List.of(
                new ExponentialLR(fresh, .5),
                ConstantLR.builder(fresh).factor(.5).totalIters(2).build()));
    assertEquals(
        List.of(0.125, 0.0625, 0.5, 0.05, 0.005000000000000001),
        rates(fresh, new SequentialLR(fresh, List.of(first, new StepLR(fresh, 1)), 2), 4));

    SGD polynomial = new SGD(parameter(), .5);
    assertEquals(
        List.of(0.5, 0.25, 0.5, 0.4330127018922193, 0.35355339059327373, 0.25, 0.0),
        rates(
            polynomial,
            new SequentialLR(
                polynomial,
                List.of(
                    PolynomialLR.builder(polynomial).totalIters(2).build(),
                    PolynomialLR.builder(polynomial).totalIters(4).power(.5).build()),
                2),
            6));
  }

  private static List<Double> rates(Optimizer optimizer, LRScheduler scheduler, int steps) {
    List<Double> rates = new ArrayList<>(scheduler.getLastLr());
    for (int i = 0; i < steps; i++) {
      optimizer.step();
      scheduler.step();
      rates.addAll(scheduler.getLastLr());
    }
    return rates;
  }
}
