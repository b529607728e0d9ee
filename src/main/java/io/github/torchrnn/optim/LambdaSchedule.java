package io.github.torchrnn.optim;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongToDoubleFunction;

/** Base of the schedules by functions of the epoch, one for each group, which are no state. */
abstract class LambdaSchedule extends LRScheduler {

  private final List<LongToDoubleFunction> lambdas;

  LambdaSchedule(Optimizer optimizer, List<LongToDoubleFunction> lambdas, long lastEpoch) {
    super(optimizer);
    this.lambdas = lambdas;
    if (lambdas.size() != groups().size()) {
      throw new IllegalArgumentException(
          "Expected %s lr_lambdas, but got %s".formatted(groups().size(), lambdas.size()));
    }
    start(lastEpoch);
  }

  /** One function for all groups. */
  static List<LongToDoubleFunction> forAll(Optimizer optimizer, LongToDoubleFunction lambda) {
    Objects.requireNonNull(optimizer, "optimizer is null");
    Objects.requireNonNull(lambda, "lrLambda is null");
    return Collections.nCopies(optimizer.paramGroups().size(), lambda);
  }

  /** A function for each group. */
  static List<LongToDoubleFunction> copyOf(List<LongToDoubleFunction> lambdas) {
    Objects.requireNonNull(lambdas, "lrLambdas is null");
    lambdas.forEach(lambda -> Objects.requireNonNull(lambda, "an element of lrLambdas is null"));
    return List.copyOf(lambdas);
  }

  final int lambdaCount() {
    return lambdas.size();
  }

  /** A group's function at the last epoch. */
  final double factor(int group) {
    return lambdas.get(group).applyAsDouble(lastEpoch());
  }

  @Override
  final void write(Map<String, Object> state) {
    super.write(state);
    state.put("lr_lambdas", Collections.nCopies(lambdas.size(), null));
  }
}
