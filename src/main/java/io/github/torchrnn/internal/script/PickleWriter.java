package io.github.torchrnn.internal.script;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.internal.Tensors;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes what torch's unpicklers read, in pickle's protocol 2. A tensor becomes a reference to the
 * storage whose number is its position in {@link #tensors()}.
 */
public final class PickleWriter {

  /** An object of a Python class with its attributes: one object however often it stands there. */
  public record PyObject(String module, String name, Map<String, Object> attributes) {}

  private static final int PROTOCOL = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<NDArray> tensors = new ArrayList<>();
  private final Map<PyObject, Integer> written = new IdentityHashMap<>();

  /** The pickle of a value. */
  public byte[] write(Object value) {
    op(0x80);
    op(PROTOCOL);
    put(value);
    op('.');
    return out.toByteArray();
  }

  /** The tensors of the value, in the order of their storages. */
  public List<NDArray> tensors() {
    return tensors;
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
    } else if (value instanceof String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      op('X');
      int32(bytes.length);
      out.writeBytes(bytes);
    } else if (value instanceof List<?> list) {
      op(']');
      op('(');
      list.forEach(this::put);
      op('e');
    } else if (value instanceof Map<?, ?> map) {
      map(map);
    } else if (value instanceof NDArray tensor) {
      tensor(tensor);
    } else if (value instanceof PyObject object) {
      object(object);
    } else {
      throw new IllegalArgumentException("cannot write a " + value.getClass().getName());
    }
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

  private void map(Map<?, ?> map) {
    op('}');
    op('(');
    map.forEach(
        (key, value) -> {
          put(key);
          if ("betas".equals(key) && value instanceof List<?> betas) {
            tuple(betas); // as Adam keeps them
          } else {
            put(value);
          }
        });
    op('u');
  }

  private void object(PyObject object) {
    Integer earlier = written.get(object);
    if (earlier != null) {
      op('j');
      int32(earlier);
      return;
    }
    global(object.module, object.name);
    op(')');
    op(0x81);
    map(object.attributes);
    op('b');
    op('r'); // for LibTorch there is no object before this
    int32(written.size());
    written.put(object, written.size());
  }

  /** {@code torch._utils._rebuild_tensor_v2(storage, 0, size, stride, requires_grad, hooks)}. */
  private void tensor(NDArray tensor) {
    global("torch._utils", "_rebuild_tensor_v2");
    op('(');
    op('(');
    put("storage");
    global("torch", storage(tensor.getDataType()));
    put(Integer.toString(tensors.size()));
    put("cpu");
    put(tensor.size());
    op('t');
    op('Q');
    put(0L);
    long[] sizes = tensor.getShape().getShape();
    tuple(sizes);
    tuple(contiguousStrides(sizes));
    put(tensor.hasGradient());
    global("collections", "OrderedDict");
    op(')');
    op('R');
    op('t');
    op('R');
    tensors.add(tensor);
  }

  private static long[] contiguousStrides(long... sizes) {
    long[] strides = new long[sizes.length];
    long stride = 1;
    for (int i = sizes.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= Math.max(1, sizes[i]);
    }
    return strides;
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
    return Tensors.scalarType(type) + "Storage";
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
