package io.github.torchrnn.golden;

import ai.djl.ndarray.types.DataType;
import ai.djl.util.Float16Utils;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Values as Python's source has them. */
final class PythonLiteral {

  /** The least number of digits that tells all doubles apart. */
  private static final int DIGITS = 17;

  private PythonLiteral() {}

  /** A dictionary with a line for each entry. */
  static String dict(JsonObject json) {
    return json.entrySet().stream()
        .map(entry -> "    %s: %s,\n".formatted(text(entry.getKey()), of(entry.getValue())))
        .collect(Collectors.joining("", "{\n", "}"));
  }

  private static String of(JsonElement json) {
    if (json.isJsonNull()) {
      return "None";
    } else if (json.isJsonArray()) {
      return StreamSupport.stream(json.getAsJsonArray().spliterator(), false)
          .map(PythonLiteral::of)
          .collect(Collectors.joining(", ", "[", "]"));
    } else if (json.isJsonObject()) {
      return json.getAsJsonObject().entrySet().stream()
          .map(entry -> text(entry.getKey()) + ": " + of(entry.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    } else if (json.getAsJsonPrimitive().isBoolean()) {
      return json.getAsBoolean() ? "True" : "False";
    } else if (json.getAsJsonPrimitive().isNumber()) {
      String number = json.getAsString();
      return number.matches(".*[NI].*") ? "float(\"%s\")".formatted(number) : number;
    }
    return text(json.getAsString());
  }

  private static String text(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  /** The shortest decimal that reads back as the number of the type, to the bit. */
  static String number(double number, DataType type) {
    if (!type.isFloating()) {
      return Long.toString((long) number);
    } else if (!Double.isFinite(number)) {
      return Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
    } else if (number == 0) {
      return 1 / number < 0 ? "-0.0" : "0.0";
    }
    BigDecimal exact = new BigDecimal(number);
    BigDecimal shortest = exact;
    for (int digits = 1; digits <= DIGITS; digits++) {
      shortest = exact.round(new MathContext(digits));
      if (read(shortest, type) == number) {
        break;
      }
    }
    shortest = shortest.stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent < -4 || exponent >= 16) {
      return "%se%s%02d"
          .formatted(
              shortest.scaleByPowerOfTen(-exponent).toPlainString(),
              exponent < 0 ? "-" : "+",
              Math.abs(exponent));
    }
    String plain = shortest.toPlainString();
    return plain.contains(".") ? plain : plain + ".0";
  }

  private static double read(BigDecimal decimal, DataType type) {
    return switch (type) {
      case FLOAT64 -> decimal.doubleValue();
      case FLOAT16 -> Float16Utils.halfToFloat(Float16Utils.floatToHalf(decimal.floatValue()));
      default -> decimal.floatValue();
    };
  }
}
