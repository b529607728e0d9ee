package io.github.torchrnn;

import ai.djl.ndarray.NDArray;

/**
 * Values along an axis and the positions at which they were found: the result of {@index
 * torch.max}, {@code min}, {@code sort} and {@code topk}.
 *
 * @param function the name of torch's function, for the text
 * @param values of the array's type
 * @param indices the positions along the axis, int64, of the shape of the values
 */
public record ValuesAndIndices(String function, NDArray values, NDArray indices)
    implements AutoCloseable {

  /** Frees the arrays, where no scope does. */
  @Override
  public void close() {
    values.close();
    indices.close();
  }

  /** The text that Python prints: {@code torch.return_types.max(...)}. */
  @Override
  public String toString() {
    return "torch.return_types."
        + function
        + "(\nvalues="
        + Torch.repr(values)
        + ",\nindices="
        + Torch.repr(indices)
        + ")";
  }
}
