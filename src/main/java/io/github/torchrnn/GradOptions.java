package io.github.torchrnn;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The options of {@link Torch#grad(List, List, GradOptions)}, with torch's defaults. */
public final class GradOptions {

  /** Null if no output was given one. */
  private @Nullable List<@Nullable NDArray> gradOutputs;

  /** Null for the same as createGraph. */
  private @Nullable Boolean retainGraph;

  private boolean createGraph;
  private boolean allowUnused;

  /**
   * The gradient of each output, of its shape; null, as all are by default, for 1, which an output
   * of one element may have.
   */
  public GradOptions gradOutputs(List<@Nullable NDArray> gradOutputs) {
    this.gradOutputs = new ArrayList<>(Objects.requireNonNull(gradOutputs, "gradOutputs is null"));
    return this;
  }

  /** Whether the graph can be used again; what {@link #createGraph} is by default. */
  public GradOptions retainGraph(boolean retainGraph) {
    this.retainGraph = retainGraph;
    return this;
  }

  /**
   * Whether the gradients are recorded, so that there are gradients of them; false by default. What
   * is computed from them is recorded as usual, inside {@link Torch#enableGrad()}.
   */
  public GradOptions createGraph(boolean createGraph) {
    this.createGraph = createGraph;
    return this;
  }

  /** Whether the gradient of an unused input is null, not an error; false by default. */
  public GradOptions allowUnused(boolean allowUnused) {
    this.allowUnused = allowUnused;
    return this;
  }

  @Nullable List<@Nullable NDArray> gradOutputs() {
    return gradOutputs;
  }

  boolean retainGraph() {
    return retainGraph == null ? createGraph : retainGraph;
  }

  boolean createGraph() {
    return createGraph;
  }

  boolean allowUnused() {
    return allowUnused;
  }
}
