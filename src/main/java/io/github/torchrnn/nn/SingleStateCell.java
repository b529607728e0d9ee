package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * Cell of one hidden state, h: an {@link RNNCell} or a {@link GRUCell}. No other class can extend
 * it.
 */
public abstract class SingleStateCell extends RNNCellBase {

  SingleStateCell(Builder<?> options, Family family) {
    super(options, family);
  }

  /**
   * Runs one step from a hidden state of zeros; see {@link #forward(NDArray, NDArray)}.
   *
   * @param input (batch, input_size), or unbatched (input_size)
   */
  public NDArray forward(NDArray input) {
    return call(input)[0];
  }

  /**
   * Runs one step: {@code hidden = cell(input, hidden)}.
   *
   * @param input (batch, input_size), or unbatched (input_size)
   * @param hidden (batch, hidden_size), or unbatched (hidden_size); null for zeros
   * @return the next hidden state, of hidden's shape; it belongs to the input's manager
   * @throws IllegalArgumentException with torch's message if a rank, size, type or device is wrong
   */
  public NDArray forward(NDArray input, @Nullable NDArray hidden) {
    return call(input, States.of(hidden))[0];
  }

  /**
   * Runs the cell over a whole sequence from a hidden state of zeros; see {@link #unroll(NDArray,
   * NDArray)}.
   *
   * @param inputs (seq, batch, input_size), or unbatched (seq, input_size)
   */
  public RNNOutput unroll(NDArray inputs) {
    return RNNOutput.of(callUnrolled(inputs));
  }

  /**
   * Runs the cell over a whole sequence in one call, bit for bit the states of the loop {@code for
   * input in inputs: hidden = cell(input, hidden)}.
   *
   * @param inputs (seq, batch, input_size), or unbatched (seq, input_size)
   * @param hidden (batch, hidden_size), or unbatched (hidden_size); null for zeros
   * @return all hidden states, of (seq, batch, hidden_size) or (seq, hidden_size), and the last;
   *     they belong to the inputs' manager
   * @throws IllegalArgumentException with torch's message if a rank, size, type or device is wrong
   */
  public RNNOutput unroll(NDArray inputs, @Nullable NDArray hidden) {
    return RNNOutput.of(callUnrolled(inputs, States.of(hidden)));
  }
}
