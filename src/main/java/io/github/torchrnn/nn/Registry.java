package io.github.torchrnn.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.BlockList;
import ai.djl.nn.Parameter;
import io.github.torchrnn.internal.Parameters;
import io.github.torchrnn.internal.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The layers, parameters and buffers of one module, by name and in order, and the modules in which
 * it is registered itself. A name whose value is null is None in Python.
 */
final class Registry {

  /** How many layers and parameters of any module have been replaced by others. */
  static final AtomicLong REPLACEMENTS = new AtomicLong();

  private final TorchModule module;
  private final Map<String, TorchModule> modules = new LinkedHashMap<>();
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Map<String, NDArray> buffers = new LinkedHashMap<>();

  /** The parameters that are functions of others, by name. */
  private final Map<String, Parameter> computed = new LinkedHashMap<>();

  /** What computes them; null while there are none. */
  private @Nullable ParametrizedWeights parametrized;

  /** The children that DJL sees: the layers that are not null. */
  private final BlockList djlChildren;

  /** The parameters that DJL sees: those that are not null. */
  private final Map<String, Parameter> djlParameters;

  /** The modules in which this one is registered. */
  private final Set<TorchModule> owners =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  /** Whether the module ever had an owner, which may have been dropped since. */
  private volatile boolean registered;

  Registry(TorchModule module, BlockList djlChildren, Map<String, Parameter> djlParameters) {
    this.module = module;
    this.djlChildren = djlChildren;
    this.djlParameters = djlParameters;
  }

  // ---- what is there

  /** All names of layers, with null for None: torch's {@code _modules}. */
  Map<String, TorchModule> modules() {
    return modules;
  }

  /** The layers that are not None. */
  Map<String, TorchModule> presentModules() {
    return present(modules);
  }

  /** The parameters that are not None. */
  Map<String, Parameter> presentParameters() {
    return djlParameters;
  }

  /** The buffers that are not None. */
  Map<String, NDArray> presentBuffers() {
    return present(buffers);
  }

  private static <T> Map<String, T> present(Map<String, T> named) {
    Map<String, T> present = new LinkedHashMap<>(named);
    present.values().removeIf(Objects::isNull);
    return present;
  }

  /** The modules in which this one is registered. */
  List<TorchModule> owners() {
    return new ArrayList<>(owners);
  }

  /** Whether some module has, or had, this one registered. */
  boolean isRegistered() {
    return registered;
  }

  /** Forgets an owner, and says whether no other is left. */
  boolean isLastOwner(TorchModule owner) {
    owners.remove(owner);
    return owners.isEmpty();
  }

  /**
   * One parameter of this module.
   *
   * @throws IllegalArgumentException with torch's message if there is none of that name
   */
  Parameter parameter(String name) {
    Parameter parameter = parameters.get(name);
    if (parameter == null) {
      throw missing(name, "an nn.Parameter");
    }
    return parameter;
  }

  /**
   * One buffer of this module.
   *
   * @throws IllegalArgumentException with torch's message if there is none of that name
   */
  NDArray buffer(String name) {
    NDArray buffer = buffers.get(name);
    if (buffer == null) {
      throw missing(name, "a buffer");
    }
    return buffer;
  }

  private IllegalArgumentException missing(String name, String kind) {
    boolean other =
        computed.containsKey(name)
            || Stream.of(parameters, buffers, modules).anyMatch(it -> it.containsKey(name));
    return new IllegalArgumentException(
        other
            ? "`" + name + "` is not " + kind
            : module.typeName() + " has no attribute `" + name + "`");
  }

  /**
   * One layer of this module.
   *
   * @throws IllegalArgumentException with torch's message if there is none of that name
   */
  TorchModule module(String name) {
    TorchModule layer = modules.get(name);
    if (layer == null) {
      throw missing(name, "an nn.Module");
    }
    return layer;
  }

  // ---- what is added

  /** Adds a layer, or replaces the one of that name in its place. */
  void putModule(String name, TorchModule layer) {
    own(name, layer);
    boolean again = modules.containsKey(name);
    TorchModule before = modules.put(name, layer);
    if (again) {
      REPLACEMENTS.incrementAndGet();
      refreshModules();
      disown(before);
    } else if (layer != null) {
      djlChildren.add(name, layer);
    }
  }

  /** Puts others in the place of all layers, in their order. */
  void replaceModules(Map<String, TorchModule> others) {
    others.forEach(this::own);
    List<TorchModule> before = new ArrayList<>(modules.values());
    modules.clear();
    modules.putAll(others);
    REPLACEMENTS.incrementAndGet();
    refreshModules();
    before.forEach(this::disown);
  }

  /** Takes a layer away. */
  void removeModule(String name) {
    Map<String, TorchModule> others = new LinkedHashMap<>(modules);
    others.remove(name);
    replaceModules(others);
  }

  private void own(String name, TorchModule layer) {
    requireName(name, "module", modules);
    if (layer != null) {
      ModuleTree.requireTree(module, name, layer);
      layer.registry().owners.add(module);
      layer.registry().registered = true;
    }
  }

  private void disown(TorchModule layer) {
    if (layer != null && !modules.containsValue(layer)) {
      layer.registry().owners.remove(module);
    }
  }

  private void refreshModules() {
    djlChildren.clear();
    presentModules().forEach(djlChildren::add);
  }

  /** Adds a parameter, or replaces the one of that name in its place, and frees it. */
  Parameter putParameter(String name, NDArray array) {
    return putParameter(
        name, array == null ? null : Parameters.put(array, djlParameter(name, array.getShape())));
  }

  private static Parameter djlParameter(String name, Shape shape) {
    return Parameter.builder().setName(name).setType(Parameter.Type.OTHER).optShape(shape).build();
  }

  private Parameter putParameter(String name, Parameter parameter) {
    boolean again = parameters.containsKey(name);
    Parameter before = parameters.put(name, parameter);
    if (again) {
      REPLACEMENTS.incrementAndGet();
      refreshParameters();
      if (before != null) {
        Parameters.giveUp(before.getArray());
      }
    } else if (parameter != null) {
      djlParameters.put(name, parameter);
    }
    return parameter;
  }

  private void refreshParameters() {
    djlParameters.clear();
    djlParameters.putAll(present(parameters));
  }

  /** Takes a parameter away, and leaves its array to those who hold it. */
  void removeParameter(String name) {
    Parameter before = parameters.remove(name);
    if (before != null) {
      Parameters.giveUp(before.getArray());
    }
    REPLACEMENTS.incrementAndGet();
    refreshParameters();
  }

  // ---- what is computed

  /** What computes parameters from others; null if nothing does. */
  @Nullable ParametrizedWeights parametrized() {
    return parametrized;
  }

  /** A parameter for the layer to read, which may be computed from others. */
  Parameter readable(String name) {
    Parameter parameter = computed.get(name);
    return parameter == null ? parameter(name) : parameter;
  }

  /** Makes a parameter the result of a computation; its array is left to those who hold it. */
  void compute(String name, ParametrizationList list) {
    Parameter parameter = parameter(name);
    if (parametrized == null) {
      parametrized = new ParametrizedWeights(module);
    }
    removeParameter(name);
    compute(name, parameter, list);
  }

  /** Makes a DJL parameter, which no longer is among the module's, the result of a computation. */
  private void compute(String name, Parameter parameter, ParametrizationList list) {
    ParametrizedWeights weights = parametrized;
    weights.put(name, list);
    computed.put(name, parameter);
    Parameters.compute(parameter, () -> weights.read(name));
  }

  /** Makes a computed parameter one of the module's again, the last, with an array of its own. */
  void restore(String name, NDArray array) {
    Parameter parameter = computed.remove(name);
    parametrized.remove(name);
    if (computed.isEmpty()) {
      parametrized = null;
    }
    Parameters.put(array, Parameters.uncompute(parameter));
    REPLACEMENTS.incrementAndGet();
    putParameter(name, parameter);
  }

  // ---- copies

  /**
   * Fills the registry of a copy.
   *
   * @param copy copies layers, and arrays, and is told the new DJL parameters
   */
  void copyTo(Registry other, ModuleCopy copy) {
    parameters.forEach(
        (name, parameter) -> {
          NDArray array = parameter == null ? null : copy.parameter(parameter.getArray());
          copy.remember(parameter, other.putParameter(name, array));
        });
    buffers.forEach(
        (name, buffer) -> other.buffers.put(name, buffer == null ? null : copy.buffer(buffer)));
    modules.forEach((name, layer) -> other.putModule(name, copy.module(layer)));
    if (parametrized != null) {
      other.parametrized = new ParametrizedWeights(module);
      computed.forEach(
          (name, parameter) -> {
            ParametrizationList list = (ParametrizationList) copy.module(parametrized.get(name));
            Parameter twin = djlParameter(name, parameter.getShape());
            copy.remember(parameter, twin);
            other.compute(name, twin, list);
          });
    }
  }

  /**
   * Makes an array a parameter.
   *
   * @param value null for None
   */
  NDArray adopt(String name, NDArray value) {
    requireName(name, "parameter", parameters);
    if (value != null) {
      RegistryChecks.requireLeaf(name, Tensors.usable("value", value));
    }
    putParameter(name, value == null ? null : Parameters.adopt(name, value));
    return value;
  }

  /**
   * Puts another array in a parameter's place, and leaves the one before to those who hold it. The
   * layer goes on with the new one, since DJL's parameter remains.
   *
   * @throws IllegalArgumentException with torch's message if there is no parameter of that name
   */
  void replace(String name, NDArray value) {
    Parameter parameter = parameters.get(name);
    if (parameter == null && parameters.containsKey(name)) {
      adopt(name, Tensors.usable("value", value));
      return;
    }
    NDArray before = parameter(name).getArray();
    RegistryChecks.requireLike(module, name, before, Tensors.usable("value", value));
    RegistryChecks.requireLeaf(name, value);
    Parameters.put(Parameters.adopt(name, value), parameter);
    Parameters.giveUp(before);
  }

  /**
   * Adds a copy of an array as a buffer, or replaces the one of that name in its place.
   *
   * @param value null for None
   */
  NDArray copy(String name, NDArray value) {
    requireName(name, "buffer", buffers);
    NDArray buffer = value == null ? null : Parameters.bufferOf(Tensors.usable(name, value));
    NDArray before = buffers.put(name, buffer);
    if (before != null) {
      Parameters.giveUp(before);
    }
    return buffer;
  }

  /** Adds a buffer that is filled with a number. */
  NDArray fill(String name, DataType type, Device device, double value, long... sizes) {
    try (NDArray filled = Parameters.filled(new Shape(sizes), type, device, value)) {
      return copy(name, filled);
    }
  }

  private void requireName(String name, String what, Map<String, ?> own) {
    RegistryChecks.requireName(name, what, own, List.of(parameters, buffers, modules, computed));
  }
}
