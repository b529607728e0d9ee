package io.github.torchrnn.nn;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.Parameters;
import io.github.torchrnn.internal.Tensors;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * a DJL {@link Block}, so that it trains inside DJL's {@code Model} and {@code Trainer}; this is
 * the one class that knows DJL's contract for blocks.
 */
public abstract class TorchModule extends AbstractBlock implements AutoCloseable {

  /** Where a computation takes its parameters from: the module's own arrays, or DJL's copies. */
  @FunctionalInterface
  interface Weights {
    NDArray ofPresent(Parameter parameter);

    /** The array of a parameter, or null where a layer has none. */
    default NDArray of(Parameter parameter) {
      return parameter == null ? null : ofPresent(parameter);
    }
  }

  static final Weights OWN = Parameter::getArray;

  private final Map<String, NDArray> buffers = new LinkedHashMap<>();
  private final ReentrantReadWriteLock lifetime = new ReentrantReadWriteLock();
  private volatile boolean training = true;
  private volatile boolean closed;

  /** Constructs a module without layers and parameters. */
  protected TorchModule() {
    inputShapes = new Shape[0]; // in DJL's terms: nothing is left to initialize
  }

  // ---- layers and parameters

  /**
   * Adds a layer under a name: {@code self.name = module}, or {@code add_module}.
   *
   * @return the layer
   * @throws IllegalArgumentException if the name is empty, contains a dot or is taken
   */
  protected final <M extends TorchModule> M register(String name, M module) {
    if (module == null) {
      throw new NullPointerException("module is null");
    }
    requireFreeName(name, "module");
    children.add(name, module);
    return module;
  }

  /**
   * Adds a copy of an array as a parameter: {@code self.name = torch.nn.Parameter(value)}.
   *
   * @return the parameter's array, which the module owns
   * @throws IllegalArgumentException if the name is empty, contains a dot or is taken
   */
  protected final NDArray registerParameter(String name, NDArray value) {
    requireFreeName(name, "parameter");
    return add(Parameters.copyOf(name, Tensors.usable("value", value))).getArray();
  }

  /**
   * Adds a copy of an array that is part of the state but not trained: {@code register_buffer}.
   *
   * @return the copy, which the module owns
   * @throws IllegalArgumentException if the name is empty, contains a dot or is taken
   */
  protected final NDArray registerBuffer(String name, NDArray value) {
    requireFreeName(name, "buffer");
    NDArray buffer = Parameters.bufferOf(Tensors.usable(name, value));
    buffers.put(name, buffer);
    return buffer;
  }

  /** Adds a parameter of undefined content. */
  final Parameter addParameter(String name, DataType type, Device device, long... sizes) {
    return add(Parameters.create(name, new Shape(sizes), type, device));
  }

  /** The array of an own parameter, or null where a layer has none. */
  final NDArray value(Parameter parameter) {
    requireOpen();
    return parameter == null ? null : parameter.getArray();
  }

  private Parameter add(NDArray array) {
    return addParameter(
        Parameter.builder()
            .setName(array.getName())
            .setType(Parameter.Type.OTHER)
            .optShape(array.getShape())
            .optArray(array)
            .build());
  }

  private void requireFreeName(String name, String what) {
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
    if (parameters.containsKey(name) || buffers.containsKey(name) || children.contains(name)) {
      throw new IllegalArgumentException("attribute '" + name + "' already exists");
    }
  }

  /** The parameters of this module and all below it: {@code list(module.parameters())}. */
  public final List<NDArray> parameters() {
    return new ArrayList<>(namedParameters().values());
  }

  /**
   * The parameters by their names in torch, {@code rnn.weight_ih_l0} say: {@code
   * dict(module.named_parameters())}. They are the module's own arrays: do not close them.
   */
  public final Map<String, NDArray> namedParameters() {
    return named(true, false);
  }

  /**
   * The arrays of the state that are not trained, by name: {@code dict(module.named_buffers())}.
   */
  public final Map<String, NDArray> namedBuffers() {
    return named(false, true);
  }

  private Map<String, NDArray> named(boolean withParameters, boolean withBuffers) {
    requireOpen();
    Map<String, NDArray> named = new LinkedHashMap<>();
    namedModules()
        .forEach(
            (prefix, module) -> {
              if (withParameters) {
                module.parameters.forEach(
                    (name, parameter) -> named.put(join(prefix, name), parameter.getArray()));
              }
              if (withBuffers) {
                module.buffers.forEach((name, buffer) -> named.put(join(prefix, name), buffer));
              }
            });
    return named;
  }

  /**
   * One parameter by its name: {@code module.get_parameter(name)}.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public final NDArray getParameter(String name) {
    NDArray parameter = namedParameters().get(name);
    if (parameter == null) {
      throw new IllegalArgumentException(name() + " has no attribute `" + name + "`");
    }
    return parameter;
  }

  /** The number of trained numbers: {@code sum(p.numel() for p in module.parameters())}. */
  public final long numParameters() {
    return parameters().stream().mapToLong(NDArray::size).sum();
  }

  /** The layers directly below, by name: {@code dict(module.named_children())}. */
  public final Map<String, TorchModule> namedChildren() {
    Map<String, TorchModule> named = new LinkedHashMap<>();
    for (Pair<String, Block> child : children) {
      named.put(child.getKey(), (TorchModule) child.getValue());
    }
    return named;
  }

  /** The layers directly below: {@code list(module.children())}. */
  public final List<TorchModule> children() {
    return new ArrayList<>(namedChildren().values());
  }

  /**
   * This module, named "", and all below it: {@code dict(module.named_modules())}. A module that
   * stands in several places is listed at its first.
   */
  public final Map<String, TorchModule> namedModules() {
    Map<String, TorchModule> named = new LinkedHashMap<>();
    collect("", named);
    return named;
  }

  private void collect(String name, Map<String, TorchModule> named) {
    if (named.values().stream().noneMatch(module -> module == this)) {
      named.put(name, this);
      namedChildren().forEach((child, module) -> module.collect(join(name, child), named));
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
  public final TorchModule train(boolean mode) {
    training = mode;
    children().forEach(child -> child.train(mode));
    return this;
  }

  /** Whether the module is in training mode, as it is at first: {@code module.training}. */
  public final boolean isTraining() {
    return training;
  }

  /** Sets whether gradients are collected for the parameters: {@code requires_grad_(flag)}. */
  public final TorchModule requiresGrad(boolean flag) {
    parameters().forEach(parameter -> parameter.setRequiresGradient(flag));
    return this;
  }

  /** Sets the gradients of all parameters to zero: {@code zero_grad(set_to_none=False)}. */
  public final void zeroGrad() {
    Kernels.update("zero_grad", (Object) parameters().toArray(new NDArray[0]));
  }

  // ---- device and type

  /**
   * Moves the parameters and buffers to a device, in place: {@code module.to(device)}.
   *
   * @return this module
   */
  public final TorchModule to(Device device) {
    return convert(array -> array.toDevice(device, true));
  }

  /**
   * Converts what is floating among them to another floating type, in place: {@code
   * module.to(dtype)}.
   *
   * @return this module
   * @throws IllegalArgumentException if the type is not floating
   */
  public final TorchModule to(DataType type) {
    if (!type.isFloating()) {
      throw new IllegalArgumentException(
          "nn.Module.to only accepts floating point or complex dtypes, but got desired dtype="
              + Tensors.dtype(type));
    }
    Options.floating(type);
    return convert(
        array -> array.toType(array.getDataType().isFloating() ? type : array.getDataType(), true));
  }

  private TorchModule convert(UnaryOperator<NDArray> conversion) {
    for (NDArray array : named(true, true).values()) {
      replaceData(array, conversion);
      try (NDArray grad = Kernels.grad(array)) {
        if (grad != null) {
          replaceData(grad, conversion);
        }
      }
    }
    namedModules().values().forEach(TorchModule::parametersMoved);
    return this;
  }

  private static void replaceData(NDArray array, UnaryOperator<NDArray> conversion) {
    try (NDArray plain = Kernels.detach(array);
        NDArray data = conversion.apply(plain)) {
      Kernels.setData(array, data);
    }
  }

  /** What a layer does after {@link #to} has put its parameters elsewhere. */
  void parametersMoved() {}

  // ---- state

  /**
   * The parameters' and buffers' values by name, without gradients: {@code module.state_dict()}.
   * The arrays share memory with the module's and belong to the innermost scope.
   */
  public final Map<String, NDArray> stateDict() {
    Map<String, NDArray> state = named(true, true);
    state.replaceAll((name, parameter) -> Kernels.detach(parameter));
    return state;
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
    return StateDict.load(this, named(true, true), state, strict);
  }

  // ---- text

  /** The name that torch prints: the class's. */
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
    return ModuleRepr.of(this);
  }

  // ---- TorchScript

  /**
   * The methods of this module in TorchScript, {@code forward} among them: what {@link
   * io.github.torchrnn.io.TorchScript#save} exports. The layers of this library have them; a
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
   * The methods of this module in TorchScript inside a {@link
   * io.github.torchrnn.optim.CompiledStep}: those of {@link #torchScript()}, unless a layer has a
   * backward of its own, which the methods in {@code internal/tape.py} serve. Such a layer's {@code
   * forward} computes between {@code self.pause()} and {@code self.resume(recording)}, passes what
   * it returns through {@code self.output}, and calls {@code self.record(outputs, saved)}. Its
   * {@code backward(self, saved: List[Tensor]) -> List[Tensor]} finds both lists in one, sends
   * gradients back to what it was computed from, if {@code self.receiver} knows where, and returns
   * those of its own parameters in their order.
   */
  public String stepScript() {
    return torchScript();
  }

  // ---- lifetime

  /**
   * Frees the arrays of this module and all below it. Closing twice is harmless. While another
   * thread computes with the module, it waits.
   *
   * @throws IllegalStateException inside the module's own forward
   */
  @Override
  public final void close() {
    if (lifetime.getReadHoldCount() > 0) {
      throw new IllegalStateException(name() + " cannot be closed inside its own forward");
    }
    lifetime.writeLock().lock();
    try {
      closed = true;
      children().forEach(TorchModule::close);
      parameters.values().forEach(Parameter::close);
      buffers.values().forEach(NDArray::close);
      closed();
    } finally {
      lifetime.writeLock().unlock();
    }
  }

  /** Frees what a layer keeps besides parameters and buffers. */
  void closed() {}

  /** Computes while {@link #close} in other threads waits. */
  final <T> T holding(Supplier<T> computation) {
    lifetime.readLock().lock();
    try {
      return computation.get();
    } finally {
      lifetime.readLock().unlock();
    }
  }

  /** Refuses work on a module whose parameters are gone. */
  final void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          name() + " has been closed and its weights are freed: close it after its last use");
    }
  }

  // ---- the module as a DJL block

  /**
   * Computes what the module returns as a DJL block, its output alone. A network overrides this to
   * train under DJL's {@code Trainer}; {@code return new NDList(forward(inputs.get(0)))} will do.
   */
  protected NDList compute(NDList inputs) {
    throw new UnsupportedOperationException(
        name() + " is no DJL block yet: override compute(NDList inputs) to call its forward");
  }

  /** {@link #compute(NDList)} of a layer, on its own weights or on DJL's. */
  NDList compute(NDList inputs, Weights weights, boolean training) {
    if (weights != OWN) {
      train(training);
    }
    return compute(inputs);
  }

  @Override
  protected final NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> unused) {
    requireOpen();
    Device device = inputs.head().getDevice();
    return holding(
        () -> compute(inputs, parameter -> store.getValue(parameter, device, training), training));
  }

  /** The shape of the output for an input of the given shape. */
  Shape outputShape(Shape input) {
    throw new UnsupportedOperationException(
        name() + " does not know its output's shape: override getOutputShapes");
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {outputShape(inputs[0])};
  }

  @Override
  protected final void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
    // A module is ready when constructed.
  }

  @Override
  public final void cast(DataType type) {
    to(type);
  }

  @Override
  public final void clear() {
    close();
  }

  /** Reads all parameters before it changes one, and refuses those of another shape. */
  @Override
  public final void loadParameters(NDManager manager, DataInputStream in)
      throws IOException, MalformedModelException {
    requireOpen();
    Map<Parameter, NDArray> loaded = new LinkedHashMap<>();
    try {
      readParameters(manager, in, loaded);
      loaded.forEach((parameter, value) -> Kernels.update("copy_", parameter.getArray(), value));
    } finally {
      loaded.values().forEach(NDArray::close);
    }
  }

  private void readParameters(NDManager manager, DataInputStream in, Map<Parameter, NDArray> loaded)
      throws IOException, MalformedModelException {
    loadMetadata(in.readByte(), in);
    for (Parameter parameter : parameters.values()) {
      Parameter stored =
          Parameter.builder().setName(parameter.getName()).setType(parameter.getType()).build();
      stored.load(manager, in);
      if (!stored.isInitialized() || !stored.getShape().equals(parameter.getShape())) {
        throw new MalformedModelException(
            "parameter "
                + parameter.getName()
                + " of "
                + name()
                + " has shape "
                + parameter.getShape()
                + ", but "
                + stored.getShape()
                + " in the file");
      }
      loaded.put(parameter, stored.getArray());
    }
    for (TorchModule child : children()) {
      child.readParameters(manager, in, loaded);
    }
  }
}
