package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Script;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.nn.InternalModules;
import io.github.torchrnn.nn.TorchModule;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A module's forward without gradients, in one native call: for inference with networks of several
 * layers. Its twin in Python is {@code torch.compile(net)} under {@code torch.inference_mode()}.
 *
 * <pre>{@code
 * try (CompiledForward forward = CompiledForward.of(net)) {
 *   try (var scope = Torch.scope()) {
 *     NDArray scores = forward.run(inputs, hidden).head();
 *   }
 * }
 * }</pre>
 *
 * <p>The outputs are those of the module's own forward up to the rounding of float32. Between runs
 * the module may be trained, loaded and switched between training and evaluation; it may not be
 * moved during a run. Any number of threads may run it at once.
 *
 * <p>A user's network declares its forward in {@link TorchModule#torchScript()}. One that does not
 * is run as a DJL block, by single calls, and the log says so.
 */
public final class CompiledForward implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(CompiledForward.class);

  private final TorchModule net;
  private final ForwardScript source;

  /** Null if the forward could not be compiled. */
  private final @Nullable Script script;

  /** Read by runs and written by {@link #close}, which waits for them. */
  private final ReentrantReadWriteLock lifetime = new ReentrantReadWriteLock();

  private boolean closed;

  private CompiledForward(TorchModule net) {
    this.net = net;
    source = new ForwardScript(net);
    script = compile();
  }

  /**
   * Compiles the forward of a module. If that fails, the log says why, and {@link #isCompiled} is
   * false.
   */
  public static CompiledForward of(TorchModule net) {
    Objects.requireNonNull(net, "net is null");
    return new CompiledForward(net);
  }

  private @Nullable Script compile() {
    try {
      Script compiled = source.compile();
      source.bound().bind(compiled);
      return compiled;
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      LOGGER.warn(
          "{} is run by its own calls, not by a compiled forward: {}",
          net.getClass().getName(),
          e.getMessage().lines().findFirst().orElse(""));
      return null;
    }
  }

  /** Whether the forward is one native call. */
  public boolean isCompiled() {
    return script != null;
  }

  /**
   * Runs the forward.
   *
   * @param inputs the arguments of the module's forward, with its shapes; an LSTM's state is two
   *     arrays
   * @return the results of the module's forward, nested tuples as one flat list. The arrays belong
   *     to the first input's manager, or to the innermost scope.
   * @throws IllegalArgumentException with torch's message if an input does not fit
   * @throws IllegalStateException if an input, the module or this forward has been closed, or if a
   *     layer or parameter was replaced since it was compiled
   */
  public NDList run(NDArray... inputs) {
    Objects.requireNonNull(inputs, "inputs is null");
    if (inputs.length == 0) {
      throw new IllegalArgumentException("a forward takes the module's inputs");
    }
    for (int i = 0; i < inputs.length; i++) {
      Tensors.usable("input " + i, inputs[i]);
    }
    lifetime.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException(
            "CompiledForward has been closed: close it after its last run");
      }
      return InternalModules.whileOpen(
          net, () -> script == null ? runSingly(inputs) : runCompiled(inputs));
    } finally {
      lifetime.readLock().unlock();
    }
  }

  private NDList runCompiled(NDArray... inputs) {
    source.bound().setModes(script);
    try {
      return new NDList(script.inferList(inputs[0].getManager(), "infer", (Object) inputs));
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private NDList runSingly(NDArray... inputs) {
    try (var mode = Torch.noGrad()) {
      NDManager manager = inputs[0].getManager();
      return net.forward(new ParameterStore(manager, false), new NDList(inputs), net.isTraining());
    }
  }

  /**
   * Frees the compiled forward, not the module. Closing twice is harmless. Waits while other
   * threads run it.
   *
   * @throws IllegalStateException inside its own run
   */
  @Override
  public void close() {
    if (lifetime.getReadHoldCount() > 0) {
      throw new IllegalStateException("CompiledForward cannot be closed inside its own run");
    }
    lifetime.writeLock().lock();
    try {
      closed = true;
      if (script != null) {
        script.close();
      }
    } finally {
      lifetime.writeLock().unlock();
    }
  }
}
