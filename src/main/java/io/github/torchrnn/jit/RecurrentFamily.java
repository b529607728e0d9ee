package io.github.torchrnn.jit;

import io.github.torchrnn.jit.RecurrentRule.Layer;
import io.github.torchrnn.jit.RecurrentStack.Weights;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A family of recurrent layers: which functions of elman.py, gru.py, lstm.py and onednn.py compute
 * one layer and direction, forward and backward.
 */
enum RecurrentFamily {
  ELMAN_TANH("elman", 1, List.of("out", "h_n"), List.of("False")),
  ELMAN_RELU("elman", 1, List.of("out", "h_n"), List.of("True")),
  GRU("gru", 1, List.of("out", "h_n", "saved"), List.of()),
  LSTM("lstm", 2, List.of("out", "h_n", "c_n", "saved"), List.of());

  /** The hidden size from which oneDNN's pair of operators is never faster than the closed form. */
  private static final long NO_ONEDNN_FROM = 192;

  private final String prefix;
  private final int states;
  private final List<String> results;
  private final List<String> options;

  RecurrentFamily(String prefix, int states, List<String> results, List<String> options) {
    this.prefix = prefix;
    this.states = states;
    this.results = results;
    this.options = options;
  }

  /** 1 for h, 2 for h and c. */
  int states() {
    return states;
  }

  /** The kinds of a forward's results: the output, the last states, and what backward needs. */
  List<String> results() {
    return results;
  }

  /** The arguments after the biases. */
  List<String> options() {
    return options;
  }

  /** The function that runs one layer and direction. */
  String function(RecurrentStack stack, String pass) {
    return prefix + (stack.isPacked() ? "_packed_" : isBySize(stack) ? "_by_size_" : "_") + pass;
  }

  private boolean isBySize(RecurrentStack stack) {
    return this == LSTM
        && !stack.isPacked()
        && stack.isFloat32OnCpu()
        && stack.hiddenSize() < NO_ONEDNN_FROM;
  }

  /**
   * Writes the backward of one layer and direction, and hands on the gradients of its weights.
   *
   * @param d the gradient of the output, null for none
   * @param ofLast the gradients of the last states, {@code None} for none
   * @return the gradients of the initial states
   */
  List<String> backward(Layer one, @Nullable String d, List<String> ofLast) {
    return isBySize(one.stack()) ? bySize(one, d, ofLast) : closed(one, d, ofLast);
  }

  private List<String> closed(Layer one, @Nullable String d, List<String> ofLast) {
    Backward back = one.back();
    Emitter out = back.out();
    String[] forward = one.results();
    List<String> arguments = new ArrayList<>(List.of(Emitter.orNone(d)));
    arguments.addAll(ofLast);
    arguments.add(forward[0]);
    if (one.stack().isPacked()) {
      arguments.add(out.name(one.stack().batchSizes()));
    }
    for (int state = 0; state < states; state++) {
      arguments.add(one.initial(state));
    }
    if (this == GRU || this == LSTM) {
      arguments.add(forward[forward.length - 1]);
    }
    arguments.add(out.name(one.weights().hh()));
    arguments.addAll(options);
    arguments.add(one.isReverse());
    String ofX = out.fresh("e");
    String ofH = this == GRU ? out.fresh("e") : ofX;
    String before = out.fresh("before");
    List<String> initial = new ArrayList<>();
    for (int state = 0; state < states; state++) {
      initial.add(out.fresh("d"));
    }
    out.line(
        "%s, %s, %s = self.%s(%s)"
            .formatted(
                this == GRU ? ofX + ", " + ofH : ofX,
                before,
                String.join(", ", initial),
                function(one.stack(), "backward"),
                String.join(", ", arguments)));
    Weights weights = one.weights();
    back.addMatrix(weights.ih(), ofX, one.rows());
    back.addMatrix(weights.hh(), ofH, before);
    back.addVector(weights.biasIh(), ofX);
    back.addVector(weights.biasHh(), ofH);
    out.save(one.stack().operation(), "e" + one.number(), ofX);
    return initial;
  }

  private List<String> bySize(Layer one, @Nullable String d, List<String> ofLast) {
    Backward back = one.back();
    Emitter out = back.out();
    String[] forward = one.results();
    Weights weights = one.weights();
    String dx = out.fresh("d");
    String ofIh = out.fresh("d");
    String ofHh = out.fresh("d");
    String ofBias = out.fresh("d");
    List<String> initial = List.of(out.fresh("d"), out.fresh("d"));
    List<String> arguments = new ArrayList<>(List.of(Emitter.orNone(d)));
    arguments.addAll(ofLast);
    arguments.addAll(List.of(one.x(), forward[0], forward[1], forward[2]));
    arguments.addAll(List.of(one.initial(0), one.initial(1), forward[3]));
    arguments.addAll(List.of(out.name(weights.ih()), out.name(weights.hh())));
    arguments.addAll(List.of(out.text(weights.biasIh()), out.text(weights.biasHh())));
    arguments.add(one.isReverse());
    out.line(
        "%s, %s, %s, %s, %s = self.lstm_by_size_backward(%s)"
            .formatted(
                dx, ofIh, ofHh, ofBias, String.join(", ", initial), String.join(", ", arguments)));
    back.add(weights.ih(), ofIh);
    back.add(weights.hh(), ofHh);
    if (weights.biasIh() != null) {
      back.add(weights.biasIh(), ofBias);
      back.add(weights.biasHh(), ofBias);
    }
    out.save(one.stack().operation(), "dx" + one.number(), dx);
    return initial;
  }

  /** The gradient of the input of one layer and direction, after {@link #backward}. */
  String ofInput(Layer one) {
    Emitter out = one.back().out();
    if (isBySize(one.stack())) {
      return out.saved(one.stack().operation(), "dx" + one.number());
    }
    String rows =
        "torch.mm(%s, %s)"
            .formatted(
                out.saved(one.stack().operation(), "e" + one.number()),
                out.name(one.weights().ih()));
    return out.assign(
        "d",
        one.stack().isPacked()
            ? rows
            : "torch.reshape(%s, torch.size(%s))".formatted(rows, one.x()));
  }
}
