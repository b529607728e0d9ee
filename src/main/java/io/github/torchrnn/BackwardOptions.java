package io.github.torchrnn;

import ai.djl.ndarray.NDArray;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The options of {@link Torch#backward(NDArray, BackwardOptions)}, with torch's defaults. */
public final class BackwardOptions {

  private @Nullable NDArray gradient;

  /** Null for the same as createGraph. */
  private @Nullable Boolean retainGraph;

  private boolean createGraph;

  /**
   * The gradient of the array, of its shape; 1 by default, which an array of one element may have.
   */
  public BackwardOptions gradient(NDArray gradient) {
    this.gradient = Objects.requireNonNull(gradient, "gradient is null");
    return this;
  }

  /** Whether the graph can be used again; what {@link #createGraph} is by default. */
  public BackwardOptions retainGraph(boolean retainGraph) {
    this.retainGraph = retainGraph;
    return this;
  }

  /** Whether the gradients are recorded, so that there are gradients of them; false by default. */
  public BackwardOptions createGraph(boolean createGraph) {
    this.createGraph = createGraph;
    return this;
  }

  @Nullable NDArray gradient() {
    return gradient;
  }

  boolean retainGraph() {
    return retainGraph == null ? createGraph : retainGraph;
  }

  boolean createGraph() {
    return createGraph;
  }
}
