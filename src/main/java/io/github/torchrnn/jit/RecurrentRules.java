package io.github.torchrnn.jit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of recurrent layers and cells. */
final class RecurrentRules {

  private RecurrentRules() {}

  static void addTo(Map<String, Rule> rules) {
    rules.put("rnn_tanh_cell", new ElmanCell("tanh", "torch.tanh_backward(%s, %s)"));
    rules.put("rnn_relu_cell", new ElmanCell("relu", "torch.threshold_backward(%s, %s, 0)"));
    for (String operator :
        List.of("rnn_tanh", "rnn_relu", "gru", "lstm", "gru_cell", "lstm_cell")) {
      rules.put(operator, new Library());
    }
  }

  /**
   * {@code rnn_tanh_cell(x, h, w_ih, w_hh, b_ih, b_hh)}: h' = tanh(W_ih x + b_ih + W_hh h + b_hh).
   */
  private record ElmanCell(String function, String derivative) implements Rule {
    @Override
    public void forward(Emitter out, Operation cell) {
      if (!out.records(cell)) {
        RecurrentForward.write(out, cell);
        return;
      }
      String wih = out.shared("wt", "torch.t(%s)".formatted(out.name(cell.value(2))));
      String whh = out.shared("wt", "torch.t(%s)".formatted(out.name(cell.value(3))));
      String x = out.name(cell.value(0));
      String sum =
          cell.value(4) == null
              ? "torch.mm(%s, %s)".formatted(x, wih)
              : "torch.addmm(%s, %s, %s)"
                  .formatted(
                      out.shared(
                          "b",
                          "torch.add(%s)".formatted(out.texts(cell.arguments().subList(4, 6)))),
                      x,
                      wih);
      out.define(
          cell.output(),
          "torch.%s_(torch.addmm(%s, %s, %s))"
              .formatted(function, sum, out.name(cell.value(1)), whh));
    }

    @Override
    public void backward(Backward back, Operation cell, List<@Nullable String> gradients) {
      Emitter out = back.out();
      String e = out.assign("e", derivative.formatted(gradients.get(0), out.name(cell.output())));
      Value x = cell.value(0);
      Value h = cell.value(1);
      back.add(x, "torch.mm(%s, %s)".formatted(e, out.name(cell.value(2))));
      back.add(h, "torch.mm(%s, %s)".formatted(e, out.name(cell.value(3))));
      back.addMatrix(cell.value(2), e, out.name(x));
      back.addMatrix(cell.value(3), e, out.name(h));
      back.addVector(cell.value(4), e);
      back.addVector(cell.value(5), e);
    }
  }

  /** An operator of LibTorch's without a backward of its own. */
  private static final class Library implements Rule {
    @Override
    public void forward(Emitter out, Operation operation) {
      RecurrentForward.write(out, operation);
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
