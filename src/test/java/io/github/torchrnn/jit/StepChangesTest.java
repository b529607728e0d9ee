package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Dropout;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.Sequential;
import io.github.torchrnn.nn.Tanh;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.ClipGrad;
import io.github.torchrnn.optim.SGD;
import io.github.torchrnn.optim.StepLR;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What changes between compiled steps: the network, its mode, the optimizer and its rates. */
class StepChangesTest {

  private static final CrossEntropyLoss CROSS_ENTROPY = new CrossEntropyLoss();
  private static final MSELoss MEAN_SQUARE = new MSELoss();

  private static final String NOTHING_TO_TRAIN =
      "element 0 of tensors does not require grad and does not have a grad_fn: no parameter that"
          + " the loss was made from requires a gradient, or nothing was recorded when it was made";

  private static Traceable<NDArray> lambda(Sequential net) {
    return Traceable.of((NDArray x, NDArray y) -> MEAN_SQUARE.forward(net.forward(x), y));
  }

  private static Sequential layers() {
    return new Sequential(new Linear(3, 4), new Tanh(), new Linear(4, 2));
  }

  private static NDArray[] data() {
    return new NDArray[] {Torch.randn(5, 3), Torch.randn(5, 2)};
  }

  private static void steps(Twins<?> twins, int count) {
    for (int i = 0; i < count; i++) {
      twins.step((Object[]) data());
    }
  }

  @Test
  void schedulersChangeTheRatesOfGroups() {
    try (var twins =
        Twins.of(
            StepChangesTest::layers,
            net ->
                SGD.builder(net.get(0).parameters(), 0.5)
                    .momentum(0.9)
                    .group(net.get(2).parameters(), Map.of("lr", 0.05))
                    .build(),
            StepChangesTest::lambda)) {
      StepLR one = StepLR.builder(twins.singly, 2).gamma(0.1).build();
      StepLR other = StepLR.builder(twins.together, 2).gamma(0.1).build();
      for (int i = 0; i < 6; i++) {
        steps(twins, 1);
        one.step();
        other.step();
      }
      twins.both((net, optimizer) -> optimizer.paramGroups().get(1).lr(0));
      steps(twins, 1);
      twins.both((net, optimizer) -> optimizer.paramGroups().get(0).lr(0.25));
      steps(twins, 2);
      assertEquals(1, twins.programs());
    }
  }

  @Test
  void optionsOfGroupsChange() {
    try (var twins =
        Twins.of(
            StepChangesTest::layers,
            net -> new Adam(net.parameters(), 0.05),
            StepChangesTest::lambda)) {
      steps(twins, 2);
      twins.both((net, optimizer) -> optimizer.loadStateDict(changed(optimizer.stateDict())));
      steps(twins, 2);
    }
  }

  /** The state with other options: torch's way to change them all. */
  @SuppressWarnings("unchecked")
  private static Map<String, Object> changed(Map<String, Object> state) {
    List<Map<String, Object>> groups = (List<Map<String, Object>>) state.get("param_groups");
    Map<String, Object> group = new LinkedHashMap<>(groups.get(0));
    group.put("lr", 0.2);
    group.put("weight_decay", 0.3);
    group.put("eps", 0.01);
    Map<String, Object> changed = new LinkedHashMap<>(state);
    changed.put("param_groups", List.of(group));
    return changed;
  }

  @Test
  void aGroupIsAdded() {
    try (var twins =
        Twins.of(
            StepChangesTest::layers,
            net -> new SGD(net.get(0).parameters(), 0.1),
            StepChangesTest::lambda)) {
      float[] before = ((Linear) twins.compiled.get(2)).weight().toFloatArray();
      steps(twins, 2);
      assertArrayEquals(before, ((Linear) twins.compiled.get(2)).weight().toFloatArray());
      twins.both(
          (net, optimizer) -> optimizer.addParamGroup(net.get(2).parameters(), Map.of("lr", 0.5)));
      steps(twins, 2);
      assertNotEquals(before[0], ((Linear) twins.compiled.get(2)).weight().toFloatArray()[0]);
    }
  }

  @Test
  void parametersAreFrozenAndThawed() {
    try (var twins =
        Twins.of(
            StepChangesTest::layers,
            net -> SGD.builder(net.parameters(), 0.1).momentum(0.9).build(),
            StepChangesTest::lambda)) {
      steps(twins, 2);
      twins.both(net -> net.get(0).requiresGrad(false));
      float[] before = ((Linear) twins.compiled.get(0)).weight().toFloatArray();
      steps(twins, 2);
      assertArrayEquals(before, ((Linear) twins.compiled.get(0)).weight().toFloatArray());
      twins.both(net -> net.get(0).requiresGrad(true));
      twins.both(net -> ((Linear) net.get(2)).bias().setRequiresGradient(false));
      steps(twins, 2);
      assertNotEquals(before[0], ((Linear) twins.compiled.get(0)).weight().toFloatArray()[0]);
    }
  }

  @Test
  void nothingToTrainIsRefusedAsTorchRefusesIt() {
    try (Sequential net = layers();
        SGD optimizer = new SGD(net.parameters(), 0.1);
        CompiledStep<NDArray> step = CompiledStep.of(optimizer, lambda(net))) {
      step.run((Object[]) data());
      net.requiresGrad(false);
      float[] before = ((Linear) net.get(0)).weight().toFloatArray();
      Exception refused = assertThrows(RuntimeException.class, () -> step.run((Object[]) data()));
      assertEquals(NOTHING_TO_TRAIN, refused.getMessage());
      assertArrayEquals(before, ((Linear) net.get(0)).weight().toFloatArray());
      net.requiresGrad(true);
      step.run((Object[]) data());
      assertNotEquals(before[0], ((Linear) net.get(0)).weight().toFloatArray()[0]);
    }
  }

  @Test
  void aFrozenNetworkIsRefusedAtOnce() {
    try (Sequential net = layers();
        SGD optimizer = new SGD(net.parameters(), 0.1);
        CompiledStep<NDArray> step = CompiledStep.of(optimizer, lambda(net))) {
      net.requiresGrad(false);
      Exception refused = assertThrows(RuntimeException.class, () -> step.run((Object[]) data()));
      assertEquals(NOTHING_TO_TRAIN, refused.getMessage());
    }
  }

  @Test
  void dropoutDrawsWhatSingleCallsDrawAndRestsInEvaluation() {
    try (var twins =
        Twins.of(
            () -> new Sequential(new Linear(3, 40), new Dropout(0.5), new Linear(40, 2)),
            net -> new SGD(net.parameters(), 0.05),
            StepChangesTest::lambda)) {
      steps(twins, 3);
      twins.both(TorchModule::eval);
      steps(twins, 3);
      twins.both(net -> net.train());
      steps(twins, 3);
      twins.both(net -> net.get(1).eval());
      steps(twins, 1);
      assertEquals(3, twins.programs(), "one for the modes of all layers");
    }
  }

  @Test
  void dropoutInsideARecurrentLayerDrawsWhatSingleCallsDraw() {
    try (var twins =
        Twins.of(
            () -> LSTM.builder(3, 4).numLayers(3).dropout(0.4).build(),
            net -> new Adam(net.parameters(), 0.05),
            net ->
                Traceable.of(
                    (NDArray x, NDArray y) -> MEAN_SQUARE.forward(net.forward(x).output(), y)))) {
      for (int i = 0; i < 3; i++) {
        twins.step(Torch.randn(6, 2, 3), Torch.randn(6, 2, 4));
      }
      twins.both(TorchModule::eval);
      twins.step(Torch.randn(6, 2, 3), Torch.randn(6, 2, 4));
      assertEquals(2, twins.programs());
    }
  }

  /** An embedding whose weight is the decoder's too. */
  private static final class Tied extends TorchModule {
    private final Embedding encoder = register("encoder", new Embedding(5, 3));
    private final Linear decoder = register("decoder", new Linear(3, 5));

    Tied() {
      decoder.weight(encoder.weight());
    }

    NDArray forward(NDArray x) {
      return decoder.forward(encoder.forward(x).tanh());
    }
  }

  private static Traceable<NDArray> classes(Function<NDArray, NDArray> forward) {
    return Traceable.of((NDArray x, NDArray y) -> CROSS_ENTROPY.forward(forward.apply(x), y));
  }

  @Test
  void tiedWeightsGetBothGradients() {
    try (var twins =
        Twins.of(
            Tied::new, net -> new Adam(net.parameters(), 0.05), net -> classes(net::forward))) {
      for (int i = 0; i < 4; i++) {
        twins.step(Torch.tensor(1, 0, 4, 4), Torch.tensor(0, 2, 1, 3));
      }
      assertEquals(1, twins.programs());
    }
  }

  @Test
  void aParameterThatIsReplacedIsReadFromThenOn() {
    try (var twins =
        Twins.of(
            Tied::new,
            net -> SGD.builder(net.parameters(), 0.05).momentum(0.9).build(),
            net -> classes(net::forward))) {
      NDArray x = Torch.tensor(1, 0, 4, 4);
      NDArray y = Torch.tensor(0, 2, 1, 3);
      twins.step(x, y);
      float[] other = Torch.randn(5, 3).toFloatArray();
      twins.both(net -> net.decoder.setParameter("weight", Torch.tensor(other, 5, 3)));
      twins.step(x, y);
      twins.step(x, y);
      assertArrayEquals(other, twins.compiled.decoder.weight().toFloatArray());
      assertEquals(2, twins.programs());
    }
  }

  @Test
  void parametersThatTheLossDoesNotReachStayAsTheyAre() {
    try (var twins =
        Twins.of(
            StepChangesTest::layers,
            net -> Adam.builder(net.parameters()).lr(0.05).weightDecay(0.1).build(),
            net -> Traceable.of((NDArray x) -> ((Linear) net.get(0)).forward(x).tanh().mean()))) {
      float[] before = ((Linear) twins.compiled.get(2)).weight().toFloatArray();
      for (int i = 0; i < 3; i++) {
        twins.step(Torch.randn(5, 3));
      }
      assertArrayEquals(before, ((Linear) twins.compiled.get(2)).weight().toFloatArray());
      assertEquals(1, twins.programs());
    }
  }

  @Test
  void singleCallsAndCompiledStepsTakeTurns() {
    try (var twins =
        Twins.of(
            StepChangesTest::layers,
            net -> new Adam(net.parameters(), 0.05),
            StepChangesTest::lambda)) {
      steps(twins, 2);
      NDArray[] data = data();
      twins.both(
          (net, optimizer) -> {
            try (var grad = Torch.enableGrad()) {
              optimizer.zeroGrad();
              Torch.backward(MEAN_SQUARE.forward(net.forward(data[0]), data[1]));
              ClipGrad.clipGradNorm(net.parameters(), 0.3);
              optimizer.step();
            }
          });
      steps(twins, 2);
      assertEquals(1, twins.programs());
    }
  }

  /** A module that moved is another program; its optimizer has to be another one as well. */
  @Test
  void aForwardGoesOnInAnotherType() {
    try (Sequential net = layers();
        CompiledForward<NDArray> forward = CompiledForward.of(x -> net.forward(x))) {
      NDArray x = Torch.randn(5, 3);
      Twins.assertNear(net.forward(x), forward.run(x), "float32");
      net.to(DataType.FLOAT64);
      NDArray wide = Torch.to(x, DataType.FLOAT64);
      Twins.assertNear(net.forward(wide), forward.run(wide), "float64");
      assertEquals(DataType.FLOAT64, forward.run(wide).getDataType());
    }
  }
}
