package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * Recurrent layer of one hidden state, h: an {@link RNN} or a {@link GRU}. No other class can
 * extend it.
 */
public abstract class SingleStateRNN extends RNNBase {

  SingleStateRNN(Builder<?> options, Family family) {
    super(options, family, 0);
  }

  /**
   * Runs the layer from a hidden state of zeros; see {@link #forward(NDArray, NDArray)}.
   *
   * @param input (seq, batch, input_size), with batchFirst (batch, seq, input_size), or unbatched
   *     (seq, input_size)
   */
  public RNNOutput forward(NDArray input) {
    return RNNOutput.of(call(input));
  }

  /**
   * Runs the layer over whole sequences: {@code output, h_n = rnn(input, hx)}.
   *
   * @param input (seq, batch, input_size), with batchFirst (batch, seq, input_size), or unbatched
   *     (seq, input_size)
   * @param hx h_0 of (layers * directions, batch, hidden_size), with batchFirst too, or unbatched
   *     (layers * directions, hidden_size); null for zeros
   * @return output of (seq, batch, directions * hidden_size), batch first with batchFirst, and h_n
   *     of hx's shape; they belong to the input's manager
   * @throws IllegalArgumentException with torch's message if a rank, size, type or device is wrong
   */
  public RNNOutput forward(NDArray input, @Nullable NDArray hx) {
    return RNNOutput.of(call(input, States.of(hx)));
  }

  /**
   * Runs the layer over packed sequences from a hidden state of zeros; see {@link
   * #forward(PackedSequence, NDArray)}.
   *
   * @param input data of (sum of the lengths, input_size)
   */
  public PackedRNNOutput forward(PackedSequence input) {
    return PackedRNNOutput.of(input, callPacked(input));
  }

  /**
   * Runs the layer over packed sequences: {@code output, h_n = rnn(packed, hx)}.
   *
   * @param input data of (sum of the lengths, input_size)
   * @param hx h_0 of (layers * directions, batch, hidden_size), in the order of the sequences
   *     before they were packed; null for zeros
   * @return packed output of (sum of the lengths, directions * hidden_size), and h_n in the order
   *     and of the shape of hx; they belong to the input's manager
   * @throws IllegalArgumentException with torch's message if a rank, size, type or device is wrong
   */
  public PackedRNNOutput forward(PackedSequence input, @Nullable NDArray hx) {
    return PackedRNNOutput.of(input, callPacked(input, States.of(hx)));
  }

  @Override
  final void requireStateType(NDArray input, NDArray state) {
    ArrayChecks.requireSameType(state, input, bias());
  }
}
