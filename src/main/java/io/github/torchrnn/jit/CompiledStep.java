package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Autograd;
import io.github.torchrnn.internal.Held;
import io.github.torchrnn.internal.Interrupts;
import io.github.torchrnn.internal.PythonNumber;
import io.github.torchrnn.internal.Script;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.ClipGrad;
import io.github.torchrnn.optim.InternalOptimizers;
import io.github.torchrnn.optim.Optimizer;
import io.github.torchrnn.optim.ParamGroup;
import io.github.torchrnn.optim.StepKernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One training step in one native call: forward, loss, backward, clipping and the optimizer's step,
 * compiled from the network, the loss and the optimizer. Its twin in Python is {@code
 * torch.compile} of a loop's body.
 *
 * <pre>{@code
 * try (CompiledStep step = CompiledStep.of(net, criterion, optimizer)) {
 *   for (int epoch = 0; epoch < 15; epoch++) {
 *     try (var scope = Torch.scope()) {
 *       NDArray loss = step.run(inputs, hidden, labels).loss();
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>Losses, outputs and new parameters are those of the same step in single calls up to the
 * rounding of float32. Recurrent layers and cells, Linear, Embedding, Tanh, ReLU, Sigmoid,
 * CrossEntropyLoss and MSELoss compute their gradients in closed form. If a network consists of
 * such layers and views of their outputs only ({@code output[-1]}, {@code output.reshape([-1,
 * 4])}), LibTorch records nothing at all; otherwise it records the operations between them. Adam
 * and AdamW step by torch's fused kernels.
 *
 * <p>The gradients are not kept: {@link Torch#grad} does not see them. Network, loss and optimizer
 * may be used between steps as usual. Threads that share a step take turns.
 *
 * <p>A user's network declares its forward in {@link TorchModule#torchScript()}. One that does not
 * is run as a DJL block, by single calls, and the log says so.
 */
public final class CompiledStep implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(CompiledStep.class);

  /**
   * The result of a step. The arrays belong to the first input's manager, or to the innermost
   * scope.
   *
   * @param loss the loss before the parameters changed, a scalar
   * @param outputs the results of the network's forward, nested tuples as one flat list
   */
  public record Result(NDArray loss, NDList outputs) {

    /** The network's first output. */
    public NDArray output() {
      return outputs.head();
    }

    /** The text that Python prints of a tuple of the loss and the outputs. */
    @Override
    public String toString() {
      return Stream.concat(Stream.of(loss), outputs.stream())
          .map(Torch::repr)
          .collect(Collectors.joining(", ", "(", ")"));
    }
  }

  private final TorchModule net;
  private final TorchModule criterion;
  private final Optimizer optimizer;
  private final Clip clip;
  private final List<NDArray> params = new ArrayList<>();

  /** The number of the optimizer's groups that the script knows. */
  private final int groupCount;

  /** The names of the arguments that the script keeps for each group, in its order. */
  private final List<String> keptArguments;

  private final StepScript source;
  private final Held versions;

  /** Threads take turns, and {@link #close} waits for a run. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Null if the step could not be compiled. */
  private @Nullable Script script;

  /** The values that the script has taken, in the order of its {@code take}; null for none yet. */
  private @Nullable List<Object> taken;

  private boolean graph;
  private boolean closed;

  private CompiledStep(Builder options) {
    net = options.net;
    criterion = options.criterion;
    optimizer = options.optimizer;
    clip = options.clip;
    InternalOptimizers.requireOpen(optimizer);
    StepKernel kernel = InternalOptimizers.kernel(optimizer);
    keptArguments = StepScript.kept(kernel).stream().map(StepKernel.Argument::name).toList();
    List<StepScript.Group> groups = new ArrayList<>();
    for (ParamGroup group : optimizer.paramGroups()) {
      params.addAll(group.params());
      groups.add(new StepScript.Group(kernel, group.params().size()));
    }
    groupCount = groups.size();
    source = new StepScript(net, criterion, params, groups, clip.statement());
    versions = Held.longs(LongStream.generate(() -> -1).limit(params.size()).toArray());
    compile(false);
  }

  /** A step without clipping; see {@link #builder}. */
  public static CompiledStep of(TorchModule net, TorchModule criterion, Optimizer optimizer) {
    return builder(net, criterion, optimizer).build();
  }

  /**
   * Options of a step.
   *
   * @param net its forward's first output goes to the loss
   * @param criterion a loss, {@code forward(input, target)}
   * @param optimizer of parameters of the network
   */
  public static Builder builder(TorchModule net, TorchModule criterion, Optimizer optimizer) {
    return new Builder(net, criterion, optimizer);
  }

  private void compile(boolean withGraph) {
    try {
      script = null;
      taken = null;
      graph = withGraph || !source.isClosed();
      script = source.compile(graph);
      source.bound().bind(script);
      if (!graph) {
        script.inline("step", new NDArray[0], params.get(0));
      }
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      LOGGER.warn(
          "{} is trained by single calls, not by a compiled step: {}",
          net.getClass().getName(),
          e.getMessage().lines().findFirst().orElse(""));
      if (script != null) { // which was compiled, but could not be bound
        script.close();
        script = null;
      }
    }
  }

  /** Whether the step is one native call, not a sequence of single calls. */
  public boolean isCompiled() {
    return script != null;
  }

  /** Whether LibTorch records the operations between the layers. */
  boolean usesGraph() {
    return graph;
  }

  /**
   * Makes one step.
   *
   * @param arguments the arguments of the network's forward, an LSTM's state as two arrays, and
   *     then the target of the loss; each with the shapes that the network and the loss take
   * @throws IllegalArgumentException with torch's message if an argument does not fit
   * @throws IllegalStateException if an argument or the optimizer has been closed, or if a layer or
   *     parameter was replaced since the step was compiled
   * @throws java.util.concurrent.CancellationException if the thread was interrupted
   */
  public Result run(NDArray... arguments) {
    Objects.requireNonNull(arguments, "arguments is null");
    if (arguments.length < 2) {
      throw new IllegalArgumentException("a step takes the network's inputs and the target");
    }
    for (int i = 0; i < arguments.length; i++) {
      Tensors.usable("argument " + i, arguments[i]);
    }
    Interrupts.check("CompiledStep.run");
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException(
            "CompiledStep has been closed: close it after its last run");
      }
      return InternalOptimizers.alone(optimizer, () -> step(arguments));
    } finally {
      lock.unlock();
    }
  }

  private Result step(NDArray... arguments) {
    if (optimizer.paramGroups().size() != groupCount) {
      throw new IllegalStateException(
          "the optimizer got a parameter group after the step was compiled: make a new CompiledStep");
    }
    InternalOptimizers.requireSteppable(optimizer);
    NDArray[] inputs = Arrays.copyOf(arguments, arguments.length - 1);
    NDArray target = arguments[inputs.length];
    NDArray[] results = script == null || graph ? null : runClosed(inputs, target);
    if (results == null && script != null) {
      results = runRecorded(inputs, target);
    }
    return results == null
        ? runSingly(inputs, target)
        : new Result(results[0], new NDList(Arrays.copyOfRange(results, 1, results.length)));
  }

  /** Runs the step without LibTorch's graph, or prepares for it and returns null. */
  private NDArray @Nullable [] runClosed(NDArray[] inputs, NDArray target) {
    prepare();
    try {
      return script.inferList(inputs[0].getManager(), "step", inputs, target);
    } catch (IllegalStateException e) {
      if (!e.getMessage().contains("this step needs LibTorch's graph")) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
      script.close();
      compile(true);
      return null;
    }
  }

  private NDArray[] runRecorded(NDArray[] inputs, NDArray target) {
    prepare();
    boolean recording = Torch.isGradEnabled();
    try {
      return script.callList(inputs[0].getManager(), "step", inputs, target);
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } finally {
      Autograd.setGradEnabled(recording);
    }
  }

  private Result runSingly(NDArray[] inputs, NDArray target) {
    try (var grad = Torch.enableGrad()) {
      NDManager manager = inputs[0].getManager();
      ParameterStore store = new ParameterStore(manager, false);
      NDList outputs = net.forward(store, new NDList(inputs), net.isTraining());
      NDList losses = criterion.forward(store, new NDList(outputs.head(), target), true);
      optimizer.zeroGrad();
      Torch.backward(losses.head());
      clip.apply(params);
      optimizer.step();
      return new Result(losses.head(), outputs);
    }
  }

  /** Hands changes since the last step to the script: modes, learning rates and other options. */
  private void prepare() {
    source.bound().setModes(script);
    List<Object> values = new ArrayList<>();
    values.add(versions);
    for (ParamGroup group : optimizer.paramGroups()) {
      for (String argument : keptArguments) {
        values.add(InternalOptimizers.fusedArgument(group, argument));
      }
    }
    if (!values.equals(taken)) {
      script.update("take", values.toArray());
      taken = values;
    }
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
      versions.close();
      if (script != null) {
        script.close();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The options of {@link CompiledStep}. */
  public static final class Builder {
    private final TorchModule net;
    private final TorchModule criterion;
    private final Optimizer optimizer;
    private Clip clip = Clip.NONE;

    private Builder(TorchModule net, TorchModule criterion, Optimizer optimizer) {
      this.net = Objects.requireNonNull(net, "net is null");
      this.criterion = Objects.requireNonNull(criterion, "criterion is null");
      this.optimizer = Objects.requireNonNull(optimizer, "optimizer is null");
    }

    /** Clips before the optimizer's step, as {@link ClipGrad#clipGradNorm} does. */
    public Builder clipGradNorm(double maxNorm) {
      clip =
          new Clip(
              "self.clip_norm_(found, %s, 2.0)".formatted(PythonNumber.script(maxNorm)),
              params -> ClipGrad.clipGradNorm(params, maxNorm).close());
      return this;
    }

    /** Clips before the optimizer's step, as {@link ClipGrad#clipGradValue} does. */
    public Builder clipGradValue(double clipValue) {
      clip =
          new Clip(
              "self.clip_value_(found, %s)".formatted(PythonNumber.script(clipValue)),
              params -> ClipGrad.clipGradValue(params, clipValue));
      return this;
    }

    /**
     * Compiles the step. If that fails, the log says why, and {@link #isCompiled} is false.
     *
     * @throws IllegalStateException if the optimizer has been closed
     */
    public CompiledStep build() {
      return new CompiledStep(this);
    }
  }
}
