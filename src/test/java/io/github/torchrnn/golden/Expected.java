package io.github.torchrnn.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.fail;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.Float16Utils;
import com.google.gson.JsonObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/** The numbers of one array of a golden, as {@code common.record} writes them. */
record Expected(String name, JsonObject json) {

  private static final int DIGEST_BYTES = 8;

  /** A unit in the last place of float16 in units of float32. */
  private static final double HALF_UNIT = 1 << 13;

  /**
   * Fails where the array is another.
   *
   * @param ulps how far a number may be off, in units in the last place of the largest number, or
   *     of 1 where all are smaller: sums of larger terms may cancel. 0 for no bit.
   * @param single whether the units are those of float32 for float64 too
   */
  void compare(NDArray actual, double ulps, boolean single) {
    assertNotNull(actual, name + " is null");
    assertEquals(new Shape(GoldenCase.longs(json.get("shape"))), actual.getShape(), name);
    DataType type = type();
    assertEquals(type, actual.getDataType(), name);
    double[] all = numbers(actual);
    double[] want = numbers(type);
    double[] got = sampled(all);
    if (ulps == 0) {
      assertArrayEquals(want, got, name);
      if (json.has("sha256")) {
        assertEquals(json.get("sha256").getAsString(), digest(all, type), name + ", all of it");
      }
    } else {
      double unit = unit(want, single || type != DataType.FLOAT64);
      compare(want, got, ulps * unit * (type == DataType.FLOAT16 ? HALF_UNIT : 1));
    }
  }

  private void compare(double[] want, double[] got, double tolerance) {
    assertEquals(want.length, got.length, name);
    for (int i = 0; i < want.length; i++) {
      boolean same = Double.compare(want[i], got[i]) == 0;
      if (!same && !(Math.abs(want[i] - got[i]) <= tolerance)) {
        fail(
            "%s[%d]: expected %s but was %s, with a tolerance of %s"
                .formatted(name, i, want[i], got[i], tolerance));
      }
    }
  }

  private static double unit(double[] numbers, boolean single) {
    double largest = Arrays.stream(numbers).map(Math::abs).filter(Double::isFinite).max().orElse(0);
    double scale = Math.max(1, largest);
    return single ? Math.ulp((float) scale) : Math.ulp(scale);
  }

  private double[] sampled(double[] all) {
    if (!json.has("stride")) {
      return all;
    }
    int stride = json.get("stride").getAsInt();
    double[] some = new double[(all.length + stride - 1) / stride];
    Arrays.setAll(some, i -> all[i * stride]);
    return some;
  }

  private static double[] numbers(NDArray array) {
    return switch (array.getDataType()) {
      case FLOAT64 -> array.toDoubleArray();
      case INT64 -> Arrays.stream(array.toLongArray()).asDoubleStream().toArray();
      default -> {
        float[] floats = array.toFloatArray();
        double[] numbers = new double[floats.length];
        Arrays.setAll(numbers, i -> floats[i]);
        yield numbers;
      }
    };
  }

  DataType type() {
    String name = json.get("dtype").getAsString();
    return name.equals("bool") ? DataType.BOOLEAN : DataType.valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** The stored numbers: all, or every so many-th. */
  double[] numbers(DataType type) {
    ByteBuffer data =
        ByteBuffer.wrap(Base64.getDecoder().decode(json.get("data").getAsString()))
            .order(ByteOrder.LITTLE_ENDIAN);
    double[] numbers = new double[data.remaining() / type.getNumOfBytes()];
    Arrays.setAll(
        numbers,
        i ->
            switch (type) {
              case FLOAT64 -> data.getDouble();
              case INT64 -> data.getLong();
              case INT32 -> data.getInt();
              case UINT8 -> Byte.toUnsignedInt(data.get());
              case INT8, BOOLEAN -> data.get();
              case FLOAT16 -> Float16Utils.halfToFloat(data.getShort());
              default -> data.getFloat();
            });
    return numbers;
  }

  private static String digest(double[] numbers, DataType type) {
    ByteBuffer data =
        ByteBuffer.allocate(numbers.length * type.getNumOfBytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (double number : numbers) {
      switch (type) {
        case FLOAT64 -> data.putDouble(number);
        case INT64 -> data.putLong((long) number);
        case FLOAT16 -> data.putShort(Float16Utils.floatToHalf((float) number));
        default -> data.putFloat((float) number);
      }
    }
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(data.array());
      return HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
