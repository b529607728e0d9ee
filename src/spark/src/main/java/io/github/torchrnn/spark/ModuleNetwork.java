package io.github.torchrnn.spark;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.io.Pt;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.TorchModule;
import java.io.IOException;
import java.util.Objects;

/** A network of the user's classes, whose file is the {@code .pt} of its state. */
record ModuleNetwork<M extends TorchModule>(NetworkFactory<M> factory, NetworkForward<M> forward)
    implements Network {

  @Override
  public Loaded load(byte[] file) throws IOException {
    M module =
        Draws.alone(() -> Objects.requireNonNull(factory.create(), "the factory returned null"));
    try (var scope = Torch.scope()) {
      module.loadStateDict(LocalFile.read(file, fileName(), Pt::loadStateDict));
      module.eval();
      return new LoadedModule<>(module, forward);
    } catch (IOException | RuntimeException e) {
      module.close();
      throw e;
    }
  }

  @Override
  public String fileName() {
    return "weights.pt";
  }

  private record LoadedModule<M extends TorchModule>(M module, NetworkForward<M> forward)
      implements Loaded {

    @Override
    public NDArray forward(PackedSequence sequences) {
      return forward.forward(module, sequences);
    }

    @Override
    public void close() {
      module.close();
    }
  }
}
