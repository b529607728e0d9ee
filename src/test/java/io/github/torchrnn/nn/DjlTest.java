package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.metric.Metrics;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.NoopTranslator;
import io.github.torchrnn.Torch;
import io.github.torchrnn.optim.SGD;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The layers inside DJL's Model, Trainer and SequentialBlock, beside DJL's own blocks. */
class DjlTest {

  private static final int SEQ = 6;
  private static final int EXAMPLES = 64;

  @TempDir private Path folder;

  /** Whether a sequence's first number is greater than its last: a question of memory. */
  private static ArrayDataset dataset(NDManager manager) {
    NDArray x = manager.randomUniform(-1, 1, new Shape(EXAMPLES, SEQ, 1));
    NDArray y = x.get(":,0,0").gt(x.get(":,-1,0")).toType(DataType.INT64, false);
    return new ArrayDataset.Builder()
        .setData(x)
        .optLabels(y.toType(DataType.FLOAT32, false))
        .setSampling(16, false)
        .build();
  }

  private static SequentialBlock network(Block layer) {
    return new SequentialBlock()
        .add(layer)
        .addSingleton(output -> output.get(":,-1"))
        .add(ai.djl.nn.core.Linear.builder().setUnits(2).build());
  }

  private static DefaultTrainingConfig config() {
    return new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
        .optOptimizer(Optimizer.adam().optLearningRateTracker(Tracker.fixed(0.02f)).build())
        .addEvaluator(new Accuracy());
  }

  @TestFactory
  Stream<DynamicTest> everyLayerTrainsUnderDjlsTrainer() {
    Map<String, Supplier<TorchModule>> layers =
        Map.of(
            "RNN", () -> RNN.builder(1, 12).batchFirst(true).build(),
            "GRU", () -> GRU.builder(1, 12).batchFirst(true).numLayers(2).build(),
            "LSTM", () -> LSTM.builder(1, 12).batchFirst(true).build(),
            "bidirectional LSTM",
                () -> LSTM.builder(1, 12).batchFirst(true).bidirectional(true).build());
    return layers.entrySet().stream()
        .map(
            layer ->
                DynamicTest.dynamicTest(
                    layer.getKey(),
                    () -> assertTrue(accuracy(layer.getValue()) >= 0.9, "accuracy")));
  }

  private static float accuracy(Supplier<TorchModule> layer) throws Exception {
    Torch.manualSeed(3);
    try (Model model = Model.newInstance("memory")) {
      model.setBlock(network(layer.get()));
      try (Trainer trainer = model.newTrainer(config())) {
        trainer.initialize(new Shape(16, SEQ, 1));
        trainer.setMetrics(new Metrics());
        ArrayDataset dataset = dataset(trainer.getManager());
        for (int epoch = 0; epoch < 40; epoch++) {
          for (Batch batch : trainer.iterateDataset(dataset)) {
            EasyTrain.trainBatch(trainer, batch);
            trainer.step();
            batch.close();
          }
          trainer.notifyListeners(listener -> listener.onEpoch(trainer));
        }
        Accuracy accuracy = new Accuracy();
        accuracy.addAccumulator("all");
        for (Batch batch : trainer.iterateDataset(dataset)) {
          NDList output = trainer.evaluate(batch.getData());
          accuracy.updateAccumulator("all", batch.getLabels(), output);
          batch.close();
        }
        return accuracy.getAccumulator("all");
      }
    }
  }

  @Test
  void djlsModelSavesAndLoadsTheParameters() throws Exception {
    Torch.manualSeed(0);
    float[] before;
    try (Model model = Model.newInstance("saved")) {
      SequentialBlock block =
          network(LSTM.builder(1, 3).batchFirst(true).bidirectional(true).build());
      model.setBlock(block);
      block.initialize(model.getNDManager(), DataType.FLOAT32, new Shape(2, SEQ, 1));
      before = predict(model);
      model.save(folder, "saved");
    }
    try (Model model = Model.newInstance("saved")) {
      model.setBlock(network(LSTM.builder(1, 3).batchFirst(true).bidirectional(true).build()));
      model.load(folder, "saved");
      assertArrayEquals(before, predict(model));
    }
    // DJL itself would load an RNN's file into an LSTM, and crash in its first forward.
    try (Model model = Model.newInstance("saved");
        RNN other = RNN.builder(1, 3).batchFirst(true).build()) {
      float[] weights = other.getParameter("weight_ih_l0").toFloatArray();
      model.setBlock(network(other));
      assertThrows(MalformedModelException.class, () -> model.load(folder, "saved"));
      assertArrayEquals(weights, other.getParameter("weight_ih_l0").toFloatArray());
    }
  }

  private static float[] predict(Model model) throws Exception {
    try (var predictor = model.newPredictor(new NoopTranslator());
        NDManager manager = NDManager.newBaseManager()) {
      NDArray x = manager.arange(2f * SEQ).reshape(2, SEQ, 1).div(10);
      return predictor.predict(new NDList(x)).singletonOrThrow().toFloatArray();
    }
  }

  @Test
  void theBlockComputesWhatTheLayerComputes() {
    try (var scope = Torch.scope();
        GRU layer = new GRU(3, 4)) {
      NDArray x = Torch.randn(5, 2, 3);
      NDArray h = Torch.randn(1, 2, 4);
      NDList output =
          layer.forward(new ParameterStore(x.getManager(), false), new NDList(x, h), false);
      assertEquals(1, output.size());
      assertArrayEquals(layer.forward(x, h).output().toFloatArray(), output.head().toFloatArray());
      assertEquals(new Shape(5, 2, 4), layer.getOutputShapes(new Shape[] {x.getShape()})[0]);
    }
  }

  /** Two linear layers of one weight, {@code y = x W^T W^T}. */
  private static final class Tied extends TorchModule {
    private final Linear first = register("first", Linear.builder(2, 2).bias(false).build());
    private final Linear second = register("second", Linear.builder(2, 2).bias(false).build());

    Tied() {
      second.weight(first.weight());
    }

    NDArray forward(NDArray x) {
      return second.forward(first.forward(x));
    }

    @Override
    protected NDList compute(NDList inputs) {
      return new NDList(forward(inputs.head()));
    }
  }

  @Test
  void djlsTrainerStepsASharedParameterOnce() {
    Torch.manualSeed(0);
    float[] expected;
    try (var scope = Torch.scope();
        var grad = Torch.enableGrad();
        Tied net = new Tied();
        SGD optimizer = new SGD(net.parameters(), 0.5)) {
      Torch.backward(net.forward(Torch.ones(1, 2)).square().sum());
      optimizer.step();
      expected = net.first.weight().toFloatArray();
    }
    Torch.manualSeed(0);
    try (Model model = Model.newInstance("tied")) {
      Tied net = new Tied();
      model.setBlock(net);
      Optimizer sgd = Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.5f)).build();
      try (Trainer trainer =
          model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss()).optOptimizer(sgd))) {
        trainer.initialize(new Shape(1, 2));
        try (GradientCollector collector = trainer.newGradientCollector()) {
          NDArray x = trainer.getManager().ones(new Shape(1, 2));
          collector.backward(trainer.forward(new NDList(x)).head().square().sum());
        }
        trainer.step();
        assertArrayEquals(expected, net.second.weight().toFloatArray(), 1e-6f);
      }
    }
  }
}
