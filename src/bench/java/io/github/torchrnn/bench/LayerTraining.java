package io.github.torchrnn.bench;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.optim.Adam;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** A compiled training step of a layer. */
public class LayerTraining extends Work {

  /** The kind, and sequence, batch, input and hidden size. */
  @Param({
    "GRU-5x1x4x4",
    "LSTM-5x1x4x4",
    "RNN-35x32x64x128",
    "GRU-35x32x64x128",
    "LSTM-35x32x64x128",
    "RNN-100x64x128x256",
    "GRU-100x64x128x256",
    "LSTM-100x64x128x256"
  })
  String layer;

  private NDArray inputs;
  private NDArray targets;
  private Layer made;
  private MSELoss criterion;
  private CompiledStep<NDArray> compiled;

  @Override
  void make() {
    String[] parts = layer.split("-");
    long[] size = Arrays.stream(parts[1].split("x")).mapToLong(Long::parseLong).toArray();
    made = own(Layer.of(parts[0], size[2], size[3]));
    inputs = Torch.randn(size[0], size[1], size[2]);
    targets = Torch.randn(size[0], size[1], size[3]);
    criterion = own(new MSELoss());
    Adam optimizer = own(new Adam(made.module().parameters()));
    compiled = own(CompiledStep.of(optimizer, (x, y) -> loss(x, y)));
  }

  private NDArray loss(NDArray x, NDArray y) {
    return criterion.forward(made.forward().apply(x), y);
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
