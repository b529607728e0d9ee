package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Tensors;

/**
 * Several axes made one: {@index torch.nn.Flatten}.
 *
 * <pre>{@code
 * try (var scope = Torch.scope(); var flatten = new Flatten()) {
 *   System.out.println(Torch.repr(flatten.forward(Torch.ones(2, 3, 4)).getShape()));
 * }
 * // torch.Size([2, 12])
 * }</pre>
 */
public final class Flatten extends UnaryLayer {

  private final int startDim;
  private final int endDim;

  /** All axes but the first: {@code torch.nn.Flatten()}. */
  public Flatten() {
    this(1, -1);
  }

  /**
   * The layer: {@code torch.nn.Flatten(start_dim, end_dim)}.
   *
   * @param startDim the first axis, counted from the end if negative
   * @param endDim the last axis, counted from the end if negative
   */
  public Flatten(int startDim, int endDim) {
    this.startDim = startDim;
    this.endDim = endDim;
  }

  /** The first axis that is flattened: {@code start_dim}. */
  public int startDim() {
    return startDim;
  }

  /** The last axis that is flattened: {@code end_dim}. */
  public int endDim() {
    return endDim;
  }

  /**
   * Runs the layer: {@code output = flatten(input)}.
   *
   * @param input an array of any shape
   * @return the same numbers, where possible in the same memory
   * @throws IllegalArgumentException with torch's message if an axis does not exist
   */
  @Override
  public NDArray forward(NDArray input) {
    return super.forward(input);
  }

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    Tensors.usable("input", input);
    return Functions.call(input.getManager(), "flatten", input, startDim, endDim);
  }

  @Override
  Shape outputShape(Shape input) {
    int rank = input.dimension();
    int start = startDim < 0 ? rank + startDim : startDim;
    int end = endDim < 0 ? rank + endDim : endDim;
    return input
        .slice(0, start)
        .add(input.slice(start, end + 1).size())
        .addAll(input.slice(end + 1));
  }

  @Override
  protected String extraRepr() {
    return "start_dim=%s, end_dim=%s".formatted(startDim, endDim);
  }
}
