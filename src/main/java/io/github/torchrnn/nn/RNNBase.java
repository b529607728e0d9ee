package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.PythonNumber;
import io.github.torchrnn.internal.Recurrent;
import io.github.torchrnn.internal.RecurrentOptions;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Base of the recurrent layers {@link RNN}, {@link LSTM} and {@link GRU}: {@index
 * torch.nn.RNNBase}. No other class can extend it.
 */
public abstract class RNNBase extends TorchModule {

  private final Family family;
  private final long inputSize;
  private final long hiddenSize;
  private final int numLayers;
  private final boolean bias;
  private final boolean batchFirst;
  private final double dropout;
  private final boolean bidirectional;
  private final long projSize;

  private final FlatWeights flatWeights;

  /** Zeros for each state. */
  private final List<ZeroState> zeros;

  /**
   * Draws the weights, in torch's order.
   *
   * @param projSize the size to which h is projected, 0 for no projection
   */
  RNNBase(Builder<?> options, Family family, long projSize) {
    this.family = family;
    zeros = Stream.generate(ZeroState::new).limit(family.states).toList();
    inputSize = options.inputSize;
    hiddenSize = options.hiddenSize;
    numLayers = options.numLayers;
    bias = options.bias;
    batchFirst = options.batchFirst;
    dropout = options.dropout;
    bidirectional = options.bidirectional;
    this.projSize = projSize;
    RNNChecks.options(this);
    flatWeights = new FlatWeights(this, family, options);
    flatWeights.draw();
  }

  /** Draws all weights anew from U(-1/sqrt(hidden_size), 1/sqrt(hidden_size)). */
  public final void resetParameters() {
    flatWeights.draw();
  }

  /**
   * Lays the weights out in one piece, as CUDA's recurrent kernels want them: {@code
   * flatten_parameters()}. {@link #to} does it; on the CPU there is nothing to do.
   */
  public final void flattenParameters() {
    flatWeights.flatten();
  }

  @Override
  final boolean isLayer() {
    return true;
  }

  /** The names of the parameters in the operator's order. */
  final List<String> weightNames() {
    return flatWeights.names();
  }

  @Override
  final void parametersMoved() {
    flattenParameters();
  }

  /** The number of features of each step: {@code input_size}. */
  public final long inputSize() {
    return inputSize;
  }

  /** The number of features of the hidden state: {@code hidden_size}. */
  public final long hiddenSize() {
    return hiddenSize;
  }

  /** How many layers are stacked: {@code num_layers}. */
  public final int numLayers() {
    return numLayers;
  }

  /** Whether input and output are (batch, seq, feature): {@code batch_first}. */
  public final boolean batchFirst() {
    return batchFirst;
  }

  /** Whether a second direction reads the sequence backwards: {@code bidirectional}. */
  public final boolean bidirectional() {
    return bidirectional;
  }

  /** Whether the layer has biases: {@code bias}. */
  public final boolean bias() {
    return bias;
  }

  /** The probability of dropping a number between two layers in training: {@code dropout}. */
  public final double dropout() {
    return dropout;
  }

  /** The size to which h is projected, 0 for no projection: {@code proj_size}. */
  final long projectedSize() {
    return projSize;
  }

  /**
   * The input weights of the first layer, of (gates * hidden_size, input_size): {@code
   * weight_ih_l0}. {@link #getParameter} has those of all layers by name.
   */
  public final NDArray weightIhL0() {
    return value(registry().readable("weight_ih_l0"));
  }

  /**
   * The hidden weights of the first layer, of (gates * hidden_size, proj_size or hidden_size):
   * {@code weight_hh_l0}.
   */
  public final NDArray weightHhL0() {
    return value(registry().readable("weight_hh_l0"));
  }

  /**
   * The input bias of the first layer, of (gates * hidden_size), or null if the layer has no bias:
   * {@code bias_ih_l0}.
   */
  public final @Nullable NDArray biasIhL0() {
    return bias ? value(registry().readable("bias_ih_l0")) : null;
  }

  /**
   * The hidden bias of the first layer, of (gates * hidden_size), or null if the layer has no bias:
   * {@code bias_hh_l0}.
   */
  public final @Nullable NDArray biasHhL0() {
    return bias ? value(registry().readable("bias_hh_l0")) : null;
  }

  final int directions() {
    return bidirectional ? 2 : 1;
  }

  /** The size of one direction's output: the hidden size, unless it is projected. */
  final long outputSize() {
    return projSize > 0 ? projSize : hiddenSize;
  }

  final NDArray firstWeight() {
    return flatWeights.first();
  }

  /** The name in torch's messages: {@code RNN}, also of a subclass. */
  abstract String kind();

  /** The LibTorch operator, {@code rnn_tanh} for example. */
  abstract String kernel();

  /** Refuses a state of a type that does not fit the input's. */
  abstract void requireStateType(NDArray input, NDArray state);

  /** The noun after the rank in torch's message on an input of a wrong rank. */
  String inputNoun() {
    return "";
  }

  // ---- running

  /**
   * Checks and runs the layer on padded input.
   *
   * @param states see {@link States}
   * @return output and states
   */
  final NDArray[] call(NDArray input, NDArray... states) {
    return whileOpen(
        () ->
            hooks()
                .around(this, States.joined(input, states), it -> padded(it, OWN, isTraining())));
  }

  private NDArray[] padded(NDArray[] arguments, Weights weights, boolean training) {
    NDArray[] states = States.after(arguments);
    RNNChecks.padded(this, arguments[0], states);
    return run(arguments[0], states, weights, training);
  }

  /** Checks and runs the layer on packed input, of which hooks see the data; see {@link #call}. */
  final NDArray[] callPacked(PackedSequence input, NDArray... states) {
    Objects.requireNonNull(input, "input is null");
    return whileOpen(
        () ->
            hooks()
                .around(
                    this,
                    States.joined(input.data(), states),
                    it -> packed(input.with(it[0]), States.after(it))));
  }

  private NDArray[] packed(PackedSequence input, NDArray... states) {
    RNNChecks.packed(this, input, states);
    NDArray[] sequences = {
      input.data(), input.batchSizes(), input.sortedIndices(), input.unsortedIndices()
    };
    RecurrentOptions options = options(isTraining());
    return Recurrent.packed(kernel(), sequences, states, flatWeights.arrays(OWN), options);
  }

  private NDArray[] run(NDArray input, NDArray[] states, Weights weights, boolean training) {
    return input.getShape().dimension() == 3
        ? runBatch(input, states, weights, training)
        : Unbatched.run(
            input,
            batchFirst ? 0 : 1,
            states,
            1,
            (batch, batchStates) -> runBatch(batch, batchStates, weights, training));
  }

  private NDArray[] runBatch(NDArray input, NDArray[] states, Weights weights, boolean training) {
    RecurrentOptions options = options(training);
    if (states.length > 0) {
      return Recurrent.padded(kernel(), input, states, flatWeights.arrays(weights), options);
    }
    int batchAxis = batchFirst ? 0 : 1;
    long batch = input.getShape().get(batchAxis);
    NDArray[] initial = new NDArray[family.states];
    for (int i = 0; i < initial.length; i++) {
      initial[i] = zeros.get(i).of(input, batchAxis, stateShape(i, batch));
    }
    try {
      return Recurrent.padded(kernel(), input, initial, flatWeights.arrays(weights), options);
    } finally {
      for (int i = 0; i < initial.length; i++) {
        zeros.get(i).release(initial[i]);
      }
    }
  }

  /** The shape of a state: h has the size of an output, c that of the hidden layer. */
  final Shape stateShape(int state, long batch) {
    long size = state == 0 ? outputSize() : hiddenSize;
    return new Shape((long) numLayers * directions(), batch, size);
  }

  @Override
  final void closed() {
    zeros.forEach(ZeroState::close);
  }

  private RecurrentOptions options(boolean training) {
    return new RecurrentOptions(bias, numLayers, dropout, training, bidirectional, batchFirst);
  }

  // ---- the layer as a DJL block

  @Override
  final NDList compute(NDList inputs, Weights weights, boolean training) {
    NDArray[] arguments = inputs.toArray(new NDArray[0]);
    return States.firstOf(hooks().around(this, arguments, it -> padded(it, weights, training)));
  }

  @Override
  final Shape outputShape(Shape input) {
    long[] sizes = input.getShape().clone();
    sizes[sizes.length - 1] = outputSize() * directions();
    return new Shape(sizes);
  }

  // ---- text

  @Override
  protected String extraRepr() {
    StringBuilder text = new StringBuilder(inputSize + ", " + hiddenSize);
    if (projSize != 0) {
      text.append(", proj_size=").append(projSize);
    }
    if (numLayers != 1) {
      text.append(", num_layers=").append(numLayers);
    }
    if (!bias) {
      text.append(", bias=False");
    }
    if (batchFirst) {
      text.append(", batch_first=True");
    }
    if (dropout != 0) {
      text.append(", dropout=").append(PythonNumber.repr(dropout));
    }
    if (bidirectional) {
      text.append(", bidirectional=True");
    }
    return text.toString();
  }

  // ---- options

  /** The options of all recurrent layers, with torch's defaults. */
  public abstract static class Builder<B extends Builder<B>> extends LayerBuilder<B> {
    private final long inputSize;
    private final long hiddenSize;
    private int numLayers = 1;
    private boolean bias = true;
    private boolean batchFirst;
    private double dropout;
    private boolean bidirectional;

    Builder(long inputSize, long hiddenSize) {
      this.inputSize = inputSize;
      this.hiddenSize = hiddenSize;
    }

    /** How many layers are stacked, each taking the output of the one before; 1 by default. */
    public B numLayers(int numLayers) {
      this.numLayers = numLayers;
      return self();
    }

    /** Whether the layer has {@code bias_ih} and {@code bias_hh}; true by default. */
    public B bias(boolean bias) {
      this.bias = bias;
      return self();
    }

    /**
     * Whether input and output are (batch, seq, feature) rather than (seq, batch, feature), which
     * is the default. States are (layers, batch, feature) in both cases.
     */
    public B batchFirst(boolean batchFirst) {
      this.batchFirst = batchFirst;
      return self();
    }

    /** The probability of dropping a number between two layers in training; 0 by default. */
    public B dropout(double dropout) {
      this.dropout = dropout;
      return self();
    }

    /** Whether a second direction reads the sequence backwards; false by default. */
    public B bidirectional(boolean bidirectional) {
      this.bidirectional = bidirectional;
      return self();
    }
  }
}
