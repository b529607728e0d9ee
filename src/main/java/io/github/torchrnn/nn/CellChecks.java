package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Tensors;

/** What torch checks before a recurrent cell runs, in torch's order and words. */
final class CellChecks {

  private CellChecks() {}

  /** Checks the input and its states: none, or h, or of an LSTM h and c. */
  static void check(RNNCellBase cell, NDArray input, NDArray... states) {
    Shape shape = Tensors.usable("input", input).getShape();
    requireOneOrTwo(cell, "input", shape);
    for (int i = 0; i < states.length; i++) {
      String name = states.length == 1 ? "hidden" : "hx[" + i + "]";
      requireOneOrTwo(cell, name, Tensors.usable(i == 0 ? "hx" : "cx", states[i]).getShape());
    }
    boolean batched = shape.dimension() == 2;
    long batch = batched ? shape.get(0) : 1;
    long features = shape.get(shape.dimension() - 1);
    if (features != cell.inputSize) {
      throw new IllegalArgumentException(
          "input has inconsistent input_size: got %d expected %d"
              .formatted(features, cell.inputSize));
    }
    for (int i = 0; i < states.length; i++) {
      checkState(cell, "hidden" + i, states[i].getShape(), batch, batched);
    }
    checkTypes(cell, input, states);
    for (NDArray state : states) {
      if (state.getShape().dimension() > shape.dimension()) {
        throw new IllegalArgumentException(
            "%s: Expected hidden to be 1D as the input is, got 2D instead".formatted(cell.kind()));
      }
    }
  }

  private static void requireOneOrTwo(RNNCellBase cell, String name, Shape shape) {
    int dim = shape.dimension();
    if (dim != 1 && dim != 2) {
      throw new IllegalArgumentException(
          "%s: Expected %s to be 1D or 2D, got %dD instead".formatted(cell.kind(), name, dim));
    }
  }

  private static void checkState(
      RNNCellBase cell, String name, Shape shape, long batch, boolean batched) {
    long got = batched ? shape.get(0) : 1;
    if (got != batch) {
      throw new IllegalArgumentException(
          "Input batch size %d doesn't match %s batch size %d".formatted(batch, name, got));
    }
    if (batched && shape.dimension() == 1) {
      throw new IllegalArgumentException(
          "Dimension out of range (expected to be in range of [-1, 0], but got 1)");
    }
    long size = shape.get(batched ? 1 : 0);
    if (size != cell.hiddenSize) {
      throw new IllegalArgumentException(
          "%s has inconsistent hidden_size: got %d, expected %d"
              .formatted(name, size, cell.hiddenSize));
    }
  }

  private static void checkTypes(RNNCellBase cell, NDArray input, NDArray... states) {
    NDArray weight = cell.weightIh();
    boolean bias = cell.biasIh != null;
    Devices.requireSame("parameter", input, weight);
    MatrixTypes.requireSame(input, weight, bias);
    for (int i = 0; i < states.length; i++) {
      Devices.requireSame("hidden", input, states[i]);
      if (i == 0) {
        MatrixTypes.requireSame(states[i], weight, bias);
      } else {
        MatrixTypes.requireSameState(input, states[i]);
      }
    }
  }
}
