package io.github.torchrnn.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Network;
import io.github.torchrnn.RemovableHandle;
import io.github.torchrnn.internal.Autograd;
import io.github.torchrnn.internal.FreshGrads;
import io.github.torchrnn.internal.Parameters;
import io.github.torchrnn.internal.Recorder;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The base of all layers and of a user's networks: {@index torch.nn.Module}.
 *
 * <p>A network registers its layers and computes with them in a {@code forward} of its own:
 *
 * <pre>{@code
 * class Net extends TorchModule {
 *   private final RNN rnn = register("rnn", new RNN(4, 4));
 *
 *   NDArray forward(NDArray input, NDArray hidden) {
 *     return rnn.forward(input, hidden).output().reshape(-1, 4);
 *   }
 * }
 * }</pre>
 *
 * <p>A module is ready when constructed and owns its weights: {@link #close} frees them. It is also
 * a DJL {@link ai.djl.nn.Block}, so that it trains inside DJL's {@code Model} and {@code Trainer}.
 *
 * <p>A module may be registered in several places, and a parameter too: it is trained once, and the
 * state has each name. Closing a network frees the layers that no other holds, a layer for all.
 */
public abstract class TorchModule extends ModuleParts implements Network, AutoCloseable {

  private Lifetime lifetime;
  private Hooks hooks = new Hooks();
  private volatile boolean training = true;

  /** Constructs a module without layers and parameters. */
  @SuppressWarnings("this-escape") // it only keeps it
  protected TorchModule() {
    lifetime = new Lifetime(this);
  }

  /** Calls a function with every module below this one and then this one: {@code apply(fn)}. */
  public final TorchModule apply(Consumer<? super TorchModule> function) {
    Objects.requireNonNull(function, "function is null");
    children().forEach(child -> child.apply(function));
    function.accept(this);
    return this;
  }

  // ---- modes

  /** Sets training mode, in which dropout drops: {@code module.train()}. */
  public final TorchModule train() {
    return train(true);
  }

  /** Sets evaluation mode: {@code module.eval()}. */
  public final TorchModule eval() {
    return train(false);
  }

  /** Sets training or evaluation mode here and below: {@code module.train(mode)}. */
  @Override
  public final TorchModule train(boolean mode) {
    Recorder.refuseHere("train");
    namedModules().values().forEach(module -> module.training = mode);
    return this;
  }

  /** Whether the module is in training mode, as it is at first: {@code module.training}. */
  public final boolean isTraining() {
    return Recorder.current() == null ? training : Recorder.current().setting(() -> training);
  }

  /** Sets whether gradients are collected for the parameters: {@code requires_grad_(flag)}. */
  public final TorchModule requiresGrad(boolean flag) {
    return doing(() -> parameters().forEach(array -> array.setRequiresGradient(flag)));
  }

  /**
   * Forgets the gradients of all parameters: {@code module.zero_grad()}. {@link
   * io.github.torchrnn.Torch#grad} shows zeros then where torch has None, but an optimizer's step
   * leaves a parameter alone, as torch does, until the next backward reaches it.
   */
  public final void zeroGrad() {
    doing(() -> FreshGrads.zero(parameters()));
  }

  // ---- hooks

  /**
   * Adds a function that sees each forward's arguments and output, and may replace the output:
   * {@code register_forward_hook(hook)}. It runs after those that were added before.
   *
   * <p>Layers of this library call hooks, whoever runs them. Compiled steps and forwards of a
   * network with a hook are made by single calls, so that it runs each time.
   *
   * @return removes the hook again
   * @throws UnsupportedOperationException if this is a network with a forward of its own, which
   *     Java cannot intercept: its layers can have hooks
   */
  public final RemovableHandle registerForwardHook(ForwardHook hook) {
    return registerForwardHook(hook, false);
  }

  /**
   * {@link #registerForwardHook(ForwardHook)}, to run before those that were added before.
   *
   * @param prepend whether it runs first, {@code prepend=True}
   */
  public final RemovableHandle registerForwardHook(ForwardHook hook, boolean prepend) {
    requireHooked();
    return hooks.add(hook, prepend);
  }

  /**
   * Adds a function that sees each forward's arguments before it runs, and may replace them: {@code
   * register_forward_pre_hook(hook)}; see {@link #registerForwardHook(ForwardHook)}.
   *
   * @return removes the hook again
   */
  public final RemovableHandle registerForwardPreHook(ForwardPreHook hook) {
    return registerForwardPreHook(hook, false);
  }

  /**
   * {@link #registerForwardPreHook(ForwardPreHook)}, to run before those that were added before.
   *
   * @param prepend whether it runs first, {@code prepend=True}
   */
  public final RemovableHandle registerForwardPreHook(ForwardPreHook hook, boolean prepend) {
    requireHooked();
    return hooks.add(hook, prepend);
  }

  private void requireHooked() {
    if (!isLayer()) {
      throw new UnsupportedOperationException(
          name()
              + " has a forward of its own, which hooks cannot see: register them on its layers");
    }
  }

  /** The functions around each forward. */
  final Hooks hooks() {
    return hooks;
  }

  // ---- device and type

  /**
   * Moves the parameters and buffers to a device, in place: {@code module.to(device)}.
   *
   * @return this module
   */
  @Override
  public final TorchModule to(Device device) {
    return doing(() -> Conversion.toDevice(this, device));
  }

  /**
   * Converts the floating parameters and buffers to another floating type, in place: {@code
   * module.to(dtype)}.
   *
   * @return this module
   * @throws IllegalArgumentException if the type is not floating
   */
  @Override
  public final TorchModule to(DataType type) {
    return doing(() -> Conversion.toType(this, type));
  }

  /** Called after {@link #to} has put the parameters elsewhere. */
  void parametersMoved() {}

  // ---- state

  /**
   * The parameters' and buffers' values by name, without gradients: {@code module.state_dict()}.
   * The arrays share memory with the module's and belong to the innermost scope; {@link
   * StateDict#copy} makes a copy that lives on. An array that is registered in several places has
   * all its names.
   */
  public final Map<String, NDArray> stateDict() {
    return whileOpen(
        () -> {
          Map<String, NDArray> state = ModuleTree.state(this);
          Map<NDArray, NDArray> detached = new IdentityHashMap<>();
          state.replaceAll((name, array) -> detached.computeIfAbsent(array, Autograd::detach));
          return state;
        });
  }

  /** {@link #loadStateDict(Map, boolean)}, strictly. */
  public final IncompatibleKeys loadStateDict(Map<String, NDArray> state) {
    return loadStateDict(state, true);
  }

  /**
   * Copies values into the parameters and buffers: {@code module.load_state_dict(state, strict)}.
   *
   * @param state arrays of the shapes of {@link #stateDict()}, of any type and device
   * @param strict whether the names must be exactly those of {@link #stateDict()}
   * @throws IllegalArgumentException with torch's report if something does not fit; nothing is
   *     changed then
   */
  public final IncompatibleKeys loadStateDict(Map<String, NDArray> state, boolean strict) {
    Objects.requireNonNull(state, "state_dict is null");
    return whileOpen(
        () ->
            StateLoader.load(
                this, ModuleTree.state(this), WeightNorm.renamed(this, state), strict));
  }

  // ---- text

  /** The name that torch prints: that of the class. */
  @Override
  protected String name() {
    return getClass().getSimpleName();
  }

  /** The text that torch prints between the parentheses of a layer: {@code extra_repr()}. */
  protected String extraRepr() {
    return "";
  }

  /** The text that {@code print(module)} prints in Python. */
  @Override
  public final String toString() {
    namedModules().values().forEach(Fields::requireRegistered);
    return ModuleRepr.of(this);
  }

  // ---- lifetime

  /**
   * Frees the arrays of this module and of the layers below it that no other network holds. Closing
   * twice is harmless. While another thread computes with the module, it waits.
   *
   * @throws IllegalStateException inside the module's own forward
   */
  @Override
  public final void close() {
    if (lifetime.isUsedByThisThread()) {
      throw new IllegalStateException(name() + " cannot be closed inside its own forward");
    }
    for (TorchModule module : namedModules().values()) {
      if (module.lifetime.isUsedByThisThread()) {
        throw new IllegalStateException(
            name() + " cannot be closed inside the forward of its " + module.name());
      }
    }
    lifetime.close(this::free);
  }

  private void free() {
    for (TorchModule child : children()) {
      if (child.registry().isLastOwner(this)) {
        child.close();
      }
    }
    registry().presentParameters().values().forEach(it -> Parameters.release(it.getArray()));
    registry().presentBuffers().values().forEach(Parameters::release);
    closed();
  }

  /** Frees what a layer keeps besides parameters and buffers. */
  void closed() {}

  /**
   * Computes while {@link #close} in other threads waits.
   *
   * @throws IllegalStateException if the module has been closed
   */
  @Override
  final <T> T whileOpen(Supplier<T> computation) {
    return lifetime.whileOpen(computation);
  }

  /** A module of the same class that shares nothing but the values of its fields with this one. */
  final TorchModule bareCopy() {
    TorchModule copy = (TorchModule) bareParts();
    copy.lifetime = new Lifetime(copy);
    copy.hooks = hooks.copy();
    return copy;
  }

  private TorchModule doing(Runnable work) {
    return whileOpen(
        () -> {
          work.run();
          return this;
        });
  }

  /** Refuses work on a module whose parameters are gone. */
  @Override
  final void requireOpen() {
    lifetime.requireOpen();
  }
}
