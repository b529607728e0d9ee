package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import io.github.torchrnn.internal.Autograd;
import io.github.torchrnn.internal.Kernels;
import java.util.ArrayList;
import java.util.List;

/** The parameters of all layers and directions of a recurrent layer, in the operator's order. */
final class FlatWeights implements ModuleCopy.Part {

  /** The operators in the order of CUDA's numbers for them. */
  private static final List<String> CUDNN_MODES = List.of("rnn_relu", "rnn_tanh", "lstm", "gru");

  private final RNNBase rnn;
  private final List<Parameter> parameters = new ArrayList<>();

  private FlatWeights(RNNBase rnn) {
    this.rnn = rnn;
  }

  @Override
  public FlatWeights copyFor(ModuleCopy copy) {
    FlatWeights twin = new FlatWeights((RNNBase) copy.module(rnn));
    parameters.forEach(parameter -> twin.parameters.add(copy.parameter(parameter)));
    return twin;
  }

  /** The names of the parameters. */
  List<String> names() {
    return parameters.stream().map(Parameter::getName).toList();
  }

  /** Adds the parameters to the layer, with undefined values. */
  FlatWeights(RNNBase rnn, Family family, LayerBuilder<?> options) {
    this.rnn = rnn;
    long rows = OptionChecks.times(family.gates, rnn.hiddenSize());
    for (int layer = 0; layer < rnn.numLayers(); layer++) {
      long layerInput =
          layer == 0 ? rnn.inputSize() : OptionChecks.times(rnn.directions(), rnn.outputSize());
      for (String suffix : rnn.bidirectional() ? List.of("", "_reverse") : List.of("")) {
        String name = "_l" + layer + suffix;
        add(options, "weight_ih" + name, rows, layerInput);
        add(options, "weight_hh" + name, rows, rnn.outputSize());
        if (rnn.bias()) {
          add(options, "bias_ih" + name, rows);
          add(options, "bias_hh" + name, rows);
        }
        if (rnn.projectedSize() > 0) {
          add(options, "weight_hr" + name, rnn.projectedSize(), rnn.hiddenSize());
        }
      }
    }
  }

  private void add(LayerBuilder<?> options, String name, long... sizes) {
    parameters.add(rnn.addParameter(name, options.dtype, options.device, sizes));
  }

  /** Draws all values anew from U(-1/sqrt(hidden_size), 1/sqrt(hidden_size)). */
  void draw() {
    double bound = 1.0 / Math.sqrt(rnn.hiddenSize());
    for (Parameter parameter : parameters) {
      Kernels.update("uniform_", rnn.value(parameter), -bound, bound);
    }
  }

  /** The first parameter, whose type and device are those of all. */
  NDArray first() {
    return rnn.value(parameters.get(0));
  }

  /** The arrays, the layer's own or DJL's copies. */
  NDArray[] arrays(DjlBlock.Weights weights) {
    NDArray[] arrays = new NDArray[parameters.size()];
    for (int i = 0; i < arrays.length; i++) {
      arrays[i] = weights.of(parameters.get(i));
    }
    return arrays;
  }

  /** Lays the arrays out in one piece on a GPU, as CUDA's recurrent kernels want them. */
  void flatten() {
    NDArray weight = first();
    if (weight.getDevice().isGpu() && !Parametrizations.isParametrized(rnn)) {
      boolean recording = Autograd.isGradEnabled();
      Autograd.setGradEnabled(false);
      try (NDArray flat =
          Kernels.call(
              weight.getManager(),
              "flatten_weights",
              arrays(DjlBlock.OWN),
              rnn.inputSize(),
              CUDNN_MODES.indexOf(rnn.kernel()),
              rnn.hiddenSize(),
              rnn.projectedSize(),
              rnn.numLayers(),
              rnn.batchFirst(),
              rnn.bidirectional())) {
        // The weights share its memory from now on.
      } finally {
        Autograd.setGradEnabled(recording);
      }
    }
  }
}
