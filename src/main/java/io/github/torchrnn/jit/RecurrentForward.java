package io.github.torchrnn.jit;

import io.github.torchrnn.internal.RecurrentOptions;
import java.util.Set;

/** Recurrent layers and cells as the one operator each that LibTorch has. */
final class RecurrentForward {

  private static final Set<String> LAYERS = Set.of("rnn_tanh", "rnn_relu", "gru", "lstm");

  private RecurrentForward() {}

  /**
   * Writes {@code rnn_tanh}, {@code rnn_relu}, {@code gru} or {@code lstm} of (input, states,
   * weights, options), or a cell: {@code rnn_tanh_cell}, {@code rnn_relu_cell}, {@code gru_cell} of
   * (input, h, weights and biases), {@code lstm_cell} of (input, h, c, weights and biases).
   */
  static void write(Emitter out, Operation operation) {
    String call = "torch.%s(%s)".formatted(operation.name(), arguments(out, operation));
    out.line(out.declared(operation.outputs()) + " = " + call);
  }

  private static String arguments(Emitter out, Operation operation) {
    boolean lstm = operation.name().startsWith("lstm");
    String input = out.name(operation.value(0));
    if (!LAYERS.contains(operation.name())) {
      return lstm
          ? "%s, [%s], %s"
              .formatted(
                  input,
                  out.texts(operation.arguments().subList(1, 3)),
                  out.texts(operation.arguments().subList(3, operation.arguments().size())))
          : out.texts(operation.arguments());
    }
    RecurrentOptions options = operation.constant(3);
    return "%s, %s, %s, %s, %d, %s, %s, %s, %s"
        .formatted(
            input,
            out.text(lstm ? operation.values(1) : operation.values(1).get(0)),
            out.text(operation.values(2)),
            out.text(options.bias()),
            options.layers(),
            out.text(options.dropout()),
            out.text(options.training()),
            out.text(options.bidirectional()),
            out.text(options.batchFirst()));
  }
}
