package io.github.torchrnn.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.github.torchrnn.internal.Autograd;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.PythonNumber;
import io.github.torchrnn.internal.Recurrent;
import io.github.torchrnn.internal.RecurrentOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@link RNN}, {@link LSTM} and {@link GRU} share: {@code torch.nn.RNNBase}. */
public abstract class RNNBase extends TorchModule {

  private static final Logger LOGGER = LoggerFactory.getLogger(RNNBase.class);

  /** So many layers only a slip of the pen asks for; LibTorch would hang over them. */
  private static final int MOST_LAYERS = 1 << 16;

  /** CUDA's numbers of the kernels, in their order. */
  private static final List<String> CUDNN_MODES = List.of("rnn_relu", "rnn_tanh", "lstm", "gru");

  final long inputSize;
  final long hiddenSize;
  final int numLayers;
  final boolean bias;
  final boolean batchFirst;
  final double dropout;
  final boolean bidirectional;
  final long projSize;

  private final List<Parameter> flatWeights = new ArrayList<>();
  private final ZeroState hZeros = new ZeroState();
  private final ZeroState cZeros = new ZeroState();

  /**
   * Draws the weights, in torch's order.
   *
   * @param gates how many gates' weights stand in one matrix
   */
  RNNBase(Builder<?> options, int gates, long projSize) {
    inputSize = options.inputSize;
    hiddenSize = options.hiddenSize;
    numLayers = options.numLayers;
    bias = options.bias;
    batchFirst = options.batchFirst;
    dropout = options.dropout;
    bidirectional = options.bidirectional;
    this.projSize = projSize;
    check();
    long rows = Options.times(gates, hiddenSize);
    for (int layer = 0; layer < numLayers; layer++) {
      long layerInput = layer == 0 ? inputSize : Options.times(directions(), outputSize());
      for (String suffix : bidirectional ? List.of("", "_reverse") : List.of("")) {
        String name = "_l" + layer + suffix;
        add(options, "weight_ih" + name, rows, layerInput);
        add(options, "weight_hh" + name, rows, outputSize());
        if (bias) {
          add(options, "bias_ih" + name, rows);
          add(options, "bias_hh" + name, rows);
        }
        if (projSize > 0) {
          add(options, "weight_hr" + name, projSize, hiddenSize);
        }
      }
    }
    resetParameters();
  }

  private void check() {
    if (!(dropout >= 0 && dropout <= 1)) {
      throw new IllegalArgumentException(
          "dropout should be a number in range [0, 1] representing the probability of an element"
              + " being zeroed");
    }
    if (dropout > 0 && numLayers == 1) {
      LOGGER.warn(
          "dropout option adds dropout after all but last recurrent layer, so non-zero dropout"
              + " expects num_layers greater than 1, but got dropout={} and num_layers={}",
          PythonNumber.repr(dropout),
          numLayers);
    }
    requirePositive("input_size", inputSize);
    requirePositive("hidden_size", hiddenSize);
    requirePositive("num_layers", numLayers);
    if (projSize < 0) {
      throw new IllegalArgumentException(
          "proj_size should be a positive integer or zero to disable projections");
    }
    if (projSize >= hiddenSize) {
      throw new IllegalArgumentException("proj_size has to be smaller than hidden_size");
    }
    if (numLayers > MOST_LAYERS) {
      throw new IllegalArgumentException("num_layers must be at most " + MOST_LAYERS);
    }
  }

  private static void requirePositive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be greater than zero");
    }
  }

  private void add(Builder<?> options, String name, long... sizes) {
    flatWeights.add(addParameter(name, options.dtype, options.device, sizes));
  }

  /** Draws all weights anew from U(-1/sqrt(hidden_size), 1/sqrt(hidden_size)). */
  public final void resetParameters() {
    double bound = 1.0 / Math.sqrt(hiddenSize);
    for (Parameter weight : flatWeights) {
      Kernels.update("uniform_", value(weight), -bound, bound);
    }
  }

  /**
   * Lays the weights out in one piece, as CUDA's recurrent kernels want them: {@code
   * flatten_parameters()}. {@link #to} does it; on the CPU there is nothing to do.
   */
  public final void flattenParameters() {
    NDArray weight = firstWeight();
    if (weight.getDevice().isGpu()) {
      boolean recording = Autograd.isGradEnabled();
      Autograd.setGradEnabled(false);
      try (NDArray flat =
          Kernels.call(
              weight.getManager(),
              "flatten_weights",
              flatWeights(OWN),
              inputSize,
              CUDNN_MODES.indexOf(kernel()),
              hiddenSize,
              projSize,
              numLayers,
              batchFirst,
              bidirectional)) {
        // The weights share its memory from now on.
      } finally {
        Autograd.setGradEnabled(recording);
      }
    }
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

  final int directions() {
    return bidirectional ? 2 : 1;
  }

  /** The size of one direction's output: the hidden size, unless it is projected. */
  final long outputSize() {
    return projSize > 0 ? projSize : hiddenSize;
  }

  final NDArray firstWeight() {
    return value(flatWeights.get(0));
  }

  /** The name in torch's messages: {@code RNN}, also of a subclass. */
  abstract String kind();

  /** The LibTorch operator: {@code rnn_tanh} say. */
  abstract String kernel();

  // ---- padded input

  /**
   * Runs the layer on checked arguments.
   *
   * @param states none for zeros; else h_0, of an LSTM h_0 and c_0
   * @return output and h_n, of an LSTM output, h_n and c_n
   */
  final NDArray[] run(NDArray input, NDArray[] states, Weights weights, boolean training) {
    if (input.getShape().dimension() == 3) {
      return runBatch(input, states, weights, training);
    }
    int batchDim = batchFirst ? 0 : 1;
    try (NDList batch = new NDList(input.expandDims(batchDim))) {
      for (NDArray state : states) {
        batch.add(state.expandDims(1));
      }
      NDArray[] given = batch.subNDList(1).toArray(new NDArray[0]);
      try (NDList results = new NDList(runBatch(batch.head(), given, weights, training))) {
        NDArray[] unbatched = new NDArray[results.size()];
        for (int i = 0; i < unbatched.length; i++) {
          unbatched[i] = results.get(i).squeeze(i == 0 ? batchDim : 1);
        }
        return unbatched;
      }
    }
  }

  private NDArray[] runBatch(NDArray input, NDArray[] states, Weights weights, boolean training) {
    RecurrentOptions options = options(training);
    if (states.length > 0) {
      return Recurrent.padded(kernel(), input, states, flatWeights(weights), options);
    }
    NDArray h = zeros(hZeros, input, outputSize());
    NDArray c = this instanceof LSTM ? zeros(cZeros, input, hiddenSize) : null;
    try {
      NDArray[] zeros = c == null ? new NDArray[] {h} : new NDArray[] {h, c};
      return Recurrent.padded(kernel(), input, zeros, flatWeights(weights), options);
    } finally {
      hZeros.release(h);
      if (c != null) {
        cZeros.release(c);
      }
    }
  }

  private NDArray zeros(ZeroState zeros, NDArray input, long size) {
    long batch = input.getShape().get(batchFirst ? 0 : 1);
    return zeros.of(input, new Shape((long) numLayers * directions(), batch, size));
  }

  @Override
  final void closed() {
    hZeros.close();
    cZeros.close();
  }

  /** Runs the layer on checked packed arguments; see {@link #run}. */
  final NDArray[] runPacked(PackedSequence input, NDArray... states) {
    NDArray[] sequences = {
      input.data(), input.batchSizes(), input.sortedIndices(), input.unsortedIndices()
    };
    return Recurrent.packed(kernel(), sequences, states, flatWeights(OWN), options(isTraining()));
  }

  private RecurrentOptions options(boolean training) {
    return new RecurrentOptions(bias, numLayers, dropout, training, bidirectional, batchFirst);
  }

  private NDArray[] flatWeights(Weights weights) {
    NDArray[] flat = new NDArray[flatWeights.size()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = weights.of(flatWeights.get(i));
    }
    return flat;
  }

  // ---- the layer as a DJL block

  @Override
  final NDList compute(NDList inputs, Weights weights, boolean training) {
    NDArray[] states = inputs.subNDList(1).toArray(new NDArray[0]);
    RNNChecks.padded(this, inputs.head(), states);
    NDArray[] results = run(inputs.head(), states, weights, training);
    for (int i = 1; i < results.length; i++) {
      results[i].close();
    }
    return new NDList(results[0]);
  }

  @Override
  final Shape outputShape(Shape input) {
    long[] sizes = input.getShape().clone();
    sizes[sizes.length - 1] = outputSize() * directions();
    return new Shape(sizes);
  }

  // ---- the layer as TorchScript

  @Override
  public final String torchScript() {
    return this instanceof LSTM
        ? ScriptTemplate.fill(scriptValues(), "lstm.py", "lstm_run.py", "recurrent.py", "zeros.py")
        : ScriptTemplate.fill(scriptValues(), "rnn.py", "rnn_run.py", "recurrent.py", "zeros.py");
  }

  /** In closed form, but for dropout between the layers and projections. */
  @Override
  public final String stepScript() {
    if (dropout > 0 && numLayers > 1 || projSize > 0) {
      return torchScript();
    }
    return this instanceof LSTM
        ? ScriptTemplate.fill(
            scriptValues(),
            "lstm.py",
            "recurrent.py",
            "zeros_step.py",
            "recurrent_step.py",
            "lstm_step.py")
        : ScriptTemplate.fill(
            scriptValues(),
            "rnn.py",
            "recurrent.py",
            "zeros_step.py",
            "recurrent_step.py",
            "single_step.py",
            this instanceof GRU ? "gru_step.py" : "elman_step.py");
  }

  private Map<String, Object> scriptValues() {
    Map<String, Object> values = ScriptTemplate.recurrentStep(bias, "rnn_relu".equals(kernel()));
    values.put("kind", kind());
    values.put("kernel", kernel());
    values.put("tensor", this instanceof LSTM ? "" : " tensor");
    values.put("weights", weightList());
    values.put("states", numLayers * directions());
    values.put("directions", directions());
    values.put("reverse", bidirectional ? "direction == 1" : "False");
    values.put("batch_dim", batchFirst ? 0 : 1);
    values.put("seq_dim", batchFirst ? 1 : 0);
    values.put("input_size", inputSize);
    values.put("hidden_size", hiddenSize);
    values.put("output_size", outputSize());
    values.put("num_layers", numLayers);
    values.put("batch_first", batchFirst);
    values.put("dropout", dropout);
    values.put("bidirectional", bidirectional);
    return values;
  }

  private String weightList() {
    return flatWeights.stream()
        .map(weight -> "self." + weight.getName())
        .collect(Collectors.joining(", ", "[", "]"));
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
  public abstract static class Builder<B extends Builder<B>> {
    final long inputSize;
    final long hiddenSize;
    private int numLayers = 1;
    private boolean bias = true;
    private boolean batchFirst;
    private double dropout;
    private boolean bidirectional;
    private DataType dtype = DataType.FLOAT32;
    private Device device = Device.cpu();

    Builder(long inputSize, long hiddenSize) {
      this.inputSize = inputSize;
      this.hiddenSize = hiddenSize;
    }

    abstract B self();

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
