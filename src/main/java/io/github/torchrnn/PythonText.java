package io.github.torchrnn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.PythonNumber;
import io.github.torchrnn.internal.TorchText;
import io.github.torchrnn.internal.Tuple;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Python's {@code repr} of torch's values, and of lists and maps that hold them. */
final class PythonText {

  private PythonText() {}

  /** Whether a value is one of torch's, or holds one. */
  static boolean isTorch(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return isTorch(map.values());
    } else if (value instanceof Collection<?> values) {
      return values.stream().anyMatch(PythonText::isTorch);
    } else if (value instanceof Object[] values) {
      return Arrays.stream(values).anyMatch(PythonText::isTorch);
    } else if (value instanceof Map.Entry<?, ?> entry) {
      return isTorch(entry.getValue());
    }
    return value instanceof NDArray
        || value instanceof Shape
        || value instanceof DataType
        || value instanceof Device
        || value instanceof Network;
  }

  static String repr(@Nullable Object value) {
    if (value instanceof NDArray array) {
      return TensorPrinter.repr(array);
    } else if (value instanceof Shape shape) {
      return TorchText.size(shape);
    } else if (value instanceof DataType type) {
      return TorchText.dtype(type);
    } else if (value instanceof Device device) {
      return device(device);
    } else if (value instanceof Map<?, ?> map) {
      return map(map);
    } else if (value instanceof Object[] values) {
      return list(Arrays.asList(values));
    } else if (value instanceof Tuple tuple) {
      return tuple(tuple);
    } else if (value instanceof List<?> values) {
      return list(values);
    } else if (value instanceof Map.Entry<?, ?> entry) {
      return tuple(Arrays.asList(entry.getKey(), entry.getValue()));
    }
    return plain(value);
  }

  /** A map of nothing but arrays is what torch keeps in an OrderedDict: a state. */
  private static String map(Map<?, ?> map) {
    String dict =
        map.entrySet().stream()
            .map(entry -> repr(entry.getKey()) + ": " + repr(entry.getValue()))
            .collect(Collectors.joining(", ", "{", "}"));
    boolean state = map.values().stream().allMatch(NDArray.class::isInstance);
    return state && !map.isEmpty() ? "OrderedDict(" + dict + ")" : dict;
  }

  private static String list(List<?> values) {
    return "[" + joined(values) + "]";
  }

  private static String tuple(List<?> values) {
    return "(" + joined(values) + (values.size() == 1 ? ",)" : ")");
  }

  private static String joined(List<?> values) {
    return values.stream().map(PythonText::repr).collect(Collectors.joining(", "));
  }

  private static String device(Device device) {
    return device.isGpu()
        ? "device(type='cuda', index=" + device.getDeviceId() + ")"
        : "device(type='" + device.getDeviceType() + "')";
  }

  private static String plain(@Nullable Object value) {
    if (value == null) {
      return "None";
    } else if (value instanceof Boolean flag) {
      return flag ? "True" : "False";
    } else if (value instanceof Float || value instanceof Double) {
      return PythonNumber.repr(((Number) value).doubleValue());
    } else if (value instanceof CharSequence || value instanceof Character) {
      return quoted(value.toString());
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
                  } else if (Character.isISOControl(c)) {
                    quoted.append("\\x%02x".formatted(c));
                  } else {
                    quoted.appendCodePoint(c);
                  }
                }
              }
            });
    return quoted.append(quote).toString();
  }
}
