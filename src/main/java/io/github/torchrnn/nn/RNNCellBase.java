package io.github.torchrnn.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What {@link RNNCell}, {@link LSTMCell} and {@link GRUCell} share: {@code RNNCellBase}. */
public abstract class RNNCellBase extends TorchModule {

  final long inputSize;
  final long hiddenSize;
  private final ZeroState zeros = new ZeroState();
  final Parameter weightIh;
  final Parameter weightHh;
  final Parameter biasIh;
  final Parameter biasHh;

  /**
   * Draws the weights, in torch's order.
   *
   * @param gates how many gates' weights stand in one matrix
   */
  RNNCellBase(Builder<?> options, int gates) {
    inputSize = options.inputSize;
    hiddenSize = options.hiddenSize;
    long rows = Options.times(gates, hiddenSize);
    Options.requireSizes(rows, inputSize);
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

  /** The input bias, of (gates * hidden_size), or null without: {@code bias_ih}. */
  public final NDArray biasIh() {
    return value(biasIh);
  }

  /** The hidden bias, of (gates * hidden_size), or null without: {@code bias_hh}. */
  public final NDArray biasHh() {
    return value(biasHh);
  }

  /** The name in torch's messages: {@code RNNCell}, also of a subclass. */
  abstract String kind();

  /** The LibTorch operator: {@code rnn_tanh_cell} say. */
  abstract String kernel();

  /**
   * Runs the cell on checked arguments.
   *
   * @param states none for zeros; else h, of an LSTM h and c
   * @return h', of an LSTM h' and c'
   */
  final NDArray[] run(NDArray input, NDArray[] states, Weights weights) {
    if (input.getShape().dimension() == 2) {
      return runBatch(input, states, weights);
    }
    try (NDList batch = new NDList(input.expandDims(0))) {
      for (NDArray state : states) {
        batch.add(state.expandDims(0));
      }
      NDArray[] given = batch.subNDList(1).toArray(new NDArray[0]);
      try (NDList results = new NDList(runBatch(batch.head(), given, weights))) {
        return results.stream().map(result -> result.squeeze(0)).toArray(NDArray[]::new);
      }
    }
  }

  private NDArray[] runBatch(NDArray input, NDArray[] states, Weights weights) {
    if (states.length > 0) {
      return step(input, states, weights);
    }
    Shape shape = new Shape(input.getShape().get(0), hiddenSize);
    NDArray state = zeros.of(input, shape);
    try {
      return step(input, new NDArray[] {state, state}, weights);
    } finally {
      zeros.release(state);
    }
  }

  /** Runs the cell on a batch; see {@link #run}. */
  abstract NDArray[] step(NDArray input, NDArray[] states, Weights weights);

  /**
   * Runs the cell over a whole sequence.
   *
   * @param inputs (seq, batch, input_size), or unbatched (seq, input_size)
   * @param states none for zeros; else h, of an LSTM h and c
   * @return all h', and the last h', of an LSTM the last h' and c'
   */
  final NDArray[] unrolled(NDArray inputs, NDArray... states) {
    checkSequence(inputs, states);
    if (inputs.getShape().dimension() == 3) {
      return unrolledBatch(inputs, states);
    }
    try (NDList batch = new NDList(inputs.expandDims(1))) {
      for (NDArray state : states) {
        batch.add(state.expandDims(0));
      }
      NDArray[] given = batch.subNDList(1).toArray(new NDArray[0]);
      try (NDList results = new NDList(unrolledBatch(batch.head(), given))) {
        NDArray[] unbatched = new NDArray[results.size()];
        for (int i = 0; i < unbatched.length; i++) {
          unbatched[i] = results.get(i).squeeze(i == 0 ? 1 : 0);
        }
        return unbatched;
      }
    }
  }

  private void checkSequence(NDArray inputs, NDArray... states) {
    Shape shape = Tensors.usable("input", inputs).getShape();
    if (shape.dimension() != 2 && shape.dimension() != 3) {
      throw new IllegalArgumentException(
          "%s.unroll: Expected input to be 2D or 3D, got %dD instead"
              .formatted(kind(), shape.dimension()));
    }
    if (shape.get(0) == 0) {
      throw new IllegalArgumentException("Expected sequence length to be larger than 0 in RNN");
    }
    try (NDArray first = inputs.get(0)) {
      CellChecks.check(this, first, states);
    }
  }

  private NDArray[] unrolledBatch(NDArray inputs, NDArray... states) {
    if (states.length > 0) {
      List<Object> arguments = new ArrayList<>(List.of(inputs));
      arguments.addAll(List.of(states));
      arguments.addAll(Arrays.asList(weightIh(), weightHh(), biasIh(), biasHh()));
      return Kernels.callList(inputs.getManager(), kernel() + "_unrolled", arguments.toArray());
    }
    Shape shape = new Shape(inputs.getShape().get(1), hiddenSize);
    NDArray state = zeros.of(inputs, shape);
    try {
      return this instanceof LSTMCell
          ? unrolledBatch(inputs, state, state)
          : unrolledBatch(inputs, state);
    } finally {
      zeros.release(state);
    }
  }

  @Override
  final void closed() {
    zeros.close();
  }

  // ---- the cell as a DJL block

  @Override
  final NDList compute(NDList inputs, Weights weights, boolean training) {
    NDArray[] states = inputs.subNDList(1).toArray(new NDArray[0]);
    CellChecks.check(this, inputs.head(), states);
    NDArray[] results = run(inputs.head(), states, weights);
    for (int i = 1; i < results.length; i++) {
      results[i].close();
    }
    return new NDList(results[0]);
  }

  @Override
  final Shape outputShape(Shape input) {
    long[] sizes = input.getShape().clone();
    sizes[sizes.length - 1] = hiddenSize;
    return new Shape(sizes);
  }

  // ---- the cell as TorchScript

  @Override
  public final String torchScript() {
    return this instanceof LSTMCell
        ? ScriptTemplate.fill(
            scriptValues(), "lstm_cell.py", "cell_sequence.py", "cell_zeros.py", "lstm_cell_run.py")
        : ScriptTemplate.fill(
            scriptValues(), "cell.py", "cell_sequence.py", "cell_zeros.py", "cell_run.py");
  }

  /** In closed form, as the layer that the cell is a step of. */
  @Override
  public final String stepScript() {
    return this instanceof LSTMCell
        ? ScriptTemplate.fill(
            scriptValues(),
            "lstm_cell.py",
            "cell_sequence.py",
            "cell_state.py",
            "lstm_cell_step.py",
            "recurrent_step.py",
            "lstm_step.py")
        : ScriptTemplate.fill(
            scriptValues(),
            "cell.py",
            "cell_sequence.py",
            "cell_state.py",
            "cell_step.py",
            "recurrent_step.py",
            "single_step.py",
            this instanceof GRUCell ? "gru_step.py" : "elman_step.py");
  }

  private Map<String, Object> scriptValues() {
    boolean bias = biasIh != null;
    Map<String, Object> values =
        ScriptTemplate.recurrentStep(bias, "rnn_relu_cell".equals(kernel()));
    values.put("kind", kind());
    values.put("kernel", kernel());
    values.put("input_size", inputSize);
    values.put("hidden_size", hiddenSize);
    values.put("bias_ih", bias ? "self.bias_ih" : "None");
    values.put("bias_hh", bias ? "self.bias_hh" : "None");
    values.put(
        "weights",
        bias
            ? "[self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh]"
            : "[self.weight_ih, self.weight_hh]");
    values.put("num_layers", 1);
    values.put("directions", 1);
    values.put("reverse", false);
    values.put("batch_first", false);
    return values;
  }

  // ---- text

  @Override
  protected String extraRepr() {
    return inputSize + ", " + hiddenSize + (biasIh == null ? ", bias=False" : "");
  }

  /** The options of all cells, with torch's defaults. */
  public abstract static class Builder<B extends Builder<B>> {
    private final long inputSize;
    private final long hiddenSize;
    private boolean bias = true;
    private DataType dtype = DataType.FLOAT32;
    private Device device = Device.cpu();

    Builder(long inputSize, long hiddenSize) {
      this.inputSize = inputSize;
      this.hiddenSize = hiddenSize;
    }

    abstract B self();

    /** Whether the cell has {@code bias_ih} and {@code bias_hh}; true by default. */
    public B bias(boolean bias) {
      this.bias = bias;
      return self();
    }

    /** The type of the weights: float32 by default, float64 or float16. */
    public B dtype(DataType dtype) {
      this.dtype = Options.floating(dtype);
      return self();
    }

    /** The device of the weights, {@code Device.gpu()} say; the CPU by default. */
    public B device(Device device) {
      this.device = Options.device(device);
      return self();
    }
  }
}
