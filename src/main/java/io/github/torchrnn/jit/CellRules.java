package io.github.torchrnn.jit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of recurrent cells, in closed form; x and states come first, then the weights. */
final class CellRules {

  private CellRules() {}

  static void addTo(Map<String, Rule> rules) {
    rules.put("rnn_tanh_cell", new Elman("tanh", "torch.tanh_backward(%s, %s)"));
    rules.put("rnn_relu_cell", new Elman("relu", "torch.threshold_backward(%s, %s, 0)"));
    rules.put("gru_cell", new Gru());
    rules.put("lstm_cell", new Lstm());
    for (String cell : List.of("torch.rnn_tanh_cell", "torch.rnn_relu_cell")) { // of exports
      rules.put(cell, TemplateRule.of(cell + "($0, $1, $2, $3, $4, $5)"));
    }
  }

  /** {@code rnn_tanh_cell(x, h, w_ih, w_hh, b_ih, b_hh)}. */
  private record Elman(String function, String derivative) implements Rule {
    @Override
    public void forward(Emitter out, Operation cell) {
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
      back.add(cell.value(0), "torch.mm(%s, %s)".formatted(e, out.name(cell.value(2))));
      back.add(cell.value(1), "torch.mm(%s, %s)".formatted(e, out.name(cell.value(3))));
      addWeights(back, cell, 2, e, e);
    }
  }

  /** {@code gru_cell(x, h, w_ih, w_hh, b_ih, b_hh)}. */
  private static final class Gru implements Rule {
    @Override
    public void forward(Emitter out, Operation cell) {
      String arguments = out.texts(cell.arguments());
      if (!out.records(cell)) {
        out.define(cell.output(), "torch.gru_cell(%s)".formatted(arguments));
        return;
      }
      String saved = out.fresh("saved");
      out.save(cell, "saved", saved);
      out.line(
          "%s, %s = self.gru_cell_forward(%s)"
              .formatted(out.declared(cell.output()), saved, arguments));
    }

    @Override
    public void backward(Backward back, Operation cell, List<@Nullable String> gradients) {
      Emitter out = back.out();
      Value h = cell.value(1);
      String ofX = out.fresh("e");
      String ofH = out.fresh("e");
      String direct = out.fresh("d");
      out.line(
          "%s, %s, %s = self.gru_cell_backward(%s, %s, %s)"
              .formatted(
                  ofX, ofH, direct, gradients.get(0), out.name(h), out.saved(cell, "saved")));
      back.add(cell.value(0), "torch.mm(%s, %s)".formatted(ofX, out.name(cell.value(2))));
      back.add(h, "torch.addmm(%s, %s, %s)".formatted(direct, ofH, out.name(cell.value(3))));
      addWeights(back, cell, 2, ofX, ofH);
    }
  }

  /** {@code lstm_cell(x, h, c, w_ih, w_hh, b_ih, b_hh)} to {h', c'}. */
  private static final class Lstm implements Rule {
    @Override
    public void forward(Emitter out, Operation cell) {
      if (!out.records(cell)) {
        List<Object> states = List.of(cell.value(1), cell.value(2));
        out.line(
            "%s = torch.lstm_cell(%s, %s, %s)"
                .formatted(
                    out.declared(cell.outputs()),
                    out.name(cell.value(0)),
                    out.text(states),
                    out.texts(cell.arguments().subList(3, 7))));
        return;
      }
      String saved = out.fresh("saved");
      out.save(cell, "saved", saved);
      out.line(
          "%s, %s = self.lstm_cell_forward(%s)"
              .formatted(out.declared(cell.outputs()), saved, out.texts(cell.arguments())));
    }

    @Override
    public void backward(Backward back, Operation cell, List<@Nullable String> gradients) {
      Emitter out = back.out();
      String e = out.fresh("e");
      String dc = out.fresh("d");
      out.line(
          "%s, %s = self.lstm_cell_backward(%s, %s, %s, %s, %s)"
              .formatted(
                  e,
                  dc,
                  Emitter.orNone(gradients.get(0)),
                  Emitter.orNone(gradients.get(1)),
                  out.name(cell.value(2)),
                  out.name(cell.outputs().get(1)),
                  out.saved(cell, "saved")));
      back.add(cell.value(0), "torch.mm(%s, %s)".formatted(e, out.name(cell.value(3))));
      back.add(cell.value(1), "torch.mm(%s, %s)".formatted(e, out.name(cell.value(4))));
      back.add(cell.value(2), dc);
      addWeights(back, cell, 3, e, e);
    }
  }

  /**
   * Hands on the gradients of w_ih, w_hh, b_ih and b_hh.
   *
   * @param first the place of w_ih among the arguments
   * @param ofX the gradient of W_ih x + b_ih
   * @param ofH the gradient of W_hh h + b_hh
   */
  private static void addWeights(Backward back, Operation cell, int first, String ofX, String ofH) {
    back.addMatrix(cell.value(first), ofX, back.out().name(cell.value(0)));
    back.addMatrix(cell.value(first + 1), ofH, back.out().name(cell.value(1)));
    back.addVector(cell.value(first + 2), ofX);
    back.addVector(cell.value(first + 3), ofH);
  }
}
