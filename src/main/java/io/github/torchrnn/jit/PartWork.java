package io.github.torchrnn.jit;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Set;

/**
 * The arithmetic of a step, from the shapes of its trace: what parts of a batch share. What they do
 * not share, the calls of operators and the threads' meeting, takes the same time for each part.
 */
final class PartWork {

  /**
   * The fewest multiplications that threads share. On two of them steps of 20 million took as long
   * as on one, of 30 million 0.95 of the time, of 45 million 0.8 and of 90 million 0.7, measured
   * with LSTMs of 32 to 128 on batches of 2 to 16.
   */
  static final long LEAST = 30_000_000;

  /** What a number costs that runs through a function such as tanh, in multiplications. */
  private static final long FUNCTION = 10;

  /** Forward, and backward for arguments and for weights. */
  private static final long PASSES = 3;

  private static final Set<String> CELLS =
      Set.of("rnn_tanh_cell", "rnn_relu_cell", "gru_cell", "lstm_cell");

  private PartWork() {}

  /** How many multiplications and additions a step makes. */
  static long of(Program program) {
    return program.needed().stream()
        .mapToLong(operation -> of(operation) * (operation.recorded() ? PASSES : 1))
        .sum();
  }

  private static long of(Operation operation) {
    String name = operation.name();
    Value first = operation.outputs().get(0);
    if (name.equals("linear")) {
      return first.shape().size() * operation.value(1).shape().get(1);
    } else if (name.equals("matmul") || name.equals("bmm")) {
      Shape shape = operation.value(0).shape();
      return first.shape().size() * shape.get(shape.dimension() - 1);
    } else if (CELLS.contains(name)) {
      return ofWeights(operation.inputs(), operation.value(0).shape().get(0));
    } else if (name.startsWith("conv")) {
      return first.shape().size()
          * operation.value(2).shape().size()
          / operation.value(2).shape().get(0);
    } else if (operation.name().endsWith("_packed")) {
      return ofWeights(operation.values(5), operation.value(0).shape().get(0));
    } else if (Set.of("rnn_tanh", "rnn_relu", "gru", "lstm").contains(name)) {
      Shape shape = operation.value(0).shape();
      return ofWeights(operation.values(2), shape.size() / shape.get(shape.dimension() - 1));
    }
    return first.shape().size() * (name.equals("get") || name.equals("reshape") ? 0 : FUNCTION);
  }

  /** Rows that are multiplied by matrices, and then run through a function. */
  private static long ofWeights(List<Value> weights, long rows) {
    long sum = 0;
    for (Value weight : weights) {
      sum += weight.rank() == 2 ? weight.shape().size() + weight.shape().get(0) * FUNCTION / 2 : 0;
    }
    return rows * sum;
  }
}
