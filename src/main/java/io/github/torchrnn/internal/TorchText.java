package io.github.torchrnn.internal;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** The spellings of sizes, types and devices in torch's texts. */
public final class TorchText {

  private TorchText() {}

  /** {@code [2, 3]}: a list of sizes. */
  public static String sizes(long... sizes) {
    return Arrays.stream(sizes)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** {@code torch.Size([2, 3])}: a shape. */
  public static String size(Shape shape) {
    Objects.requireNonNull(shape, "shape is null");
    return "torch.Size(" + sizes(shape.getShape()) + ")";
  }

  /** {@code torch.float32}: a type as Python spells it. */
  public static String dtype(DataType type) {
    return "torch." + (type == DataType.BOOLEAN ? "bool" : type.name().toLowerCase(Locale.ROOT));
  }

  /** {@code Float}: a type as LibTorch's C++ messages spell it. */
  public static String scalarType(DataType type) {
    return switch (type) {
      case FLOAT32 -> "Float";
      case FLOAT64 -> "Double";
      case FLOAT16 -> "Half";
      case BFLOAT16 -> "BFloat16";
      case INT64 -> "Long";
      case INT32 -> "Int";
      case INT16 -> "Short";
      case INT8 -> "Char";
      case UINT8 -> "Byte";
      case BOOLEAN -> "Bool";
      default -> type.toString();
    };
  }

  /** {@code cuda:0}: a device. */
  public static String device(Device device) {
    return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
  }
}
