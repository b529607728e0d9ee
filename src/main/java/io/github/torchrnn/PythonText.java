package io.github.torchrnn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.PythonNumber;
import io.github.torchrnn.internal.TorchText;
import io.github.torchrnn.internal.Tuple;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Python's {@code repr} of torch's values, and of lists and maps that hold them. */
final class PythonText {

  /** The lists and maps around the value whose text is made: one may hold itself. */
  private final Set<Object> around = Collections.newSetFromMap(new IdentityHashMap<>());

  private PythonText() {}

  /** Whether a value is one of torch's, or holds one. */
  static boolean isTorch(@Nullable Object value) {
    return new PythonText().holdsTorch(value);
  }

  static String repr(@Nullable Object value) {
    return new PythonText().text(value);
  }

  private boolean holdsTorch(@Nullable Object value) {
    if (value instanceof NDArray
        || value instanceof NDList
        || value instanceof Shape
        || value instanceof DataType
        || value instanceof Device
        || value instanceof Network) {
      return true;
    } else if (value instanceof Map.Entry<?, ?> entry) {
      return holdsTorch(entry.getValue());
    }
    Collection<?> values = held(value);
    if (values == null || !around.add(value)) {
      return false;
    }
    boolean holds = values.stream().anyMatch(this::holdsTorch);
    around.remove(value);
    return holds;
  }

  /** What a value is made of; null if it holds no other values. */
  private static @Nullable Collection<?> held(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.values();
    } else if (value instanceof Object[] values) {
      return Arrays.asList(values);
    }
    return value instanceof Collection<?> values ? values : null;
  }

  private String text(@Nullable Object value) {
    if (value instanceof NDArray array) {
      return TensorPrinter.repr(array);
    } else if (value instanceof Shape shape) {
      return TorchText.size(shape);
    } else if (value instanceof DataType type) {
      return TorchText.dtype(type);
    } else if (value instanceof Device device) {
      return device(device);
    } else if (value instanceof Map.Entry<?, ?> entry) {
      return tuple(Arrays.asList(entry.getKey(), entry.getValue()));
    }
    Collection<?> values = held(value);
    return values == null ? plain(value) : container(value, values);
  }

  private String container(Object value, Collection<?> values) {
    boolean braces = value instanceof Map || value instanceof Set;
    if (!around.add(value)) {
      return braces ? "{...}" : value instanceof Tuple ? "(...)" : "[...]";
    }
    String text;
    if (value instanceof Map<?, ?> map) {
      text = map(map);
    } else if (value instanceof Tuple) {
      text = tuple(values);
    } else if (value instanceof Set && values.isEmpty()) {
      text = "set()";
    } else {
      text = braces ? "{" + joined(values) + "}" : "[" + joined(values) + "]";
    }
    around.remove(value);
    return text;
  }

  /** A map of nothing but arrays is what torch keeps in an OrderedDict: a state. */
  private String map(Map<?, ?> map) {
    String dict =
        map.entrySet().stream()
            .map(entry -> text(entry.getKey()) + ": " + text(entry.getValue()))
            .collect(Collectors.joining(", ", "{", "}"));
    boolean state = map.values().stream().allMatch(NDArray.class::isInstance);
    return state && !map.isEmpty() ? "OrderedDict(" + dict + ")" : dict;
  }

  private String tuple(Collection<?> values) {
    return "(" + joined(values) + (values.size() == 1 ? ",)" : ")");
  }

  private String joined(Collection<?> values) {
    return values.stream().map(this::text).collect(Collectors.joining(", "));
  }

  private static String device(Device device) {
    return device.isGpu()
        ? "device(type='cuda', index=" + device.getDeviceId() + ")"
        : "device(type='" + device.getDeviceType() + "')";
  }

  private String plain(@Nullable Object value) {
    if (value == null) {
      return "None";
    } else if (value instanceof Boolean flag) {
      return flag ? "True" : "False";
    } else if (value instanceof Float || value instanceof Double) {
      return PythonNumber.repr(((Number) value).doubleValue());
    } else if (value instanceof CharSequence || value instanceof Character) {
      return quoted(value.toString());
    } else if (value.getClass().isArray()) {
      return "["
          + IntStream.range(0, Array.getLength(value))
              .mapToObj(i -> plain(Array.get(value, i)))
              .collect(Collectors.joining(", "))
          + "]";
    }
    return value.toString();
  }

  private static String quoted(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder quoted = new StringBuilder().append(quote);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '\\' -> quoted.append("\\\\");
                default -> {
                  if (c == quote) {
                    quoted.append('\\').append(quote);
                  } else if (isPrintable(c)) {
                    quoted.appendCodePoint(c);
                  } else {
                    quoted.append(escaped(c));
                  }
                }
              }
            });
    return quoted.append(quote).toString();
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }

  private static String escaped(int c) {
    String format = c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x";
    return String.format(Locale.ROOT, format, c);
  }
}
