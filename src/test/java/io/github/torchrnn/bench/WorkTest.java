package io.github.torchrnn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** What is measured computes what Python's twin does. */
class WorkTest {

  /** What the works have come to in Python: {@code bench.py --values 3}. */
  private static final Path VALUES = Path.of("src/test/resources/bench/values.json");

  private static final int STEPS = 3;

  @TestFactory
  Stream<DynamicTest> comesToPythonsNumber() throws IOException {
    Map<String, Double> python = python();
    return Stream.of(
            HelloRnn.class,
            HelloCell.class,
            LayerTraining.class,
            PackedTraining.class,
            AttentionDecoder.class,
            GatedCell.class,
            SmallLayers.class,
            LargeLayers.class,
            CompiledLayers.class,
            AdamStep.class,
            PackedSequences.class)
        .flatMap(work -> tests(work, python));
  }

  private static Map<String, Double> python() throws IOException {
    return new Gson().fromJson(Files.readString(VALUES), new TypeToken<Map<String, Double>>() {});
  }

  private static Stream<DynamicTest> tests(Class<? extends Work> type, Map<String, Double> python) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.isAnnotationPresent(Benchmark.class))
        .flatMap(
            step ->
                parameters(type).stream()
                    .map(
                        parameter -> {
                          String name = type.getSimpleName() + "." + step.getName() + parameter;
                          double expected = python.get(twin(name));
                          return DynamicTest.dynamicTest(
                              name,
                              () ->
                                  assertEquals(
                                      expected,
                                      run(type, step, parameter),
                                      1e-5 * (1 + Math.abs(expected))));
                        }));
  }

  /** Python's name: its steps and layers are the same, compiled or not. */
  private static String twin(String name) {
    return name.replace(".compiled", ".step").replace("CompiledLayers", "SmallLayers");
  }

  /** Each parameter as it stands in a name, or nothing where there are none. */
  private static List<String> parameters(Class<? extends Work> type) {
    return Arrays.stream(type.getDeclaredFields())
        .filter(field -> field.isAnnotationPresent(Param.class))
        .map(field -> field.getAnnotation(Param.class).value())
        .map(values -> Arrays.stream(values).map(value -> ":" + value).toList())
        .findFirst()
        .orElse(List.of(""));
  }

  private static double run(Class<? extends Work> type, Method step, String parameter)
      throws Exception {
    Work work = type.getConstructor().newInstance();
    for (Field field : type.getDeclaredFields()) {
      if (field.isAnnotationPresent(Param.class)) {
        String value = parameter.substring(1);
        field.set(work, field.getType() == int.class ? (Object) Integer.valueOf(value) : value);
      }
    }
    work.setUp();
    try {
      for (int i = 0; i < STEPS; i++) {
        step.invoke(work);
      }
      return work.value();
    } finally {
      work.tearDown();
    }
  }

  @Test
  void djlLearnsTheSameByHand() throws IOException {
    RawDjl work = new RawDjl();
    work.setUp();
    for (int i = 0; i < STEPS; i++) {
      work.step();
    }
    // DJL's Adam has its epsilon elsewhere.
    assertEquals(python().get("HelloRnn.step"), work.value(), 1e-4);
    work.tearDown();
  }

  @Test
  void djlsTrainerLearns() {
    DjlTrainer work = new DjlTrainer();
    work.setUp();
    double before = work.value();
    for (int i = 0; i < STEPS; i++) {
      work.step();
    }
    assertTrue(work.value() < before);
    work.tearDown();
  }
}
