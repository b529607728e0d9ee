package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Interrupts;
import io.github.torchrnn.nn.InternalModules;
import io.github.torchrnn.optim.ClipGrad;
import io.github.torchrnn.optim.InternalOptimizers;
import io.github.torchrnn.optim.Optimizer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One training step in one native call: forward, loss, backward, clipping and the optimizer's step,
 * traced from a lambda that computes the loss. Its twin in Python is {@index torch.compile} of a
 * loop's body.
 *
 * <pre>{@code
 * try (var step =
 *     CompiledStep.of(optimizer, (x, y) -> criterion.forward(net.forward(x), y))) {
 *   for (int epoch = 0; epoch < 15; epoch++) {
 *     try (var scope = Torch.scope()) {
 *       NDArray loss = step.run(inputs, labels);
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>The first run traces the lambda: it runs on stand-ins of its arrays, which write down what
 * happens. Runs after it do what was written down, and the lambda rests. So what it reads of Java
 * keeps the value of the first run; what varies is an argument (see {@link Traceable}). Arguments
 * of another structure, type or rank, a network in evaluation mode, or sizes on which the lambda
 * depends are traced anew.
 *
 * <p>Losses, results and new parameters are those of the same step in single calls up to rounding.
 * What cannot be part of a program, reading a number in the middle for example, makes the steps
 * single calls, and the log says why.
 *
 * <p>Arguments get no gradients. {@link Torch#grad} does not see those of the parameters; {@link
 * #gradient} returns them. Network, loss and optimizer may be used between steps as usual. Threads
 * that share a step take turns.
 *
 * @param <R> what the lambda returns: the loss, or an NDList or a record that begins with it
 */
public final class CompiledStep<R> implements AutoCloseable {

  private final Traceable<R> lambda;
  private final Optimizer optimizer;
  private final Clip clip;
  private final StepRunner runner;

  /** Threads take turns, and {@link #close} waits for a run. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Verification<R> verification;
  private Programs<R> programs;
  private final boolean keepsGradients;
  private @Nullable NDArray totalNorm;

  /** The gradients of the last step in the order of the parameters, if they are kept. */
  private List<@Nullable NDArray> gradients = List.of();

  private boolean closed;

  private CompiledStep(Builder<R> options) {
    lambda = options.lambda;
    optimizer = options.optimizer;
    clip = options.clip;
    keepsGradients = options.keepsGradients;
    InternalOptimizers.requireOpen(optimizer);
    runner = new StepRunner(optimizer, clip, keepsGradients, options.threads, options.leastWork);
    programs = programs();
    verification =
        new Verification<>("CompiledStep", lambda, call -> programs.trace(call).program());
  }

  /** A step of a lambda of one array; see {@link #builder}. */
  public static <R> CompiledStep<R> of(Optimizer optimizer, Traceable.One<NDArray, R> lambda) {
    return of(optimizer, Traceable.of(lambda));
  }

  /** A step of a lambda of two arrays. */
  public static <R> CompiledStep<R> of(
      Optimizer optimizer, Traceable.Two<NDArray, NDArray, R> lambda) {
    return of(optimizer, Traceable.of(lambda));
  }

  /** A step of a lambda of three arrays. */
  public static <R> CompiledStep<R> of(
      Optimizer optimizer, Traceable.Three<NDArray, NDArray, NDArray, R> lambda) {
    return of(optimizer, Traceable.of(lambda));
  }

  /** A step of a lambda of four arrays. */
  public static <R> CompiledStep<R> of(
      Optimizer optimizer, Traceable.Four<NDArray, NDArray, NDArray, NDArray, R> lambda) {
    return of(optimizer, Traceable.of(lambda));
  }

  /** A step of a lambda with arguments of any kind. */
  public static <R> CompiledStep<R> of(Optimizer optimizer, Traceable<R> lambda) {
    return builder(optimizer, lambda).build();
  }

  /** Options of a step of a lambda of one array. */
  public static <R> Builder<R> builder(Optimizer optimizer, Traceable.One<NDArray, R> lambda) {
    return builder(optimizer, Traceable.of(lambda));
  }

  /** Options of a step of a lambda of two arrays. */
  public static <R> Builder<R> builder(
      Optimizer optimizer, Traceable.Two<NDArray, NDArray, R> lambda) {
    return builder(optimizer, Traceable.of(lambda));
  }

  /** Options of a step of a lambda of three arrays. */
  public static <R> Builder<R> builder(
      Optimizer optimizer, Traceable.Three<NDArray, NDArray, NDArray, R> lambda) {
    return builder(optimizer, Traceable.of(lambda));
  }

  /** Options of a step of a lambda of four arrays. */
  public static <R> Builder<R> builder(
      Optimizer optimizer, Traceable.Four<NDArray, NDArray, NDArray, NDArray, R> lambda) {
    return builder(optimizer, Traceable.of(lambda));
  }

  /**
   * Options of a step.
   *
   * @param optimizer steps the parameters that it has
   * @param lambda computes the loss, an array of one number, and may return more beside it
   */
  public static <R> Builder<R> builder(Optimizer optimizer, Traceable<R> lambda) {
    return new Builder<>(optimizer, lambda);
  }

  private Programs<R> programs() {
    return new Programs<>(lambda, true, runner.paramSet()::contains, runner::compile);
  }

  /**
   * Makes one step.
   *
   * @param arguments the lambda's, each with the shapes that it takes
   * @return what the lambda returns, the loss before the parameters changed. The arrays belong to
   *     the first argument's manager, or to the innermost scope.
   * @throws IllegalArgumentException with torch's message if an argument does not fit
   * @throws IllegalStateException if an argument, a module or the optimizer has been closed
   * @throws java.util.concurrent.CancellationException if the thread was interrupted
   */
  public R run(Object... arguments) {
    Programs.Call call = Programs.Call.of(lambda, arguments);
    Interrupts.check("CompiledStep.run");
    if (lock.isHeldByCurrentThread()) {
      throw new IllegalStateException("CompiledStep cannot run inside its own lambda");
    }
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException(
            "CompiledStep has been closed: close it after its last run");
      }
      return InternalOptimizers.alone(optimizer, () -> step(call));
    } finally {
      lock.unlock();
    }
  }

  private R step(Programs.Call call) {
    InternalOptimizers.requireSteppable(optimizer);
    if (runner.hasOtherGroups()) {
      programs.close();
      runner.readGroups();
      programs = programs();
    }
    Variant variant = programs.find(call);
    if (variant == null) {
      return runSingly(call);
    }
    return Verification.ON && verification.isDue(variant, call)
        ? verification.ofStep(
            variant, call, optimizer, clip, () -> run(variant, call), this::totalNorm)
        : run(variant, call);
  }

  private R run(Variant variant, Programs.Call call) {
    try {
      return runCompiled(variant, call.arrays());
    } catch (RefusedByLibTorch e) {
      return runSingly(call); // which says it in torch's words
    }
  }

  @SuppressWarnings("unchecked") // the lambda's result, with other arrays
  private R runCompiled(Variant variant, List<NDArray> arrays) {
    NDArray[] results =
        InternalModules.whileOpen(
            variant.program().modules().iterator(), () -> runner.run(variant, arrays));
    int outputs = variant.program().outputs().size();
    boolean hasNorm = clip instanceof Clip.Norm;
    totalNorm = hasNorm ? results[outputs] : null;
    gradients =
        Arrays.stream(results, hasNorm ? outputs + 1 : outputs, results.length)
            .map(gradient -> gradient.isEmpty() ? null : gradient)
            .collect(Collectors.toList());
    return (R) variant.returned(Arrays.copyOf(results, outputs));
  }

  @SuppressWarnings("unchecked") // the lambda's result, with other arrays
  private R runSingly(Programs.Call call) {
    try (var grad = Torch.enableGrad()) {
      R result = lambda.apply(call.arguments());
      List<NDArray> arrays = Structure.arrays(result);
      if (arrays.isEmpty()) {
        throw new IllegalArgumentException("the lambda returned no array: its first is the loss");
      }
      optimizer.zeroGrad();
      Torch.backward(arrays.get(0));
      totalNorm = clip.apply(runner.params());
      gradients = keepsGradients ? runner.params().stream().map(Torch::grad).toList() : List.of();
      optimizer.step();
      programs.succeededSingly(call);
      return (R) Structure.withoutGraph(result, call.arrays());
    }
  }

  /**
   * The norm of all gradients of the last step before they were clipped, as {@code clip_grad_norm_}
   * returns it; null without {@link Builder#clipGradNorm}. It belongs where the step's results do.
   */
  public @Nullable NDArray totalNorm() {
    return totalNorm;
  }

  /**
   * The gradient of a parameter in the last step, after clipping, as {@code parameter.grad} is
   * after torch's step; null if the loss did not need it. With {@link Builder#keepGradients} only.
   * It belongs where the step's results do.
   *
   * @throws IllegalArgumentException if the optimizer does not have the parameter
   */
  public @Nullable NDArray gradient(NDArray parameter) {
    if (!keepsGradients) {
      throw new IllegalStateException(
          "a compiled step keeps no gradients: ask for them by its builder's keepGradients()");
    }
    List<NDArray> params = runner.params();
    for (int i = 0; i < params.size(); i++) {
      if (params.get(i) == parameter) {
        return gradients.isEmpty() ? null : gradients.get(i);
      }
    }
    throw new IllegalArgumentException("the optimizer has no such parameter");
  }

  /**
   * The program that was made last, for people to read: the operations of the trace as comments,
   * then the TorchScript that they became, with backward and the optimizer's step. What {@code
   * -Dio.github.torchrnn.jit.dump=DIR} writes into files.
   *
   * @throws IllegalStateException if the step has not run, runs by single calls, or has been closed
   */
  public String code() {
    return programs.last("CompiledStep").text("step", runner.params());
  }

  /** The programs that there are. */
  Programs<R> compiled() {
    return programs;
  }

  /** The parameters that the optimizer steps, in its order. */
  List<NDArray> parameters() {
    return runner.params();
  }

  /**
   * Frees the compiled step, not the network, the loss or the optimizer. Closing twice is harmless.
   * Waits while another thread runs the step.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      programs.close();
      runner.close();
    } finally {
      lock.unlock();
    }
  }

  /** The options of {@link CompiledStep}. */
  public static final class Builder<R> {
    private final Optimizer optimizer;
    private final Traceable<R> lambda;
    private Clip clip = new Clip.None();
    private boolean keepsGradients;
    private int threads = 1;
    private long leastWork;

    private Builder(Optimizer optimizer, Traceable<R> lambda) {
      this.optimizer = Objects.requireNonNull(optimizer, "optimizer is null");
      this.lambda = Objects.requireNonNull(lambda, "lambda is null");
    }

    /** Clips before the optimizer's step, as {@link ClipGrad#clipGradNorm} does. */
    public Builder<R> clipGradNorm(double maxNorm) {
      clip = new Clip.Norm(maxNorm);
      return this;
    }

    /** Clips before the optimizer's step, as {@link ClipGrad#clipGradValue} does. */
    public Builder<R> clipGradValue(double clipValue) {
      clip = new Clip.Values(clipValue);
      return this;
    }

    /** Keeps the gradients of each step for {@link CompiledStep#gradient}. */
    public Builder<R> keepGradients() {
      keepsGradients = true;
      return this;
    }

    /**
     * Computes each step on several threads, which share the batch: each runs forward and backward
     * of a part of it, and the gradients are added before the one step of the optimizer. Losses,
     * results and parameters are those of one thread up to rounding, and for one number of threads
     * always the same bits.
     *
     * <p>The batch is found in the arguments: the axis along which all operations of the lambda
     * keep the examples apart. Where there is none, as with batch normalization, or where a step is
     * too small to share, steps run on one thread, and the log says why.
     *
     * @param count the most threads, the one that calls {@link CompiledStep#run} among them
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder<R> threads(int count) {
      return threads(count, PartWork.LEAST);
    }

    /** As {@link #threads(int)}, with another size from which steps are shared, for tests. */
    Builder<R> threads(int count, long fewestMultiplications) {
      if (count < 1) {
        throw new IllegalArgumentException("threads must be at least 1, but is " + count);
      }
      threads = count;
      leastWork = fewestMultiplications;
      return this;
    }

    /**
     * Makes the step.
     *
     * @throws IllegalStateException if the optimizer has been closed
     */
    public CompiledStep<R> build() {
      return new CompiledStep<>(this);
    }
  }
}
