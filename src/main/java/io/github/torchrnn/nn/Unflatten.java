package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.Objects;

/**
 * One axis made several: {@index torch.nn.Unflatten}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var unflatten = new Unflatten(1, 3, 4)) {
 *   System.out.println(Torch.repr(unflatten.forward(Torch.ones(2, 12)).getShape()));
 * }
 * // torch.Size([2, 3, 4])
 * }</pre>
 */
public final class Unflatten extends UnaryLayer {

  private final int dim;
  private final long[] unflattenedSize;

  /**
   * The layer: {@code torch.nn.Unflatten(dim, unflattened_size)}.
   *
   * @param dim the axis, counted from the end if negative
   * @param unflattenedSize the sizes of the new axes, of which one may be -1 for what is left
   */
  public Unflatten(int dim, long... unflattenedSize) {
    this.dim = dim;
    this.unflattenedSize =
        Objects.requireNonNull(unflattenedSize, "unflattened_size is null").clone();
  }

  /** The axis that is split, counted from the end if negative: {@code dim}. */
  public int dim() {
    return dim;
  }

  /** The sizes of the new axes: {@code unflattened_size}. */
  public long[] unflattenedSize() {
    return unflattenedSize.clone();
  }

  /**
   * Runs the layer: {@code output = unflatten(input)}.
   *
   * @param input an array with the axis
   * @return the same numbers in the same memory
   * @throws IllegalArgumentException with torch's message if the axis does not exist, or has
   *     another size
   */
  @Override
  public NDArray forward(NDArray input) {
    return super.forward(input);
  }

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    check(Tensors.usable("input", input).getShape());
    return Functions.call(input.getManager(), "unflatten", input, dim, unflattenedSize);
  }

  /** Refuses what LibTorch does, which hides its reasons behind a text of its own. */
  private void check(Shape shape) {
    int rank = shape.dimension();
    if (unflattenedSize.length == 0) {
      throw new IllegalArgumentException("unflatten: sizes must be non-empty");
    }
    int axes = Math.max(1, rank);
    if (dim < -axes || dim >= axes) {
      throw new IllegalArgumentException(
          "Dimension out of range (expected to be in range of [%s, %s], but got %s)"
              .formatted(-axes, axes - 1, dim));
    }
    if (rank == 0) {
      throw new IllegalArgumentException("Dimension specified as 0 but tensor has no dimensions");
    }
    requireFit(shape.get(axis(rank)), rank);
  }

  private void requireFit(long size, int rank) {
    boolean inferred = false;
    double product = 1;
    for (int i = 0; i < unflattenedSize.length; i++) {
      if (unflattenedSize[i] == -1 && inferred) {
        throw new IllegalArgumentException("only one dimension can be inferred");
      } else if (unflattenedSize[i] < -1) {
        throw new IllegalArgumentException(
            "invalid shape dimension %s at index %s of shape %s"
                .formatted(unflattenedSize[i], i, TorchText.sizes(unflattenedSize)));
      }
      inferred |= unflattenedSize[i] == -1;
      product *= unflattenedSize[i] == -1 ? 1 : unflattenedSize[i];
    }
    if (product != size && !(inferred && product > 0 && size % product == 0)) {
      throw new IllegalArgumentException(
          "unflatten: Provided sizes %s don't multiply up to the size of dim %s (%s) in the input tensor"
              .formatted(TorchText.sizes(unflattenedSize), axis(rank), size));
    }
    if (inferred && product == 0) {
      throw new IllegalArgumentException(
          "cannot reshape tensor of 0 elements into shape %s because the unspecified dimension size -1 can be any value and is ambiguous"
              .formatted(TorchText.sizes(unflattenedSize)));
    }
  }

  private int axis(int rank) {
    return dim < 0 ? rank + dim : dim;
  }

  @Override
  Shape outputShape(Shape input) {
    int axis = axis(input.dimension());
    long rest = input.get(axis);
    for (long size : unflattenedSize) {
      rest = size > 0 ? rest / size : rest;
    }
    long[] sizes = unflattenedSize();
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = sizes[i] == -1 ? rest : sizes[i];
    }
    return input.slice(0, axis).addAll(new Shape(sizes)).addAll(input.slice(axis + 1));
  }

  @Override
  protected String extraRepr() {
    return "dim=%s, unflattened_size=%s".formatted(dim, TorchText.tuple(unflattenedSize));
  }
}
