package io.github.torchrnn.jit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of losses. */
final class LossRules {

  private LossRules() {}

  static void addTo(Map<String, Rule> rules) {
    rules.put("nll_loss", new Nll(false));
    rules.put("cross_entropy_loss", new Nll(true));
  }

  /** {@code nll_loss(x, target, weight, reduction, ignore_index)}, after log_softmax or not. */
  private record Nll(boolean softmax) implements Rule {
    @Override
    public boolean hasBackward(Operation operation) {
      return isPlain(operation);
    }

    /** Whether it is the loss of classes, of a batch of scores, without smoothing. */
    private boolean isPlain(Operation operation) {
      Value x = operation.value(0);
      Value target = operation.value(1);
      boolean smoothed = softmax && (Double) operation.constant(5) != 0;
      return x.rank() == 2 && target.rank() == 1 && !target.type().isFloating() && !smoothed;
    }

    @Override
    public void forward(Emitter out, Operation operation) {
      if (!out.records(operation) || !isPlain(operation)) {
        out.define(
            operation.output(),
            "self.%s(%s)".formatted(operation.name(), out.texts(operation.arguments())));
        return;
      }
      String x = out.name(operation.value(0));
      String logp = softmax ? out.assign("logp", "torch.log_softmax(%s, 1)".formatted(x)) : x;
      out.save(operation, "logp", logp);
      String total = out.fresh("total");
      out.save(operation, "total", total);
      out.line(
          "%s, %s = torch.nll_loss_forward(%s, %s)"
              .formatted(
                  out.declared(operation.output()),
                  total,
                  logp,
                  out.texts(operation.arguments().subList(1, 5))));
    }

    @Override
    public void backward(Backward back, Operation operation, List<@Nullable String> gradients) {
      Emitter out = back.out();
      Value x = operation.value(0);
      String logp = out.saved(operation, "logp");
      String d =
          out.assign(
              "d",
              "torch.nll_loss_backward(%s, %s, %s, %s)"
                  .formatted(
                      gradients.get(0),
                      logp,
                      out.texts(operation.arguments().subList(1, 5)),
                      out.saved(operation, "total")));
      back.add(
          x,
          softmax
              ? "torch._log_softmax_backward_data(%s, %s, 1, %s.dtype)"
                  .formatted(d, logp, out.name(x))
              : d);
    }
  }
}
