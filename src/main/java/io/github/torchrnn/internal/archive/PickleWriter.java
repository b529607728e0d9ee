package io.github.torchrnn.internal.archive;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.internal.TorchText;
import io.github.torchrnn.internal.Tuple;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A writer of pickles that torch's unpicklers read, in pickle's protocol 2. A tensor becomes a
 * reference to a storage, which is written beside the pickle.
 */
public final class PickleWriter {

  /** An object of a Python class, with its attributes. It stays one object if it occurs twice. */
  public record PyObject(String module, String name, Map<String, Object> attributes) {}

  private static final int PROTOCOL = 2;

  /** The longest operand of the instruction for large integers. */
  private static final int MAX_INTEGER_BYTES = 255;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final SavedStorages storages;

  /** Whether it is for TorchScript, whose containers have types and so cannot be shared. */
  private final boolean typed;

  /** The memo positions of the objects that may occur again, or inside themselves. */
  private final Map<Object, Integer> memo = new IdentityHashMap<>();

  private PickleWriter(SavedStorages storages, boolean typed) {
    this.storages = storages;
    this.typed = typed;
  }

  /**
   * A pickle, with the tensors and storages that it refers to.
   *
   * @param tensors the tensors of the value, each once
   */
  public record Pickled(byte[] bytes, List<NDArray> tensors, SavedStorages storages) {}

  /**
   * Pickles a value.
   *
   * @throws IllegalArgumentException if Python could not read a part of it
   * @throws IllegalStateException if an array in it is closed
   */
  public static Pickled write(Object value) {
    List<NDArray> tensors = Picklable.tensors(value);
    SavedStorages storages = SavedStorages.of(tensors);
    PickleWriter writer = new PickleWriter(storages, value instanceof PyObject);
    writer.op(0x80);
    writer.op(PROTOCOL);
    writer.put(value);
    writer.op('.');
    return new Pickled(writer.out.toByteArray(), tensors, storages);
  }

  private void put(Object value) {
    if (value == null) {
      op('N');
    } else if (value instanceof Boolean flag) {
      op(flag ? 0x88 : 0x89);
    } else if (value instanceof Double number) {
      op('G');
      out.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(number).array());
    } else if (value instanceof Long || value instanceof Integer) {
      integer(((Number) value).longValue());
    } else if (value instanceof BigInteger number) {
      integer(number);
    } else if (value instanceof String text) {
      text(text);
    } else if (value instanceof byte[] bytes) {
      bytes(bytes);
    } else if (!recall(value)) {
      putOnce(value);
    }
  }

  /** Writes an object that the memo keeps, so that it stays one object if it occurs twice. */
  private void putOnce(Object value) {
    if (value instanceof Tuple tuple) {
      tuple(tuple);
      share(tuple, tuple.isEmpty());
    } else if (value instanceof List<?> list) {
      op(']');
      share(list, list.isEmpty());
      op('(');
      list.forEach(this::put);
      op('e');
    } else if (value instanceof Set<?> set) {
      global("__builtin__", "set");
      op(']');
      op('(');
      set.forEach(this::put);
      op('e');
      op(0x85);
      op('R');
      share(set, set.isEmpty());
    } else if (value instanceof Map<?, ?> map) {
      map(map);
    } else if (value instanceof NDArray tensor) {
      tensor(tensor);
      share(tensor, false);
    } else if (value instanceof PyObject object) {
      object(object);
    } else {
      throw new IllegalArgumentException("cannot write a " + value.getClass().getName());
    }
  }

  private void share(Object container, boolean empty) {
    if (!typed && !empty) { // Java often shares one empty container among all users
      remember(container);
    }
  }

  private void remember(Object value) {
    op('r');
    int32(memo.size());
    memo.put(value, memo.size());
  }

  private boolean recall(Object value) {
    Integer place = memo.get(value);
    if (place != null) {
      op('j');
      int32(place);
    }
    return place != null;
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    op('X');
    int32(bytes.length);
    out.writeBytes(bytes);
  }

  /** {@code encode("...", "latin1")}: protocol 2 has no bytes. */
  private void bytes(byte[] bytes) {
    global("_codecs", "encode");
    text(new String(bytes, StandardCharsets.ISO_8859_1));
    text("latin1");
    op(0x86);
    op('R');
  }

  private void integer(long number) {
    if (number == (int) number) {
      op('J');
      int32((int) number);
    } else {
      op(0x8a);
      op(Long.BYTES);
      out.writeBytes(
          ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array());
    }
  }

  private void integer(BigInteger number) {
    byte[] bigEndian = number.toByteArray();
    if (bigEndian.length > MAX_INTEGER_BYTES) {
      throw new IllegalArgumentException("cannot write an integer of so many digits");
    }
    op(0x8a);
    op(bigEndian.length);
    for (int i = bigEndian.length - 1; i >= 0; i--) {
      op(bigEndian[i]);
    }
  }

  private void map(Map<?, ?> map) {
    op('}');
    share(map, map.isEmpty());
    attributes(map);
  }

  private void attributes(Map<?, ?> map) {
    op('(');
    map.forEach(
        (key, value) -> {
          put(key);
          if ("betas".equals(key) && value instanceof List<?> betas) {
            tuple(betas); // as Adam has them
          } else if ("milestones".equals(key) && value instanceof Map<?, ?> milestones) {
            counter(milestones); // as MultiStepLR has them
          } else {
            put(value);
          }
        });
    op('u');
  }

  /** {@code collections.Counter({...})}. */
  private void counter(Map<?, ?> counts) {
    global("collections", "Counter");
    map(counts);
    op(0x85);
    op('R');
  }

  private void object(PyObject object) {
    global(object.module, object.name);
    op(')');
    op(0x81);
    op('}');
    attributes(object.attributes);
    op('b');
    remember(object); // LibTorch creates the object only here
  }

  /**
   * {@code torch._utils._rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks)}.
   */
  private void tensor(NDArray tensor) {
    SavedStorages.View view = storages.of(tensor);
    global("torch._utils", "_rebuild_tensor_v2");
    op('(');
    op('(');
    text("storage");
    global("torch", storage(tensor.getDataType()));
    text(Integer.toString(view.storage()));
    text("cpu");
    put(view.storageSize());
    op('t');
    op('Q');
    put(view.offset());
    tuple(tensor.getShape().getShape());
    tuple(view.strides());
    put(tensor.hasGradient());
    global("collections", "OrderedDict");
    op(')');
    op('R');
    op('t');
    op('R');
  }

  private void tuple(List<?> values) {
    op('(');
    values.forEach(this::put);
    op('t');
  }

  private void tuple(long... numbers) {
    op('(');
    for (long number : numbers) {
      integer(number);
    }
    op('t');
  }

  /** {@code FloatStorage}: the class of a type's storages, called as in C++. */
  private static String storage(DataType type) {
    return TorchText.scalarType(type) + "Storage";
  }

  private void global(String module, String name) {
    op('c');
    out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void op(int code) {
    out.write(code);
  }

  private void int32(int number) {
    out.writeBytes(
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array());
  }
}
