package io.github.torchrnn.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.torchrnn.internal.Tensors;
import java.util.List;
import java.util.Objects;

/**
 * Examples that are the rows of arrays: {@code torch.utils.data.TensorDataset}.
 *
 * <pre>{@code
 * var data = new TensorDataset(x, y);
 * NDArray firstX = data.get(0).get(0);
 * }</pre>
 */
public final class TensorDataset implements Dataset<NDList> {

  private final List<NDArray> tensors;
  private final int length;

  /**
   * A dataset of the rows of arrays, which the caller still owns.
   *
   * @param tensors arrays of (examples, ...), at least one
   * @throws IllegalArgumentException if they have different numbers of rows
   */
  public TensorDataset(NDArray... tensors) {
    Objects.requireNonNull(tensors, "tensors is null");
    if (tensors.length == 0) {
      throw new IllegalArgumentException("a TensorDataset takes at least one tensor");
    }
    for (NDArray tensor : tensors) {
      if (Tensors.usable("tensor", tensor).getShape().dimension() == 0) {
        throw new IllegalArgumentException("Dimension specified as 0 but tensor has no dimensions");
      }
      if (tensor.size(0) != tensors[0].size(0)) {
        throw new IllegalArgumentException("Size mismatch between tensors");
      }
    }
    this.tensors = List.of(tensors);
    length = Math.toIntExact(tensors[0].size(0));
  }

  /** The arrays: {@code dataset.tensors}. */
  public List<NDArray> tensors() {
    return tensors;
  }

  /**
   * One row of each array, as views.
   *
   * @throws IndexOutOfBoundsException if there is no such row
   */
  @Override
  public NDList get(int index) {
    Objects.checkIndex(index, length);
    NDList row = new NDList(tensors.size());
    tensors.forEach(tensor -> row.add(tensor.get(index)));
    return row;
  }

  @Override
  public int len() {
    return length;
  }
}
