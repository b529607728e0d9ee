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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A module's forward without gradients, all in one native call: for inference with networks of
 * several layers. What {@code torch.compile(net)} under {@code torch.inference_mode()} is in
 * Python.
 *
 * <pre>{@code
 * try (CompiledForward forward = CompiledForward.of(net)) {
 *   try (var scope = Torch.scope()) {
 *     NDArray scores = forward.run(inputs, hidden).head();
 *   }
 * }
 * }</pre>
 *
 * <p>The outputs are those of the module's own forward up to the rounding of float32. The module
 * may be trained, loaded and switched between training and evaluation meanwhile, though not moved
 * during a run. Any number of threads may run it at once.
 *
 * <p>A network of one's own says in {@link TorchModule#torchScript()} what its forward does. One
 * that does not is run by its own calls, as a DJL block, and a line of the log says so.
 */
public final class CompiledForward implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(CompiledForward.class);

  private final TorchModule net;
  private final ForwardScript source;
  private final Script script;

  /** Runs read, {@link #close} writes: it waits for them. */
  private final ReentrantReadWriteLock lifetime = new ReentrantReadWriteLock();

  private boolean closed;

  private CompiledForward(TorchModule net) {
    this.net = net;
    source = new ForwardScript(net);
    script = compile();
  }

  /** Compiles the forward of a module. */
  public static CompiledForward of(TorchModule net) {
    Objects.requireNonNull(net, "net is null");
    return new CompiledForward(net);
  }

  private Script compile() {
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
   * @param inputs what the module's forward takes, an LSTM's state as two arrays
   * @return what it returns, tuples as a flat list. The arrays belong to the first input's manager,
   *     or the innermost scope.
   * @throws IllegalArgumentException with torch's message if an input does not fit
   * @throws IllegalStateException if an input, the module or this forward has been closed, or if a
   *     layer or parameter was replaced since it was compiled
   */
  public NDList run(NDArray... inputs) {
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
   * Frees the compiled forward, and not the module. Closing twice is harmless. While other threads
   * run it, it waits.
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
