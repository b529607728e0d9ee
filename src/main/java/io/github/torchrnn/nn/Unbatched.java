package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.function.BiFunction;

/** A computation on one sequence, or one example, as a batch of one. */
final class Unbatched {

  private Unbatched() {}

  /**
   * Gives the arrays a batch axis, computes, and takes the axis from the results.
   *
   * @param axis the batch axis of the input, and of the first result
   * @param stateAxis the batch axis of the states, and of the other results
   * @param batched from input and states to results
   */
  static NDArray[] run(
      NDArray input,
      int axis,
      NDArray[] states,
      int stateAxis,
      BiFunction<NDArray, NDArray[], NDArray[]> batched) {
    try (NDList batch = new NDList(input.expandDims(axis))) {
      for (NDArray state : states) {
        batch.add(state.expandDims(stateAxis));
      }
      NDArray[] batchStates = batch.subNDList(1).toArray(new NDArray[0]);
      try (NDList results = new NDList(batched.apply(batch.head(), batchStates))) {
        NDArray[] unbatched = new NDArray[results.size()];
        for (int i = 0; i < unbatched.length; i++) {
          unbatched[i] = results.get(i).squeeze(i == 0 ? axis : stateAxis);
        }
        return unbatched;
      }
    }
  }
}
