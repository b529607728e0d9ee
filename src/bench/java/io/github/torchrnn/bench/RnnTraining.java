package io.github.torchrnn.bench;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.optim.Adam;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** A compiled training step of a larger layer. */
public class RnnTraining extends Work {

  /** Sequence, batch, input and hidden size. */
  @Param({"35x32x64x128", "100x64x128x256"})
  String sizes;

  private NDArray inputs;
  private NDArray targets;
  private RNN rnn;
  private MSELoss criterion;
  private CompiledStep<NDArray> compiled;

  @Override
  void make() {
    long[] size = Arrays.stream(sizes.split("x")).mapToLong(Long::parseLong).toArray();
    rnn = own(new RNN(size[2], size[3]));
    inputs = Torch.randn(size[0], size[1], size[2]);
    targets = Torch.randn(size[0], size[1], size[3]);
    criterion = own(new MSELoss());
    Adam optimizer = own(new Adam(rnn.parameters()));
    compiled = own(CompiledStep.of(optimizer, (x, y) -> loss(x, y)));
  }

  private NDArray loss(NDArray x, NDArray y) {
    return criterion.forward(rnn.forward(x).output(), y);
  }

  @Benchmark
  public void compiled() {
    try (var step = Torch.scope()) {
      compiled.run(inputs, targets);
    }
  }

  @Override
  double value() {
    return loss(inputs, targets).getFloat();
  }
}
