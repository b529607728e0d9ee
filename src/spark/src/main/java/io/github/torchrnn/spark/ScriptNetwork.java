package io.github.torchrnn.spark;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.PackedSequence;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/** A traced network, whose file is its TorchScript: no class of the user's is needed. */
record ScriptNetwork() implements Network {

  /** What DJL passes as a tuple, the first argument. */
  private static final String FIRST = "x()";

  @Override
  public Loaded load(byte[] file) throws IOException {
    Torch.getNumThreads(); // starts the engine by this library rather than by DJL
    Model model = Model.newInstance("network", Engine.getEngine("PyTorch").getEngineName());
    try {
      model.load(new ByteArrayInputStream(file));
      return new LoadedScript(model);
    } catch (MalformedModelException e) {
      model.close();
      throw new IOException("is not a TorchScript archive: " + e.getMessage(), e);
    }
  }

  @Override
  public String fileName() {
    return "network.pt";
  }

  private record LoadedScript(Model model) implements Loaded {

    @Override
    public NDArray forward(PackedSequence sequences) {
      NDList tuple = new NDList();
      for (NDArray part :
          List.of(
              sequences.data(),
              sequences.batchSizes(),
              sequences.sortedIndices(),
              sequences.unsortedIndices())) {
        part.setName(FIRST);
        tuple.add(part);
      }
      ParameterStore none = new ParameterStore(sequences.data().getManager(), false);
      return model.getBlock().forward(none, tuple, false).get(0);
    }

    @Override
    public void close() {
      model.close();
    }
  }
}
