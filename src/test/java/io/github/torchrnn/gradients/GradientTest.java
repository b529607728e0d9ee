package io.github.torchrnn.gradients;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.ChildJvm;
import io.github.torchrnn.Near;
import io.github.torchrnn.Torch;
import io.github.torchrnn.tutorial.Main;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gradients of NDArray's own methods, whatever the garbage collector does before backward. */
class GradientTest {

  private static final double[] X = {0.23, 0.81, 0.47, 0.62, 0.35, 0.56};

  /** What has no gradient, or one that is zero, and what is no function of numbers. */
  private static final Set<String> WITHOUT =
      Set.of(
          ("getGradient stopGradient zerosLike onesLike like eq neq gt gte lt lte sign signi floor"
                  + " ceil round trunc logicalAnd logicalOr logicalXor logicalNot argSort isInfinite"
                  + " isNaN argMax argMin nonzero all any none countNonzero oneHot unique")
              .split(" "));

  /** What DJL has not for LibTorch, cuts (toType, duplicate), or has for complex numbers. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          ("toType duplicate sequenceMask toDense toSparse fft ifft rfft irfft stft fft2 ifft2"
                  + " complex real conj decode gatherNd put scatter asinh acosh atanh trace batchDot"
                  + " rdivi rpowi rmodi")
              .split(" "));

  /** Pictures and pooling, which no recurrent network has. */
  private static final Set<String> OF_PICTURES =
      Set.of(
          ("maxPool globalMaxPool avgPool globalAvgPool lpPool globalLpPool toTensor interpolation"
                  + " resize crop randomFlipLeftRight randomFlipTopBottom randomBrightness randomHue"
                  + " randomColorJitter getArray where")
              .split(" "));

  private static NDManager manager;

  @BeforeAll
  static void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  private static Map<String, UnaryOperator<NDArray>> all() {
    Map<String, UnaryOperator<NDArray>> uses = Uses.ofJavaData();
    uses.putAll(Uses.ofArrays());
    return uses;
  }

  @Test
  void everyMethodThatReturnsAnArrayHasAUse() {
    Set<String> methods = new TreeSet<>();
    for (Class<?> type : List.of(NDArray.class, NDArrays.class, NDArrayEx.class)) {
      Arrays.stream(type.getMethods())
          .filter(method -> NDArray.class.isAssignableFrom(method.getReturnType()))
          .map(Method::getName)
          .forEach(methods::add);
    }
    Set<String> used =
        all().keySet().stream()
            .map(name -> name.replaceAll("[( ].*", "").replaceAll(".*\\.", ""))
            .collect(Collectors.toSet());
    methods.removeAll(used);
    methods.removeAll(WITHOUT);
    methods.removeAll(ELSEWHERE);
    methods.removeAll(OF_PICTURES);
    assertEquals(Set.of(), methods);
  }

  @Test
  void everyMethodThatTakesANumberHasAUse() {
    Set<String> methods = new TreeSet<>();
    for (Class<?> type : List.of(NDArray.class, NDArrays.class, NDArrayEx.class)) {
      for (Method method : type.getMethods()) {
        String name = method.getName();
        if (NDArray.class.isAssignableFrom(method.getReturnType())
            && List.of(method.getParameterTypes()).contains(Number.class)
            && !WITHOUT.contains(name)
            && !ELSEWHERE.contains(name)) {
          methods.add(
              (type == NDArrays.class ? "NDArrays." : "")
                  + name
                  + Arrays.stream(method.getParameterTypes())
                      .map(Class::getSimpleName)
                      .collect(Collectors.joining(", ", "(", ")")));
        }
      }
    }
    Set<String> used = new TreeSet<>(all().keySet());
    methods.removeIf(name -> used.contains(name) || used.contains(name.replaceAll("\\(.*", "")));
    // Which DJL refuses, as it has no reversed division, remainder or power in place.
    methods.removeIf(name -> name.matches("NDArrays\\.(div|mod|pow)i\\(Number, NDArray\\)"));
    assertEquals(Set.of(), methods);
  }

  @TestFactory
  Stream<DynamicTest> everyGradientIsThatOfFiniteDifferences() {
    return all().entrySet().stream()
        .map(use -> DynamicTest.dynamicTest(use.getKey(), () -> check(use.getValue())));
  }

  private static void check(UnaryOperator<NDArray> use) {
    double[] differences = differences(use);
    double tolerance = 1e-5;
    try (var scope = Torch.scope()) {
      assertArrayEquals(differences, gradient(use, false), tolerance);
      assertArrayEquals(differences, gradient(use, true), tolerance, "after a collection");
    }
  }

  private static double[] differences(UnaryOperator<NDArray> use) {
    double step = 1e-5;
    double[] differences = new double[X.length];
    for (int i = 0; i < X.length; i++) {
      differences[i] = (loss(use, i, step) - loss(use, i, -step)) / (2 * step);
    }
    return differences;
  }

  private static double loss(UnaryOperator<NDArray> use, int at, double step) {
    double[] moved = X.clone();
    moved[at] += step;
    try (var scope = Torch.scope()) {
      return Torch.to(loss(use.apply(manager.create(moved, new Shape(2, 3)))), DataType.FLOAT64)
          .toDoubleArray()[0];
    }
  }

  /** A sum in which each number weighs differently. */
  private static NDArray loss(NDArray y) {
    try (NDArray weights = Uses.numbers(y, Math.toIntExact(y.size()))) {
      return y.flatten().mul(weights).sum();
    }
  }

  private static double[] gradient(UnaryOperator<NDArray> use, boolean collect) {
    NDArray x = manager.create(X, new Shape(2, 3));
    x.setRequiresGradient(true);
    try (var grad = Torch.enableGrad()) {
      NDArray loss = loss(use.apply(x));
      if (collect) {
        Collection.run();
      }
      Torch.backward(loss);
    }
    return Torch.grad(x).toDoubleArray();
  }

  // ---- wherever the arrays are made

  private static List<String> wrong() {
    List<String> wrong = new ArrayList<>();
    Uses.ofJavaData()
        .forEach(
            (name, use) -> {
              double[] right = gradient(use, false);
              double[] collected = gradient(use, true);
              if (!Arrays.equals(right, collected)) {
                wrong.add(name + " " + Arrays.toString(right) + Arrays.toString(collected));
              }
            });
    return wrong;
  }

  @Test
  void inARawScopeOfDjl() {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      assertEquals(List.of(), wrong());
    }
  }

  @Test
  void inARawScopeInsideOfOurs() {
    try (var outer = Torch.scope();
        NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      assertEquals(List.of(), wrong());
    }
  }

  @Test
  void outsideOfAnyScope() {
    assertEquals(List.of(), wrong());
  }

  @Test
  void inSeveralThreads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<String>>> results = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        results.add(
            threads.submit(
                () -> {
                  try (var scope = Torch.scope()) {
                    return wrong();
                  }
                }));
      }
      for (Future<List<String>> result : results) {
        assertEquals(List.of(), result.get());
      }
    } finally {
      threads.shutdown();
    }
  }

  // ---- set

  @ParameterizedTest
  @ValueSource(strings = {"numbers", "direct buffer", "view", "scope closed first", "ours"})
  void whatSetLaysOverABufferIsKeptForTheGraph(String how) {
    NDArray w = manager.create(new float[] {1, 2}, new Shape(1, 2));
    w.setRequiresGradient(true);
    for (int i = 0; i < 5; i++) {
      try (var outer = Torch.scope();
          var grad = Torch.enableGrad()) {
        NDArray loss;
        try (var inner = Torch.scope()) {
          NDArray x = how.equals("ours") ? Torch.zeros(1, 2) : manager.zeros(new Shape(1, 2));
          if (how.equals("direct buffer")) {
            ByteBuffer data = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
            x.set(data.putFloat(3).putFloat(4).flip());
          } else {
            x.set(new float[] {3, 4});
          }
          NDArray factor = how.equals("view") ? x.reshape(2).reshape(1, 2) : x;
          loss = inner.keep(w.mul(factor).sum());
          if (!how.equals("scope closed first")) {
            x.close();
            factor.close();
          }
        }
        Collection.run();
        Torch.backward(loss);
        NDArray gradient = Torch.grad(w);
        assertArrayEquals(new float[] {3, 4}, gradient.toFloatArray());
        gradient.subi(gradient);
      }
    }
    w.close();
  }

  @Test
  void anArrayOfAThreadThatNeverMetTheLibraryIsOwnedWhenItIsHandedOver() throws Exception {
    NDArray[] made = new NDArray[1];
    Thread raw = new Thread(() -> made[0] = manager.create(new float[] {3, 4}, new Shape(1, 2)));
    raw.start();
    raw.join();
    try (var scope = Torch.scope()) {
      NDArray copy = Torch.clone(made[0]);
      NDArray view = made[0].reshape(2);
      made[0].close();
      Collection.run();
      assertArrayEquals(new float[] {3, 4}, copy.toFloatArray());
      assertArrayEquals(new float[] {3, 4}, view.toFloatArray());
    }
  }

  // ---- what DJL cuts

  @Test
  void djlsOwnConversionsCutTheGraphAndOursDoNot() {
    assertArrayEquals(new float[] {2, 2}, gradient(x -> x.toType(DataType.FLOAT64, true)));
    assertArrayEquals(new float[] {5, 5}, gradient(x -> Torch.to(x, DataType.FLOAT64)));
    assertArrayEquals(new float[] {2, 2}, gradient(NDArray::duplicate));
    assertArrayEquals(new float[] {5, 5}, gradient(Torch::clone));
    assertArrayEquals(new float[] {5, 5}, gradient(x -> Torch.to(x, x.getDevice())));
  }

  /** Of 2 x and three times a copy of x. */
  private static float[] gradient(UnaryOperator<NDArray> copy) {
    NDArray x = manager.create(new float[] {1, 2});
    x.setRequiresGradient(true);
    try (var scope = Torch.scope();
        var grad = Torch.enableGrad()) {
      Torch.backward(x.mul(2).add(copy.apply(x).mul(3)).sum());
      return Torch.grad(x).toFloatArray();
    }
  }

  // ---- a whole training

  /** With a collection before each backward. */
  @Test
  void theTutorialsPrintWhatPythonPrintsWhateverIsCollected() throws Exception {
    StringBuilder printed = new StringBuilder();
    for (String name :
        List.of("rnn-cell", "rnn", "hello-cell", "hello-rnn", "hello-embedding", "own-cell")) {
      Path golden = Path.of("src/test/resources/tutorial", name + "-seed42.txt");
      printed.append("-- " + name + "\n").append(Files.readString(golden));
    }
    ChildJvm.Result result =
        new ChildJvm()
            .option("-Dio.github.torchrnn.collect=true")
            .option("-XX:+UseSerialGC")
            .run(Main.class);
    Near.recordedText(printed.toString(), result.output());
  }

  @ParameterizedTest
  @ValueSource(strings = {"names-seed42", "generate-hot", "forecast"})
  void theProgramsPrintWhatPythonPrintsWhateverIsCollected(String name) throws Exception {
    List<String> lines =
        Files.readAllLines(Path.of("src/test/resources/tutorial/programs", name + ".txt"));
    ChildJvm.Result result =
        new ChildJvm()
            .option("-Dio.github.torchrnn.collect=true")
            .option("-XX:+UseSerialGC")
            .run(Main.class, lines.get(0).substring("$ ".length()).split(" "));
    Near.recordedText(String.join("\n", lines.subList(1, lines.size())) + "\n", result.output());
  }

  /** A gated cell, of Java numbers, trained with the small young generation of our scripts. */
  @Test
  void aGatedCellTrainsAsInPythonWhileTheCollectorRuns() throws Exception {
    ChildJvm.Result result =
        new ChildJvm().option("-Xmn8m").option("-XX:+UseSerialGC").run(GatedCell.class);
    Near.recordedText(GatedCell.PRINTED_BY_PYTHON, result.output());
    assertEquals(0, result.code());
  }
}
