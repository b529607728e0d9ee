package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Base of the recurrent cells {@link RNNCell}, {@link LSTMCell} and {@link GRUCell}: {@index
 * torch.nn.RNNCellBase}. No other class can extend it.
 */
public abstract class RNNCellBase extends TorchModule {

  private final Family family;
  private final long inputSize;
  private final long hiddenSize;
  private final ZeroState zeros = new ZeroState();
  final Parameter weightIh;
  final Parameter weightHh;
  final @Nullable Parameter biasIh;
  final @Nullable Parameter biasHh;

  /** Draws the weights, in torch's order. */
  RNNCellBase(Builder<?> options, Family family) {
    this.family = family;
    inputSize = options.inputSize;
    hiddenSize = options.hiddenSize;
    long rows = OptionChecks.times(family.gates, hiddenSize);
    Tensors.requireNotNegative(rows, inputSize);
    weightIh = addParameter("weight_ih", options.dtype, options.device, rows, inputSize);
    weightHh = addParameter("weight_hh", options.dtype, options.device, rows, hiddenSize);
    biasIh = options.bias ? addParameter("bias_ih", options.dtype, options.device, rows) : null;
    biasHh = options.bias ? addParameter("bias_hh", options.dtype, options.device, rows) : null;
    resetParameters();
  }

  /** Draws all weights anew from U(-1/sqrt(hidden_size), 1/sqrt(hidden_size)). */
  public final void resetParameters() {
    double bound = hiddenSize > 0 ? 1.0 / Math.sqrt(hiddenSize) : 0;
    parameters().forEach(weight -> Kernels.update("uniform_", weight, -bound, bound));
  }

  /** The number of features of the input: {@code input_size}. */
  public final long inputSize() {
    return inputSize;
  }

  /** The number of features of the hidden state: {@code hidden_size}. */
  public final long hiddenSize() {
    return hiddenSize;
  }

  /** The input weights, of (gates * hidden_size, input_size): {@code weight_ih}. */
  public final NDArray weightIh() {
    return value(weightIh);
  }

  /** The hidden weights, of (gates * hidden_size, hidden_size): {@code weight_hh}. */
  public final NDArray weightHh() {
    return value(weightHh);
  }

  /** The input bias, of (gates * hidden_size), or null if the cell has no bias: {@code bias_ih}. */
  public final @Nullable NDArray biasIh() {
    return value(biasIh);
  }

  /**
   * The hidden bias, of (gates * hidden_size), or null if the cell has no bias: {@code bias_hh}.
   */
  public final @Nullable NDArray biasHh() {
    return value(biasHh);
  }

  /** The name in torch's messages: {@code RNNCell}, also of a subclass. */
  abstract String kind();

  /** The kernel that runs the cell over a sequence. */
  abstract String unrolledKernel();

  /**
   * Checks and runs one step: the one door of all cells.
   *
   * @param states see {@link States}
   * @return the next states
   */
  final NDArray[] call(NDArray input, NDArray... states) {
    return whileOpen(
        () -> hooks().around(this, States.joined(input, states), it -> checked(it, OWN)));
  }

  private NDArray[] checked(NDArray[] arguments, Weights weights) {
    NDArray[] states = States.after(arguments);
    CellChecks.step(this, arguments[0], states);
    return run(arguments[0], states, weights);
  }

  private NDArray[] run(NDArray input, NDArray[] states, Weights weights) {
    return input.getShape().dimension() == 2
        ? runBatch(input, states, weights)
        : Unbatched.run(
            input, 0, states, 0, (batch, batchStates) -> runBatch(batch, batchStates, weights));
  }

  private NDArray[] runBatch(NDArray input, NDArray[] states, Weights weights) {
    if (states.length > 0) {
      return step(input, states, weights);
    }
    return fromZeros(input, 0, initial -> step(input, initial, weights));
  }

  private NDArray[] fromZeros(NDArray input, int batchAxis, UnaryOperator<NDArray[]> run) {
    Shape shape = new Shape(input.getShape().get(batchAxis), hiddenSize);
    NDArray state = zeros.of(input, batchAxis, shape);
    try {
      return run.apply(Collections.nCopies(family.states, state).toArray(new NDArray[0]));
    } finally {
      zeros.release(state);
    }
  }

  /** Runs the cell on a checked batch; see {@link #call}. */
  abstract NDArray[] step(NDArray input, NDArray[] states, Weights weights);

  /**
   * Checks a whole sequence and runs the cell over it.
   *
   * @param inputs (seq, batch, input_size), or unbatched (seq, input_size)
   * @param states see {@link States}
   * @return h of all steps, and the last states
   */
  final NDArray[] callUnrolled(NDArray inputs, NDArray... states) {
    hooks().requireNone(this, "unroll");
    return whileOpen(
        () -> {
          CellChecks.sequence(this, inputs, states);
          return inputs.getShape().dimension() == 3
              ? unrolledBatch(inputs, states)
              : Unbatched.run(inputs, 1, states, 0, this::unrolledBatch);
        });
  }

  private NDArray[] unrolledBatch(NDArray inputs, NDArray... states) {
    if (states.length == 0) {
      return fromZeros(inputs, 1, initial -> unrolledBatch(inputs, initial));
    }
    List<Object> arguments = new ArrayList<>(List.of(inputs));
    arguments.addAll(List.of(states));
    arguments.addAll(Arrays.asList(weightIh(), weightHh(), biasIh(), biasHh()));
    return Kernels.callList(inputs.getManager(), unrolledKernel(), arguments.toArray());
  }

  @Override
  final boolean isLayer() {
    return true;
  }

  @Override
  final void closed() {
    zeros.close();
  }

  // ---- the cell as a DJL block

  @Override
  final NDList compute(NDList inputs, Weights weights, boolean training) {
    NDArray[] arguments = inputs.toArray(new NDArray[0]);
    return States.firstOf(hooks().around(this, arguments, it -> checked(it, weights)));
  }

  @Override
  final Shape outputShape(Shape input) {
    long[] sizes = input.getShape().clone();
    sizes[sizes.length - 1] = hiddenSize;
    return new Shape(sizes);
  }

  // ---- text

  @Override
  protected String extraRepr() {
    return inputSize + ", " + hiddenSize + (biasIh == null ? ", bias=False" : "");
  }

  /** The options of all cells, with torch's defaults. */
  public abstract static class Builder<B extends Builder<B>> extends LayerBuilder<B> {
    private final long inputSize;
    private final long hiddenSize;
    private boolean bias = true;

    Builder(long inputSize, long hiddenSize) {
      this.inputSize = inputSize;
      this.hiddenSize = hiddenSize;
    }

    /** Whether the cell has {@code bias_ih} and {@code bias_hh}; true by default. */
    public B bias(boolean bias) {
      this.bias = bias;
      return self();
    }
  }
}
