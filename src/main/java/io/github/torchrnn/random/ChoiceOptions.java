package io.github.torchrnn.random;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Tensors;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The options of {@link RandomState#choice(int, ChoiceOptions)}, with NumPy's defaults. */
public final class ChoiceOptions {

  /** Null for one element. */
  private long @Nullable [] size;

  private boolean replace = true;

  /** Null if all elements are as probable. */
  private double @Nullable [] probabilities;

  /** How far from 1 the sum of the probabilities may be. */
  private double tolerance = Math.sqrt(Math.ulp(1.0));

  /** The sizes of the result; by default it is one element. */
  public ChoiceOptions size(long... size) {
    this.size = Objects.requireNonNull(size, "size is null").clone();
    return this;
  }

  /** Whether an element may be drawn again; true by default. */
  public ChoiceOptions replace(boolean replace) {
    this.replace = replace;
    return this;
  }

  /** The probability of each element; by default all are as probable. */
  public ChoiceOptions p(double... probabilities) {
    this.probabilities = Objects.requireNonNull(probabilities, "p is null").clone();
    return this;
  }

  /**
   * The probability of each element, copied from an array.
   *
   * @param probabilities of (elements)
   * @throws IllegalArgumentException if it has another number of dimensions
   */
  public ChoiceOptions p(NDArray probabilities) {
    if (Tensors.usable("p", probabilities).getShape().dimension() != 1) {
      throw new IllegalArgumentException("'p' must be 1-dimensional");
    }
    DataType type = probabilities.getDataType();
    if (type == DataType.FLOAT32 || type == DataType.FLOAT16) {
      tolerance = Math.sqrt(type == DataType.FLOAT32 ? Math.ulp(1f) : 0x1p-10);
    }
    try (NDArray numbers = Torch.to(probabilities, DataType.FLOAT64)) {
      return p(numbers.toDoubleArray());
    }
  }

  long @Nullable [] size() {
    return size;
  }

  boolean replace() {
    return replace;
  }

  double @Nullable [] probabilities() {
    return probabilities;
  }

  double tolerance() {
    return tolerance;
  }
}
