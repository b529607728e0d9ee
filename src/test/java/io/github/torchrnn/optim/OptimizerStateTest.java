package io.github.torchrnn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.torchrnn.Near;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.TorchJson;
import io.github.torchrnn.golden.Processor;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training crosses the border with its optimizer's state; numbers from optimizer_state.py. */
@Scoped
class OptimizerStateTest {

  static List<JsonObject> cases() throws IOException {
    List<JsonObject> cases = new ArrayList<>();
    for (String file :
        List.of(
            "optimizer_state.json", "optimizer_state_more.json", "optimizer_state_adaptive.json")) {
      try (var reader =
          new InputStreamReader(
              OptimizerStateTest.class.getResourceAsStream(file), StandardCharsets.UTF_8)) {
        JsonParser.parseReader(reader)
            .getAsJsonArray()
            .forEach(json -> cases.add(json.getAsJsonObject()));
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void goesOnWherePythonStopped(JsonObject json) {
    Processor made =
        json.has("processor")
            ? new Processor(json.get("processor").getAsString())
            : Processor.recorder();
    boolean exact = made.roundsAs(Processor.here());
    BiConsumer<double[], NDArray> near =
        json.get("optimizer").getAsString().equals("LBFGS")
            ? OptimizerStateTest::nearAfterLineSearches
            : Near::numbers;
    try (TrainingCase training = new TrainingCase(json)) {
      training.load();
      assertSame(json.get("losses"), training.train(), exact, near);
      assertSame(json.get("weights_after"), TorchJson.encode(training.weights()), exact, near);
      assertSame(json.get("state_after"), training.optimizer.stateDict(), exact, near);
    }
  }

  /** The same but for the order of options, and for what a state of an older torch did not have. */
  private static void assertSame(
      JsonElement expected,
      Map<String, Object> got,
      boolean exact,
      BiConsumer<double[], NDArray> near) {
    Map<?, ?> decoded = (Map<?, ?>) TorchJson.decode(expected);
    assertSame(
        TorchJson.encode(decoded.get("state")), TorchJson.encode(got.get("state")), exact, near);
    List<?> groups = (List<?>) decoded.get("param_groups");
    for (int i = 0; i < groups.size(); i++) {
      Map<?, ?> group = (Map<?, ?>) ((List<?>) got.get("param_groups")).get(i);
      assertEquals(numbers((Map<?, ?>) groups.get(i)), numbers(group));
    }
  }

  /** To the bit where the processor rounds as the one on which the case was made. */
  private static void assertSame(
      JsonElement expected, JsonElement got, boolean exact, BiConsumer<double[], NDArray> near) {
    if (exact) {
      assertEquals(expected, got);
    } else {
      assertNear(TorchJson.decode(expected), TorchJson.decode(got), near);
    }
  }

  private static void assertNear(Object expected, Object got, BiConsumer<double[], NDArray> near) {
    if (expected instanceof NDArray array) {
      NDArray other = (NDArray) got;
      assertEquals(array.getDataType(), other.getDataType());
      assertEquals(array.getShape(), other.getShape());
      near.accept(Torch.to(array, DataType.FLOAT64).toDoubleArray(), other);
    } else if (expected instanceof Map<?, ?> map) {
      assertEquals(map.keySet(), ((Map<?, ?>) got).keySet());
      map.forEach((key, value) -> assertNear(value, ((Map<?, ?>) got).get(key), near));
    } else if (expected instanceof List<?> list) {
      assertEquals(list.size(), ((List<?>) got).size());
      for (int i = 0; i < list.size(); i++) {
        assertNear(list.get(i), ((List<?>) got).get(i), near);
      }
    } else if (expected instanceof Double number) {
      assertEquals(number, (Double) got, 1e-6);
    } else {
      assertEquals(expected, got);
    }
  }

  /** The line search of LBFGS makes more of a last bit. */
  private static void nearAfterLineSearches(double[] expected, NDArray got) {
    double largest = Arrays.stream(expected).map(Math::abs).reduce(1, Math::max);
    double tolerance = got.getDataType() == DataType.FLOAT64 ? 1e-10 : 2e-3;
    assertArrayEquals(
        expected, Torch.to(got, DataType.FLOAT64).toDoubleArray(), tolerance * largest);
  }

  /** Python's 0 is 0.0 here. */
  private static Map<Object, Object> numbers(Map<?, ?> options) {
    Map<Object, Object> numbers = new LinkedHashMap<>(options);
    numbers.replaceAll(
        (name, value) -> value instanceof Long number ? number.doubleValue() : value);
    return numbers;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anotherOptimizerGoesOnLikeTheFirst(JsonObject json) {
    try (TrainingCase first = new TrainingCase(json);
        TrainingCase second = new TrainingCase(json)) {
      first.load();
      first.train();
      second.rnn.loadStateDict(first.rnn.stateDict());
      second.optimizer.loadStateDict(first.optimizer.stateDict());
      assertEquals(first.train(), second.train());
      assertEquals(
          TorchJson.encode(first.optimizer.stateDict()),
          TorchJson.encode(second.optimizer.stateDict()));
    }
  }

  @Test
  void pythonGoesOnWhereJavaStopped(@TempDir Path folder) throws Exception {
    String python = System.getProperty("torch.python");
    assumeTrue(python != null, "torch.python names no Python with torch");
    JsonArray stopped = new JsonArray();
    JsonArray expected = new JsonArray();
    for (JsonObject json : cases()) {
      try (TrainingCase training = new TrainingCase(json)) {
        training.load();
        training.train();
        JsonObject at = json.deepCopy();
        at.add("weights", TorchJson.encode(training.weights()));
        at.add("state", TorchJson.encode(training.optimizer.stateDict()));
        stopped.add(at);
        JsonObject after = new JsonObject();
        after.add("losses", training.train());
        after.add("weights_after", TorchJson.encode(training.weights()));
        expected.add(after);
      }
    }
    Path file = Files.writeString(folder.resolve("stopped.json"), stopped.toString());
    Process process =
        new ProcessBuilder(
                python, "-W", "ignore", "scripts/python/optimizer_state.py", "continue", "" + file)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    JsonArray got = JsonParser.parseReader(process.inputReader()).getAsJsonArray();
    for (int i = 0; i < expected.size(); i++) {
      JsonObject result = got.get(i).getAsJsonObject();
      result.remove("state_after");
      assertEquals(expected.get(i), result, "case " + i);
    }
  }
}
