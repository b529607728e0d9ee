package io.github.torchrnn.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.BlockList;
import ai.djl.nn.Parameter;
import io.github.torchrnn.internal.Parameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The layers, parameters and buffers of a {@link TorchModule}: how they are added, and found by
 * torch's names.
 */
abstract class ModuleParts extends DjlBlock implements Cloneable {

  private Registry registry;

  @SuppressWarnings("this-escape") // it only keeps it
  ModuleParts() {
    registry = new Registry(self(), children, parameters);
  }

  private TorchModule self() {
    return (TorchModule) this;
  }

  // ---- what is added

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

  // ---- what is there

  /** The parameters of this module and all below it: {@code list(module.parameters())}. */
  public final List<NDArray> parameters() {
    return parameters(true);
  }

  /** {@link #parameters()}, of this module alone if recurse is false. */
  public final List<NDArray> parameters(boolean recurse) {
    return new ArrayList<>(namedParameters(recurse).values());
  }

  /**
   * The parameters by their names in torch, {@code rnn.weight_ih_l0} for example: {@code
   * dict(module.named_parameters())}. They are the module's own arrays: do not close them. One that
   * has several names is listed under its first.
   *
   * @throws IllegalStateException if a field holds a layer that was never registered
   */
  public final Map<String, NDArray> namedParameters() {
    return namedParameters(true);
  }

  /** {@link #namedParameters()}, of this module alone if recurse is false. */
  public final Map<String, NDArray> namedParameters(boolean recurse) {
    return whileOpen(() -> ModuleTree.arrays(self(), recurse, true, false));
  }

  /** The arrays of the state that are not trained: {@code list(module.buffers())}. */
  public final List<NDArray> buffers() {
    return new ArrayList<>(namedBuffers().values());
  }

  /** The arrays of the state that are not trained: {@code dict(module.named_buffers())}. */
  public final Map<String, NDArray> namedBuffers() {
    return namedBuffers(true);
  }

  /** {@link #namedBuffers()}, of this module alone if recurse is false. */
  public final Map<String, NDArray> namedBuffers(boolean recurse) {
    return whileOpen(() -> ModuleTree.arrays(self(), recurse, false, true));
  }

  /**
   * One layer by its name, {@code "encoder.rnn"} for example: {@code module.get_submodule(name)}.
   *
   * @param name any of the names under which it is registered; "" is this module
   * @throws IllegalArgumentException with torch's message if there is none of that name
   */
  public final TorchModule getSubmodule(String name) {
    Objects.requireNonNull(name, "name is null");
    TorchModule module = self();
    if (!name.isEmpty()) {
      for (String part : name.split("\\.", -1)) {
        module = module.registry().module(part);
      }
    }
    return module;
  }

  /**
   * One parameter by its name: {@code module.get_parameter(name)}.
   *
   * @param name any of the names under which it is registered
   * @throws IllegalArgumentException with torch's message if there is none of that name
   */
  public final NDArray getParameter(String name) {
    TorchModule owner = ownerOf(name);
    return owner.value(owner.registry().parameter(lastPart(name)));
  }

  /**
   * One buffer by its name: {@code module.get_buffer(name)}.
   *
   * @param name any of the names under which it is registered
   * @throws IllegalArgumentException with torch's message if there is none of that name
   */
  public final NDArray getBuffer(String name) {
    TorchModule owner = ownerOf(name);
    owner.requireOpen();
    return owner.registry().buffer(lastPart(name));
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
    owner.registry().replace(lastPart(name), value);
  }

  /** The module that a name's path leads to. */
  private TorchModule ownerOf(String name) {
    Objects.requireNonNull(name, "name is null");
    return getSubmodule(name.substring(0, Math.max(0, name.lastIndexOf('.'))));
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
    return ModuleTree.children(self());
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
    return ModuleTree.modules(self());
  }

  /** This module and all below it, each once: {@code list(module.modules())}. */
  public final List<TorchModule> modules() {
    return new ArrayList<>(namedModules().values());
  }

  // ---- what the module's class knows of it

  /** Refuses work on a module whose parameters are gone. */
  abstract void requireOpen();

  /**
   * Whether the module's forward is the library's own, which calls hooks and reads each parameter
   * through its {@link Parameter}.
   */
  boolean isLayer() {
    return false;
  }

  /** The name of the module's class in torch, which parametrizations change. */
  final String typeName() {
    return registry.parametrized() == null ? name() : "Parametrized" + name();
  }

  /** A module of the same class, with the same values in its fields, and without parts. */
  final ModuleParts bareParts() {
    try {
      ModuleParts copy = (ModuleParts) super.clone();
      copy.children = new BlockList();
      copy.parameters = new LinkedHashMap<>();
      copy.registry = new Registry(copy.self(), copy.children, copy.parameters);
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /** Refuses, since fields alone are no copy of a module: {@link Copy#deepcopy} makes one. */
  @Override
  protected final Object clone() throws CloneNotSupportedException {
    throw new CloneNotSupportedException("a module is copied by Copy.deepcopy(module)");
  }
}
