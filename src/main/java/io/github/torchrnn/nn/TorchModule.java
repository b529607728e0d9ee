package io.github.torchrnn.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.github.torchrnn.internal.Autograd;
import io.github.torchrnn.internal.Calls;
import io.github.torchrnn.internal.FreshGrads;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Parameters;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

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
 * <p>A module may be registered in several places, and a parameter too: it is trained once, and
 * stands in the state under each name. Closing a network frees the layers that no other network
 * holds; closing a layer frees it for all.
 */
public abstract class TorchModule extends DjlBlock implements AutoCloseable {

  /** Modules nested deeper than this can only be a mistake; Python gives up at about as many. */
  private static final int MAX_LEVELS = 400;

  /** The layers by name, in order; null where a name stands for None. */
  private final Map<String, TorchModule> modules = new LinkedHashMap<>();

  /** The parameters by name, in order; null where a name stands for None. */
  private final Map<String, Parameter> ownParameters = new LinkedHashMap<>();

  /** The buffers by name, in order; null where a name stands for None. */
  private final Map<String, NDArray> buffers = new LinkedHashMap<>();

  /** The modules in which this one is registered. */
  private final Set<TorchModule> owners =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  /** Whether it ever had an owner, which may have been dropped since. */
  private volatile boolean registered;

  private final ReentrantReadWriteLock lifetime = new ReentrantReadWriteLock();
  private volatile boolean training = true;
  private volatile boolean closed;

  /** Constructs a module without layers and parameters. */
  protected TorchModule() {}

  // ---- layers and parameters

  /**
   * Adds a layer under a name: {@code self.name = module}, or {@code add_module}. A layer that had
   * the name is replaced, in its place.
   *
   * @param module a layer, which may be registered elsewhere too; null keeps the place for None
   * @return the layer
   * @throws IllegalArgumentException if the name is empty, contains a dot or is a parameter's; or
   *     if the layer stands above this module, or too deep
   */
  protected final <M extends TorchModule> M register(String name, M module) {
    requireName(name, "module", modules);
    if (module != null) {
      requireTree(name, module);
      ((TorchModule) module).owners.add(this);
      ((TorchModule) module).registered = true;
    }
    boolean again = modules.containsKey(name);
    TorchModule before = modules.put(name, module);
    if (again) {
      children.clear();
      present(modules).forEach(children::add);
      if (before != null && !modules.containsValue(before)) {
        before.owners.remove(this);
      }
    } else if (module != null) {
      children.add(name, module);
    }
    return module;
  }

  /** What a map holds but for None. */
  private static <T> Map<String, T> present(Map<String, T> named) {
    Map<String, T> present = new LinkedHashMap<>(named);
    present.values().removeIf(Objects::isNull);
    return present;
  }

  private void requireTree(String name, TorchModule module) {
    if (module.namedModules().containsValue(this)) {
      throw new IllegalArgumentException(
          "a module cannot be registered in itself: %s as '%s' of %s"
              .formatted(module.name(), name, name()));
    }
    int levels = levelsAbove(new IdentityHashMap<>()) + module.levels(new IdentityHashMap<>());
    if (levels > MAX_LEVELS) {
      throw new IllegalArgumentException(
          "modules are nested at most %d deep, but '%s' of %s would be nested %d deep"
              .formatted(MAX_LEVELS, name, name(), levels));
    }
  }

  /** How many levels this module and those below it make. */
  private int levels(Map<TorchModule, Integer> known) {
    Integer levels = known.get(this);
    if (levels == null) {
      levels = 1 + children().stream().mapToInt(child -> child.levels(known)).max().orElse(0);
      known.put(this, levels);
    }
    return levels;
  }

  /** How many levels this module and those above it make. */
  private int levelsAbove(Map<TorchModule, Integer> known) {
    Integer levels = known.get(this);
    if (levels == null) {
      levels = 1;
      for (TorchModule owner : new ArrayList<>(owners)) {
        levels = Math.max(levels, 1 + owner.levelsAbove(known));
      }
      known.put(this, levels);
    }
    return levels;
  }

  /** Whether some module has, or had, this one registered. */
  final boolean isRegistered() {
    return registered;
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
  protected final NDArray registerParameter(String name, NDArray value) {
    requireName(name, "parameter", ownParameters);
    if (value == null) {
      replace(name, null);
      return null;
    }
    if (!Kernels.callBoolean("is_leaf", Tensors.usable("value", value))) {
      throw new IllegalArgumentException(
          ("Cannot assign non-leaf Tensor to parameter '%1$s'. Model parameters must be created"
                  + " explicitly. To express '%1$s' as a function of another Tensor, compute the"
                  + " value in the forward() method.")
              .formatted(name));
    }
    replace(name, Parameters.adopt(name, value));
    return value;
  }

  /**
   * Adds a copy of an array that is part of the state but not trained: {@code register_buffer}.
   *
   * @param value null keeps the place for None
   * @return the copy, which the module owns
   * @throws IllegalArgumentException if the name is empty, contains a dot or is taken
   */
  protected final NDArray registerBuffer(String name, NDArray value) {
    requireName(name, "buffer", buffers);
    NDArray buffer = value == null ? null : Parameters.bufferOf(Tensors.usable(name, value));
    NDArray before = buffers.put(name, buffer);
    if (before != null) {
      Parameters.giveUp(before);
    }
    return buffer;
  }

  /** Adds a parameter of undefined content. */
  final Parameter addParameter(String name, DataType type, Device device, long... sizes) {
    return replace(name, Parameters.create(name, new Shape(sizes), type, device));
  }

  /** The array of an own parameter, or null where a layer has none. */
  final NDArray value(Parameter parameter) {
    requireOpen();
    return parameter == null ? null : parameter.getArray();
  }

  private Parameter replace(String name, NDArray array) {
    Parameter parameter = null;
    if (array != null) {
      parameter =
          Parameter.builder()
              .setName(name)
              .setType(Parameter.Type.OTHER)
              .optShape(array.getShape())
              .optArray(array)
              .build();
    }
    boolean again = ownParameters.containsKey(name);
    Parameter before = ownParameters.put(name, parameter);
    if (again) {
      parameters.clear();
      parameters.putAll(present(ownParameters));
      if (before != null) {
        Parameters.giveUp(before.getArray());
      }
    } else if (parameter != null) {
      parameters.put(name, parameter);
    }
    return parameter;
  }

  private void requireName(String name, String what, Map<String, ?> own) {
    if (name == null) {
      throw new NullPointerException(what + " name is null");
    }
    if (name.isEmpty()) {
      throw new IllegalArgumentException(what + " name can't be empty string \"\"");
    }
    if (name.contains(".")) {
      throw new IllegalArgumentException(
          what + " name can't contain \".\"" + (what.equals("module") ? ", got: " + name : ""));
    }
    for (Map<String, ?> others : List.of(ownParameters, buffers, modules)) {
      if (others != own && others.containsKey(name)) {
        throw new IllegalArgumentException("attribute '" + name + "' already exists");
      }
    }
  }

  /** The parameters of this module and all below it: {@code list(module.parameters())}. */
  public final List<NDArray> parameters() {
    return new ArrayList<>(namedParameters().values());
  }

  /**
   * The parameters by their names in torch, {@code rnn.weight_ih_l0} say: {@code
   * dict(module.named_parameters())}. They are the module's own arrays: do not close them. One that
   * stands in several places is listed at its first.
   *
   * @throws IllegalStateException if a field holds a layer that was never registered
   */
  public final Map<String, NDArray> namedParameters() {
    return once(true, false);
  }

  /**
   * The arrays of the state that are not trained, by name: {@code dict(module.named_buffers())}.
   */
  public final Map<String, NDArray> namedBuffers() {
    return once(false, true);
  }

  /** Each array at its first place. */
  private Map<String, NDArray> once(boolean withParameters, boolean withBuffers) {
    return holding(
        () -> {
          Map<String, NDArray> named = new LinkedHashMap<>();
          Set<NDArray> seen = Collections.newSetFromMap(new IdentityHashMap<>());
          namedModules()
              .forEach(
                  (prefix, module) -> {
                    Fields.requireRegistered(module);
                    module.own(withParameters, withBuffers, prefix, named);
                  });
          named.values().removeIf(array -> !seen.add(array));
          return named;
        });
  }

  /** The state's arrays, each at all of its places, in torch's order. */
  private Map<String, NDArray> everywhere() {
    return holding(
        () -> {
          Map<String, NDArray> named = new LinkedHashMap<>();
          collectState("", named);
          return named;
        });
  }

  private void collectState(String prefix, Map<String, NDArray> named) {
    Fields.requireRegistered(this);
    own(true, true, prefix, named);
    present(modules).forEach((name, module) -> module.collectState(join(prefix, name), named));
  }

  private void own(
      boolean withParameters, boolean withBuffers, String prefix, Map<String, NDArray> named) {
    requireOpen();
    if (withParameters) {
      parameters.forEach((name, value) -> named.put(join(prefix, name), value.getArray()));
    }
    if (withBuffers) {
      present(buffers).forEach((name, buffer) -> named.put(join(prefix, name), buffer));
    }
  }

  /**
   * One parameter by its name: {@code module.get_parameter(name)}.
   *
   * @param name any of the names under which it is registered
   * @throws IllegalArgumentException with torch's message if there is none of that name
   */
  public final NDArray getParameter(String name) {
    Objects.requireNonNull(name, "name is null");
    TorchModule module = this;
    String[] path = name.split("\\.", -1);
    String last = path[path.length - 1];
    for (int i = 0; i < path.length - 1; i++) {
      if (!module.modules.containsKey(path[i])) {
        throw new IllegalArgumentException(module.name() + " has no attribute `" + path[i] + "`");
      }
      module = module.modules.get(path[i]);
      if (module == null) {
        throw new IllegalArgumentException("`" + path[i] + "` is not an nn.Module");
      }
    }
    Parameter parameter = module.ownParameters.get(last);
    if (parameter != null) {
      return module.value(parameter);
    }
    boolean other =
        module.ownParameters.containsKey(last)
            || module.buffers.containsKey(last)
            || module.modules.containsKey(last);
    throw new IllegalArgumentException(
        other
            ? "`" + last + "` is not an nn.Parameter"
            : module.name() + " has no attribute `" + last + "`");
  }

  /** The number of trained numbers: {@code sum(p.numel() for p in module.parameters())}. */
  public final long numParameters() {
    return holding(() -> parameters().stream().mapToLong(NDArray::size).sum());
  }

  /**
   * The layers directly below, by name: {@code dict(module.named_children())}. One that has several
   * names is listed under its first.
   */
  public final Map<String, TorchModule> namedChildren() {
    Set<TorchModule> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Map<String, TorchModule> named = present(modules);
    named.values().removeIf(module -> !seen.add(module));
    return named;
  }

  /** The layers directly below: {@code list(module.children())}. */
  public final List<TorchModule> children() {
    return new ArrayList<>(namedChildren().values());
  }

  /** All names of layers, with null for None: torch's {@code _modules}. */
  final Map<String, TorchModule> registered() {
    return modules;
  }

  /**
   * This module, named "", and all below it: {@code dict(module.named_modules())}. A module that
   * stands in several places is listed at its first.
   */
  public final Map<String, TorchModule> namedModules() {
    Map<String, TorchModule> named = new LinkedHashMap<>();
    collect("", named, Collections.newSetFromMap(new IdentityHashMap<>()));
    return named;
  }

  private void collect(String name, Map<String, TorchModule> named, Set<TorchModule> seen) {
    if (seen.add(this)) {
      named.put(name, this);
      namedChildren().forEach((child, module) -> module.collect(join(name, child), named, seen));
    }
  }

  private static String join(String prefix, String name) {
    return prefix.isEmpty() ? name : prefix + "." + name;
  }

  /** Calls a function with every module below this one and then this one: {@code apply(fn)}. */
  public final TorchModule apply(Consumer<? super TorchModule> function) {
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
    namedModules().values().forEach(module -> module.training = mode);
    return this;
  }

  /** Whether the module is in training mode, as it is at first: {@code module.training}. */
  public final boolean isTraining() {
    return training;
  }

  /** Sets whether gradients are collected for the parameters: {@code requires_grad_(flag)}. */
  public final TorchModule requiresGrad(boolean flag) {
    holding(
        () -> {
          parameters().forEach(parameter -> parameter.setRequiresGradient(flag));
          return null;
        });
    return this;
  }

  /**
   * Forgets the gradients of all parameters: {@code module.zero_grad()}. {@link
   * io.github.torchrnn.Torch#grad} shows zeros then where torch has None, but an optimizer's step
   * leaves a parameter alone, as torch does, until the next backward reaches it.
   */
  public final void zeroGrad() {
    holding(
        () -> {
          FreshGrads.zero(parameters());
          return null;
        });
  }

  // ---- device and type

  /**
   * Moves the parameters and buffers to a device, in place: {@code module.to(device)}.
   *
   * @return this module
   */
  public final TorchModule to(Device device) {
    Tensors.requireDevice(device);
    return convert(array -> array.toDevice(device, true));
  }

  /**
   * Converts what is floating among them to another floating type, in place: {@code
   * module.to(dtype)}.
   *
   * @return this module
   * @throws IllegalArgumentException if the type is not floating
   */
  @Override
  public final TorchModule to(DataType type) {
    Objects.requireNonNull(type, "dtype is null");
    if (!type.isFloating()) {
      throw new IllegalArgumentException(
          "nn.Module.to only accepts floating point or complex dtypes, but got desired dtype="
              + TorchText.dtype(type));
    }
    Options.floating(type);
    return convert(
        array -> array.toType(array.getDataType().isFloating() ? type : array.getDataType(), true));
  }

  private TorchModule convert(UnaryOperator<NDArray> conversion) {
    return holding(
        () -> {
          for (NDArray array : once(true, true).values()) {
            replaceData(array, conversion);
            try (NDArray grad = Autograd.grad(array)) {
              if (grad != null) {
                replaceData(grad, conversion);
              }
            }
          }
          namedModules().values().forEach(TorchModule::parametersMoved);
          return this;
        });
  }

  private static void replaceData(NDArray array, UnaryOperator<NDArray> conversion) {
    try (NDArray plain = Autograd.detach(array);
        NDArray data = conversion.apply(plain)) {
      LibTorch.setData(array, data);
    }
  }

  /** What a layer does after {@link #to} has put its parameters elsewhere. */
  void parametersMoved() {}

  // ---- state

  /**
   * The parameters' and buffers' values by name, without gradients: {@code module.state_dict()}.
   * The arrays share memory with the module's and belong to the innermost scope. What stands in
   * several places has all its names.
   */
  public final Map<String, NDArray> stateDict() {
    return holding(
        () -> {
          Map<String, NDArray> state = everywhere();
          state.replaceAll((name, parameter) -> Autograd.detach(parameter));
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
    return holding(() -> StateDict.load(this, everywhere(), state, strict));
  }

  // ---- text

  /** The name that torch prints: the class's. */
  @Override
  protected String name() {
    return getClass().getSimpleName();
  }

  /** What torch prints between the parentheses of a layer: {@code extra_repr()}. */
  protected String extraRepr() {
    return "";
  }

  /** The text that {@code print(module)} prints in Python. */
  @Override
  public final String toString() {
    namedModules().values().forEach(Fields::requireRegistered);
    return ModuleRepr.of(this);
  }

  // ---- TorchScript

  /**
   * The methods of this module in TorchScript, {@code forward} among them: what {@link
   * io.github.torchrnn.jit.TorchScript#save} exports. The layers of this library have them; a
   * network of one's own overrides this to say what its Java {@code forward} does. Layers,
   * parameters and buffers are attributes under their names, and conditions are those of Python.
   *
   * <pre>{@code
   * public String torchScript() {
   *   return """
   *       def forward(self, input: Tensor, hx: Optional[Tensor]=None) -> Tensor:
   *         output, hidden = self.rnn.forward(input, hx)
   *         return self.linear.forward(output)
   *       """;
   * }
   * }</pre>
   *
   * @throws UnsupportedOperationException if this module has none
   */
  public String torchScript() {
    throw new UnsupportedOperationException(
        getClass().getName()
            + " has no TorchScript: leave it out of what is exported, or override torchScript() to"
            + " return its forward as TorchScript source");
  }

  /**
   * The methods of this module in TorchScript inside a {@link io.github.torchrnn.jit.CompiledStep}:
   * those of {@link #torchScript()}, unless a layer has a backward of its own, which the methods in
   * {@code internal/tape.py} serve. Such a layer's {@code forward} computes between {@code
   * self.pause()} and {@code self.resume(recording)}, passes what it returns through {@code
   * self.output}, and calls {@code self.record(outputs, saved)}. Its {@code backward(self, saved:
   * List[Tensor]) -> List[Tensor]} finds both lists in one, sends gradients back to what it was
   * computed from, if {@code self.receiver} knows where, and returns those of its own parameters in
   * their order.
   */
  public String stepScript() {
    return torchScript();
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
    if (lifetime.getReadHoldCount() > 0) {
      throw new IllegalStateException(name() + " cannot be closed inside its own forward");
    }
    for (TorchModule module : namedModules().values()) {
      if (module.lifetime.getReadHoldCount() > 0) {
        throw new IllegalStateException(
            name() + " cannot be closed inside the forward of its " + module.name());
      }
    }
    lifetime.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        children().forEach(child -> child.release(this));
        parameters.values().forEach(parameter -> Parameters.release(parameter.getArray()));
        present(buffers).values().forEach(Parameters::release);
        closed();
      }
    } finally {
      lifetime.writeLock().unlock();
    }
  }

  private void release(TorchModule owner) {
    owners.remove(owner);
    if (owners.isEmpty()) {
      close();
    }
  }

  /** Frees what a layer keeps besides parameters and buffers. */
  void closed() {}

  /**
   * Computes while {@link #close} in other threads waits.
   *
   * @throws IllegalStateException if the module has been closed
   */
  @Override
  final <T> T holding(Supplier<T> computation) {
    lifetime.readLock().lock();
    Calls.enter();
    try {
      requireOpen();
      return computation.get();
    } finally {
      Calls.exit();
      lifetime.readLock().unlock();
      Reference.reachabilityFence(this);
    }
  }

  /** Refuses work on a module whose parameters are gone. */
  final void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          name() + " has been closed and its weights are freed: close it after its last use");
    }
  }
}
