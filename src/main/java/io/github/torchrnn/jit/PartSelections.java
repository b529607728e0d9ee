package io.github.torchrnn.jit;

import java.util.List;
import java.util.Map;

/** The rows of operations that sort numbers, or pick them, along other axes. */
final class PartSelections {

  private PartSelections() {}

  static void addTo(Map<String, PartRules.Rule> rules) {
    for (String name :
        List.of("sort", "sort_values", "argsort", "argsort_flipped", "index_select", "cumprod")) {
      rules.put(name, (to, it) -> PartRules.keepBeside(to, it, List.of(it.<Long>constant(1))));
    }
    rules.put("topk", (to, it) -> PartRules.keepBeside(to, it, List.of(it.<Long>constant(2))));
    for (String name : List.of("gather", "gather_any", "scatter", "scatter_value")) {
      rules.put(name, PartSelections::followPositions);
    }
  }

  /** {@code gather(x, dim, index)} and the like, where all arrays have the rows. */
  private static void followPositions(Partitioner to, Operation operation) {
    Rows rows = to.rows(operation.value(0));
    int rank = operation.value(0).rank();
    int axis = ShapeRules.axes(List.of(operation.<Long>constant(1)), rank).get(0);
    for (Value value : operation.inputs()) {
      if (rows == null || !rows.equals(to.rows(value)) || rows.axis() == axis) {
        throw Mixed.by(operation);
      }
    }
    to.keep(operation, rows);
  }
}
