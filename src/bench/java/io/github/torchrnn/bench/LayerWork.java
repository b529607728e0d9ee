package io.github.torchrnn.bench;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import java.util.List;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;

/** Forward, and forward with backward, of a layer or cell that starts from zeros. */
public abstract class LayerWork extends Work {

  private Layer layer;
  private NDArray input;

  final void make(Layer made, long... sizes) {
    layer = own(made);
    input = Torch.randn(sizes);
  }

  @Benchmark
  public void forward() {
    try (var step = Torch.scope()) {
      layer.forward().apply(input);
    }
  }

  @Benchmark
  public void forwardBackward() {
    try (var step = Torch.scope();
        var grad = Torch.enableGrad()) {
      Torch.backward(layer.forward().apply(input).sum());
    }
  }

  @Override
  double value() {
    List<NDArray> gradients =
        layer.module().parameters().stream().map(Torch::grad).filter(Objects::nonNull).toList();
    return sum(List.of(layer.forward().apply(input))) + sum(gradients);
  }
}
