package io.github.torchrnn.random;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same seed gives the numbers that {@code make_random_golden.py} wrote. */
class PythonRandomGoldenTest {

  /** What has a logarithm behind it, whose last bit depends on the machine. */
  private static final Set<String> ROUNDED = Set.of("gauss", "gauss2", "normalvariate");

  static Stream<JsonObject> programs() throws IOException {
    return Files.lines(Path.of("src/test/resources/golden/random.jsonl"))
        .map(line -> JsonParser.parseString(line).getAsJsonObject());
  }

  @ParameterizedTest
  @MethodSource("programs")
  void sameSeedSameNumbers(JsonObject json) {
    PythonRandom random = new PythonRandom();
    seed(random, json.getAsJsonArray("seed"));
    for (JsonElement element : json.getAsJsonArray("calls")) {
      JsonArray call = element.getAsJsonArray();
      String name = call.get(0).getAsString();
      Object result = result(random, name, call.get(1).getAsJsonArray());
      if (ROUNDED.contains(name)) {
        double expected = call.get(2).getAsDouble();
        assertEquals(expected, (double) result, 4 * Math.ulp(expected), name);
      } else if (result instanceof Double) {
        assertEquals(call.get(2).getAsDouble(), result, call.toString());
      } else {
        assertEquals(call.get(2).toString(), new Gson().toJson(result), call.toString());
      }
    }
  }

  private static void seed(PythonRandom random, JsonArray seed) {
    String value = seed.get(1).getAsString();
    switch (seed.get(0).getAsString()) {
      case "int" -> seed(random, new BigInteger(value));
      case "float" -> random.seed(seed.get(1).getAsDouble());
      case "str" -> random.seed(value);
      default -> random.seed(value.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void seed(PythonRandom random, BigInteger seed) {
    if (seed.bitLength() < Long.SIZE) {
      random.seed(seed.longValue());
    } else {
      random.seed(seed);
    }
  }

  private static Object result(PythonRandom random, String name, JsonArray given) {
    return switch (name) {
      case "random" -> random.random();
      case "randint" -> random.randint(number(given, 0), number(given, 1));
      case "randrange" -> random.randrange(number(given, 0));
      case "randrange2" -> random.randrange(number(given, 0), number(given, 1));
      case "randrange3" -> random.randrange(number(given, 0), number(given, 1), number(given, 2));
      case "choice" -> random.choice(range(given.get(0).getAsInt()));
      case "choice_of" -> random.choice(given.get(0).getAsString());
      case "choices" -> random.choices(range(given.get(0).getAsInt()), given.get(1).getAsInt());
      case "weighted" -> {
        double[] weights = new Gson().fromJson(given.get(0), double[].class);
        yield random.choices(range(weights.length), weights, given.get(1).getAsInt());
      }
      case "shuffle" -> {
        List<Integer> list = new ArrayList<>(range(given.get(0).getAsInt()));
        random.shuffle(list);
        yield list;
      }
      case "sample" -> random.sample(range(given.get(0).getAsInt()), given.get(1).getAsInt());
      case "uniform" -> random.uniform(given.get(0).getAsDouble(), given.get(1).getAsDouble());
      case "gauss" -> random.gauss();
      case "gauss2" -> random.gauss(given.get(0).getAsDouble(), given.get(1).getAsDouble());
      case "normalvariate" ->
          random.normalvariate(given.get(0).getAsDouble(), given.get(1).getAsDouble());
      case "getrandbits" -> random.getrandbits(given.get(0).getAsInt()).toString();
      default -> throw new AssertionError(name);
    };
  }

  private static long number(JsonArray given, int position) {
    return given.get(position).getAsLong();
  }

  private static List<Integer> range(int stop) {
    return IntStream.range(0, stop).boxed().toList();
  }
}
