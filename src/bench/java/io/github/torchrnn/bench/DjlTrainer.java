package io.github.torchrnn.bench;

import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.recurrent.RNN;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The training step of {@link HelloRnn} with DJL's own block and Trainer. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DjlTrainer {

  private static final Shape INPUTS = new Shape(HelloWord.LABELS.length, 1, HelloWord.LETTERS);

  private Model model;
  private Trainer trainer;

  @Setup
  public void setUp() {
    model = Model.newInstance("hello");
    RNN rnn =
        RNN.builder()
            .setStateSize(HelloWord.LETTERS)
            .setNumLayers(1)
            .setActivation(RNN.Activation.TANH)
            .optBatchFirst(false)
            .build();
    model.setBlock(
        new SequentialBlock()
            .add(rnn)
            .addSingleton(output -> output.reshape(-1, HelloWord.LETTERS)));
    trainer =
        model.newTrainer(
            new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .optOptimizer(
                    Optimizer.adam().optLearningRateTracker(Tracker.fixed(0.05f)).build()));
    trainer.initialize(INPUTS);
  }

  @TearDown
  public void tearDown() {
    trainer.close();
    model.close();
  }

  @Benchmark
  public void step() {
    try (NDManager step = trainer.getManager().newSubManager()) {
      try (var collector = trainer.newGradientCollector()) {
        NDList outputs = trainer.forward(new NDList(step.create(HelloWord.oneHot(), INPUTS)));
        NDList labels = new NDList(step.create(HelloWord.LABELS));
        collector.backward(trainer.getLoss().evaluate(labels, outputs));
      }
      trainer.step();
    }
  }

  double value() {
    try (NDManager step = trainer.getManager().newSubManager()) {
      NDList outputs = trainer.evaluate(new NDList(step.create(HelloWord.oneHot(), INPUTS)));
      NDList labels = new NDList(step.create(HelloWord.LABELS));
      return trainer.getLoss().evaluate(labels, outputs).getFloat();
    }
  }
}
