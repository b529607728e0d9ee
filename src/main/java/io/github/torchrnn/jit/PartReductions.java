package io.github.torchrnn.jit;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of reductions and losses: over the batch they are sums, to which each part adds. */
final class PartReductions {

  private static final long NONE = 0;
  private static final long MEAN = 1;
  private static final long SUM = 2;

  /** The kernel that counts the rows of a mean of {@code nll_loss}. */
  private static final String TOTAL = "part_total";

  private PartReductions() {}

  static void addTo(Map<String, PartRules.Rule> rules) {
    rules.put("sum", (to, it) -> followSum(to, it, false));
    rules.put("mean", (to, it) -> followSum(to, it, true));
    rules.put("var", (to, it) -> followOther(to, it, it.constant(1), it.constant(3)));
    rules.put("std", (to, it) -> followOther(to, it, it.constant(1), it.constant(3)));
    rules.put("logsumexp", (to, it) -> followOther(to, it, it.constant(1), it.constant(2)));
    rules.put("norm", (to, it) -> followOther(to, it, it.constant(2), it.constant(3)));
    for (String name : List.of("max", "min", "max_values", "min_values", "prod_axis")) {
      rules.put(
          name, (to, it) -> followOther(to, it, List.of(it.<Long>constant(1)), it.constant(2)));
    }
    for (String name : List.of("argmax_axis", "argmin_axis")) {
      rules.put(name, (to, it) -> followOther(to, it, List.of(it.<Long>constant(1)), false));
    }
    rules.put("mse_loss", (to, it) -> followPairs(to, it, 2));
    rules.put("l1_loss", (to, it) -> followPairs(to, it, 2));
    rules.put("smooth_l1_loss", (to, it) -> followPairs(to, it, 2));
    rules.put("binary_cross_entropy", (to, it) -> followPairs(to, it, 3));
    rules.put("binary_cross_entropy_with_logits", (to, it) -> followPairs(to, it, 4));
    rules.put("nll_loss", PartReductions::followClasses);
    rules.put("cross_entropy_loss", PartReductions::followClasses);
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

  /** A loss that compares arrays number by number. */
  private static void followPairs(Partitioner to, Operation loss, int reduction) {
    List<Value> inputs = loss.inputs();
    int rank = inputs.stream().mapToInt(Value::rank).max().getAsInt();
    Rows rows = PartRules.common(to, loss, inputs, rank);
    long how = loss.<Long>constant(reduction);
    if (how == NONE) {
      to.keep(loss, rows);
    } else if (how == MEAN) {
      to.keepMean(loss, rows);
    } else {
      to.keep(loss, Rows.PARTIAL);
    }
  }

  /**
   * A loss of classes. Its mean divides by the number of rows that are not ignored, or by their
   * weights, and so a part's sum is divided by that of the whole batch.
   */
  private static void followClasses(Partitioner to, Operation loss) {
    Value scores = loss.value(0);
    Value target = loss.value(1);
    Rows rows = to.rows(scores);
    if (rows == null || scores.rank() < 2 || rows.axis() == 1 || to.rows(loss.value(2)) != null) {
      throw Mixed.by(loss);
    }
    boolean areProbabilities = target.type().isFloating();
    Rows each = rows.at(rows.axis() == 0 ? 0 : rows.axis() - 1);
    if (!(areProbabilities ? rows : each).equals(to.rows(target))) {
      throw Mixed.by(loss);
    }
    long reduction = loss.<Long>constant(3);
    if (reduction == NONE) {
      to.keep(loss, each);
    } else if (reduction == SUM) {
      to.keep(loss, Rows.PARTIAL);
    } else if (areProbabilities) {
      to.keepMean(loss, rows); // by the number of rows
    } else {
      Value weight = loss.value(2);
      List<@Nullable Object> ofTotal = Arrays.asList(target, weight, loss.<Long>constant(4));
      DataType type = scores.type();
      Value total =
          to.before(
              ofTotal,
              new Operation(
                  TOTAL,
                  ofTotal,
                  List.of(
                      to.like(
                          new Value(0, new Shape(), type, scores.device(), false), new Shape())),
                  false),
              null);
      List<@Nullable Object> arguments = new ArrayList<>(loss.arguments());
      arguments.set(3, SUM);
      Value sum = to.like(loss.output(), new Shape());
      to.rewrite(new Operation(loss.name(), arguments, List.of(sum), false));
      to.rewrite(loss.output(), "div", sum, total);
      to.put(loss.output(), Rows.PARTIAL);
    }
  }
}
