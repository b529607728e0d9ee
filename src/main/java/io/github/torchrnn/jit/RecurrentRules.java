package io.github.torchrnn.jit;

import java.util.Map;

/** The rows of recurrent layers and cells. */
final class RecurrentRules {

  private RecurrentRules() {}

  static void addTo(Map<String, Rule> rules) {
    CellRules.addTo(rules);
    Map.of(
            "rnn_tanh", RecurrentFamily.ELMAN_TANH,
            "rnn_relu", RecurrentFamily.ELMAN_RELU,
            "gru", RecurrentFamily.GRU,
            "lstm", RecurrentFamily.LSTM)
        .forEach(
            (name, family) -> {
              rules.put(name, new RecurrentRule(family, false));
              rules.put(name + "_packed", new RecurrentRule(family, true));
            });
  }
}
