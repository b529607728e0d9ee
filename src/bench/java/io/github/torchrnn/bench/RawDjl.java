package io.github.torchrnn.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.recurrent.RNN.Activation;
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

/** The training step of {@link HelloRnn} without this library, on DJL's arrays. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RawDjl {

  private static final int LETTERS = HelloWord.LETTERS;

  private final NDManager manager = NDManager.newBaseManager();
  private final NDList weights = new NDList();
  private final Loss criterion = Loss.softmaxCrossEntropyLoss();
  private final Optimizer optimizer =
      Optimizer.adam().optLearningRateTracker(Tracker.fixed(0.05f)).build();

  @Setup
  public void setUp() {
    manager.getEngine().setRandomSeed(0);
    float bound = (float) (1 / Math.sqrt(LETTERS));
    Shape matrix = new Shape(LETTERS, LETTERS);
    Shape vector = new Shape(LETTERS);
    for (Shape shape : new Shape[] {matrix, matrix, vector, vector}) {
      NDArray weight = manager.randomUniform(-bound, bound, shape);
      weight.setRequiresGradient(true);
      weights.add(weight);
    }
  }

  @TearDown
  public void tearDown() {
    manager.close();
  }

  @Benchmark
  public void step() {
    try (NDManager step = manager.newSubManager()) {
      try (var collector = Engine.getInstance().newGradientCollector()) {
        collector.backward(loss(step));
      }
      for (int i = 0; i < weights.size(); i++) {
        try (NDArray gradient = weights.get(i).getGradient()) {
          optimizer.update(Integer.toString(i), weights.get(i), gradient);
        }
      }
    }
  }

  private NDArray loss(NDManager step) {
    NDArray inputs =
        step.create(HelloWord.oneHot(), new Shape(HelloWord.LABELS.length, 1, LETTERS));
    NDArray hidden = step.zeros(new Shape(1, 1, LETTERS));
    NDArray output =
        inputs
            .getNDArrayInternal()
            .rnn(inputs, hidden, weights, true, 1, Activation.TANH, 0, true, false, false)
            .head();
    return criterion.evaluate(
        new NDList(step.create(HelloWord.LABELS)), new NDList(output.reshape(-1, LETTERS)));
  }

  double value() {
    try (NDManager step = manager.newSubManager()) {
      return loss(step).getFloat();
    }
  }
}
