package io.github.torchrnn.tutorial;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.plot.Plots;
import java.util.ArrayList;
import java.util.List;

/** A layer reads a whole sequence in one call, and the sizes of what it returns. */
final class RnnTutorial implements Tutorial {

  private static final int BATCH_SIZE = 1;
  private static final int SEQ_LEN = 3;
  private static final int INPUT_SIZE = 4;
  private static final int HIDDEN_SIZE = 2;
  private static final int NUM_LAYERS = 1;

  @Override
  public void run(Options options) {
    Torch.manualSeed(options.seed());
    List<float[]> states = new ArrayList<>();
    try (var scope = Torch.scope();
        var grad = Torch.enableGrad();
        RNN rnn = new RNN(INPUT_SIZE, HIDDEN_SIZE, NUM_LAYERS)) {
      NDArray inputs = Torch.randn(SEQ_LEN, BATCH_SIZE, INPUT_SIZE);
      NDArray hidden = Torch.zeros(NUM_LAYERS, BATCH_SIZE, HIDDEN_SIZE);
      rnn.to(options.device());
      inputs = inputs.toDevice(options.device(), false);
      hidden = hidden.toDevice(options.device(), false);

      var result = rnn.forward(inputs, hidden);

      System.out.println("Output Size: " + Torch.repr(result.output().getShape()));
      System.out.println("Output: " + Torch.repr(result.output()));
      System.out.println("Hidden Size: " + Torch.repr(result.hidden().getShape()));
      System.out.println("Hidden: " + Torch.repr(result.hidden()));
      for (int i = 0; i < SEQ_LEN; i++) {
        states.add(result.output().get(i).toFloatArray());
      }
    }
    if (options.plot() != null) {
      Plots.save(Plots.hiddenStates(states), options.plot());
    }
  }
}
