package io.github.torchrnn.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToDoubleFunction;

/**
 * The last rates, multiplied by a function of the epoch: {@index
 * torch.optim.lr_scheduler.MultiplicativeLR}.
 *
 * <pre>{@code
 * MultiplicativeLR decay = new MultiplicativeLR(optimizer, epoch -> 0.95);
 * }</pre>
 *
 * <p>As in torch, the functions are no part of the state.
 */
public final class MultiplicativeLR extends LambdaSchedule {

  /** Rates by one function for all groups. */
  public MultiplicativeLR(Optimizer optimizer, LongToDoubleFunction lrLambda) {
    this(builder(optimizer, lrLambda));
  }

  /** Rates by a function for each group. */
  public MultiplicativeLR(Optimizer optimizer, List<LongToDoubleFunction> lrLambdas) {
    this(builder(optimizer, lrLambdas));
  }

  private MultiplicativeLR(Builder options) {
    super(options.optimizer, options.lambdas, options.lastEpoch);
  }

  /** Options of a schedule by one function for all groups. */
  public static Builder builder(Optimizer optimizer, LongToDoubleFunction lrLambda) {
    return new Builder(optimizer, forAll(optimizer, lrLambda));
  }

  /** Options of a schedule by a function for each group. */
  public static Builder builder(Optimizer optimizer, List<LongToDoubleFunction> lrLambdas) {
    return new Builder(optimizer, copyOf(lrLambdas));
  }

  @Override
  List<Double> rates() {
    if (isInitial()) {
      return groupRates();
    }
    requireZip(lambdaCount(), groups().size());
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i < lambdaCount(); i++) {
      rates.add(groups().get(i).lr() * factor(i));
    }
    return rates;
  }

  /** The options of {@link MultiplicativeLR}. */
  public static final class Builder extends LRScheduler.Builder<Builder> {
    private final List<LongToDoubleFunction> lambdas;

    private Builder(Optimizer optimizer, List<LongToDoubleFunction> lambdas) {
      super(optimizer);
      this.lambdas = lambdas;
    }

    /**
     * Makes the schedule and sets the first rates.
     *
     * @throws IllegalArgumentException with torch's message if there is not one function for each
     *     group
     */
    public MultiplicativeLR build() {
      return new MultiplicativeLR(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
