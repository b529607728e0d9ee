package io.github.torchrnn.bench;

import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.CrossEntropyLossImpl;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.RNNCellImpl;
import org.bytedeco.pytorch.RNNImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Works of {@link HelloRnn}, {@link HelloCell} and {@link SmallLayers} with JavaCPP's PyTorch
 * preset.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class JavaCpp {

  private static final int LETTERS = HelloWord.LETTERS;

  private PointerScope scope;
  private Tensor inputs;
  private Tensor labels;
  private RNNImpl rnn;
  private CrossEntropyLossImpl criterion;
  private Adam optimizer;
  private RNNCellImpl cell;
  private Adam cellOptimizer;
  private RNNImpl small;
  private Tensor input;

  @Setup
  public void setUp() {
    scope = new PointerScope();
    torch.manual_seed(0);
    inputs = torch.tensor(HelloWord.oneHot()).reshape(-1, 1, LETTERS);
    labels = torch.tensor(HelloWord.LABELS);
    rnn = new RNNImpl(LETTERS, LETTERS);
    criterion = new CrossEntropyLossImpl();
    optimizer = new Adam(rnn.parameters(), new AdamOptions(0.05));
    cell = new RNNCellImpl(LETTERS, LETTERS);
    cellOptimizer = new Adam(cell.parameters(), new AdamOptions(0.1));
    small = new RNNImpl(4, 2);
    input = torch.randn(3, 1, 4);
  }

  @TearDown
  public void tearDown() {
    scope.close();
  }

  @Benchmark
  public void step() {
    try (PointerScope step = new PointerScope()) {
      Tensor loss = loss();
      optimizer.zero_grad();
      loss.backward();
      optimizer.step();
    }
  }

  @Benchmark
  public void cellStep() {
    try (PointerScope step = new PointerScope()) {
      Tensor loss = cellLoss();
      cellOptimizer.zero_grad();
      loss.backward();
      cellOptimizer.step();
    }
  }

  @Benchmark
  public void forward() {
    try (PointerScope step = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      small.forward(input);
    }
  }

  @Benchmark
  public void forwardBackward() {
    try (PointerScope step = new PointerScope()) {
      small.forward(input).get0().sum().backward();
    }
  }

  private Tensor loss() {
    Tensor output = rnn.forward(inputs, torch.zeros(1, 1, LETTERS)).get0();
    return criterion.forward(output.reshape(-1, LETTERS), labels);
  }

  private Tensor cellLoss() {
    Tensor loss = torch.zeros();
    Tensor hidden = torch.zeros(1, LETTERS);
    for (int i = 0; i < HelloWord.LABELS.length; i++) {
      hidden = cell.forward(inputs.get(i), hidden);
      loss = loss.add(criterion.forward(hidden, labels.narrow(0, i, 1)));
    }
    return loss;
  }

  double value() {
    try (PointerScope step = new PointerScope()) {
      return loss().item_float();
    }
  }
}
