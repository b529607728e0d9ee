package io.github.torchrnn.internal;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** The spellings of sizes, types and devices in torch's texts. */
public final class TorchText {

  private static final MathContext SIX_DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);

  private TorchText() {}

  /** {@code [2, 3]}: a list of sizes. */
  public static String sizes(long... sizes) {
    return Arrays.stream(sizes)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** {@code (2, 3)}, or {@code (2,)}: numbers as Python prints a tuple. */
  public static String tuple(long... numbers) {
    return Arrays.stream(numbers)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "(", numbers.length == 1 ? ",)" : ")"));
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

  /** C++'s name of a type, as some messages of LibTorch have it. */
  public static String cppType(DataType type) {
    return switch (type) {
      case FLOAT32 -> "float";
      case FLOAT64 -> "double";
      case INT64 -> "long int";
      case INT32 -> "int";
      case INT16 -> "short int";
      case INT8 -> "signed char";
      case UINT8 -> "unsigned char";
      case BOOLEAN -> "bool";
      default -> "c10::" + scalarType(type);
    };
  }

  /** A float as LibTorch's C++ writes it into messages: printf's {@code %g}. */
  public static String cppFloat(double number) {
    if (number == 0 || Double.isNaN(number) || Double.isInfinite(number)) {
      return PythonNumber.repr(number).replace(".0", "");
    }
    BigDecimal rounded = new BigDecimal(number).round(SIX_DIGITS).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -4 && exponent < 6) {
      return rounded.toPlainString();
    }
    String mantissa = rounded.movePointLeft(exponent).toPlainString();
    return String.format(
        Locale.ROOT, "%se%s%02d", mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }
}
