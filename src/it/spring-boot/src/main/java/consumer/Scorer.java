package consumer;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.io.Pt;
import io.github.torchrnn.jit.CompiledForward;
import java.io.IOException;
import java.nio.file.Path;

/** Scores of sequences, for many threads at once. */
class Scorer implements AutoCloseable {
  private final Net net = new Net();
  private final CompiledForward<NDArray> forward;

  Scorer(Path weights) throws IOException {
    try (var scope = Torch.scope()) {
      net.loadStateDict(Pt.loadStateDict(weights));
    }
    net.eval();
    forward = CompiledForward.of(x -> net.out.forward(net.rnn.forward(x).hidden().get(0)));
  }

  float[] score(float[][] steps) {
    try (var scope = Torch.scope()) {
      return forward.run(Torch.tensor(steps).expandDims(1)).toFloatArray();
    }
  }

  @Override
  public void close() {
    forward.close();
    net.close();
  }
}
