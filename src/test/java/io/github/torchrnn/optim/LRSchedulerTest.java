package io.github.torchrnn.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.torchrnn.Scope;
import io.github.torchrnn.Torch;
import io.github.torchrnn.io.Pt;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rates of 200 steps are Python's, through states in the middle; see schedulers.py. */
class LRSchedulerTest {

  private static final Path GOLDEN =
      Path.of("src/test/resources/io/github/torchrnn/optim/schedulers.jsonl");
  private static final int STEPS = 200;

  private Scope scope;

  static List<JsonObject> cases() throws IOException {
    return Files.readAllLines(GOLDEN).stream()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
  }

  @BeforeEach
  void open() {
    scope = Torch.scope();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theRatesArePythons(JsonObject json) {
    ScheduleCase run = new ScheduleCase(json);
    List<List<Double>> got = new ArrayList<>(List.of(run.now()));
    for (int step = 1; step <= STEPS; step++) {
      run.advance(step);
      got.add(run.now());
      assertEquals(
          run.now().subList(0, run.scheduler.getLastLr().size()), run.scheduler.getLastLr());
    }
    assertEquals(ScheduleCase.expected(json), got);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theStateIsPythonsAndAnotherScheduleGoesOnFromIt(JsonObject json) {
    ScheduleCase run = new ScheduleCase(json);
    int save = json.get("save").getAsInt();
    for (int step = 1; step <= save; step++) {
      run.advance(step);
    }
    Map<String, Object> optimizerState = run.optimizer.stateDict();
    Map<String, Object> state = run.scheduler.stateDict();
    assertEquals(plain(json.get("state")), plain(state));
    Map<?, ?> group = (Map<?, ?>) ((List<?>) optimizerState.get("param_groups")).get(0);
    assertEquals(plain(json.get("group_state")), plain(group));
    run.begin();
    run.optimizer.loadStateDict(optimizerState);
    run.scheduler.loadStateDict(state);
    assertGoesOn(run, save);
    run.begin();
    run.optimizer.loadStateDict(optimizerState);
    run.scheduler.loadStateDict((Map<?, ?>) decoded(json.get("state")));
    assertGoesOn(run, save);
  }

  private static void assertGoesOn(ScheduleCase run, int save) {
    List<List<Double>> rest = new ArrayList<>();
    for (int step = save + 1; step <= STEPS; step++) {
      run.advance(step);
      rest.add(run.now());
    }
    assertEquals(ScheduleCase.expected(run.json).subList(save + 1, STEPS + 1), rest);
  }

  @Test
  void pythonGoesOnWhereJavaStopped(@TempDir Path folder) throws IOException {
    String python = System.getProperty("torch.python");
    assumeTrue(python != null, "torch.python names no Python with torch");
    for (JsonObject json : cases()) {
      ScheduleCase run = new ScheduleCase(json);
      for (int step = 1; step <= json.get("save").getAsInt(); step++) {
        run.advance(step);
      }
      Map<String, Object> both = new LinkedHashMap<>();
      both.put("optimizer", run.optimizer.stateDict());
      both.put("scheduler", run.scheduler.stateDict());
      Pt.save(both, folder.resolve(json.get("id").getAsString() + ".pt"));
    }
    Process process =
        new ProcessBuilder(
                python,
                "-W",
                "ignore",
                "scripts/python/schedulers.py",
                "continue",
                GOLDEN.toString(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = process.inputReader()) {
      for (JsonObject json : cases()) {
        JsonObject got = JsonParser.parseString(lines.readLine()).getAsJsonObject();
        assertEquals(
            ScheduleCase.expected(json).subList(json.get("save").getAsInt() + 1, STEPS + 1),
            ScheduleCase.expected(got),
            json.get("id").getAsString());
      }
    }
  }

  /** Values with all numbers as Double and all keys as texts. */
  private static Object plain(Object value) {
    if (value instanceof JsonElement json) {
      return plain(decoded(json));
    } else if (value instanceof Map<?, ?> map) {
      Map<String, Object> plain = new LinkedHashMap<>();
      map.forEach((key, entry) -> plain.put("" + key, plain(entry)));
      return plain;
    } else if (value instanceof List<?> list) {
      List<Object> plain = new ArrayList<>();
      list.forEach(entry -> plain.add(plain(entry)));
      return plain;
    }
    return value instanceof Number number ? (Object) number.doubleValue() : value;
  }

  /** What {@code encode} of schedulers.py encoded. */
  private static Object decoded(JsonElement json) {
    if (json.isJsonObject()) {
      Map<Object, Object> map = new LinkedHashMap<>();
      json.getAsJsonObject()
          .entrySet()
          .forEach(
              entry ->
                  map.put(
                      entry.getKey().matches("-?\\d+")
                          ? (Object) Long.valueOf(entry.getKey())
                          : entry.getKey(),
                      decoded(entry.getValue())));
      return map;
    } else if (json.isJsonArray()) {
      List<Object> list = new ArrayList<>();
      json.getAsJsonArray().forEach(entry -> list.add(decoded(entry)));
      return list;
    } else if (json.isJsonNull()) {
      return null;
    } else if (json.getAsJsonPrimitive().isBoolean()) {
      return json.getAsBoolean();
    } else if (json.getAsJsonPrimitive().isNumber()) {
      return json.getAsDouble();
    }
    return switch (json.getAsString()) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> json.getAsString();
    };
  }
}
