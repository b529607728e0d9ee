package io.github.torchrnn.jit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of losses of classes; {@code reduction} is 0 for none, 1 for mean, 2 for sum. */
final class LossRules {

  private LossRules() {}

  static void addTo(Map<String, Rule> rules) {
    rules.put("nll_loss", new Nll(false));
    rules.put("cross_entropy_loss", new Nll(true));
  }

  /**
   * {@code nll_loss(x, target, weight, reduction, ignore_index)}, after log_softmax or not. Scores
   * are (C), (N, C) or (N, C, d1, ...); LibTorch has the operator for the first two and for (N, C,
   * H, W), so other axes are made two.
   */
  private record Nll(boolean softmax) implements Rule {

    /** Whether it is the loss of classes, without smoothing. */
    @Override
    public boolean hasBackward(Operation operation) {
      Value target = operation.value(1);
      boolean smoothed = softmax && (Double) operation.constant(5) != 0;
      return !target.type().isFloating() && !smoothed && !operation.records(2);
    }

    @Override
    public void forward(Emitter out, Operation operation) {
      if (!out.records(operation)) {
        out.define(
            operation.output(),
            "self.%s(%s)".formatted(operation.name(), out.texts(operation.arguments())));
        return;
      }
      int rank = operation.value(0).rank();
      String x = out.name(operation.value(0));
      String logp =
          softmax
              ? out.assign("logp", "torch.log_softmax(%s, %s)".formatted(x, rank == 1 ? 0 : 1))
              : x;
      out.save(operation, "logp", logp);
      String scores = folded(logp, rank, 1);
      if (rank == 3 || rank > 4) {
        scores = out.assign("scores", scores);
      }
      out.save(operation, "scores", scores);
      String target = out.name(operation.value(1));
      String classes =
          rank == 1
              ? "self.of_one_example(%s, %s)".formatted(logp, target)
              : folded(target, rank, 0);
      if (!classes.equals(target)) {
        classes = out.assign("classes", classes);
      }
      String arguments =
          "%s, %s, %s".formatted(scores, classes, out.texts(operation.arguments().subList(2, 5)));
      out.save(operation, "arguments", arguments);
      String total = out.fresh("total");
      out.save(operation, "total", total);
      boolean reshaped = isFolded(operation) && isEach(operation);
      String loss = reshaped ? out.fresh("loss") : out.declared(operation.output());
      out.line("%s, %s = torch.%s_forward(%s)".formatted(loss, total, function(rank), arguments));
      if (reshaped) {
        out.define(operation.output(), "torch.reshape(%s, torch.size(%s))".formatted(loss, target));
      }
    }

    @Override
    public void backward(Backward back, Operation operation, List<@Nullable String> gradients) {
      Emitter out = back.out();
      Value x = operation.value(0);
      int rank = x.rank();
      String logp = out.saved(operation, "logp");
      String given =
          isFolded(operation) && isEach(operation)
              ? folded(gradients.get(0), rank, 0)
              : gradients.get(0);
      String d =
          out.assign(
              "d",
              "torch.%s_backward(%s, %s, %s)"
                  .formatted(
                      function(rank),
                      given,
                      out.saved(operation, "arguments"),
                      out.saved(operation, "total")));
      if (isFolded(operation)) {
        d = "torch.reshape(%s, torch.size(%s))".formatted(d, out.name(x));
      }
      back.add(
          x,
          softmax
              ? "torch._log_softmax_backward_data(%s, %s, %s, %s.dtype)"
                  .formatted(d, logp, rank == 1 ? 0 : 1, out.name(x))
              : d);
    }

    private static String function(int rank) {
      return rank > 2 ? "nll_loss2d" : "nll_loss";
    }

    /** Whether the loss is that of each example, not their mean or sum. */
    private static boolean isEach(Operation operation) {
      return operation.constant(3).equals(0L);
    }

    private static boolean isFolded(Operation operation) {
      int rank = operation.value(0).rank();
      return rank == 3 || rank > 4;
    }

    /**
     * An array with two axes behind those of examples and classes.
     *
     * @param classes 1 if it has an axis of classes, else 0
     */
    private static String folded(String array, int rank, int classes) {
      if (rank == 3) {
        return "torch.unsqueeze(%s, %s)".formatted(array, classes + 1);
      }
      return rank > 4 ? "torch.flatten(%s, %s, -1)".formatted(array, classes + 2) : array;
    }
  }
}
