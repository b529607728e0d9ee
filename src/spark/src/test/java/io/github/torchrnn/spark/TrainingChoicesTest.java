package io.github.torchrnn.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.ExponentialLR;
import io.github.torchrnn.optim.ReduceLROnPlateau;
import io.github.torchrnn.optim.StepLR;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user's functions choose: what is trained, by which rates, and with which buffers. */
class TrainingChoicesTest {

  private static final NetworkOptimizer<Names> ADAM = net -> new Adam(net.parameters(), 0.02);
  private static final NetworkSchedule STEPS = optimizer -> new StepLR(optimizer, 2);

  /** The networks that a training made. */
  private static final Queue<Names> MADE = new ConcurrentLinkedQueue<>();

  /** Names with a flag and bytes, which no mean is taken of. */
  static final class Flagged extends Names {
    Flagged() {
      registerBuffer("seen", Torch.tensor(true, false));
      registerBuffer("bytes", Torch.to(Torch.tensor(200L, 7L), DataType.UINT8));
    }
  }

  private static TorchEstimator set(TorchEstimator estimator) {
    return estimator.setInputCol("letters").setBatchSize(4).setMaxIter(6).setSeed(11);
  }

  private static TorchEstimator of(NetworkOptimizer<Names> optimizer, NetworkSchedule schedule) {
    return set(
        TorchEstimator.of(
            Names::new, Names::forward, Functional::crossEntropy, optimizer, schedule));
  }

  private static void assertTrained(
      Map<String, float[]> expected, List<Double> losses, TorchModel trained) {
    Map<String, float[]> actual = new TreeMap<>(TorchEstimatorTest.numbers(trained));
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), 1e-5f, name));
    for (int i = 0; i < losses.size(); i++) {
      assertEquals(losses.get(i), trained.losses().get(i), 2e-6, "round " + i);
    }
  }

  private static void freezeEmbedding(Names net) {
    net.getSubmodule("embedding").requiresGrad(false);
  }

  /** Some are frozen there, some are not among the optimizer's; both are not clipped either. */
  @Test
  void theOptimizersFunctionSaysWhatIsTrained() {
    NetworkOptimizer<Names> frozen =
        net -> {
          freezeEmbedding(net);
          return new Adam(net.parameters(), 0.02);
        };
    NetworkOptimizer<Names> few = net -> new Adam(net.getSubmodule("linear").parameters(), 0.02);
    Dataset<Row> words = Spark.words(7, 9);
    for (NetworkOptimizer<Names> optimizer : List.of(frozen, few)) {
      TorchEstimator estimator =
          set(TorchEstimator.of(Names::new, Names::forward, Functional::crossEntropy, optimizer))
              .setClipGradNorm(0.1);
      PlainTraining plain = new PlainTraining(words, 4, 0.1, optimizer);
      assertTrained(plain.together(6), plain.losses, estimator.fit(words));
      PlainTraining local = new PlainTraining(words, 4, 0.1, optimizer);
      estimator.setStepsPerRound(3).setMaxIter(2);
      assertTrained(local.apart(2, 3), local.losses, estimator.fit(words));
    }
  }

  @Test
  void aScheduleGoesOnOnceARound() {
    Dataset<Row> words = Spark.words(7, 9);
    NetworkSchedule plateau =
        optimizer -> ReduceLROnPlateau.builder(optimizer).patience(0).threshold(0.1).build();
    for (NetworkSchedule schedule : List.of(STEPS, plateau)) {
      PlainTraining plain = new PlainTraining(words, 4, 0, ADAM, schedule);
      assertTrained(plain.together(6), plain.losses, of(ADAM, schedule).fit(words));
      PlainTraining local = new PlainTraining(words, 4, 0, ADAM, schedule);
      TorchModel trained = of(ADAM, schedule).setStepsPerRound(2).setMaxIter(5).fit(words);
      assertTrained(local.apart(5, 2), local.losses, trained);
    }
  }

  @Test
  void aScheduleGoesOnFromItsCheckpoint(@TempDir Path folder) {
    Dataset<Row> words = Spark.words(7, 9);
    TorchModel whole = of(ADAM, STEPS).fit(words);
    TorchEstimator stopped = of(ADAM, STEPS).setCheckpointDir(folder.toString());
    stopped.setMaxIter(3).fit(words);
    TorchModel gone = stopped.setMaxIter(6).fit(words);
    assertEquals(whole.losses(), gone.losses());
    TorchEstimatorTest.assertSame(
        TorchEstimatorTest.numbers(whole), TorchEstimatorTest.numbers(gone));

    TorchEstimator without =
        set(TorchEstimator.of(Names::new, Names::forward, Functional::crossEntropy, ADAM))
            .setCheckpointDir(folder.toString());
    assertEquals(
        "file:%s/round-00000006.pt was made with a schedule of learning rates, and this training has none: set another checkpointDir"
            .formatted(folder),
        assertThrows(IllegalArgumentException.class, () -> without.fit(words)).getMessage());
    TorchEstimator other = of(ADAM, it -> new ExponentialLR(it, 0.5));
    other.setCheckpointDir(folder.toString());
    assertEquals(
        "file:%s/round-00000006.pt was made with another schedule of learning rates: set another checkpointDir"
            .formatted(folder),
        assertThrows(IllegalArgumentException.class, () -> other.fit(words)).getMessage());
  }

  @Test
  void functionsThatReturnNullAreNamed() {
    NetworkForward<Names> forward = Names::forward;
    NetworkLoss loss = Functional::crossEntropy;
    Map<String, TorchEstimator> wrong =
        Map.of(
            "the factory returned null",
            TorchEstimator.of(() -> null, forward, loss, ADAM),
            "the forward returned null",
            TorchEstimator.of(Names::new, (net, letters) -> null, loss, ADAM),
            "the loss is null",
            TorchEstimator.of(Names::new, forward, (result, label) -> null, ADAM),
            "the optimizer's function returned null",
            TorchEstimator.of(Names::new, forward, loss, net -> null),
            "the function of the schedule returned null",
            of(ADAM, optimizer -> null));
    wrong.forEach(
        (message, estimator) -> {
          Exception failed =
              assertThrows(Exception.class, () -> set(estimator).fit(Spark.words(3)), message);
          assertTrue(failed.toString().contains(message), failed.toString());
        });
  }

  @Test
  void flagsAndBytesStay() {
    NetworkOptimizer<Flagged> optimizer = net -> new Adam(net.parameters(), 0.02);
    for (int steps : new int[] {1, 2}) {
      TorchModel trained =
          set(TorchEstimator.of(
                  Flagged::new, Flagged::forward, Functional::crossEntropy, optimizer))
              .setStepsPerRound(steps)
              .setMaxIter(2)
              .fit(Spark.words(4, 5));
      try (var scope = Torch.scope()) {
        Map<String, NDArray> state = trained.stateDict();
        assertArrayEquals(new boolean[] {true, false}, state.get("seen").toBooleanArray());
        assertArrayEquals(new int[] {200, 7}, state.get("bytes").toUint8Array());
      }
    }
  }

  @Test
  void namesOfCheckpointsDoNotDependOnTheLanguage(@TempDir Path folder) {
    Locale before = Locale.getDefault();
    Dataset<Row> words = Spark.words(7, 9);
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertEquals("\u0667", "%d".formatted(7));
      TorchEstimator checked = of(ADAM, STEPS).setCheckpointDir(folder.toString()).setMaxIter(2);
      TorchModel trained = checked.fit(words);
      assertTrue(Files.exists(folder.resolve("round-00000002.pt")));
      assertEquals(trained.losses(), checked.fit(words).losses());
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void anErrorOfTheUsersClosesTheNetworksToo() {
    MADE.clear();
    TorchEstimator estimator =
        set(
            TorchEstimator.of(
                () -> {
                  Names made = new Names();
                  MADE.add(made);
                  return made;
                },
                (Names net, PackedSequence letters) -> {
                  throw new AssertionError("not reached, says the user");
                },
                Functional::crossEntropy,
                ADAM));
    Exception failed = assertThrows(Exception.class, () -> estimator.fit(Spark.words(3)));
    assertTrue(failed.toString().contains("not reached, says the user"), failed.toString());
    List<Names> made = new ArrayList<>(MADE);
    assertTrue(made.size() >= 2, "" + made.size());
    for (Names net : made) {
      assertThrows(IllegalStateException.class, net::parameters);
    }
  }
}
