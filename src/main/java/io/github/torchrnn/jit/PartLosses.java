package io.github.torchrnn.jit;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of losses. That of a batch is the sum of what the parts add to it: of their sums, or of
 * their means by their shares of the batch.
 */
final class PartLosses {

  private static final long NONE = 0;
  private static final long MEAN = 1;
  private static final long SUM = 2;

  /** The kernel that counts the rows of a mean of {@code nll_loss}. */
  private static final String TOTAL = "part_total";

  private PartLosses() {}

  static void addTo(Map<String, PartRules.Rule> rules) {
    for (String name :
        List.of("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "soft_margin_loss")) {
      rules.put(name, (to, it) -> followPairs(to, it, 2));
    }
    rules.put("binary_cross_entropy", (to, it) -> followPairs(to, it, 3));
    rules.put("weighted_huber_loss", (to, it) -> followPairs(to, it, 3));
    rules.put("hinge_embedding_loss", (to, it) -> followPairs(to, it, 3));
    rules.put("binary_cross_entropy_with_logits", (to, it) -> followPairs(to, it, 4));
    rules.put("margin_ranking_loss", (to, it) -> followPairs(to, it, 4));
    rules.put("poisson_nll_loss", (to, it) -> followPairs(to, it, 5));
    rules.put("gaussian_nll_loss_of", (to, it) -> followPairs(to, it, 5));
    rules.put("gaussian_nll_loss", PartLosses::followGaussian);
    rules.put("kl_div", PartLosses::followDivergence);
    rules.put("weighted_mse_loss", PartLosses::followWeighted);
    rules.put("weighted_l1_loss", PartLosses::followWeighted);
    rules.put("multilabel_soft_margin_loss", PartLosses::followLabels);
    rules.put("multi_margin_loss", (to, it) -> followExamples(to, it, 5));
    rules.put("multilabel_margin_loss", (to, it) -> followExamples(to, it, 2));
    rules.put("cosine_embedding_loss", (to, it) -> followExamples(to, it, 4));
    rules.put("triplet_margin_loss", (to, it) -> followExamples(to, it, 7));
    rules.put("ctc_loss", PartLosses::followSequences);
    rules.put("nll_loss", PartLosses::followClasses);
    rules.put("cross_entropy_loss", PartLosses::followClasses);
  }

  /**
   * Follows a loss.
   *
   * @param reduction the place of the reduction among the arguments
   * @param rows those that a mean counts
   * @param each where a loss of each example has them
   */
  private static void reduce(Partitioner to, Operation loss, int reduction, Rows rows, Rows each) {
    long how = loss.<Long>constant(reduction);
    if (how == MEAN) {
      to.keepMean(loss, rows);
    } else {
      to.keep(loss, how == NONE ? each : Rows.PARTIAL);
    }
  }

  private static Rows ofPairs(Partitioner to, Operation loss, List<Value> pairs) {
    int rank = pairs.stream().mapToInt(Value::rank).max().getAsInt();
    return PartRules.common(to, loss, pairs, rank);
  }

  /** A loss that compares arrays number by number. */
  private static void followPairs(Partitioner to, Operation loss, int reduction) {
    Rows rows = ofPairs(to, loss, loss.inputs());
    reduce(to, loss, reduction, rows, rows);
  }

  /** One in which a variance may lack the last axis. */
  private static void followGaussian(Partitioner to, Operation loss) {
    Value x = loss.value(0);
    Value variance = loss.value(2);
    if (variance.rank() >= x.rank()) {
      followPairs(to, loss, 5);
      return;
    }
    List<Value> pairs = List.of(x, loss.value(1));
    if (pairs.stream().allMatch(it -> to.rows(it) == null)) {
      throw Mixed.by(loss);
    }
    Rows rows = ofPairs(to, loss, pairs);
    if (!rows.equals(to.rows(variance)) || loss.value(1).rank() > x.rank()) {
      throw Mixed.by(loss);
    }
    reduce(to, loss, 5, rows, rows);
  }

  /** One that may be divided by the size of the first axis. */
  private static void followDivergence(Partitioner to, Operation loss) {
    Rows first = to.rows(loss.value(0));
    if (loss.<Boolean>constant(4) && first != null && first.axis() == 0) {
      ofPairs(to, loss, loss.inputs());
      to.keepMean(loss, first);
    } else {
      followPairs(to, loss, 2);
    }
  }

  /** One whose mean divides by the sum of weights. */
  private static void followWeighted(Partitioner to, Operation loss) {
    Value weight = loss.value(2);
    if (loss.<Long>constant(3) != MEAN) {
      followPairs(to, loss, 3);
      return;
    }
    ofPairs(to, loss, loss.inputs()); // of one size, so that the weights have the rows too
    List<@Nullable Object> ofSum = Arrays.asList(weight, null, false);
    Value sum = to.like(weight, new Shape());
    byTotal(to, loss, 3, to.before(ofSum, new Operation("sum", ofSum, List.of(sum), false), null));
  }

  /** Divides a part's sum by a number of the whole batch. */
  private static void byTotal(Partitioner to, Operation loss, int reduction, Value total) {
    List<@Nullable Object> arguments = new ArrayList<>(loss.arguments());
    arguments.set(reduction, SUM);
    Value sum = to.like(loss.output(), new Shape());
    to.rewrite(new Operation(loss.name(), arguments, List.of(sum), false));
    to.rewrite(loss.output(), "div", sum, total);
    to.put(loss.output(), Rows.PARTIAL);
  }

  /** One of labels along the last axis. */
  private static void followLabels(Partitioner to, Operation loss) {
    int rank = loss.value(0).rank();
    Rows rows = ofPairs(to, loss, loss.inputs());
    if (rows.axis() >= rank - 1 || loss.inputs().stream().anyMatch(it -> it.rank() > rank)) {
      throw Mixed.by(loss);
    }
    reduce(to, loss, 3, rows, rows);
  }

  /** One of examples, of which each has a row of numbers, and maybe a number. */
  private static void followExamples(Partitioner to, Operation loss, int reduction) {
    Rows rows = to.rows(loss.value(0));
    Value classes = loss.name().equals("multi_margin_loss") ? loss.value(4) : null; // weights
    boolean areShared = to.rows(classes) == null;
    boolean areRows =
        loss.inputs().stream()
            .allMatch(
                it -> it == classes || it.rank() > 0 && rows != null && rows.equals(to.rows(it)));
    if (!areShared || !areRows || rows.axis() > 0 || loss.value(0).rank() != 2) {
      throw Mixed.by(loss);
    }
    reduce(to, loss, reduction, rows, rows);
  }

  /** {@code ctc_loss} of (time, batch, classes), labels of (batch, length), and lengths. */
  private static void followSequences(Partitioner to, Operation loss) {
    Rows rows = to.rows(loss.value(0));
    if (rows == null || rows.axis() != 1 || loss.value(0).rank() != 3) {
      throw Mixed.by(loss);
    }
    Rows each = rows.at(0);
    boolean arePadded = loss.value(1).rank() == 2;
    if (!arePadded || !loss.inputs().stream().skip(1).allMatch(it -> each.equals(to.rows(it)))) {
      throw Mixed.by(loss);
    }
    reduce(to, loss, 5, rows, each);
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
    if (areProbabilities || loss.<Long>constant(3) != MEAN) {
      reduce(to, loss, 3, rows, each); // a mean by the number of rows
      return;
    }
    List<@Nullable Object> ofTotal = Arrays.asList(target, loss.value(2), loss.<Long>constant(4));
    DataType type = scores.type();
    Value total = to.like(new Value(0, new Shape(), type, scores.device(), false), new Shape());
    byTotal(
        to,
        loss,
        3,
        to.before(ofTotal, new Operation(TOTAL, ofTotal, List.of(total), false), null));
  }
}
