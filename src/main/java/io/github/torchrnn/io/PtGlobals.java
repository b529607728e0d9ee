package io.github.torchrnn.io;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Kernels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** The names that a pickle of {@code torch.save} may use, of those that weights_only allows. */
final class PtGlobals implements AutoCloseable {

  /** Reads the numbers of a storage. */
  @FunctionalInterface
  interface Storages {
    NDArray read(String key, ElementType type, long count) throws IOException;
  }

  private enum Function {
    ORDERED_DICT,
    SET,
    SIZE,
    DEVICE,
    TENSOR,
    PARAMETER
  }

  private static final Map<String, Function> FUNCTIONS =
      Map.of(
          "collections.OrderedDict", Function.ORDERED_DICT,
          "builtins.set", Function.SET,
          "__builtin__.set", Function.SET,
          "torch.Size", Function.SIZE,
          "torch.device", Function.DEVICE,
          "torch._utils._rebuild_tensor_v2", Function.TENSOR,
          "torch._utils._rebuild_parameter", Function.PARAMETER);

  /** A storage of the file, as the pickle refers to it. */
  private record Storage(String key, ElementType type, long count) {}

  private final Storages storages;
  private final Map<Storage, NDArray> read = new HashMap<>();
  private final List<NDArray> made = new ArrayList<>();

  PtGlobals(Storages storages) {
    this.storages = storages;
  }

  /** All tensors that were made, to be freed where the file turns out to be bad. */
  List<NDArray> made() {
    return made;
  }

  /** What a name of Python's stands for. */
  Object named(String module, String name) throws TorchFormatException {
    Function function = FUNCTIONS.get(module + "." + name);
    if (function != null) {
      return function;
    }
    if (module.equals("torch")) {
      ElementType type = ElementType.ofStorage(name);
      if (type != null) {
        return type;
      } else if (name.matches("(b?float|u?int|bool|complex)\\d*")) {
        return "torch." + name;
      }
    }
    throw new TorchFormatException(
        "it names " + module + "." + name + ", which is no part of weights");
  }

  /** Calls what {@link #named} returned. */
  Object call(Object function, List<?> arguments) throws TorchFormatException {
    if (!(function instanceof Function known)) {
      throw new ClassCastException();
    }
    return switch (known) {
      case ORDERED_DICT -> orderedDict(arguments);
      case SET -> new LinkedHashSet<Object>((List<?>) arguments.get(0));
      case SIZE -> arguments.get(0);
      case DEVICE -> device(arguments);
      case TENSOR ->
          tensor(
              (Storage) arguments.get(0),
              (Long) arguments.get(1),
              longs(arguments.get(2)),
              longs(arguments.get(3)));
      case PARAMETER -> arguments.get(0);
    };
  }

  private static Map<Object, Object> orderedDict(List<?> arguments) {
    Map<Object, Object> map = new LinkedHashMap<>();
    if (!arguments.isEmpty()) {
      for (Object pair : (List<?>) arguments.get(0)) {
        map.put(((List<?>) pair).get(0), ((List<?>) pair).get(1));
      }
    }
    return map;
  }

  private static String device(List<?> arguments) {
    return arguments.size() == 1
        ? (String) arguments.get(0)
        : arguments.get(0) + ":" + arguments.get(1);
  }

  /** {@code ("storage", type, key, location, count)}; where it lay is of no matter. */
  Object storage(List<?> id) throws TorchFormatException {
    long count = (Long) id.get(4);
    if (!"storage".equals(id.get(0)) || count < 0) {
      throw new TorchFormatException("it refers to something other than a storage: " + id.get(0));
    }
    return new Storage((String) id.get(2), (ElementType) id.get(1), count);
  }

  /** A copy of a view of a storage: the tensor's own numbers, in rows. */
  private NDArray tensor(Storage storage, long offset, long[] sizes, long[] strides)
      throws TorchFormatException {
    requireWithin(storage, offset, sizes, strides);
    try {
      NDArray numbers = read.get(storage);
      if (numbers == null) {
        numbers = storages.read(storage.key, storage.type, storage.count);
        read.put(storage, numbers);
      }
      NDArray tensor =
          Kernels.call(Kernels.manager(), "strided_copy", numbers, sizes, strides, offset);
      made.add(tensor);
      return tensor;
    } catch (TorchFormatException e) {
      throw e;
    } catch (IOException e) {
      throw new TorchFormatException(e.getMessage());
    }
  }

  private static void requireWithin(Storage storage, long offset, long[] sizes, long[] strides)
      throws TorchFormatException {
    boolean fits = offset >= 0 && sizes.length == strides.length;
    try {
      long last = offset;
      long count = 1;
      for (int i = 0; fits && i < sizes.length; i++) {
        fits = sizes[i] >= 0 && strides[i] >= 0;
        count = Math.multiplyExact(count, sizes[i]);
        last = Math.addExact(last, Math.multiplyExact(Math.max(0, sizes[i] - 1), strides[i]));
      }
      fits = fits && (count == 0 || last < storage.count && count <= storage.count);
    } catch (ArithmeticException e) {
      fits = false;
    }
    if (!fits) {
      throw new TorchFormatException(
          "a tensor of size %s, stride %s and offset %d lies beyond its storage of %d numbers"
              .formatted(Arrays.toString(sizes), Arrays.toString(strides), offset, storage.count));
    }
  }

  private static long[] longs(Object tuple) {
    return ((List<?>) tuple).stream().mapToLong(value -> (Long) value).toArray();
  }

  /** Frees the storages; the tensors are copies. */
  @Override
  public void close() {
    read.values().forEach(NDArray::close);
  }
}
