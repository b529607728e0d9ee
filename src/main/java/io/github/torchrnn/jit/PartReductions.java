package io.github.torchrnn.jit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of reductions: over the batch they are sums, to which each part adds. */
final class PartReductions {

  private PartReductions() {}

  static void addTo(Map<String, PartRules.Rule> rules) {
    rules.put("sum", (to, it) -> followSum(to, it, false));
    rules.put("mean", (to, it) -> followSum(to, it, true));
    rules.put("var", (to, it) -> followOther(to, it, it.constant(1), it.constant(3)));
    rules.put("std", (to, it) -> followOther(to, it, it.constant(1), it.constant(3)));
    rules.put("logsumexp", (to, it) -> followOther(to, it, it.constant(1), it.constant(2)));
    rules.put("norm", (to, it) -> followOther(to, it, it.constant(2), it.constant(3)));
    for (String name :
        List.of("max", "min", "max_values", "min_values", "prod_axis", "median", "mode")) {
      rules.put(
          name, (to, it) -> followOther(to, it, List.of(it.<Long>constant(1)), it.constant(2)));
    }
    for (String name : List.of("argmax_axis", "argmin_axis")) {
      rules.put(name, (to, it) -> followOther(to, it, List.of(it.<Long>constant(1)), false));
    }
    rules.put("p_norm", (to, it) -> followOther(to, it, it.constant(2), it.constant(3)));
    rules.put("cosine_similarity", PartReductions::followSimilarity);
  }

  private static void followSum(Partitioner to, Operation operation, boolean isMean) {
    Rows rows = PartRules.ofFirst(to, operation);
    List<Long> axes = operation.constant(1);
    boolean all = axes == null || axes.isEmpty();
    if (!all && !ShapeRules.axes(axes, operation.value(0).rank()).contains(rows.axis())) {
      followOther(to, operation, axes, operation.constant(2));
    } else if (isMean) {
      to.keepMean(operation, rows);
    } else {
      to.keep(operation, Rows.PARTIAL);
    }
  }

  /** A reduction along other axes than that of the rows. */
  private static void followOther(
      Partitioner to, Operation operation, @Nullable List<Long> given, boolean keepsAxes) {
    Rows rows = PartRules.ofFirst(to, operation);
    if (given == null || given.isEmpty()) {
      throw Mixed.by(operation);
    }
    List<Integer> axes = ShapeRules.axes(given, operation.value(0).rank());
    if (axes.contains(rows.axis())) {
      throw Mixed.by(operation);
    }
    long gone = keepsAxes ? 0 : axes.stream().filter(axis -> axis < rows.axis()).count();
    to.keep(operation, rows.at(rows.axis() - (int) gone));
  }

  /** {@code cosine_similarity(x1, x2, dim, eps)}. */
  private static void followSimilarity(Partitioner to, Operation operation) {
    int rank = operation.value(0).rank();
    Rows rows = PartRules.common(to, operation, operation.inputs(), rank);
    int axis = ShapeRules.axes(List.of(operation.<Long>constant(2)), rank).get(0);
    if (operation.value(1).rank() != rank || axis == rows.axis()) {
      throw Mixed.by(operation);
    }
    to.keep(operation, rows.at(rows.axis() - (axis < rows.axis() ? 1 : 0)));
  }
}
