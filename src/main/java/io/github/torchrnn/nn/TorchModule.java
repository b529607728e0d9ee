package io.github.torchrnn.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.github.torchrnn.Network;
import io.github.torchrnn.internal.Autograd;
import io.github.torchrnn.internal.FreshGrads;
import io.github.torchrnn.internal.Parameters;
import io.github.torchrnn.internal.Recorder;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The base of all layers and of a user's networks: {@code torch.nn.Module}.
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
public abstract class TorchModule extends DjlBlock implements Network, AutoCloseable {

  private final Registry registry;
  private final Lifetime lifetime;
  private volatile boolean training = true;

  /** Constructs a module without layers and parameters. */
  @SuppressWarnings("this-escape") // both only keep it
  protected TorchModule() {
    registry = new Registry(this, children, parameters);
    lifetime = new Lifetime(this);
  }

  // ---- layers and parameters

  /**
   * Adds a layer under a name: {@code self.name = module}, or {@code add_module}. A layer that had
   * the name is replaced, in its place.
   *
   * @param module a layer, which may be registered elsewhere too; null keeps the place for None
   * @return the layer
   * @throws IllegalArgumentException if the name is empty, contains a dot or is a parameter's; or
   *     if the layer is above this module, or too deep
   */
  protected final <M extends @Nullable TorchModule> M register(String name, M module) {
    registry.putModule(name, module);
    return module;
  }

  /**
   * Adds an array as a parameter: {@code self.name = torch.nn.Parameter(value)}. It is the array
   * itself, no copy: no scope frees it any more, and two modules that register it share it. A
   * parameter that had the name is replaced, in its place.
   *
   * @param value an array that was not computed from others under {@code enableGrad}, or another
   *     module's parameter; null keeps the place for None
   * @return the array
   * @throws IllegalArgumentException if the name is empty, contains a dot or is a layer's
   */
  protected final @Nullable NDArray registerParameter(String name, @Nullable NDArray value) {
    return registry.adopt(name, value);
  }

  /**
   * Adds a copy of an array that is part of the state but not trained: {@code register_buffer}.
   *
   * @param value null keeps the place for None
   * @return the copy, which the module owns
   * @throws IllegalArgumentException if the name is empty, contains a dot or is taken
   */
  protected final @Nullable NDArray registerBuffer(String name, @Nullable NDArray value) {
    return registry.copy(name, value);
  }

  /** Adds a parameter of undefined content. */
  final Parameter addParameter(String name, DataType type, Device device, long... sizes) {
    return registry.putParameter(name, Parameters.create(name, new Shape(sizes), type, device));
  }

  /** The array of an own parameter; null if the layer has none. */
  final @Nullable NDArray value(@Nullable Parameter parameter) {
    requireOpen();
    return parameter == null ? null : Parameters.arrayOf(parameter);
  }

  /** The layers, parameters and buffers by name. */
  final Registry registry() {
    return registry;
  }

  /** The parameters of this module and all below it: {@code list(module.parameters())}. */
  public final List<NDArray> parameters() {
    return new ArrayList<>(namedParameters().values());
  }

  /**
   * The parameters by their names in torch, {@code rnn.weight_ih_l0} for example: {@code
   * dict(module.named_parameters())}. They are the module's own arrays: do not close them. One that
   * has several names is listed under its first.
   *
   * @throws IllegalStateException if a field holds a layer that was never registered
   */
  public final Map<String, NDArray> namedParameters() {
    return whileOpen(() -> ModuleTree.arrays(this, true, false));
  }

  /** The arrays of the state that are not trained: {@code dict(module.named_buffers())}. */
  public final Map<String, NDArray> namedBuffers() {
    return whileOpen(() -> ModuleTree.arrays(this, false, true));
  }

  /**
   * One parameter by its name: {@code module.get_parameter(name)}.
   *
   * @param name any of the names under which it is registered
   * @throws IllegalArgumentException with torch's message if there is none of that name
   */
  public final NDArray getParameter(String name) {
    TorchModule owner = ownerOf(name);
    return owner.value(owner.registry.parameter(lastPart(name)));
  }

  /**
   * Puts another array in the place of a parameter, of this module or of one below it: {@code
   * module.name = parameter}.
   *
   * <pre>{@code
   * decoder.setParameter("weight", encoder.weight()); // decoder.weight = encoder.weight
   * layer.setParameter("weight", table); // layer.weight = nn.Parameter(table)
   * }</pre>
   *
   * <p>As in {@link #registerParameter} it is the array itself, no copy: two modules that hold it
   * share it and its gradient, it is trained once, the state has it under both names, and either
   * module may be closed first. An optimizer that was made before trains the array before, and
   * compiled steps and forwards are traced anew.
   *
   * @param name any of the names under which the parameter is registered
   * @param value an array of the shape, type and device of the one before, where torch takes any
   *     here and refuses it in {@code forward}
   * @throws IllegalArgumentException with torch's message if there is no parameter of that name; or
   *     if the array does not fit, or was computed from others under {@code enableGrad}
   */
  public final void setParameter(String name, NDArray value) {
    TorchModule owner = ownerOf(name);
    owner.requireOpen();
    owner.registry.replace(lastPart(name), value);
  }

  /** The module that a name's path leads to. */
  private TorchModule ownerOf(String name) {
    Objects.requireNonNull(name, "name is null");
    TorchModule module = this;
    String[] path = name.split("\\.", -1);
    for (int i = 0; i < path.length - 1; i++) {
      module = module.registry.module(path[i]);
    }
    return module;
  }

  private static String lastPart(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** The number of trained numbers: {@code sum(p.numel() for p in module.parameters())}. */
  public final long numParameters() {
    return whileOpen(() -> parameters().stream().mapToLong(NDArray::size).sum());
  }

  /**
   * The layers directly below, by name: {@code dict(module.named_children())}. One that has several
   * names is listed under its first.
   */
  public final Map<String, TorchModule> namedChildren() {
    return ModuleTree.children(this);
  }

  /** The layers directly below: {@code list(module.children())}. */
  public final List<TorchModule> children() {
    return new ArrayList<>(namedChildren().values());
  }

  /**
   * This module, named "", and all below it: {@code dict(module.named_modules())}. A module that
   * has several names is listed under its first.
   */
  public final Map<String, TorchModule> namedModules() {
    return ModuleTree.modules(this);
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
    return whileOpen(() -> StateLoader.load(this, ModuleTree.state(this), state, strict));
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
      if (child.registry.isLastOwner(this)) {
        child.close();
      }
    }
    registry.presentParameters().values().forEach(it -> Parameters.release(it.getArray()));
    registry.presentBuffers().values().forEach(Parameters::release);
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

  private TorchModule doing(Runnable work) {
    return whileOpen(
        () -> {
          work.run();
          return this;
        });
  }

  /** Refuses work on a module whose parameters are gone. */
  final void requireOpen() {
    lifetime.requireOpen();
  }
}
