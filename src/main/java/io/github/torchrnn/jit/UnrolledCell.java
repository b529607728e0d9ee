package io.github.torchrnn.jit;

import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.RecurrentOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A cell over a whole sequence, {@code cell.unroll(inputs, h)}, as operations of a program: the
 * layer of which it is a step, on states with an axis for one layer.
 */
final class UnrolledCell {

  private static final Map<String, String> LAYERS =
      Map.of(
          "rnn_tanh_cell_unrolled", "rnn_tanh",
          "rnn_relu_cell_unrolled", "rnn_relu",
          "gru_cell_unrolled", "gru",
          "lstm_cell_unrolled", "lstm");

  private UnrolledCell() {}

  static boolean is(String operation) {
    return LAYERS.containsKey(operation);
  }

  /**
   * The operations of a cell's {@code (xs, h, w_ih, w_hh, b_ih, b_hh)}, of an LSTM's with c after
   * h.
   *
   * @param outputs all h, and the last states
   * @param ids gives new values their numbers
   */
  static List<Operation> lowered(
      String name, List<@Nullable Object> arguments, List<Value> outputs, IntSupplier ids) {
    int states = outputs.size() - 1;
    List<Operation> operations = new ArrayList<>();
    List<Value> initial = new ArrayList<>();
    List<Value> results = new ArrayList<>(List.of(outputs.get(0)));
    List<Operation> after = new ArrayList<>();
    for (int i = 1; i <= states; i++) {
      Value before = withLayer((Value) arguments.get(i), ids);
      operations.add(operation("unsqueeze", List.of(arguments.get(i), 0L), before));
      initial.add(before);
      Value last = withLayer(outputs.get(i), ids);
      results.add(last);
      after.add(operation("squeeze_dim", List.of(last, 0L), outputs.get(i)));
    }
    List<Value> weights =
        arguments.subList(1 + states, arguments.size()).stream()
            .filter(Objects::nonNull)
            .map(Value.class::cast)
            .toList();
    boolean bias = weights.size() == 4;
    List<Object> layer =
        List.of(
            arguments.get(0),
            initial,
            weights,
            new RecurrentOptions(bias, 1, 0, false, false, false));
    operations.add(new Operation(LAYERS.get(name), layer, results, true));
    operations.addAll(after);
    return operations;
  }

  private static Operation operation(String name, List<Object> arguments, Value output) {
    return new Operation(name, arguments, List.of(output), false);
  }

  private static Value withLayer(Value state, IntSupplier ids) {
    return new Value(
        ids.getAsInt(),
        new Shape(1).addAll(state.shape()),
        state.type(),
        state.device(),
        state.recorded());
  }
}
