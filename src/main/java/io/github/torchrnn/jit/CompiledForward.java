package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Held;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Recorder;
import io.github.torchrnn.internal.Script;
import io.github.torchrnn.nn.InternalModules;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A computation without gradients in one native call, traced from a lambda: for inference. Its twin
 * in Python is {@code torch.compile(net)} under {@code torch.inference_mode()}.
 *
 * <pre>{@code
 * try (var forward = CompiledForward.of(x -> net.forward(x))) {
 *   try (var scope = Torch.scope()) {
 *     NDArray scores = forward.run(inputs);
 *   }
 * }
 * }</pre>
 *
 * <p>The lambda is traced as that of a {@link CompiledStep} is: what it reads of Java keeps the
 * value of the first run, and what varies is an argument. The results are those of single calls up
 * to rounding. Between runs the network may be trained, loaded and switched between training and
 * evaluation. Any number of threads may run it at once.
 *
 * @param <R> what the lambda returns: an NDArray, an NDList, or a record of arrays
 */
public final class CompiledForward<R> implements AutoCloseable {

  private final Traceable<R> lambda;
  private final Programs<R> programs;
  private final Verification<R> verification;

  /** Read by runs and written by {@link #close}, which waits for them. */
  private final ReentrantReadWriteLock lifetime = new ReentrantReadWriteLock();

  private boolean closed;

  private CompiledForward(Traceable<R> lambda) {
    this.lambda = Objects.requireNonNull(lambda, "lambda is null");
    programs = new Programs<>(lambda, false, array -> false, CompiledForward::compile);
    verification =
        new Verification<>("CompiledForward", lambda, it -> programs.trace(it).program());
  }

  /** A forward of a lambda of one array. */
  public static <R> CompiledForward<R> of(Traceable.One<NDArray, R> lambda) {
    return of(Traceable.of(lambda));
  }

  /** A forward of a lambda of two arrays. */
  public static <R> CompiledForward<R> of(Traceable.Two<NDArray, NDArray, R> lambda) {
    return of(Traceable.of(lambda));
  }

  /** A forward of a lambda of three arrays. */
  public static <R> CompiledForward<R> of(Traceable.Three<NDArray, NDArray, NDArray, R> lambda) {
    return of(Traceable.of(lambda));
  }

  /** A forward of a lambda of four arrays. */
  public static <R> CompiledForward<R> of(
      Traceable.Four<NDArray, NDArray, NDArray, NDArray, R> lambda) {
    return of(Traceable.of(lambda));
  }

  /** A forward of a lambda with arguments of any kind. */
  public static <R> CompiledForward<R> of(Traceable<R> lambda) {
    return new CompiledForward<>(lambda);
  }

  private static Variant.Code compile(Programs.Call call, Program program) {
    ScriptClass made = ProgramWriter.forward(program);
    Dump.write("forward", program, List.of(), made, false);
    Script script = made.compile();
    script.inline("infer", (Object) new NDArray[0]);
    Held bound = Held.tensors(ProgramWriter.bound(program, Set.of()));
    script.update("take", bound);
    return new Variant.Code(made.source(), script, bound, false, null);
  }

  /**
   * Runs the forward.
   *
   * @param arguments the lambda's, each with the shapes that it takes
   * @return what the lambda returns. The arrays belong to the first argument's manager, or to the
   *     innermost scope.
   * @throws IllegalArgumentException with torch's message if an argument does not fit
   * @throws IllegalStateException if an argument, a module or this forward has been closed
   */
  public R run(Object... arguments) {
    Programs.Call call = Programs.Call.of(lambda, arguments);
    if (Recorder.current() != null) {
      return runSingly(call); // into the program of the lambda that calls it
    }
    lifetime.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException(
            "CompiledForward has been closed: close it after its last run");
      }
      Variant variant = programs.find(call);
      if (variant == null) {
        return runSingly(call);
      }
      return Verification.ON && verification.isDue(variant, call)
          ? verification.ofForward(variant, call, () -> run(variant, call))
          : run(variant, call);
    } finally {
      lifetime.readLock().unlock();
    }
  }

  @SuppressWarnings("unchecked") // the lambda's result, with other arrays
  private R run(Variant variant, Programs.Call call) {
    try {
      NDArray[] results =
          InternalModules.whileOpen(
              variant.program().modules().iterator(), () -> runScript(variant, call.arrays()));
      return (R) variant.returned(results);
    } catch (RefusedByLibTorch e) {
      return runSingly(call); // which says it in torch's words
    }
  }

  private static NDArray[] runScript(Variant variant, List<NDArray> arrays) {
    NDManager manager = arrays.isEmpty() ? LibTorch.manager() : arrays.get(0).getManager();
    try {
      return variant
          .code()
          .script()
          .inferList(manager, "infer", (Object) arrays.toArray(new NDArray[0]));
    } catch (IllegalStateException e) {
      throw new RefusedByLibTorch(e);
    }
  }

  private R runSingly(Programs.Call call) {
    try (var mode = Torch.noGrad()) {
      R result = lambda.apply(call.arguments());
      programs.succeededSingly(call);
      return result;
    }
  }

  /**
   * The program that was made last, for people to read: the operations of the trace as comments,
   * then the TorchScript that they became. What {@code -Dio.github.torchrnn.jit.dump=DIR} writes
   * into files.
   *
   * @throws IllegalStateException if the forward has not run, runs by single calls, or has been
   *     closed
   */
  public String code() {
    return programs.last("CompiledForward").text("forward", List.of());
  }

  /** The programs that there are. */
  Programs<R> compiled() {
    return programs;
  }

  /**
   * Frees the compiled forward, not the network. Closing twice is harmless. Waits while other
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
      programs.close();
    } finally {
      lifetime.writeLock().unlock();
    }
  }
}
