package io.github.torchrnn.io;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Tuple;
import io.github.torchrnn.io.PtStorages.Storage;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Python names that a pickle of {@code torch.save} may use: a part of weights_only's, which
 * make tensors and data, and names of other classes and functions, which make descriptions.
 */
final class PtGlobals {

  /** The functions that a pickle may call. */
  private enum Function {
    ORDERED_DICT,
    COUNTER,
    DEFAULT_DICT,
    ATTRIBUTE,
    RECONSTRUCTOR,
    SET,
    BYTES,
    BYTEARRAY,
    ENCODE,
    COMPLEX,
    SIZE,
    DEVICE,
    LAYOUT,
    TENSOR_V2,
    TENSOR_V3,
    TENSOR_OF_TYPE,
    PARAMETER,
    QUANTIZED,
    SPARSE,
    NESTED,
    META
  }

  private static final Map<String, Function> FUNCTIONS =
      Map.ofEntries(
          Map.entry("collections.OrderedDict", Function.ORDERED_DICT),
          Map.entry("collections.Counter", Function.COUNTER),
          Map.entry("collections.defaultdict", Function.DEFAULT_DICT),
          Map.entry("builtins.getattr", Function.ATTRIBUTE),
          Map.entry("__builtin__.getattr", Function.ATTRIBUTE),
          Map.entry("copyreg._reconstructor", Function.RECONSTRUCTOR),
          Map.entry("copy_reg._reconstructor", Function.RECONSTRUCTOR),
          Map.entry("builtins.frozenset", Function.SET),
          Map.entry("__builtin__.frozenset", Function.SET),
          Map.entry("builtins.set", Function.SET),
          Map.entry("__builtin__.set", Function.SET),
          Map.entry("builtins.bytes", Function.BYTES),
          Map.entry("__builtin__.bytes", Function.BYTES),
          Map.entry("builtins.bytearray", Function.BYTEARRAY),
          Map.entry("__builtin__.bytearray", Function.BYTEARRAY),
          Map.entry("_codecs.encode", Function.ENCODE),
          Map.entry("builtins.complex", Function.COMPLEX),
          Map.entry("__builtin__.complex", Function.COMPLEX),
          Map.entry("torch.Size", Function.SIZE),
          Map.entry("torch.device", Function.DEVICE),
          Map.entry("torch.serialization._get_layout", Function.LAYOUT),
          Map.entry("torch._utils._rebuild_tensor", Function.TENSOR_V2),
          Map.entry("torch._utils._rebuild_tensor_v2", Function.TENSOR_V2),
          Map.entry("torch._utils._rebuild_tensor_v3", Function.TENSOR_V3),
          Map.entry("torch._tensor._rebuild_from_type_v2", Function.TENSOR_OF_TYPE),
          Map.entry("torch._utils._rebuild_parameter", Function.PARAMETER),
          Map.entry("torch._utils._rebuild_parameter_with_state", Function.PARAMETER),
          Map.entry("torch._utils._rebuild_qtensor", Function.QUANTIZED),
          Map.entry("torch._utils._rebuild_sparse_tensor", Function.SPARSE),
          Map.entry("torch._utils._rebuild_nested_tensor", Function.NESTED),
          Map.entry("torch._utils._rebuild_meta_tensor_no_storage", Function.META));

  /** A class of storages. */
  private record StorageClass(String dtype) {}

  /** A Python class of tensors; all are read alike. */
  private enum TensorClass {
    TENSOR
  }

  private static final int MAX_DIMENSIONS = 64;

  /** Bytes of Java's heap for an item of a map or set. */
  private static final int ENTRY_BYTES = 64;

  /** Bytes of Java's heap for the description of an object, or somewhat more. */
  private static final int OBJECT_BYTES = 300;

  private final PtStorages storages;
  private final Budget budget;

  PtGlobals(PtStorages storages, Budget budget) {
    this.storages = storages;
    this.budget = budget;
  }

  /** The function, class or constant of a Python name. */
  Object named(String module, String name) throws TorchFormatException {
    String whole = module + "." + name;
    Function function = FUNCTIONS.get(whole);
    if (function != null) {
      return function;
    }
    if (whole.equals("torch.Tensor") || whole.equals("torch.nn.parameter.Parameter")) {
      return TensorClass.TENSOR;
    }
    if (whole.equals("torch.storage.UntypedStorage") || whole.equals("torch.UntypedStorage")) {
      return new StorageClass("uint8");
    }
    if (module.equals("torch")) {
      Object constant = constant(name);
      if (constant != null) {
        return constant;
      }
    }
    budget.objects(ENTRY_BYTES + whole.length());
    return PythonName.of(module, name);
  }

  private static @Nullable Object constant(String name) {
    for (ElementType type : ElementType.values()) {
      if (type.isStoredIn(name)) {
        return new StorageClass(type.dtype());
      }
    }
    String unheld = UnsupportedValue.dtypeOfStorage(name);
    if (unheld != null) {
      return new StorageClass(unheld);
    }
    boolean isConstant =
        ElementType.ofDtype(name) != null
            || UnsupportedValue.ofDtype(name) != null
            || name.matches("per_(tensor|channel)_(affine|symmetric|affine_float_qparams)");
    return isConstant ? "torch." + name : null;
  }

  /** Calls what {@link #named} returned; of a class that is a name, describes an object. */
  Object call(Object function, Tuple arguments) throws IOException {
    if (function instanceof PythonName type) {
      return object(type, arguments);
    }
    return switch ((Function) function) {
      case ORDERED_DICT -> orderedDict(arguments);
      case COUNTER -> counter(arguments);
      case DEFAULT_DICT -> new LinkedHashMap<>();
      case ATTRIBUTE -> attribute(arguments.get(0), text(arguments.get(1)));
      case RECONSTRUCTOR -> object((PythonName) arguments.get(0), new Tuple());
      case SET -> set((List<?>) arguments.get(0));
      case BYTES, BYTEARRAY -> bytes(arguments);
      case ENCODE -> encoded(arguments);
      case COMPLEX -> UnsupportedValue.of("a complex number", "[z.real, z.imag]");
      case SIZE -> new Tuple((Object[]) boxed(longs(arguments.get(0))));
      case DEVICE -> device(arguments);
      case LAYOUT -> text(arguments.get(0));
      case TENSOR_V2 -> tensor(storage(arguments, 0), arguments, 6);
      case TENSOR_V3 -> tensor(retyped(storage(arguments, 0), arguments.get(6)), arguments, 7);
      case TENSOR_OF_TYPE -> ofType(arguments);
      case PARAMETER -> parameter(arguments.get(0));
      case QUANTIZED -> UnsupportedValue.of("a quantized tensor", "tensor.dequantize()");
      case SPARSE -> UnsupportedValue.of("a sparse tensor", "tensor.to_dense()");
      case NESTED -> UnsupportedValue.of("a nested tensor", "list(tensor.unbind())");
      case META -> UnsupportedValue.of("a tensor of the device meta", "a tensor that has numbers");
    };
  }

  private PythonObject object(PythonName type, Tuple arguments) throws TorchFormatException {
    budget.objects(OBJECT_BYTES);
    return new PythonObject(type.name(), arguments);
  }

  /** {@code getattr(object, "name")}, as which functions of torch and methods are pickled. */
  private PythonName attribute(Object object, String name) throws TorchFormatException {
    PythonName owner =
        object instanceof PythonObject instance
            ? new PythonName(instance.name())
            : object == TensorClass.TENSOR ? new PythonName("torch.Tensor") : (PythonName) object;
    budget.objects(ENTRY_BYTES + owner.name().length() + name.length());
    return owner.attribute(name);
  }

  private Map<Object, Object> orderedDict(Tuple arguments) throws TorchFormatException {
    Map<Object, Object> map = new LinkedHashMap<>();
    if (!arguments.isEmpty()) {
      for (Object pair : (List<?>) arguments.get(0)) {
        DictKeys.put(map, ((List<?>) pair).get(0), ((List<?>) pair).get(1), budget);
      }
    }
    return map;
  }

  private Map<Object, Object> counter(Tuple arguments) throws TorchFormatException {
    Map<Object, Object> map = new LinkedHashMap<>();
    if (!arguments.isEmpty()) {
      for (Map.Entry<?, ?> entry : ((LinkedHashMap<?, ?>) arguments.get(0)).entrySet()) {
        DictKeys.put(map, entry.getKey(), entry.getValue(), budget);
      }
    }
    return map;
  }

  private LinkedHashSet<Object> set(List<?> elements) throws TorchFormatException {
    LinkedHashSet<Object> set = new LinkedHashSet<>();
    for (Object element : elements) {
      DictKeys.add(set, element, budget);
    }
    return set;
  }

  /** {@code bytes()}, {@code bytearray(b"...")} or {@code bytearray("...", "latin-1")}. */
  private byte[] bytes(Tuple arguments) throws TorchFormatException {
    if (arguments.isEmpty()) {
      return new byte[0];
    } else if (arguments.get(0) instanceof byte[] bytes) {
      budget.objects(ENTRY_BYTES + bytes.length);
      return bytes.clone();
    }
    return encoded(arguments);
  }

  /** {@code encode("...", "latin1")}, as which protocol 2 writes bytes. */
  private byte[] encoded(Tuple arguments) throws TorchFormatException {
    requireSize(arguments, 2, 2);
    String text = text(arguments.get(0));
    if (!((String) arguments.get(1)).matches("latin-?1")) {
      throw new TorchFormatException("has bytes in an encoding other than latin1");
    }
    budget.objects(ENTRY_BYTES + text.length());
    byte[] bytes = new byte[text.length()];
    for (int i = 0; i < bytes.length; i++) {
      if (text.charAt(i) > 0xff) {
        throw new TorchFormatException("has a byte string with characters beyond 255");
      }
      bytes[i] = (byte) text.charAt(i);
    }
    return bytes;
  }

  private static String device(Tuple arguments) {
    requireSize(arguments, 1, 2);
    String type = text(arguments.get(0));
    return arguments.size() == 1 ? type : type + ":" + (long) (Long) arguments.get(1);
  }

  private static void requireSize(Tuple arguments, int least, int most) {
    if (arguments.size() < least || arguments.size() > most) {
      throw new IndexOutOfBoundsException();
    }
  }

  private static String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new ClassCastException();
  }

  /** Whether a pickle may set attributes of the value. */
  boolean hasAttributes(Object value) {
    return value instanceof Map<?, ?>
        || value instanceof NDArray
        || value instanceof UnsupportedValue;
  }

  /**
   * {@code ("storage", class, key, location, count)}, of which the location is ignored; before
   * torch 1.6 also {@code ("module", class, file, source)}, of which the class is taken.
   */
  Object persistent(Tuple id) throws TorchFormatException {
    if ("module".equals(id.get(0))) {
      requireSize(id, 4, 4);
      return (PythonName) id.get(1);
    }
    if (!"storage".equals(id.get(0))) {
      throw new TorchFormatException("has a persistent id that is not a storage");
    }
    requireSize(id, 5, 6);
    text(id.get(3));
    long count = (Long) id.get(4);
    if (count < 0 || id.size() > 5 && id.get(5) != null) {
      throw new TorchFormatException(
          "has a storage that is a view of another, or has a negative size");
    }
    return new Storage(text(id.get(2)), ((StorageClass) id.get(1)).dtype, count);
  }

  private static Storage storage(Tuple arguments, int index) {
    return (Storage) arguments.get(index);
  }

  /** A storage of bytes as one of the type that the tensor names. */
  private static Storage retyped(Storage bytes, Object dtype) {
    String name = ((String) dtype).substring("torch.".length());
    ElementType type = ElementType.ofDtype(name);
    if (type == null && UnsupportedValue.ofDtype(name) == null) {
      throw new IllegalArgumentException(name);
    }
    return new Storage(bytes.key(), name, type == null ? 0 : bytes.count() / type.bytes());
  }

  private Object tensor(Storage storage, Tuple arguments, int bits) throws IOException {
    requireSize(arguments, 4, bits + 1);
    if (arguments.size() > 4 && !(arguments.get(4) instanceof Boolean)
        || arguments.size() > 5 && !(arguments.get(5) instanceof Map<?, ?>)) {
      throw new ClassCastException();
    }
    return storages.tensor(
        storage,
        (Long) arguments.get(1),
        longs(arguments.get(2)),
        longs(arguments.get(3)),
        arguments.size() > bits ? (Map<?, ?>) arguments.get(bits) : null);
  }

  /** {@code _rebuild_from_type_v2(function, class, arguments, attributes)}. */
  private Object ofType(Tuple arguments) throws IOException {
    if (arguments.get(0) == Function.TENSOR_OF_TYPE || !(arguments.get(1) instanceof TensorClass)) {
      throw new ClassCastException();
    }
    return parameter(call(arguments.get(0), (Tuple) arguments.get(2)));
  }

  private static Object parameter(Object data) {
    if (data instanceof NDArray || data instanceof UnsupportedValue) {
      return data;
    }
    throw new ClassCastException();
  }

  private static long[] longs(Object tuple) {
    Tuple numbers = (Tuple) tuple;
    if (numbers.size() > MAX_DIMENSIONS) {
      throw new IndexOutOfBoundsException();
    }
    return numbers.stream().mapToLong(value -> (Long) value).toArray();
  }

  private static Long[] boxed(long... numbers) {
    Long[] boxed = new Long[numbers.length];
    for (int i = 0; i < boxed.length; i++) {
      boxed[i] = numbers[i];
    }
    return boxed;
  }
}
