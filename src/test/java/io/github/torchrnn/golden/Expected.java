package io.github.torchrnn.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.fail;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/** Comparisons with the numbers of a golden. */
final class Expected {

  /**
   * How far parameters may be off after a hundred clipped steps. The norm of a gradient may differ
   * in its last place: the two builds of LibTorch fuse multiplications and additions differently in
   * it.
   */
  private static final double CLIPPED_ULPS = 1024;

  private Expected() {}

  /** The same numbers to the last bit. */
  static void same(String name, JsonObject expected, NDArray actual) {
    compare(name, expected, actual, 0);
  }

  /** The same numbers but for the rounding of a hundred clipped steps. */
  static void clipped(String name, JsonObject expected, NDArray actual) {
    compare(name, expected, actual, CLIPPED_ULPS);
  }

  private static void compare(String name, JsonObject expected, NDArray actual, double ulps) {
    assertNotNull(expected, name + " is not in the golden");
    assertNotNull(actual, name + " is null");
    assertEquals(new Shape(GoldenCase.longs(expected.get("shape"))), actual.getShape(), name);
    DataType type = DataType.valueOf(expected.get("dtype").getAsString().toUpperCase(Locale.ROOT));
    assertEquals(type, actual.getDataType(), name);
    double[] want = numbers(expected, type);
    double[] got = numbers(actual);
    if (ulps == 0 || Arrays.equals(want, got)) {
      assertArrayEquals(want, got, name);
      return;
    }
    double largest = Arrays.stream(want).map(Math::abs).max().orElse(0);
    double unit = type == DataType.FLOAT32 ? Math.ulp((float) largest) : Math.ulp(largest);
    for (int i = 0; i < want.length; i++) {
      if (!(Math.abs(want[i] - got[i]) <= ulps * unit)) {
        fail(name + "[" + i + "]: expected " + want[i] + " but was " + got[i]);
      }
    }
  }

  private static double[] numbers(NDArray array) {
    if (array.getDataType() == DataType.FLOAT64) {
      return array.toDoubleArray();
    }
    float[] floats = array.toFloatArray();
    double[] numbers = new double[floats.length];
    Arrays.setAll(numbers, i -> floats[i]);
    return numbers;
  }

  private static double[] numbers(JsonObject expected, DataType type) {
    ByteBuffer data =
        ByteBuffer.wrap(Base64.getDecoder().decode(expected.get("data").getAsString()))
            .order(ByteOrder.LITTLE_ENDIAN);
    double[] numbers = new double[data.remaining() / type.getNumOfBytes()];
    Arrays.setAll(numbers, i -> type == DataType.FLOAT64 ? data.getDouble() : data.getFloat());
    return numbers;
  }
}
