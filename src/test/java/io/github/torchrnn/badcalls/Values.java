package io.github.torchrnn.badcalls;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.data.BatchSampler;
import io.github.torchrnn.data.Sampler;
import io.github.torchrnn.data.WeightedRandomSampler;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.TorchModule;
import java.awt.image.BufferedImage;
import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.LongToDoubleFunction;
import java.util.function.Supplier;

/** Arguments that users get wrong, among some that are right. */
final class Values {

  private static final long[] LONGS = {
    0, 1, 2, 3, 3, 4, 4, 5, 7, -1, -7, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE
  };
  private static final double[] DOUBLES = {
    0, 0.5, 1, 2, -1, 1e-8, 1e300, Double.NaN, Double.POSITIVE_INFINITY, -0.0
  };
  private static final String[] STRINGS = {
    "tanh", "relu", "mean", "sum", "left", "lr", "same", "reflect", "", "nope", null
  };
  private static final DataType[] TYPES = {
    DataType.FLOAT32, DataType.FLOAT32, DataType.FLOAT32, DataType.FLOAT32, DataType.FLOAT64,
    DataType.FLOAT16, DataType.INT64, DataType.INT64, DataType.INT32, DataType.UINT8,
    DataType.INT8, DataType.BOOLEAN
  };

  private final Random random;
  private final Subjects subjects;
  private final List<AutoCloseable> owned = new ArrayList<>();

  Values(Random random) {
    this.random = random;
    subjects = new Subjects(random, this);
  }

  /** Remembers what a call made, to close it. */
  void own(Object result) {
    boolean ofArrays = result instanceof NDArray || result instanceof Record;
    if (result instanceof AutoCloseable closeable && !ofArrays) {
      owned.add(closeable);
    }
  }

  void closeOwned() {
    for (int i = owned.size() - 1; i >= 0; i--) {
      close(owned.get(i));
    }
    owned.clear();
  }

  private static void close(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      throw new AssertionError("closing " + closeable.getClass().getName(), e);
    }
  }

  <T extends AutoCloseable> T owned(T made) {
    owned.add(made);
    return made;
  }

  /** An object to call, sometimes a closed one; null for a type without a maker. */
  Object subject(Class<?> type) {
    Object subject = subjects.make(type);
    boolean record = subject instanceof Record;
    if (subject instanceof AutoCloseable closeable && !record && random.nextInt(12) == 0) {
      close(closeable);
    } else if (subject instanceof TorchModule module && random.nextInt(8) == 0) {
      module.eval();
    }
    return subject;
  }

  /** An argument of a type. */
  Object argument(Type type) {
    if (type instanceof TypeVariable<?> variable) {
      return argument(variable.getBounds()[0]);
    } else if (type instanceof GenericArrayType array) {
      Type component = array.getGenericComponentType();
      boolean modules = ((TypeVariable<?>) component).getBounds()[0] != Object.class;
      return filled(modules ? TorchModule.class : Object.class, component);
    } else if (type instanceof ParameterizedType generic) {
      return generic(generic);
    } else if (type instanceof WildcardType wildcard) {
      return argument(wildcard.getUpperBounds()[0]);
    }
    Class<?> raw = (Class<?>) type;
    if (raw.isArray()) {
      return array(raw.getComponentType());
    } else if (raw == long.class || raw == Long.class) {
      return some(LONGS);
    } else if (raw == int.class || raw == Integer.class) {
      return (int) some(LONGS);
    } else if (raw == double.class || raw == Double.class) {
      return some(DOUBLES);
    } else if (raw == Number.class) {
      return random.nextBoolean() ? (Number) some(LONGS) : (Number) some(DOUBLES);
    } else if (raw == byte.class) {
      return (byte) some(LONGS);
    } else if (raw == BigInteger.class) {
      return random.nextInt(12) == 0 ? null : BigInteger.valueOf(some(LONGS)).pow(3);
    } else if (raw == float.class) {
      return (float) some(DOUBLES);
    } else if (raw == boolean.class) {
      return random.nextBoolean();
    } else if (raw == String.class) {
      return STRINGS[random.nextInt(STRINGS.length)];
    } else if (raw == NDArray.class) {
      return tensor();
    } else if (raw == DataType.class) {
      return random.nextInt(12) == 0
          ? null
          : DataType.values()[random.nextInt(DataType.values().length)];
    } else if (raw == Device.class) {
      return random.nextInt(12) == 0 ? null : Device.cpu();
    } else if (raw == Shape.class) {
      return new Shape(2, 3);
    } else if (raw == Path.class) {
      return random.nextBoolean() ? Path.of("/no/such/folder/file.pt") : Path.of("/");
    } else if (raw == ByteBuffer.class) {
      return random.nextInt(12) == 0 ? null : ByteBuffer.allocate(random.nextInt(4));
    } else if (raw == BufferedImage.class) {
      return random.nextInt(12) == 0 ? null : new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    } else if (raw == LongToDoubleFunction.class) {
      return random.nextInt(12) == 0 ? null : (LongToDoubleFunction) epoch -> some(DOUBLES);
    } else if (raw == DoubleUnaryOperator.class) {
      return random.nextInt(12) == 0 ? null : (DoubleUnaryOperator) x -> some(DOUBLES);
    } else if (raw == NDList.class) {
      return random.nextInt(12) == 0 ? null : new NDList(Torch.ones(2), Torch.ones(1));
    } else if (raw == Locale.class) {
      return random.nextInt(12) == 0 ? null : random.nextBoolean() ? Locale.FRENCH : Locale.US;
    } else if (raw == Object.class) {
      return switch (random.nextInt(4)) {
        case 0 -> null;
        case 1 -> "an object";
        case 2 -> some(DOUBLES);
        default -> tensor();
      };
    }
    return raw.getName().startsWith("ai.djl.") ? null : ours(raw);
  }

  /** A value of one of the library's types. */
  private Object ours(Class<?> type) {
    if (random.nextInt(12) == 0) {
      return null;
    }
    Object made = subject(type == TorchModule.class && random.nextBoolean() ? Linear.class : type);
    if (made == null) {
      throw new AssertionError("no argument of " + type + " is made: add it to Values");
    }
    return made;
  }

  private Object generic(ParameterizedType type) {
    if (random.nextInt(15) == 0) {
      return null;
    }
    Class<?> raw = (Class<?>) type.getRawType();
    if (raw == Map.class) {
      Map<String, Object> map = new HashMap<>();
      Type values = type.getActualTypeArguments()[1];
      boolean any = values == Object.class || values instanceof WildcardType;
      map.put(
          random.nextBoolean() ? "weight" : "lr",
          any ? random.nextBoolean() ? tensor() : 0.5 : argument(values));
      return map;
    } else if (raw == Consumer.class) {
      return (Consumer<Object>) value -> {};
    } else if (raw == Supplier.class) {
      return (Supplier<Object>) this::tensor;
    } else if (raw == Function.class) {
      return Function.identity();
    } else if (raw == Sampler.class) {
      boolean positions = type.getActualTypeArguments()[0] == Integer.class;
      return ours(positions ? WeightedRandomSampler.class : BatchSampler.class);
    } else if (!raw.getName().startsWith("java.")) {
      return ours(raw);
    }
    if (!raw.isAssignableFrom(ArrayList.class)) {
      throw new AssertionError("no argument of " + type + " is made: add it to Values");
    }
    List<Object> list = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      list.add(argument(type.getActualTypeArguments()[0]));
    }
    return list;
  }

  private Object array(Class<?> component) {
    if (random.nextInt(15) == 0) {
      return null;
    }
    return filled(component, component);
  }

  private Object filled(Class<?> component, Type type) {
    Object array = Array.newInstance(component, random.nextInt(4));
    for (int i = 0; i < Array.getLength(array); i++) {
      Array.set(array, i, argument(type));
    }
    return array;
  }

  NDArray tensor() {
    switch (random.nextInt(16)) {
      case 0:
        return null;
      case 1:
        return LibTorch.manager().create(new String[] {"a"});
      case 2:
        return foreign();
      case 3:
        NDArray closed = Torch.zeros(2, 3);
        closed.close();
        return closed;
      default:
        long[] sizes = new long[random.nextInt(5)];
        Arrays.setAll(sizes, i -> random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(5));
        if (sizes.length > 0 && random.nextBoolean()) {
          sizes[sizes.length - 1] = 3 + random.nextInt(2);
        }
        DataType type = TYPES[random.nextInt(TYPES.length)];
        NDArray made = LibTorch.manager().ones(new Shape(sizes), type);
        if (type.isFloating() && random.nextInt(4) == 0) {
          made.setRequiresGradient(true);
        }
        return made;
    }
  }

  /** An array of another engine. */
  private static NDArray foreign() {
    return (NDArray)
        Proxy.newProxyInstance(
            Values.class.getClassLoader(),
            new Class<?>[] {NDArray.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getShape" -> new Shape(2, 3);
                  case "getDataType" -> DataType.FLOAT32;
                  case "getDevice" -> Device.cpu();
                  case "toString" -> "foreign";
                  case "hashCode" -> 1;
                  case "equals" -> proxy == arguments[0];
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  /** A size of a layer, or no size at all. */
  long size() {
    return some(LONGS);
  }

  private long some(long[] values) {
    return values[random.nextInt(values.length)];
  }

  private double some(double[] values) {
    return values[random.nextInt(values.length)];
  }

  static String describe(Object value) {
    if (value instanceof NDArray array) {
      return LibTorch.isOpenTensor(array)
          ? array.getDataType() + "" + array.getShape()
          : LibTorch.isTensor(array) ? "closed" : "foreign";
    } else if (value instanceof Object[] objects) {
      return Arrays.stream(objects).map(Values::describe).toList().toString();
    } else if (value instanceof long[] longs) {
      return Arrays.toString(longs);
    } else if (value instanceof List<?> list) {
      return list.stream().map(Values::describe).toList().toString();
    } else if (value instanceof LSTMState state) {
      return "(" + describe(state.h()) + ", " + describe(state.c()) + ")";
    }
    return value instanceof TorchModule
            || value == null
            || value.getClass().getName().startsWith("java.")
        ? String.valueOf(value)
        : value.getClass().getSimpleName();
  }
}
