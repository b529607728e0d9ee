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
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** DJL's contract for blocks, which {@link TorchModule} fulfils, and nothing else. */
abstract class DjlBlock extends AbstractBlock {

  /** Where a computation takes its parameters from: the module's own arrays, or DJL's copies. */
  @FunctionalInterface
  interface Weights {
    NDArray get(Parameter parameter);

    /** The array of a parameter, or null if there is none. */
    default @Nullable NDArray of(@Nullable Parameter parameter) {
      return parameter == null ? null : get(parameter);
    }

    /** The arrays of parameters that are all there or all missing; none in the latter case. */
    default NDArray[] all(@Nullable Parameter... parameters) {
      return Stream.of(parameters)
          .flatMap(Stream::ofNullable)
          .map(this::get)
          .toArray(NDArray[]::new);
    }
  }

  static final Weights OWN = Parameters::arrayOf;

  DjlBlock() {
    inputShapes = new Shape[0]; // in DJL's terms: nothing is left to initialize
  }

  /** The name in messages. */
  protected abstract String name();

  /** Computes while {@code close} in other threads waits. */
  abstract <T> T whileOpen(Supplier<T> computation);

  public abstract TorchModule train(boolean mode);

  public abstract TorchModule to(DataType type);

  public abstract void close();

  /**
   * Computes what the module returns as a DJL block, its output alone. A network overrides this to
   * train under DJL's {@code Trainer}; {@code return new NDList(forward(inputs.get(0)))} will do.
   */
  protected NDList compute(NDList inputs) {
    throw new UnsupportedOperationException(
        name() + " cannot run as a DJL block: override compute(NDList inputs) to call its forward");
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
    return whileOpen(
        () -> {
          Device device = inputs.head().getDevice();
          Weights weights =
              parameter ->
                  Parameters.isComputed(parameter)
                      ? OWN.get(parameter)
                      : store.getValue(parameter, device, training);
          return compute(inputs, weights, training);
        });
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

  /** Writes copies, so that {@code close} does not wait for a slow stream. */
  @Override
  public final void saveParameters(DataOutputStream out) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    whileOpen(
        () -> {
          try {
            super.saveParameters(new DataOutputStream(bytes));
            return null;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    bytes.writeTo(out);
  }

  /** Reads all parameters before it changes one, and refuses those of another shape. */
  @Override
  public final void loadParameters(NDManager manager, DataInputStream in)
      throws IOException, MalformedModelException {
    Map<Parameter, NDArray> loaded = new LinkedHashMap<>();
    try {
      readParameters(manager, in, loaded);
      whileOpen(
          () -> {
            loaded.forEach((to, value) -> Kernels.update("copy_", to.getArray(), value));
            return null;
          });
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
    for (Pair<String, Block> child : children) {
      ((DjlBlock) child.getValue()).readParameters(manager, in, loaded);
    }
  }
}
