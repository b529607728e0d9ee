package io.github.torchrnn.badcalls;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.distributions.Bernoulli;
import io.github.torchrnn.distributions.Categorical;
import io.github.torchrnn.distributions.Normal;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.nn.BCEWithLogitsLoss;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Dropout;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.GRUCell;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMCell;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.ModuleList;
import io.github.torchrnn.nn.NLLLoss;
import io.github.torchrnn.nn.PackOptions;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.PadOptions;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.RNNCell;
import io.github.torchrnn.nn.RNNUtils;
import io.github.torchrnn.nn.ReLU;
import io.github.torchrnn.nn.Sequential;
import io.github.torchrnn.nn.Softmax;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.nn.UnpackOptions;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.AdamW;
import io.github.torchrnn.optim.ParamGroup;
import io.github.torchrnn.optim.SGD;
import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** Arguments that users get wrong, among some that are right. */
final class Values {

  private static final long[] LONGS = {
    0, 1, 2, 3, 3, 4, 4, 5, 7, -1, -7, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE
  };
  private static final double[] DOUBLES = {
    0, 0.5, 1, 2, -1, 1e-8, 1e300, Double.NaN, Double.POSITIVE_INFINITY, -0.0
  };
  private static final String[] STRINGS = {
    "tanh", "relu", "mean", "sum", "left", "lr", "", "nope", null
  };
  private static final DataType[] TYPES = {
    DataType.FLOAT32, DataType.FLOAT32, DataType.FLOAT32, DataType.FLOAT32, DataType.FLOAT64,
    DataType.FLOAT16, DataType.INT64, DataType.INT64, DataType.INT32, DataType.UINT8,
    DataType.INT8, DataType.BOOLEAN
  };

  private final Random random;
  private final List<AutoCloseable> owned = new ArrayList<>();

  Values(Random random) {
    this.random = random;
  }

  /** Remembers what a call made, to close it. */
  void own(Object result) {
    if (result instanceof AutoCloseable closeable && !(result instanceof NDArray)) {
      owned.add(closeable);
    }
  }

  void closeOwned() {
    for (AutoCloseable closeable : owned) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new AssertionError("closing " + closeable, e);
      }
    }
    owned.clear();
  }

  private <T extends AutoCloseable> T owned(T made) {
    owned.add(made);
    return made;
  }

  /** An object to call, sometimes a closed one; null for classes of static methods. */
  Object subject(Class<?> type) {
    Object subject = make(type);
    if (subject instanceof TorchModule && random.nextInt(12) == 0) {
      ((TorchModule) subject).close();
    } else if (subject instanceof TorchModule module && random.nextInt(8) == 0) {
      module.eval();
    }
    return subject;
  }

  private Object make(Class<?> type) {
    boolean flag = random.nextBoolean();
    int layers = 1 + random.nextInt(2);
    if (type == RNN.class) {
      return owned(
          RNN.builder(3, 4)
              .numLayers(layers)
              .batchFirst(flag)
              .bidirectional(random.nextBoolean())
              .build());
    } else if (type == LSTM.class) {
      return owned(
          LSTM.builder(3, 4)
              .numLayers(layers)
              .batchFirst(flag)
              .projSize(random.nextInt(3))
              .bias(random.nextBoolean())
              .build());
    } else if (type == GRU.class) {
      return owned(GRU.builder(3, 4).numLayers(layers).batchFirst(flag).build());
    } else if (type == RNNCell.class) {
      return owned(RNNCell.builder(3, 4).bias(flag).build());
    } else if (type == LSTMCell.class) {
      return owned(LSTMCell.builder(3, 4).bias(flag).build());
    } else if (type == GRUCell.class) {
      return owned(GRUCell.builder(3, 4).bias(flag).build());
    } else if (type == Linear.class) {
      return owned(Linear.builder(3, 4).bias(flag).build());
    } else if (type == Embedding.class) {
      return owned(new Embedding(4, 3));
    } else if (type == Dropout.class) {
      return owned(new Dropout(0.5));
    } else if (type == ReLU.class) {
      return owned(new ReLU());
    } else if (type == Softmax.class) {
      return owned(new Softmax(1));
    } else if (type == Sequential.class) {
      return owned(new Sequential(new Linear(3, 4), new ReLU(), new RNN(4, 2)));
    } else if (type == ModuleList.class) {
      return owned(new ModuleList<TorchModule>(new Linear(3, 4), new ReLU()));
    } else if (type == CrossEntropyLoss.class) {
      return owned(CrossEntropyLoss.builder().reduction(flag ? "mean" : "none").build());
    } else if (type == NLLLoss.class) {
      return owned(new NLLLoss());
    } else if (type == MSELoss.class) {
      return owned(new MSELoss());
    } else if (type == BCEWithLogitsLoss.class) {
      return owned(new BCEWithLogitsLoss());
    } else if (type == SGD.class) {
      return owned(new SGD(owned(new Linear(3, 4)).parameters(), 0.1));
    } else if (type == Adam.class) {
      return owned(new Adam(owned(new Linear(3, 4)).parameters()));
    } else if (type == AdamW.class) {
      return owned(new AdamW(owned(new Linear(3, 4)).parameters()));
    } else if (type == ParamGroup.class) {
      return owned(new Adam(owned(new Linear(3, 4)).parameters())).paramGroups().get(0);
    } else if (type == PackedSequence.class) {
      return packed();
    } else if (type == Categorical.class) {
      return Categorical.ofLogits(Torch.randn(2, 3), flag);
    } else if (type == Bernoulli.class) {
      return Bernoulli.ofLogits(Torch.randn(2, 3), flag);
    } else if (type == Normal.class) {
      return new Normal(Torch.randn(2, 3), Torch.ones(3), flag);
    } else if (type == PackOptions.class) {
      return new PackOptions();
    } else if (type == PadOptions.class) {
      return new PadOptions();
    } else if (type == UnpackOptions.class) {
      return new UnpackOptions();
    }
    return builder(type);
  }

  private Object builder(Class<?> type) {
    if (type == RNN.Builder.class) {
      return RNN.builder(some(LONGS), some(LONGS));
    } else if (type == LSTM.Builder.class) {
      return LSTM.builder(some(LONGS), some(LONGS));
    } else if (type == GRU.Builder.class) {
      return GRU.builder(some(LONGS), some(LONGS)).numLayers((int) some(LONGS));
    } else if (type == RNNCell.Builder.class) {
      return RNNCell.builder(some(LONGS), some(LONGS));
    } else if (type == LSTMCell.Builder.class) {
      return LSTMCell.builder(some(LONGS), some(LONGS));
    } else if (type == Linear.Builder.class) {
      return Linear.builder(some(LONGS), some(LONGS));
    } else if (type == Embedding.Builder.class) {
      return Embedding.builder(some(LONGS), some(LONGS));
    } else if (type == CrossEntropyLoss.Builder.class) {
      return CrossEntropyLoss.builder();
    } else if (type == SGD.Builder.class) {
      return SGD.builder(owned(new Linear(3, 4)).parameters(), some(DOUBLES) < 0 ? 0 : 0.1);
    } else if (type == Adam.Builder.class) {
      return Adam.builder(owned(new Linear(3, 4)).parameters());
    }
    return null;
  }

  /** An argument of a type. */
  Object argument(Type type) {
    if (type instanceof TypeVariable<?> variable) {
      return argument(variable.getBounds()[0]);
    } else if (type instanceof GenericArrayType array) {
      return filled(TorchModule.class, array.getGenericComponentType());
    } else if (type instanceof ParameterizedType generic) {
      return generic(generic);
    }
    Class<?> raw = (Class<?>) type;
    if (raw.isArray()) {
      return array(raw.getComponentType());
    } else if (raw == long.class || raw == Long.class) {
      return some(LONGS);
    } else if (raw == int.class) {
      return (int) some(LONGS);
    } else if (raw == double.class) {
      return some(DOUBLES);
    } else if (raw == float.class) {
      return (float) some(DOUBLES);
    } else if (raw == boolean.class) {
      return random.nextBoolean();
    } else if (raw == String.class) {
      return STRINGS[random.nextInt(STRINGS.length)];
    } else if (raw == NDArray.class) {
      return tensor();
    } else if (raw == LSTMState.class) {
      return random.nextInt(10) == 0 ? null : new LSTMState(tensor(), tensor());
    } else if (raw == PackedSequence.class) {
      return random.nextInt(10) == 0 ? null : packed();
    } else if (raw == PackOptions.class) {
      return random.nextInt(20) == 0
          ? null
          : new PackOptions().batchFirst(random.nextBoolean()).enforceSorted(random.nextBoolean());
    } else if (raw == PadOptions.class) {
      return random.nextInt(20) == 0
          ? null
          : new PadOptions()
              .batchFirst(random.nextBoolean())
              .paddingSide(random.nextBoolean() ? "left" : "mid");
    } else if (raw == UnpackOptions.class) {
      return random.nextInt(20) == 0
          ? null
          : new UnpackOptions().batchFirst(random.nextBoolean()).totalLength(random.nextInt(5));
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
    } else if (raw == TorchModule.class) {
      return random.nextInt(10) == 0 ? null : make(Linear.class);
    } else if (raw == Object.class) {
      return random.nextBoolean() ? null : random.nextBoolean() ? some(DOUBLES) : tensor();
    }
    return null;
  }

  private Object generic(ParameterizedType type) {
    if (random.nextInt(15) == 0) {
      return null;
    }
    Class<?> raw = (Class<?>) type.getRawType();
    if (raw == Map.class) {
      Map<String, Object> map = new HashMap<>();
      map.put(random.nextBoolean() ? "weight" : "lr", random.nextBoolean() ? tensor() : 0.5);
      if (type.getActualTypeArguments()[1] instanceof Class<?> values) {
        map.values().removeIf(value -> !values.isInstance(value));
      }
      return map;
    } else if (raw == Consumer.class) {
      return (Consumer<Object>) value -> {};
    }
    List<Object> list = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      list.add(
          argument(type.getActualTypeArguments()[0] instanceof Class<?> c ? c : TorchModule.class));
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

  private PackedSequence packed() {
    NDArray x =
        LibTorch.manager()
            .zeros(
                new Shape(4, 2, random.nextInt(5) == 0 ? 7 : 3),
                random.nextInt(5) == 0 ? DataType.FLOAT64 : DataType.FLOAT32);
    PackedSequence packed = RNNUtils.packPaddedSequence(x, 4, 2);
    if (random.nextInt(10) == 0) {
      packed.close();
    }
    return packed;
  }

  private NDArray tensor() {
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
