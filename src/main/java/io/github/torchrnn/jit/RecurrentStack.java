package io.github.torchrnn.jit;

import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.internal.RecurrentOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a recurrent operator, on padded batches {@code (input, [states], [weights],
 * options)} or on packed ones {@code (data, batch_sizes, sorted, unsorted, [states], [weights],
 * bias, layers, dropout, training, bidirectional)}.
 */
record RecurrentStack(Operation operation, boolean isPacked) {

  Value input() {
    return operation.value(0);
  }

  /** The number of sequences that have each step; null of padded batches. */
  @Nullable Value batchSizes() {
    return isPacked ? operation.value(1) : null;
  }

  /** How sequences were sorted, and how to undo it; null where they came sorted. */
  @Nullable Value sorted() {
    return isPacked ? operation.value(2) : null;
  }

  @Nullable Value unsorted() {
    return isPacked ? operation.value(3) : null;
  }

  /** h and c; of a packed operator none for zeros. */
  List<Value> states() {
    return operation.values(isPacked ? 4 : 1);
  }

  int layers() {
    return isPacked ? (int) (long) (Long) operation.constant(7) : options().layers();
  }

  int directions() {
    boolean both = isPacked ? (Boolean) operation.constant(10) : options().bidirectional();
    return both ? 2 : 1;
  }

  boolean batchFirst() {
    return !isPacked && options().batchFirst();
  }

  /** The probability of dropping a number between two layers, 0 outside of training. */
  double dropout() {
    boolean training = isPacked ? (Boolean) operation.constant(9) : options().training();
    double probability = isPacked ? (Double) operation.constant(8) : options().dropout();
    return training ? probability : 0;
  }

  private RecurrentOptions options() {
    return operation.constant(3);
  }

  private boolean hasBias() {
    return isPacked ? (Boolean) operation.constant(6) : options().bias();
  }

  private List<Value> weights() {
    return operation.values(isPacked ? 5 : 2);
  }

  /** The weights of one layer and direction. */
  Weights weights(int layer, int direction) {
    List<Value> all = weights();
    int each = all.size() / (layers() * directions());
    List<Value> own = all.subList(each * number(layer, direction), all.size());
    boolean bias = hasBias();
    return new Weights(own.get(0), own.get(1), bias ? own.get(2) : null, bias ? own.get(3) : null);
  }

  /** The place of a layer and direction in states and weights. */
  int number(int layer, int direction) {
    return layer * directions() + direction;
  }

  /** Whether h is projected to another size than c's. */
  boolean isProjected() {
    return weights().size() / (layers() * directions()) % 2 == 1;
  }

  long hiddenSize() {
    return weights().get(1).shape().get(1);
  }

  boolean isFloat32OnCpu() {
    return input().type() == DataType.FLOAT32 && !input().device().isGpu();
  }

  /** The weights of one layer and direction, of which the biases may be null. */
  record Weights(Value ih, Value hh, @Nullable Value biasIh, @Nullable Value biasHh) {}
}
