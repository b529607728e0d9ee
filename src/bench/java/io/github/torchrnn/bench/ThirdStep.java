package io.github.torchrnn.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.RNNCell;
import io.github.torchrnn.optim.Adam;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a compiled step costs before it pays: the time of its first three runs, less that of three
 * later ones, in a process of its own. Its last line is that in microseconds.
 */
final class ThirdStep {

  static final String HELLO_RNN = "ThirdStep.helloRnn";
  static final String CELL_LOOP = "ThirdStep.cellLoop";

  private static final int STEPS = 3;
  private static final int RUNS = 3;
  private static final int LENGTH = 1000;

  private ThirdStep() {}

  public static void main(String[] args) throws Exception {
    if (args[0].equals(HELLO_RNN)) {
      HelloRnn work = new HelloRnn();
      work.setUp();
      report(work::compiled);
      work.tearDown();
    } else {
      cellLoop();
    }
  }

  private static void cellLoop() {
    Torch.manualSeed(0);
    try (var scope = Torch.scope();
        RNNCell cell = new RNNCell(4, 4);
        MSELoss criterion = new MSELoss();
        Adam optimizer = new Adam(cell.parameters());
        var step = CompiledStep.of(optimizer, (x, y) -> criterion.forward(unrolled(cell, x), y))) {
      NDArray inputs = Torch.randn(LENGTH, 1, 4);
      NDArray targets = Torch.randn(LENGTH, 4);
      report(
          () -> {
            try (var stepScope = Torch.scope()) {
              step.run(inputs, targets);
            }
          });
    }
  }

  private static NDArray unrolled(RNNCell cell, NDArray inputs) {
    NDArray hidden = Torch.zeros(1, 4);
    NDList outputs = new NDList();
    for (int i = 0; i < LENGTH; i++) {
      hidden = cell.forward(inputs.get(i), hidden);
      outputs.add(hidden);
    }
    return NDArrays.concat(outputs);
  }

  private static void report(Runnable step) {
    double first = micros(step);
    micros(step); // Java and LibTorch go on to compile
    System.out.println(first - micros(step));
  }

  private static double micros(Runnable step) {
    long start = System.nanoTime();
    for (int i = 0; i < STEPS; i++) {
      step.run();
    }
    return (System.nanoTime() - start) / 1e3;
  }

  /** The median of some processes. */
  static double measure(Child program) throws IOException, InterruptedException {
    List<Double> micros = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      List<String> lines = program.run().lines().toList();
      micros.add(Double.parseDouble(lines.get(lines.size() - 1)));
    }
    return Medians.of(micros);
  }
}
