package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.nn.TorchModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TorchScript archives: {@index torch.jit}. A traced module runs without this library: in Python by
 * {@code torch.jit.load(path)}, in DJL and DJL Serving by {@code Criteria} with the engine PyTorch,
 * and in C++ by {@code torch::jit::load}.
 *
 * <pre>{@code
 * net.eval();
 * try (ScriptModule traced = TorchScript.trace(net, x -> net.forward(x), example)) {
 *   TorchScript.save(traced, Path.of("net.pt"));
 * }
 * }</pre>
 *
 * <p>The archive has the module's layers, parameters and buffers under their names, so that
 * Python's {@code state_dict()} of the loaded module is this module's, and one method:
 *
 * <pre>{@code
 * forward(x: Tensor) -> Tensor
 * forward(x: Tensor, y: Tuple[Tensor, Tensor]) -> Tuple[Tensor, Tuple[Tensor, Tensor]]
 * }</pre>
 *
 * <p>Its arguments x, y, z and w are the lambda's, its result what the lambda returns. A record or
 * a list of arrays is a tuple: the second line is a forward of an {@link
 * io.github.torchrnn.nn.LSTMState} that returns an {@link io.github.torchrnn.nn.LSTMOutput}. Packed
 * sequences are tuples of two arrays, or of four if they were sorted. DJL passes a tuple as arrays
 * that are all named {@code y()}, and returns nested tuples as one flat list.
 */
public final class TorchScript {

  private static final Logger LOGGER = LoggerFactory.getLogger(TorchScript.class);

  private TorchScript() {}

  /** Traces a forward of one array; see {@link #trace(TorchModule, Traceable, Object...)}. */
  public static <R> ScriptModule trace(
      TorchModule module, Traceable.One<NDArray, R> lambda, NDArray example) {
    return trace(module, Traceable.of(lambda), example);
  }

  /** Traces a forward of two arrays; see {@link #trace(TorchModule, Traceable, Object...)}. */
  public static <R> ScriptModule trace(
      TorchModule module,
      Traceable.Two<NDArray, NDArray, R> lambda,
      NDArray example,
      NDArray second) {
    return trace(module, Traceable.of(lambda), example, second);
  }

  /** Traces a forward of three arrays; see {@link #trace(TorchModule, Traceable, Object...)}. */
  public static <R> ScriptModule trace(
      TorchModule module,
      Traceable.Three<NDArray, NDArray, NDArray, R> lambda,
      NDArray example,
      NDArray second,
      NDArray third) {
    return trace(module, Traceable.of(lambda), example, second, third);
  }

  /** Traces a forward of four arrays; see {@link #trace(TorchModule, Traceable, Object...)}. */
  public static <R> ScriptModule trace(
      TorchModule module,
      Traceable.Four<NDArray, NDArray, NDArray, NDArray, R> lambda,
      NDArray example,
      NDArray second,
      NDArray third,
      NDArray fourth) {
    return trace(module, Traceable.of(lambda), example, second, third, fourth);
  }

  /**
   * Runs a lambda once and writes down what it does with arrays: {@code torch.jit.trace(module,
   * examples)}.
   *
   * <p>As in torch, loops unroll, and what the lambda reads of Java keeps the value of this run: a
   * size that it asks an array for, a counter, a condition. Sizes that only pass through its
   * layers, a batch or a length, stay free. Layers run in the mode that they have now: call {@link
   * TorchModule#eval} first, unless dropout is to drop in the exported module.
   *
   * @param module the network, whose state is exported; other modules of the lambda may have no
   *     state
   * @param lambda the forward, usually {@code x -> net.forward(x)}
   * @param examples the lambda's arguments: arrays, and records and lists of arrays
   * @throws UnsupportedOperationException naming the method that cannot be exported: one that reads
   *     numbers of an array, changes an array in place, or has no counterpart in TorchScript
   * @throws IllegalArgumentException if an argument or the result is not made of arrays; if the
   *     lambda uses parameters of other modules; if modules are nested more than 100 deep; or if an
   *     example does not fit, with torch's message
   * @throws IllegalStateException if the module has been closed
   */
  public static ScriptModule trace(TorchModule module, Traceable<?> lambda, Object... examples) {
    Objects.requireNonNull(module, "module is null");
    Objects.requireNonNull(lambda, "lambda is null");
    ModuleClasses.requireShallow(module);
    Programs.Call call = Programs.Call.of(lambda, examples);
    try {
      Programs.Traced<?> traced = Programs.trace(lambda, call, false, array -> false);
      if (!traced.program().fixed().isEmpty()) {
        LOGGER.warn(
            "the lambda asked for sizes of its arrays, which are constants in the trace: it may be"
                + " wrong for other sizes");
      }
      return new ScriptModule(module, traced.program(), examples, traced.result());
    } catch (Untraceable e) {
      throw new UnsupportedOperationException("cannot be traced: " + e.getMessage(), e);
    }
  }

  /**
   * Writes a traced module as a TorchScript archive: {@code torch.jit.save(traced, path)}. Its
   * arrays are on the CPU. The file is complete or, after an error, the old one. Other threads may
   * use the module meanwhile, as {@link io.github.torchrnn.io.Pt#save} says of arrays.
   *
   * @throws IllegalStateException if the traced module or the module has been closed
   * @throws IOException if the file cannot be written
   */
  public static void save(ScriptModule traced, Path path) throws IOException {
    Objects.requireNonNull(traced, "traced is null");
    Objects.requireNonNull(path, "path is null");
    traced.save(path);
  }
}
