package io.github.torchrnn.bench;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledForward;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** The compiled forwards of {@link SmallLayers}. */
public class CompiledLayers extends Work {

  @Param({"LSTMCell", "GRUCell", "GRU"})
  String kind;

  private NDArray input;
  private CompiledForward<NDArray> compiled;

  @Override
  void make() {
    Layer layer = own(Layer.of(kind, 4, 2));
    input = Layer.isCell(kind) ? Torch.randn(1, 4) : Torch.randn(3, 1, 4);
    compiled = own(CompiledForward.of(x -> layer.forward().apply(x)));
  }

  @Benchmark
  public void forward() {
    try (var step = Torch.scope()) {
      compiled.run(input);
    }
  }

  @Override
  double value() {
    return sum(List.of(compiled.run(input)));
  }
}
