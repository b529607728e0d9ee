package io.github.torchrnn.jit;

import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.internal.Recurrent;
import io.github.torchrnn.internal.RecurrentOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a program runs. It decides by which way an operation that oneDNN may compute wrong runs:
 * see {@link io.github.torchrnn.internal.Primitive}.
 */
enum Place {
  /** In this process, without LibTorch's graph. */
  HERE,
  /** In this process, recorded by LibTorch's graph, with which LSTMs are right. */
  IN_GRAPH,
  /** On another machine, which is not known: each operation by its usual way. */
  ELSEWHERE;

  /**
   * An operation of a trace with the way that is right in this place. Elsewhere layers and cells
   * are the one function that torch has for each, so that the code reads as torch's.
   */
  Operation settled(Operation operation) {
    return switch (operation.name()) {
      case "conv1d", "conv2d" -> this == ELSEWHERE ? withWay(operation, 0, 0) : operation;
      case "linear", "rnn_tanh_cell", "rnn_relu_cell" ->
          this == ELSEWHERE ? named("torch." + operation.name(), operation) : operation;
      case "lstm" -> {
        int way = wayOfLstm(operation);
        yield way == 0 ? operation : detour(operation, way);
      }
      case "lstm_packed" ->
          withWay(operation, operation.arguments().size() - 1, wayOfLstm(operation));
      default -> operation;
    };
  }

  private int wayOfLstm(Operation operation) {
    Value input = operation.value(0);
    boolean onCpu = !input.device().isGpu() && input.type() != DataType.FLOAT64;
    return this == HERE && !operation.recorded() && onCpu ? Recurrent.wayOfLstm() : 0;
  }

  private static Operation withWay(Operation operation, int place, long way) {
    List<@Nullable Object> arguments = new ArrayList<>(operation.arguments());
    arguments.set(place, way);
    return new Operation(operation.name(), arguments, operation.outputs(), operation.isList());
  }

  private static Operation named(String name, Operation operation) {
    return new Operation(name, operation.arguments(), operation.outputs(), operation.isList());
  }

  /** {@code lstm(x, hx, w, options)} as a call of the kernel that knows all ways. */
  private static Operation detour(Operation lstm, long way) {
    RecurrentOptions options = lstm.constant(3);
    List<@Nullable Object> arguments =
        Arrays.asList(
            way,
            lstm.value(0),
            lstm.values(1),
            lstm.values(2),
            options.bias(),
            (long) options.layers(),
            options.dropout(),
            options.training(),
            options.bidirectional(),
            options.batchFirst());
    return new Operation("lstm_by_list", arguments, lstm.outputs(), true);
  }
}
