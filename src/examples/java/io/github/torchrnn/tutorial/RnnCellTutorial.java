package io.github.torchrnn.tutorial;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.RNNCell;
import io.github.torchrnn.plot.Plots;
import java.util.ArrayList;
import java.util.List;

/** A cell steps through a sequence by hand, and the sizes at each step. */
final class RnnCellTutorial implements Tutorial {

  private static final int BATCH_SIZE = 1;
  private static final int SEQ_LEN = 3;
  private static final int INPUT_SIZE = 4;
  private static final int HIDDEN_SIZE = 2;

  @Override
  public void run(Options options) {
    Torch.manualSeed(options.seed());
    List<float[]> states = new ArrayList<>();
    try (var scope = Torch.scope();
        var grad = Torch.enableGrad();
        RNNCell cell = new RNNCell(INPUT_SIZE, HIDDEN_SIZE)) {
      NDArray dataset = Torch.randn(SEQ_LEN, BATCH_SIZE, INPUT_SIZE);
      NDArray hidden = Torch.zeros(BATCH_SIZE, HIDDEN_SIZE);
      cell.to(options.device());
      dataset = dataset.toDevice(options.device(), false);
      hidden = hidden.toDevice(options.device(), false);

      for (int i = 0; i < SEQ_LEN; i++) {
        String line = "=".repeat(20);
        System.out.println(line + " " + i + " " + line);
        NDArray input = dataset.get(i);
        System.out.println("Inputs Size: " + Torch.repr(input.getShape()));

        hidden = cell.forward(input, hidden);

        System.out.println("Outputs Size: " + Torch.repr(hidden.getShape()));
        System.out.println(Torch.repr(hidden));
        states.add(hidden.toFloatArray());
      }
    }
    if (options.plot() != null) {
      Plots.save(Plots.hiddenStates(states), options.plot());
    }
  }
}
