package io.github.torchrnn.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongToDoubleFunction;

/**
 * The rates at the beginning, multiplied by a function of the epoch: {@code
 * torch.optim.lr_scheduler.LambdaLR}.
 *
 * <pre>{@code
 * LambdaLR warmup = new LambdaLR(optimizer, epoch -> Math.min(1.0, (epoch + 1) / 10.0));
 * }</pre>
 *
 * <p>As in torch, the functions are no part of the state.
 */
public final class LambdaLR extends LRScheduler {

  private static final String LAMBDAS = "lr_lambdas";

  private final List<LongToDoubleFunction> lambdas;

  /** Rates by one function for all groups. */
  public LambdaLR(Optimizer optimizer, LongToDoubleFunction lrLambda) {
    this(builder(optimizer, lrLambda));
  }

  /** Rates by a function for each group. */
  public LambdaLR(Optimizer optimizer, List<LongToDoubleFunction> lrLambdas) {
    this(builder(optimizer, lrLambdas));
  }

  private LambdaLR(Builder options) {
    super(options.optimizer);
    lambdas = options.lambdas;
    if (lambdas.size() != groups().size()) {
      throw new IllegalArgumentException(
          "Expected %d lr_lambdas, but got %d".formatted(groups().size(), lambdas.size()));
    }
    start(options.lastEpoch);
  }

  /** Options of a schedule by one function for all groups. */
  public static Builder builder(Optimizer optimizer, LongToDoubleFunction lrLambda) {
    Objects.requireNonNull(optimizer, "optimizer is null");
    Objects.requireNonNull(lrLambda, "lrLambda is null");
    return new Builder(optimizer, Collections.nCopies(optimizer.paramGroups().size(), lrLambda));
  }

  /** Options of a schedule by a function for each group. */
  public static Builder builder(Optimizer optimizer, List<LongToDoubleFunction> lrLambdas) {
    Objects.requireNonNull(lrLambdas, "lrLambdas is null");
    lrLambdas.forEach(lambda -> Objects.requireNonNull(lambda, "an element of lrLambdas is null"));
    return new Builder(optimizer, List.copyOf(lrLambdas));
  }

  @Override
  List<Double> rates() {
    requireZip(lambdas.size(), baseLrs().size());
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i < lambdas.size(); i++) {
      rates.add(baseLrs().get(i) * lambdas.get(i).applyAsDouble(lastEpoch()));
    }
    return rates;
  }

  @Override
  void write(Map<String, Object> state) {
    super.write(state);
    state.put(LAMBDAS, Collections.nCopies(lambdas.size(), null));
  }

  /** The options of {@link LambdaLR}. */
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
    public LambdaLR build() {
      return new LambdaLR(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
