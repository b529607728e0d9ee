package io.github.torchrnn.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import io.github.torchrnn.internal.Tensors;
import java.util.List;
import java.util.Objects;

/**
 * Examples that are the rows of arrays: {@index torch.utils.data.TensorDataset}.
 *
 * <pre>{@code
 * var data = new TensorDataset(x, y);
 * NDArray firstX = data.get(0).get(0);
 * NDArray fiveX = data.slice(0, 5).get(0);   // data[:5][0]
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
   * One row of each array, as views: {@code dataset[index]}.
   *
   * @param index from 0 on, or from the end as in Python: -1 for the last row
   * @throws IndexOutOfBoundsException with torch's message if there is no such row
   */
  @Override
  public NDList get(int index) {
    int position = Positions.inRows(index, length);
    NDList row = new NDList(tensors.size());
    tensors.forEach(tensor -> row.add(tensor.get(position)));
    return row;
  }

  /**
   * Some rows of each array, as views: {@code dataset[start:stop]}. As in Python, bounds below 0
   * count from the end, and what lies beyond the rows is left out.
   *
   * @param start the first row
   * @param stop the row after the last
   * @return arrays of (rows, ...)
   */
  public NDList slice(long start, long stop) {
    long first = Positions.bound(start, length);
    long end = Math.max(first, Positions.bound(stop, length));
    NDList rows = new NDList(tensors.size());
    tensors.forEach(tensor -> rows.add(tensor.get(new NDIndex().addSliceDim(first, end))));
    return rows;
  }

  @Override
  public int len() {
    return length;
  }
}
