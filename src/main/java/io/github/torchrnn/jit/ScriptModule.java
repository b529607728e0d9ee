package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Script;
import io.github.torchrnn.internal.archive.AtomicFile;
import io.github.torchrnn.internal.archive.PickleWriter.PyObject;
import io.github.torchrnn.internal.archive.ScriptArchive;
import io.github.torchrnn.nn.TorchModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * A module with a traced forward: {@index torch.jit.ScriptModule}, made by {@link
 * TorchScript#trace} and saved by {@link TorchScript#save}.
 *
 * <p>It shares the module's parameters and buffers: saved is what they are at that time. Whether
 * dropout and normalization are in training mode was decided by the trace.
 */
public final class ScriptModule implements AutoCloseable {

  private final TorchModule module;
  private final Program program;
  private final ExportNames names;
  private final String code;
  private final String methods;

  /** Whether each module was in training mode. */
  private final Map<TorchModule, Boolean> modes = new IdentityHashMap<>();

  private boolean closed;

  /**
   * Writes a traced program as a module's forward.
   *
   * @param arguments of the trace
   * @param result what the lambda returned
   * @throws IllegalArgumentException if TorchScript cannot say it
   */
  ScriptModule(TorchModule module, Program program, Object[] arguments, Object result) {
    this.module = module;
    this.program = program;
    module.namedModules().values().forEach(it -> modes.put(it, it.isTraining()));
    names = new ExportNames(module, program);
    String forward = ExportWriter.forward(program, arguments, result, names.expressions());
    code = names.withoutClashes(forward);
    methods = names.withoutClashes(forward + Definitions.calledBy(forward));
    requireCompilable(classes());
  }

  private ModuleClasses classes() {
    return new ModuleClasses(module, methods, names.constants(), modes);
  }

  /** Compiles the classes, with one small tensor in the place of each. */
  private static void requireCompilable(ModuleClasses classes) {
    try (NDArray empty = LibTorch.manager().create(new Shape(0))) {
      PyObject small = ModuleClasses.without(classes.root(), empty);
      Script.load(ScriptArchive.bytes(classes.sources(), small)).close();
    }
  }

  /** The source of the traced forward: {@code traced.code}. */
  public String code() {
    return code;
  }

  /** Writes the archive; see {@link TorchScript#save}. */
  synchronized void save(Path path) throws IOException {
    if (closed) {
      throw new IllegalStateException("ScriptModule has been closed: close it after its last save");
    }
    ModuleClasses classes = classes();
    requireCompilable(classes); // the module may have got other layers since
    AtomicFile.write(path, out -> ScriptArchive.write(classes.sources(), classes.root(), out));
  }

  /** Frees the arrays that the lambda made, not the module's. Closing twice is harmless. */
  @Override
  public synchronized void close() {
    closed = true;
    program.constants().close();
  }
}
