package io.github.torchrnn.internal;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicReference;

/** A loaded TorchScript module, whose methods LibTorch's interpreter runs. */
public final class Script implements AutoCloseable {

  private final AtomicReference<Long> module;

  private Script(long module) {
    this.module = new AtomicReference<>(module);
    NativeMemory.freeWith(this, "a TorchScript module", this.module, LibTorch::deleteModule);
  }

  /**
   * Compiles an archive.
   *
   * @throws IllegalArgumentException with LibTorch's report if it cannot
   */
  public static Script load(byte[] archive) {
    try {
      return new Script(LibTorch.loadModule(archive));
    } catch (EngineException e) {
      throw new IllegalArgumentException(
          "the TorchScript does not compile: " + e.getMessage().strip(), e);
    }
  }

  /** Runs a method that returns a list of tensors; see {@link Kernels#callList}. */
  public NDArray[] callList(NDManager manager, String method, Object... arguments) {
    return Kernels.tensors(manager, run(RunMode.RECORDING, method, arguments));
  }

  /**
   * Runs a method that returns a list of tensors, in LibTorch's inference mode, which skips each
   * operator's bookkeeping for gradients. The tensors are copies.
   */
  public NDArray[] inferList(NDManager manager, String method, Object... arguments) {
    return Kernels.copies(manager, run(RunMode.INFERENCE, method, arguments));
  }

  /**
   * Runs a method in LibTorch's inference mode, and holds its result for other methods of the
   * module: its tensors cannot be recorded, and are no arrays.
   */
  public Held infer(String method, Object... arguments) {
    return Held.of(run(RunMode.INFERENCE, method, arguments));
  }

  /** Runs a method as the thread's gradient mode says, and holds its result. */
  public Held hold(String method, Object... arguments) {
    return Held.of(run(RunMode.RECORDING, method, arguments));
  }

  /**
   * Inlines the methods that a method calls. LibTorch decides on it when a method first runs.
   *
   * @param arguments arguments with which the method returns at once
   */
  public void inline(String method, Object... arguments) {
    IValues.delete(run(RunMode.INLINING, method, arguments));
  }

  /** Runs a method for its effect; see {@link Kernels#update}. */
  public void update(String method, Object... arguments) {
    IValues.delete(run(RunMode.INFERENCE, method, arguments));
  }

  private long run(RunMode mode, String method, Object... arguments) {
    Calls.enter();
    try {
      Long open = module.get();
      if (open == null) {
        throw new IllegalStateException(
            "this TorchScript module has been closed: compile it again with Script.load");
      }
      return Kernels.runMethod(mode, open, method, arguments);
    } finally {
      Calls.exit();
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void close() {
    NativeMemory.free(module, LibTorch::deleteModule);
  }
}
