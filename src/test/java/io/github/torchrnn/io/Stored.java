package io.github.torchrnn.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.torchrnn.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code make_weight_files.py} says is in a file. */
final class Stored {

  static final Path FOLDER = Path.of("src/test/resources/weights");

  private Stored() {}

  static JsonElement json(String name) throws IOException {
    return JsonParser.parseString(Files.readString(FOLDER.resolve(name + ".json")));
  }

  /** The same values, in the same order. */
  static void assertSame(JsonElement expected, Object actual) {
    if (expected.isJsonNull()) {
      assertEquals(null, actual);
    } else if (expected.isJsonArray()) {
      JsonArray array = expected.getAsJsonArray();
      List<?> list = (List<?>) actual;
      assertEquals(array.size(), list.size());
      for (int i = 0; i < list.size(); i++) {
        assertSame(array.get(i), list.get(i));
      }
    } else if (expected.isJsonObject()) {
      JsonObject object = expected.getAsJsonObject();
      if (actual instanceof NDArray array) {
        assertTensor(object, array);
        return;
      }
      Map<?, ?> map = (Map<?, ?>) actual;
      assertEquals(
          List.copyOf(object.keySet()), map.keySet().stream().map(String::valueOf).toList());
      map.forEach((key, value) -> assertSame(object.get(String.valueOf(key)), value));
    } else if (actual instanceof Number number) {
      assertEquals(expected.getAsDouble(), number.doubleValue());
      assertEquals(expected.getAsString().matches("-?\\d+"), actual instanceof Long);
    } else {
      assertEquals(expected.getAsString(), String.valueOf(actual));
    }
  }

  private static void assertTensor(JsonObject expected, NDArray actual) {
    String dtype = expected.get("dtype").getAsString();
    DataType type =
        dtype.equals("bool") ? DataType.BOOLEAN : DataType.valueOf(dtype.toUpperCase(Locale.ROOT));
    assertEquals(type, actual.getDataType());
    assertEquals(new Shape(numbers(expected.get("shape"))), actual.getShape());
    double[] values =
        expected.getAsJsonArray("values").asList().stream()
            .mapToDouble(JsonElement::getAsDouble)
            .toArray();
    assertArrayEquals(values, Torch.to(actual, DataType.FLOAT64).toDoubleArray());
  }

  private static long[] numbers(JsonElement array) {
    return array.getAsJsonArray().asList().stream().mapToLong(JsonElement::getAsLong).toArray();
  }
}
