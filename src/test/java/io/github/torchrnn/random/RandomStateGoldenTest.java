package io.github.torchrnn.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.torchrnn.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same seed gives the numbers that {@code make_numpy_golden.py} wrote. */
class RandomStateGoldenTest {

  private static final Gson GSON = new Gson();

  static Stream<JsonObject> programs() throws IOException {
    return Files.lines(Path.of("src/test/resources/golden/numpy.jsonl"))
        .map(line -> JsonParser.parseString(line).getAsJsonObject());
  }

  @ParameterizedTest
  @MethodSource("programs")
  void sameSeedSameNumbers(JsonObject json) {
    RandomState random = new RandomState();
    JsonElement seed = json.get("seed");
    if (seed.isJsonArray()) {
      random.seed(GSON.fromJson(seed, long[].class));
    } else {
      random.seed(seed.getAsLong());
    }
    for (JsonElement element : json.getAsJsonArray("calls")) {
      try (var scope = Torch.scope()) {
        JsonArray call = element.getAsJsonArray();
        String name = call.get(0).getAsString();
        long[] size = GSON.fromJson(call.get(2), long[].class);
        Object result = result(random, name, call.get(1).getAsJsonArray(), size);
        check(call, result, size, name.startsWith("randn") || name.equals("normal"));
      }
    }
  }

  /** What has a logarithm behind it may differ in the last bits. */
  private static void check(JsonArray call, Object result, long[] size, boolean rounded) {
    if (result instanceof NDArray array && size != null) {
      assertArrayEquals(size, array.getShape().getShape(), call.toString());
    }
    JsonElement expected = call.get(3).isJsonArray() ? call.get(3) : list(call.get(3));
    JsonElement actual = numbers(result);
    assertEquals(expected.getAsJsonArray().size(), actual.getAsJsonArray().size());
    double[] want = GSON.fromJson(expected, double[].class);
    double[] got = GSON.fromJson(actual, double[].class);
    boolean integers = !expected.toString().contains(".");
    for (int i = 0; i < want.length; i++) {
      double scale = Math.max(100, Math.abs(want[i]));
      assertEquals(want[i], got[i], rounded ? Math.ulp(scale) : 0, call.toString());
    }
    if (integers) {
      assertEquals(expected, actual, call.toString());
    }
  }

  /** The numbers of a result as a flat list. */
  private static JsonElement numbers(Object result) {
    if (result instanceof NDArray array) {
      boolean integers = array.getDataType() == DataType.INT64;
      return GSON.toJsonTree(integers ? array.toLongArray() : array.toDoubleArray());
    }
    JsonElement json = GSON.toJsonTree(result);
    return json.isJsonArray() ? json : list(json);
  }

  private static JsonElement list(JsonElement element) {
    JsonArray one = new JsonArray();
    one.add(element);
    return one;
  }

  private static Object result(RandomState random, String name, JsonArray given, long[] size) {
    return switch (name) {
      case "rand" -> size == null ? random.rand() : random.rand(size);
      case "randn" -> size == null ? random.randn() : random.randn(size);
      case "random" -> size == null ? random.random() : random.random(size);
      case "uniform" -> {
        double[] range = GSON.fromJson(given, double[].class);
        yield size == null
            ? random.uniform(range[0], range[1])
            : random.uniform(range[0], range[1], size);
      }
      case "normal" -> {
        double[] range = GSON.fromJson(given, double[].class);
        yield size == null
            ? random.normal(range[0], range[1])
            : random.normal(range[0], range[1], size);
      }
      case "randint" -> random.randint(given.get(0).getAsLong());
      case "randint2" -> {
        long[] range = GSON.fromJson(given, long[].class);
        yield size == null
            ? random.randint(range[0], range[1])
            : random.randint(range[0], range[1], size);
      }
      case "permutation" -> random.permutation(given.get(0).getAsLong());
      case "permutation_of" -> random.permutation(rows(given.get(0).getAsLong()));
      case "shuffle_of" -> {
        NDArray rows = rows(given.get(0).getAsLong());
        random.shuffle(rows);
        yield rows;
      }
      case "shuffle" -> {
        List<Integer> list =
            new ArrayList<>(IntStream.range(0, given.get(0).getAsInt()).boxed().toList());
        random.shuffle(list);
        yield list;
      }
      case "choice", "without" -> {
        ChoiceOptions options = new ChoiceOptions().replace(name.equals("choice"));
        int a = given.get(0).getAsInt();
        yield size == null ? one(random.choice(a, options)) : random.choice(a, options.size(size));
      }
      case "choice_p", "without_p", "choice_p_float32" -> {
        double[] p = GSON.fromJson(given.get(0), double[].class);
        ChoiceOptions options = new ChoiceOptions().replace(name.startsWith("choice"));
        if (name.equals("choice_p_float32")) {
          options.p(Torch.tensor(p));
        } else {
          options.p(p);
        }
        yield size == null
            ? one(random.choice(p.length, options))
            : random.choice(p.length, options.size(size));
      }
      default -> throw new AssertionError(name);
    };
  }

  private static long one(NDArray scalar) {
    assertEquals(0, scalar.getShape().dimension());
    return Torch.itemLong(scalar);
  }

  private static NDArray rows(long count) {
    double[] numbers = new double[Math.toIntExact(3 * count)];
    Arrays.setAll(numbers, i -> i);
    return Torch.to(Torch.tensor(numbers, count, 3), DataType.FLOAT64);
  }
}
