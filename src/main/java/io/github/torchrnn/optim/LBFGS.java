package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Held;
import io.github.torchrnn.internal.LibTorch;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Steps along the gradient divided by an estimate of the curvature, from the last changes of
 * parameters and gradients: {@index torch.optim.LBFGS}. A step has several iterations and computes
 * the loss in each of them.
 *
 * <pre>{@code
 * LBFGS optimizer = new LBFGS(net.parameters(), 0.8);
 * optimizer.step(
 *     () -> {
 *       optimizer.zeroGrad();
 *       NDArray loss = criterion.forward(net.forward(input), target);
 *       Torch.backward(loss);
 *       return loss;
 *     });
 * }</pre>
 *
 * <p>It has one group, and its parameters are on one device. In {@link #state} the first parameter
 * has an entry, with {@code func_evals}, {@code n_iter}, {@code d} and {@code prev_flat_grad}.
 */
public final class LBFGS extends Optimizer {

  private static final double LR = 1;
  private static final String STRONG_WOLFE = "strong_wolfe";
  private static final String MAX_ITER = "max_iter";
  private static final String MAX_EVAL = "max_eval";
  private static final String TOLERANCE_GRAD = "tolerance_grad";
  private static final String TOLERANCE_CHANGE = "tolerance_change";
  private static final String HISTORY_SIZE = "history_size";
  private static final String LINE_SEARCH_FN = "line_search_fn";

  private final LbfgsState state;

  /** The optimizer with torch's defaults, rate 1: {@code torch.optim.LBFGS(params)}. */
  public LBFGS(Collection<NDArray> params) {
    this(builder(params));
  }

  /** The optimizer with a learning rate: {@code torch.optim.LBFGS(params, lr)}. */
  public LBFGS(Collection<NDArray> params, double lr) {
    this(builder(params).lr(lr));
  }

  private LBFGS(Builder builder) {
    super(builder.completed());
    state = new LbfgsState(paramGroups().get(0).params());
    if (paramGroups().size() != 1) {
      close();
      throw new IllegalArgumentException(
          "LBFGS doesn't support per-parameter options (parameter groups)");
    }
  }

  /** Options of an optimizer. */
  public static Builder builder(Collection<NDArray> params) {
    return new Builder(params);
  }

  /** There is none: nothing but a closure tells what the loss is elsewhere. */
  @Override
  StepKernel kernel() {
    throw new IllegalArgumentException(
        "LBFGS computes the loss several times in a step: call its step(closure) instead of a"
            + " CompiledStep");
  }

  @Override
  List<String> tensors() {
    return List.of();
  }

  @Override
  LbfgsState ownState() {
    return state;
  }

  @Override
  void check(Map<String, Object> options) {
    OptionChecks.requireNotNegative("learning rate", OptionChecks.number(options, "lr"));
    Object search = options.get(LINE_SEARCH_FN);
    if (search != null && !search.equals(STRONG_WOLFE)) {
      throw new IllegalArgumentException("only 'strong_wolfe' is supported");
    }
    if (whole(options, HISTORY_SIZE) < 1) {
      throw new IllegalArgumentException("Invalid history_size: " + options.get(HISTORY_SIZE));
    }
  }

  private static long whole(Map<String, Object> options, String name) {
    return (long) options.get(name);
  }

  @Override
  OptimizerState.Layout layout() {
    return new OptimizerState.Layout(false, Map.of());
  }

  /**
   * As in torch, it cannot step without a closure.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public void step() {
    throw new UnsupportedOperationException(
        "LBFGS.step() missing 1 required positional argument: 'closure'");
  }

  /**
   * Makes a step of up to {@code maxIter} iterations: {@code optimizer.step(closure)}.
   *
   * @param closure as for all optimizers; it is called up to {@code maxEval} times, and a little
   *     more often by a line search. What it makes is freed after each call but the first, whose
   *     arrays belong to the innermost scope.
   * @return the loss before the step
   * @throws IllegalArgumentException if the loss is not one number
   */
  @Override
  public NDArray step(Supplier<NDArray> closure) {
    return locked(
        () -> {
          if (paramGroups().size() != 1) {
            throw new IllegalStateException(
                "Expected exactly one param_group, but got " + paramGroups().size());
          }
          requireSteppable();
          NDArray loss = evaluate(closure);
          double number = Torch.item(loss);
          try (var noGrad = Torch.noGrad();
              var step = Torch.scope()) {
            new Step(closure).run(number);
          }
          return loss;
        });
  }

  /** The iterations of one step. */
  private final class Step {
    private final Supplier<NDArray> closure;
    private final Map<String, Object> options = paramGroups().get(0).stepOptions();
    private final Held params = paramGroups().get(0).state().list(StepKernel.PARAMS);
    private final double tolerance = OptionChecks.number(options, TOLERANCE_GRAD);
    private final double least = OptionChecks.number(options, TOLERANCE_CHANGE);
    private final Scalar lr = Scalar.of(OptionChecks.number(options, "lr"));

    private double loss;
    private NDArray gradient;

    /** How often the loss was computed in this step. */
    private long evaluations = 1;

    Step(Supplier<NDArray> closure) {
      this.closure = closure;
      gradient = gradient();
    }

    void run(double first) {
      loss = first;
      state.evaluated(1);
      if (isOptimal()) {
        return;
      }
      long iterations = whole(options, MAX_ITER);
      for (long i = 1; i <= iterations; i++) {
        state.direct(gradient, whole(options, HISTORY_SIZE));
        double before = loss;
        Scalar length = state.isFirstIteration() ? firstLength() : lr;
        state.left(before);
        state.stepped(length);
        Scalar slope = state.slope(gradient);
        if (Scalar.of(-least).isLess(slope)) {
          return;
        }
        long evaluated = 0;
        boolean optimal = false;
        if (options.get(LINE_SEARCH_FN) != null) {
          StrongWolfe search = search(length, slope);
          evaluated = search.evaluations();
          optimal = isOptimal();
        } else {
          move(length);
          if (i != iterations) {
            loss = number();
            gradient = gradient();
            optimal = isOptimal();
            evaluated = 1;
          }
        }
        evaluations += evaluated;
        state.evaluated(evaluated);
        if (evaluations >= whole(options, MAX_EVAL) || optimal || isStuck(before)) {
          return;
        }
      }
    }

    private StrongWolfe search(Scalar length, Scalar slope) {
      NDArray[] before = Functions.callList(LibTorch.manager(), "lbfgs_copies", params);
      StrongWolfe search =
          new StrongWolfe(
              t -> {
                move(t);
                double there = number();
                NDArray slopes = gradient();
                Functions.updateRecorded("lbfgs_return", params, before);
                return new StrongWolfe.Point(t, there, slopes, state.slope(slopes));
              },
              new StrongWolfe.Point(Scalar.of(0), loss, gradient, slope),
              state.moved(gradient, Scalar.of(1)),
              whole(options, MAX_EVAL) - evaluations);
      StrongWolfe.Point found = search.search(length);
      loss = found.loss();
      gradient = found.gradient();
      state.stepped(found.t());
      move(found.t());
      return search;
    }

    /** {@code min(1.0, 1.0 / flat_grad.abs().sum()) * lr}. */
    private Scalar firstLength() {
      Scalar sum = LbfgsState.number(gradient, "lbfgs_sum", gradient);
      return Scalar.of(1).min(Scalar.of(1).over(sum)).times(lr);
    }

    private void move(Scalar length) {
      Functions.updateRecorded("lbfgs_move", params, state.vectors(), length.value());
    }

    private NDArray gradient() {
      return Functions.call(LibTorch.manager(), "flat_grad", params);
    }

    /** The loss, computed anew. */
    private double number() {
      try (var call = Torch.scope()) {
        return Torch.item(evaluate(closure));
      }
    }

    private boolean isOptimal() {
      return LbfgsState.number(gradient, "lbfgs_largest", gradient).isAtMost(tolerance);
    }

    private boolean isStuck(double before) {
      return state.moved(gradient, state.length()).isAtMost(least)
          || Math.abs(loss - before) < least;
    }
  }

  /** The options of {@link LBFGS}, with torch's defaults. */
  public static final class Builder extends Optimizer.Builder<Builder> {
    private @Nullable Long maxEval;

    private Builder(Collection<NDArray> params) {
      super(params, LR);
      maxIter(20).toleranceGrad(1e-7).toleranceChange(1e-9).historySize(100).lineSearchFn(null);
    }

    /** The most iterations of a step; 20 by default. */
    public Builder maxIter(long maxIter) {
      options.put(MAX_ITER, maxIter);
      return this;
    }

    /** How often a step may compute the loss; 5/4 of {@code maxIter} by default. */
    public Builder maxEval(long maxEval) {
      this.maxEval = maxEval;
      return this;
    }

    /** A step ends where no gradient is larger; 1e-7 by default. */
    public Builder toleranceGrad(double toleranceGrad) {
      options.put(TOLERANCE_GRAD, toleranceGrad);
      return this;
    }

    /** A step ends where the loss or all parameters change by less; 1e-9 by default. */
    public Builder toleranceChange(double toleranceChange) {
      options.put(TOLERANCE_CHANGE, toleranceChange);
      return this;
    }

    /** How many iterations the curvature is estimated from; 100 by default. */
    public Builder historySize(long historySize) {
      options.put(HISTORY_SIZE, historySize);
      return this;
    }

    /** {@code strong_wolfe}, or null, the default: each iteration goes by the learning rate. */
    public Builder lineSearchFn(@Nullable String lineSearchFn) {
      options.put(LINE_SEARCH_FN, lineSearchFn);
      return this;
    }

    /**
     * Makes the optimizer.
     *
     * @throws IllegalArgumentException with torch's message if an option is wrong
     */
    public LBFGS build() {
      return new LBFGS(this);
    }

    private Builder completed() {
      long usual = Math.floorDiv(whole(options, MAX_ITER) * 5, 4L);
      options.put(MAX_EVAL, Objects.requireNonNullElse(maxEval, usual));
      return this;
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
