package io.github.torchrnn.jit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table of operations. One that has no row is a method of the library's kernels, called as it
 * is; if gradients pass through it, LibTorch's graph takes the whole step.
 *
 * <p>Without a backward of their own are convolutions, pooling, batch and group norm, bags of
 * embeddings, {@code prod}, {@code cosine_similarity}, {@code normalize}, {@code spectral_norm},
 * the losses {@code cosine_embedding_loss}, {@code triplet_margin_loss} and {@code
 * multilabel_margin_loss}, and those with a weight for each element. Of the rows, these have one
 * for some arguments only, as {@link Rule#hasBackward} says: not for recurrent layers with
 * projections, norms other than the Euclidean, {@code pad} by other than constants, classes as
 * probabilities or with label smoothing, targets and weights of cross entropies that are trained,
 * arrays that a loss of margins or of likelihoods broadcasts, {@code cat} with an empty array of
 * one axis, and dropout on a GPU.
 */
final class Operations {

  /** The rows by the operations' names; tests read them, and add wrong ones. */
  static final Map<String, Rule> RULES = new HashMap<>();

  static {
    ElementRules.addTo(RULES);
    PairRules.addTo(RULES);
    ShapeRules.addTo(RULES);
    JoinRules.addTo(RULES);
    GatherRules.addTo(RULES);
    ReductionRules.addTo(RULES);
    NormRules.addTo(RULES);
    LinearRules.addTo(RULES);
    MatrixRules.addTo(RULES);
    LayerRules.addTo(RULES);
    LossRules.addTo(RULES);
    PairLossRules.addTo(RULES);
    MarginLossRules.addTo(RULES);
    LikelihoodRules.addTo(RULES);
    DistributionRules.addTo(RULES);
    RecurrentRules.addTo(RULES);
    RULES.put(Loop.NAME, new LoopRule());
    RULES.put(PartDropout.MASK, new PartDropout.MaskRule());
    RULES.put(PartDropout.IN_ORDER, new PartDropout.OrderRule());
  }

  private Operations() {}

  /** The row of an operation. */
  static Rule rule(Operation operation) {
    return RULES.getOrDefault(operation.name(), KernelRule.INSTANCE);
  }

  /** Whether gradients pass through an operation that cannot pass them on in closed form. */
  static boolean needsGraph(Operation operation) {
    return operation.recorded() && !rule(operation).hasBackward(operation);
  }

  /** An operation that is a method of the library's kernels. */
  private enum KernelRule implements Rule {
    INSTANCE;

    @Override
    public void forward(Emitter out, Operation operation) {
      if (!Definitions.has(operation.name())) {
        throw new Untraceable(operation.name() + " cannot be part of a program");
      }
      String call = "self.%s(%s)".formatted(operation.name(), out.texts(operation.arguments()));
      if (operation.isList()) {
        out.defineList(operation, call);
      } else {
        out.define(operation.output(), call);
      }
    }

    @Override
    public boolean hasBackward(Operation operation) {
      return false;
    }

    @Override
    public void backward(Backward back, Operation operation, List<@Nullable String> gradients) {
      throw new IllegalStateException(operation.name() + " has no backward of its own");
    }
  }
}
