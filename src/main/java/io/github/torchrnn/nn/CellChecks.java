package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Tensors;

/** Checks of a recurrent cell's arguments, in torch's order and words. */
final class CellChecks {

  private CellChecks() {}

  /** Checks the input of one step and its {@link States}. */
  static void step(RNNCellBase cell, NDArray input, NDArray... states) {
    Shape shape = Tensors.usable("input", input).getShape();
    requireOneOrTwo(cell, "input", shape);
    for (int i = 0; i < states.length; i++) {
      String name = states.length == 1 ? "hidden" : "hx[" + i + "]";
      requireOneOrTwo(cell, name, Tensors.usable(i == 0 ? "hx" : "cx", states[i]).getShape());
    }
    boolean batched = shape.dimension() == 2;
    long batch = batched ? shape.get(0) : 1;
    long features = shape.get(shape.dimension() - 1);
    if (features != cell.inputSize()) {
      throw new IllegalArgumentException(
          "input has inconsistent input_size: got %s expected %s"
              .formatted(features, cell.inputSize()));
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

  /** Checks a whole sequence and its {@link States}. */
  static void sequence(RNNCellBase cell, NDArray inputs, NDArray... states) {
    Shape shape = Tensors.usable("input", inputs).getShape();
    if (shape.dimension() != 2 && shape.dimension() != 3) {
      throw new IllegalArgumentException(
          "%s.unroll: Expected input to be 2D or 3D, got %sD instead"
              .formatted(cell.kind(), shape.dimension()));
    }
    if (shape.get(0) == 0) {
      throw new IllegalArgumentException("Expected sequence length to be larger than 0 in RNN");
    }
    try (NDArray first = inputs.get(0)) {
      step(cell, first, states);
    }
  }

  private static void requireOneOrTwo(RNNCellBase cell, String name, Shape shape) {
    int dim = shape.dimension();
    if (dim != 1 && dim != 2) {
      throw new IllegalArgumentException(
          "%s: Expected %s to be 1D or 2D, got %sD instead".formatted(cell.kind(), name, dim));
    }
  }

  private static void checkState(
      RNNCellBase cell, String name, Shape shape, long batch, boolean batched) {
    long got = batched ? shape.get(0) : 1;
    if (got != batch) {
      throw new IllegalArgumentException(
          "Input batch size %s doesn't match %s batch size %s".formatted(batch, name, got));
    }
    if (batched && shape.dimension() == 1) {
      throw new IllegalArgumentException(
          "Dimension out of range (expected to be in range of [-1, 0], but got 1)");
    }
    long size = shape.get(batched ? 1 : 0);
    if (size != cell.hiddenSize()) {
      throw new IllegalArgumentException(
          "%s has inconsistent hidden_size: got %s, expected %s"
              .formatted(name, size, cell.hiddenSize()));
    }
  }

  private static void checkTypes(RNNCellBase cell, NDArray input, NDArray... states) {
    NDArray weight = cell.weightIh();
    boolean bias = cell.biasIh != null;
    ArrayChecks.requireSameDevice("parameter", input, weight);
    ArrayChecks.requireSameType(input, weight, bias);
    for (int i = 0; i < states.length; i++) {
      ArrayChecks.requireSameDevice("hidden", input, states[i]);
      if (i == 0) {
        ArrayChecks.requireSameType(states[i], weight, bias);
      } else {
        ArrayChecks.requireStateType(input, states[i]);
      }
    }
  }
}
