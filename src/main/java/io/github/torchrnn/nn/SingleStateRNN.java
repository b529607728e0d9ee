package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;

/** What {@link RNN} and {@link GRU} share: one hidden state, h. */
abstract class SingleStateRNN extends RNNBase {

  SingleStateRNN(Builder<?> options, int gates) {
    super(options, gates, 0);
  }

  /**
   * Runs the layer from a hidden state of zeros; see {@link #forward(NDArray, NDArray)}.
   *
   * @param input (seq, batch, input_size), with batchFirst (batch, seq, input_size), or unbatched
   *     (seq, input_size)
   */
  public RNNOutput forward(NDArray input) {
    return holding(() -> padded(input));
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
  public RNNOutput forward(NDArray input, NDArray hx) {
    return holding(() -> padded(input, States.of(hx)));
  }

  /** Runs the layer over packed sequences from a hidden state of zeros. */
  public PackedRNNOutput forward(PackedSequence input) {
    return holding(() -> packed(input));
  }

  /**
   * Runs the layer over packed sequences.
   *
   * @param hx h_0 of (layers * directions, batch, hidden_size), in the order of the sequences
   *     before they were packed; null for zeros
   * @return packed output, and h_n in the same order as hx
   * @throws IllegalArgumentException with torch's message if a rank, size, type or device is wrong
   */
  public PackedRNNOutput forward(PackedSequence input, NDArray hx) {
    return holding(() -> packed(input, States.of(hx)));
  }

  private RNNOutput padded(NDArray input, NDArray... hx) {
    RNNChecks.padded(this, input, hx);
    NDArray[] results = run(input, hx, OWN, isTraining());
    return new RNNOutput(results[0], results[1]);
  }

  private PackedRNNOutput packed(PackedSequence input, NDArray... hx) {
    RNNChecks.packed(this, input, hx);
    NDArray[] results = runPacked(input, hx);
    return new PackedRNNOutput(input.withData(results[0]), results[1]);
  }
}
