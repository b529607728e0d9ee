package io.github.torchrnn.jit;

import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.internal.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The table of what operations do to the rows of a batch: where a result has them, if each row of
 * it comes of one row of the arguments. What has no row here mixes them, or may.
 */
final class PartRules {

  /** Follows the rows of an operation that has some. */
  @FunctionalInterface
  interface Rule {
    void follow(Partitioner to, Operation operation);
  }

  private static final Map<String, Rule> RULES = new HashMap<>();

  /** What is the same for a sum as the sum of it for each part, whatever the axes. */
  private static final Set<String> LINEAR =
      Set.of(
          "neg",
          "detach",
          "clone",
          "duplicate",
          "to",
          "to_type",
          "unsqueeze",
          "squeeze",
          "squeeze_dim",
          "squeeze_dims",
          "reshape",
          "flatten",
          "transpose",
          "permute",
          "sum",
          "mean",
          "get",
          "stack",
          "cat");

  static {
    for (String name :
        List.of(
            "abs",
            "acos",
            "asin",
            "atan",
            "ceil",
            "celu",
            "clamp",
            "clone",
            "cos",
            "cosh",
            "detach",
            "duplicate",
            "elu",
            "elu_of_libtorch",
            "erf",
            "erfinv",
            "exp",
            "floor",
            "full_like",
            "gelu",
            "hardsigmoid",
            "hardswish",
            "hardtanh",
            "isinf",
            "isnan",
            "leaky_relu",
            "lgamma",
            "log",
            "log10",
            "log2",
            "logical_not",
            "logsigmoid",
            "mish",
            "neg",
            "number_like",
            "ones_like",
            "rdiv",
            "relu",
            "round",
            "rsub",
            "selu",
            "sigmoid",
            "sign",
            "silu",
            "sin",
            "sinh",
            "softplus",
            "softsign",
            "sqrt",
            "square",
            "tan",
            "threshold",
            "tanh",
            "to",
            "to_type",
            "trunc",
            "zeros_like",
            "add",
            "sub",
            "mul",
            "div",
            "pow",
            "remainder",
            "maximum",
            "minimum",
            "atan2",
            "xlogy",
            "eq",
            "ne",
            "gt",
            "ge",
            "lt",
            "le",
            "logical_and",
            "logical_or",
            "logical_xor",
            "where",
            "where_number",
            "where_numbers",
            "where_number_tensor",
            "masked_fill",
            "bernoulli_log_prob",
            "bernoulli_entropy",
            "normal_log_prob",
            "normal_entropy")) {
      RULES.put(name, PartRules::followElements);
    }
    PartShapes.addTo(RULES);
    for (String name : List.of("softmax", "log_softmax", "cumsum", "glu")) {
      RULES.put(name, (to, it) -> keepBeside(to, it, List.of(it.<Long>constant(1))));
    }
    RULES.put("batch_norm", PartRules::followBatchNorm);
    RULES.put("normalize", (to, it) -> keepBeside(to, it, List.of(it.<Long>constant(2))));
    for (String name : List.of("conv1d", "conv2d")) {
      RULES.put(name, (to, it) -> followWindows(to, it, it.value(1)));
    }
    for (String name : List.of("max_pool", "avg_pool", "adaptive_avg_pool")) {
      RULES.put(name + "1d", (to, it) -> followWindows(to, it, it.value(0)));
      RULES.put(name + "2d", (to, it) -> followWindows(to, it, it.value(0)));
    }
    RULES.put("layer_norm", PartRules::followLayerNorm);
    RULES.put("linear", PartRules::followLinear);
    RULES.put("matmul", PartRules::followMatmul);
    RULES.put("bmm", PartRules::followMatmul);
    RULES.put("embedding", PartRules::followEmbedding);
    RULES.put("one_hot", PartRules::keepInFront);
    RULES.put("one_hot_as", PartRules::keepInFront);
    RULES.put("zero_state", PartRules::followZeroState);
    RULES.put("dropout", PartDropout::follow);
    RULES.put("feature_dropout", PartDropout::follow);
    for (String name : List.of("linear1d", "bilinear2d", "nearest1d", "nearest2d")) {
      RULES.put("upsample_" + name, PartRules::followUpsampling);
    }
    RULES.put("bilinear", PartRules::followBilinear);
    PartReductions.addTo(RULES);
    PartLosses.addTo(RULES);
    PartSelections.addTo(RULES);
    PartRecurrent.addTo(RULES);
  }

  private PartRules() {}

  /** Follows the rows through an operation. */
  static void follow(Partitioner to, Operation operation) {
    List<Value> having = operation.inputs().stream().filter(it -> to.rows(it) != null).toList();
    if (having.isEmpty()) {
      if (Effects.acts(operation)) {
        throw Mixed.by(operation); // each part would draw, or change an array
      }
      to.keep(operation, null);
    } else if (having.stream().anyMatch(it -> to.rows(it).isPartial())) {
      followPartial(to, operation, having);
    } else {
      RULES
          .getOrDefault(
              operation.name(),
              (it, refused) -> {
                throw Mixed.by(refused);
              })
          .follow(to, operation);
    }
  }

  /** Sums over the batch: what is done to the sum has to be the same done to each part's. */
  private static void followPartial(Partitioner to, Operation operation, List<Value> having) {
    if (!having.stream().allMatch(it -> to.rows(it).isPartial())) {
      throw Mixed.by(operation);
    }
    List<Value> inputs = operation.inputs();
    boolean all = having.size() == inputs.size();
    switch (operation.name()) {
      case "mul" -> {
        if (all) {
          throw Mixed.by(operation);
        }
        to.keep(operation, Rows.PARTIAL);
      }
      case "div" -> {
        if (all || to.rows(inputs.get(0)) == null) {
          throw Mixed.by(operation);
        }
        to.keep(operation, Rows.PARTIAL);
      }
      case "add", "sub" -> {
        List<Object> arguments = new ArrayList<>();
        for (Value input : inputs) {
          arguments.add(to.rows(input) != null ? input : shareOf(to, input, operation));
        }
        to.rewrite(new Operation(operation.name(), arguments, operation.outputs(), false));
        to.put(operation.output(), Rows.PARTIAL);
      }
      default -> {
        boolean rounds = !operation.outputs().get(0).type().isFloating();
        if (!LINEAR.contains(operation.name()) || !all || rounds) {
          throw Mixed.by(operation);
        }
        to.keep(operation, Rows.PARTIAL);
      }
    }
  }

  /** What a part adds of a value that all parts have: its share, in the type of the sum. */
  private static Value shareOf(Partitioner to, Value value, Operation sum) {
    DataType type = sum.output().type();
    if (!type.isFloating()) {
      throw Mixed.by(sum);
    }
    Value typed = value;
    if (value.type() != type) {
      Value like = new Value(0, value.shape(), type, value.device(), value.recorded());
      typed =
          to.rewrite(to.like(like, value.shape()), "to", value, (long) Tensors.torchNumber(type));
    }
    return to.rewrite(to.like(typed, value.shape()), "mul", typed, to.share(Rows.along(0)));
  }

  /** The rows that the arguments of an operation with broadcasting have in common. */
  static Rows common(Partitioner to, Operation operation, List<Value> inputs, int rank) {
    Rows found = null;
    for (Value value : inputs) {
      Rows rows = to.rows(value);
      if (rows != null) {
        Rows aligned = rows.at(rows.axis() + rank - value.rank());
        if (found != null && !found.equals(aligned)) {
          throw Mixed.by(operation);
        }
        found = aligned;
      }
    }
    for (Value value : inputs) {
      int axis = found.axis() - (rank - value.rank());
      if (to.rows(value) == null && axis >= 0 && value.shape().get(axis) != 1) {
        throw Mixed.by(operation);
      }
    }
    return found;
  }

  private static void followElements(Partitioner to, Operation operation) {
    to.keep(operation, common(to, operation, operation.inputs(), operation.output().rank()));
  }

  /** The rows of an operation whose only argument with rows is its first. */
  static Rows ofFirst(Partitioner to, Operation operation) {
    List<Value> having = operation.inputs().stream().filter(it -> to.rows(it) != null).toList();
    Rows rows = to.rows(operation.value(0));
    if (rows == null || having.size() != 1) {
      throw Mixed.by(operation);
    }
    return rows;
  }

  /** Keeps an operation along axes that are not the rows'. */
  static void keepBeside(Partitioner to, Operation operation, List<Long> axes) {
    Rows rows = ofFirst(to, operation);
    if (ShapeRules.axes(axes, operation.value(0).rank()).contains(rows.axis())) {
      throw Mixed.by(operation);
    }
    to.keep(operation, rows);
  }

  /** Batch normalization by the running statistics. */
  private static void followBatchNorm(Partitioner to, Operation operation) {
    Rows rows = ofFirst(to, operation);
    if (operation.<Boolean>constant(5) || rows.axis() == 1) {
      throw Mixed.by(operation);
    }
    to.keep(operation, rows);
  }

  private static void followLayerNorm(Partitioner to, Operation operation) {
    Rows rows = ofFirst(to, operation);
    List<Long> normalized = operation.constant(1);
    if (rows.axis() >= operation.value(0).rank() - normalized.size()) {
      throw Mixed.by(operation);
    }
    to.keep(operation, rows);
  }

  private static void followLinear(Partitioner to, Operation operation) {
    Rows rows = ofFirst(to, operation);
    if (rows.axis() == operation.value(0).rank() - 1) {
      throw Mixed.by(operation);
    }
    to.keep(operation, rows);
  }

  /** Windows over (batch, channels, ...). */
  private static void followWindows(Partitioner to, Operation operation, Value x) {
    Rows rows = to.rows(x);
    boolean isBatch = x.rank() == (operation.name().endsWith("1d") ? 3 : 4);
    boolean alone = operation.inputs().stream().allMatch(it -> it == x || to.rows(it) == null);
    if (rows == null || rows.axis() != 0 || !isBatch || !alone) {
      throw Mixed.by(operation);
    }
    to.keep(operation, rows);
  }

  /** Of (batch, channels, ...), each channel by itself. */
  private static void followUpsampling(Partitioner to, Operation operation) {
    Rows rows = ofFirst(to, operation);
    if (rows.axis() > 1) {
      throw Mixed.by(operation);
    }
    to.keep(operation, rows);
  }

  private static void followBilinear(Partitioner to, Operation operation) {
    Rows rows = to.rows(operation.value(0));
    boolean isShared = operation.inputs().stream().skip(2).allMatch(it -> to.rows(it) == null);
    if (rows == null
        || !rows.equals(to.rows(operation.value(1)))
        || rows.axis() == operation.value(0).rank() - 1
        || !isShared) {
      throw Mixed.by(operation);
    }
    to.keep(operation, rows);
  }

  /** Rows of the first matrix, or batches of matrices on both sides. */
  private static void followMatmul(Partitioner to, Operation operation) {
    Value x = operation.value(0);
    Value y = operation.value(1);
    Rows rows = to.rows(x);
    int rank = operation.output().rank();
    if (x.rank() < 2 || y.rank() < 2 || rows == null) {
      throw Mixed.by(operation);
    }
    if (to.rows(y) == null && rows.axis() == x.rank() - 2) {
      to.keep(operation, rows.at(rank - 2));
      return;
    }
    Rows found = common(to, operation, operation.inputs(), rank);
    if (found.axis() >= rank - 2) {
      throw Mixed.by(operation);
    }
    to.keep(operation, found);
  }

  private static void followEmbedding(Partitioner to, Operation operation) {
    Rows rows = to.rows(operation.value(1));
    boolean byFrequency = operation.constant(3);
    if (rows == null || to.rows(operation.value(0)) != null || byFrequency) {
      throw Mixed.by(operation);
    }
    to.keep(operation, rows);
  }

  private static void keepInFront(Partitioner to, Operation operation) {
    to.keep(operation, ofFirst(to, operation));
  }

  private static void followZeroState(Partitioner to, Operation operation) {
    Rows rows = ofFirst(to, operation);
    List<Long> sizes = operation.constant(2);
    int axis = sizes.indexOf(-1L);
    if (axis < 0 || rows.axis() != operation.<Long>constant(1)) {
      throw Mixed.by(operation);
    }
    to.keep(operation, rows.at(axis));
  }
}
