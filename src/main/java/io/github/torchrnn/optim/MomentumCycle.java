package io.github.torchrnn.optim;

import java.util.List;

/**
 * The momentum that a schedule moves against the rate: the option {@code momentum}, or the first of
 * the {@code betas}.
 */
final class MomentumCycle {

  private static final String BETAS = "betas";
  private static final String MOMENTUM = "momentum";

  private MomentumCycle() {}

  /** Whether an optimizer has betas; one that has neither is refused in torch's words. */
  static boolean usesBeta1(Optimizer optimizer) {
    boolean betas = optimizer.defaults().containsKey(BETAS);
    if (!betas && !optimizer.defaults().containsKey(MOMENTUM)) {
      throw new IllegalArgumentException(
          "optimizer must support momentum or beta1 with `cycle_momentum` option enabled");
    }
    return betas;
  }

  /** Sets a group's momentum. */
  static void set(ParamGroup group, boolean useBeta1, double momentum) {
    if (useBeta1) {
      double beta2 = OptionChecks.number(group.stepOptions(), BETAS, 1);
      group.schedule(BETAS, List.of(momentum, beta2));
    } else {
      group.schedule(MOMENTUM, momentum);
    }
  }

  /** Gives each group its highest momentum, and both bounds to keep. */
  static void begin(
      Optimizer optimizer, boolean useBeta1, List<Double> highest, List<Double> lowest) {
    for (int i = 0; i < highest.size(); i++) {
      ParamGroup group = optimizer.paramGroups().get(i);
      set(group, useBeta1, highest.get(i));
      group.set("max_momentum", highest.get(i));
      group.set("base_momentum", lowest.get(i));
    }
  }
}
