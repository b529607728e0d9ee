package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.KernelFiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The operations without a backward of their own: a step in which gradients pass through one of
 * them is LibTorch's graph's. A new kernel has to be given a row, or to be listed here.
 */
class OperationsTest {

  /** Of arrays. */
  private static final Set<String> TO_THE_GRAPH =
      Set.of(
          "adaptive_avg_pool1d",
          "adaptive_avg_pool2d",
          "avg_pool1d",
          "avg_pool2d",
          "batch_norm",
          "batch_norm_tracked",
          "conv1d",
          "conv2d",
          "conv_transpose1d",
          "cosine_embedding_loss",
          "cosine_similarity",
          "einsum",
          "embedding_bag",
          "gaussian_nll_loss_of",
          "group_norm",
          "matrix_norm",
          "max_pool1d",
          "max_pool2d",
          "multi_head_attention",
          "multilabel_margin_loss",
          "normalize",
          "scaled_dot_product_attention",
          "spectral_norm",
          "triplet_margin_loss",
          "weighted_huber_loss",
          "weighted_l1_loss",
          "weighted_mse_loss");

  /** Of integers, or of numbers alone, through which no gradients pass. */
  private static final Set<String> WITHOUT_GRADIENTS =
      Set.of(
          "arange",
          "argmax",
          "argsort",
          "bincount",
          "categorical_rows",
          "categorical_samples",
          "eye",
          "full",
          "gumbels",
          "linspace",
          "masked_select",
          "nonzero",
          "normal",
          "number_like",
          "rand_like",
          "randn_like",
          "repeat_interleave_each",
          "repeat_interleave_of",
          "where_numbers");

  /** For the library's own use; no lambda gets what they return. */
  private static final Set<String> INTERNAL =
      Set.of(
          "as_matrix",
          "bernoulli_sample",
          "conv_and_back",
          "conv_error",
          "cos_number",
          "ctc_labels",
          "factors",
          "in_float64",
          "log_number",
          "merged_masks",
          "normal_mass",
          "normal_sample",
          "norm_except_dim",
          "outside",
          "pow_number",
          "reduced_loss",
          "projected",
          "side_by_side",
          "waves",
          "weighted_loss",
          "wide");

  @Test
  void eachFunctionHasARowOrIsListed() {
    Set<String> without = EffectsTest.kernels(KernelFiles.FUNCTIONS, body -> true);
    without.removeIf(Operations.RULES::containsKey);
    without.removeIf(name -> name.startsWith("is_")); // truths, which end a trace
    without.removeAll(Set.of("allclose", "any_outside", "equal"));
    Set<String> listed = new TreeSet<>(TO_THE_GRAPH);
    listed.addAll(WITHOUT_GRADIENTS);
    listed.addAll(INTERNAL);
    assertEquals(listed, without);
  }

  /** The rows whose arguments decide. */
  @Test
  void somethingOfARowMayNeedTheGraph() {
    Value x = value(DataType.FLOAT32, 3, 4);
    Value classes = value(DataType.INT64, 3);
    assertGraph("prod_all", x);
    assertGraph("prod_axis", x, 0L, false);
    assertGraph("norm", x, 3L, List.of(), false);
    assertGraph("p_norm", x, Double.POSITIVE_INFINITY, null, false);
    assertGraph("pad", x, List.of(1L, 1L), "reflect", null);
    assertGraph("cross_entropy_loss", x, classes, null, 1L, -100L, 0.1);
    assertGraph("cross_entropy_loss", x, value(DataType.FLOAT32, 3, 4), null, 1L, -100L, 0.0);
    assertGraph("binary_cross_entropy", x, x, null, 1L);
    assertGraph("binary_cross_entropy_with_logits", x, x, null, null, 1L);
    Value row = value(DataType.FLOAT32, 4);
    assertGraph("margin_ranking_loss", x, value(DataType.FLOAT32, 1, 4), x, 0.0, 1L);
    assertGraph("hinge_embedding_loss", x, row, 1.0, 1L);
    assertGraph("kl_div", x, x, 1L, false, false);
    assertGraph("poisson_nll_loss", x, row, true, false, 1e-8, 1L);
    assertGraph("gaussian_nll_loss", x, x, value(DataType.FLOAT32, 3, 1), false, 1e-6, 1L);
  }

  private static Value value(DataType type, long... sizes) {
    return new Value(0, new Shape(sizes), type, Device.cpu(), type.isFloating());
  }

  private static void assertGraph(String name, Object... arguments) {
    List<Object> list = new ArrayList<>(Arrays.asList(arguments));
    Operation operation = new Operation(name, list, List.of(value(DataType.FLOAT32, 3, 4)), false);
    assertFalse(Operations.rule(operation).hasBackward(operation), name);
  }
}
