package io.github.torchrnn.tutorial;

import java.util.List;

/** A training that takes more than two seconds without learning anything. */
final class Bars {

  private static final int EPOCHS = 2;
  private static final List<Double> BATCHES = List.of(0.5, 0.25, 0.125, 0.0625);

  private Bars() {}

  public static void main(String[] args) throws InterruptedException {
    Progress progress = Progress.ofEpochs(EPOCHS, BATCHES.size());
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      double total = 0;
      for (double loss : progress.over(BATCHES)) {
        total += progress.loss(loss);
        Thread.sleep(400);
      }
      System.out.println("Epoch " + epoch + ": " + total);
    }
  }
}
