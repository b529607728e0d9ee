package io.github.torchrnn.jit;

import io.github.torchrnn.jit.Partition.Packing;
import java.util.List;
import java.util.Map;

/** The rows of recurrent layers and cells: each sequence runs by itself. */
final class PartRecurrent {

  private PartRecurrent() {}

  static void addTo(Map<String, PartRules.Rule> rules) {
    for (String name : List.of("rnn_tanh", "rnn_relu", "gru", "lstm")) {
      rules.put(name, PartRecurrent::followLayer);
      rules.put(name + "_packed", PartRecurrent::followPacked);
    }
    for (String name : List.of("rnn_tanh_cell", "rnn_relu_cell", "gru_cell", "lstm_cell")) {
      rules.put(name, PartRecurrent::followCell);
    }
  }

  private static void followLayer(Partitioner to, Operation operation) {
    RecurrentStack stack = new RecurrentStack(operation, false);
    Rows rows = to.rows(stack.input());
    int axis = stack.batchFirst() ? 0 : 1;
    if (rows == null || rows.axis() != axis || stack.input().rank() != 3) {
      throw Mixed.by(operation);
    }
    follow(to, stack, rows, rows.at(1));
  }

  private static void followPacked(Partitioner to, Operation operation) {
    RecurrentStack stack = new RecurrentStack(operation, true);
    Rows rows = to.rows(stack.input());
    if (rows == null || rows.packing() < 0 || rows.axis() != 0) {
      throw Mixed.by(operation);
    }
    Packing packing = to.packing(rows);
    if (stack.batchSizes() != to.input(packing.sizes())
        || (stack.sorted() != null) != packing.isSorted()
        || packing.isSorted() && stack.sorted() != to.input(packing.sorted())) {
      throw Mixed.by(operation);
    }
    follow(to, stack, rows, Rows.along(1));
  }

  private static void follow(Partitioner to, RecurrentStack stack, Rows output, Rows state) {
    Operation operation = stack.operation();
    for (Value given : stack.states()) {
      if (!state.equals(to.rows(given))) {
        throw Mixed.by(operation);
      }
    }
    requireShared(to, operation, operation.values(stack.isPacked() ? 5 : 2));
    if (stack.dropout() > 0 && stack.layers() > 1) {
      PartDropout.followStack(to, stack, output, state);
      return;
    }
    to.keep(operation, state);
    to.put(operation.output(), output);
  }

  /** {@code cell(x, states, weights)} of (batch, size). */
  private static void followCell(Partitioner to, Operation cell) {
    int states = cell.name().equals("lstm_cell") ? 2 : 1;
    List<Value> inputs = cell.inputs();
    Rows rows = to.rows(cell.value(0));
    for (Value value : inputs.subList(0, 1 + states)) {
      if (rows == null || !rows.equals(to.rows(value)) || rows.axis() != 0 || value.rank() != 2) {
        throw Mixed.by(cell);
      }
    }
    requireShared(to, cell, inputs.subList(1 + states, inputs.size()));
    to.keep(cell, rows);
  }

  private static void requireShared(Partitioner to, Operation operation, List<Value> weights) {
    if (weights.stream().anyMatch(weight -> to.rows(weight) != null)) {
      throw Mixed.by(operation);
    }
  }
}
