package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.PythonNumber;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks of a recurrent layer's arguments, in torch's order and words. */
final class RNNChecks {

  private static final Logger LOGGER = LoggerFactory.getLogger(RNNBase.class);

  /** More layers than this can only be a typo, and LibTorch would hang. */
  private static final int MAX_LAYERS = 1 << 16;

  private RNNChecks() {}

  /** Checks the options of a layer that is being constructed. */
  static void options(RNNBase rnn) {
    if (!(rnn.dropout() >= 0 && rnn.dropout() <= 1)) {
      throw new IllegalArgumentException(
          "dropout should be a number in range [0, 1] representing the probability of an element"
              + " being zeroed");
    }
    if (rnn.dropout() > 0 && rnn.numLayers() == 1) {
      LOGGER.warn(
          "dropout option adds dropout after all but last recurrent layer, so non-zero dropout"
              + " expects num_layers greater than 1, but got dropout={} and num_layers={}",
          PythonNumber.repr(rnn.dropout()),
          rnn.numLayers());
    }
    requirePositive("input_size", rnn.inputSize());
    requirePositive("hidden_size", rnn.hiddenSize());
    requirePositive("num_layers", rnn.numLayers());
    if (rnn.projectedSize() < 0) {
      throw new IllegalArgumentException(
          "proj_size should be a positive integer or zero to disable projections");
    }
    if (rnn.projectedSize() >= rnn.hiddenSize()) {
      throw new IllegalArgumentException("proj_size has to be smaller than hidden_size");
    }
    if (rnn.numLayers() > MAX_LAYERS) {
      throw new IllegalArgumentException("num_layers must be at most " + MAX_LAYERS);
    }
  }

  private static void requirePositive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be greater than zero");
    }
  }

  /** Checks padded input and its {@link States}. */
  static void padded(RNNBase rnn, NDArray input, NDArray... states) {
    Tensors.usable("input", input);
    int dim = input.getShape().dimension();
    if (dim != 2 && dim != 3) {
      throw new IllegalArgumentException(
          "%s: Expected input to be 2D or 3D, got %sD%s instead"
              .formatted(rnn.kind(), dim, rnn.inputNoun()));
    }
    usable(states);
    for (NDArray state : states) {
      if (state.getShape().dimension() != dim) {
        throw new IllegalArgumentException(rankMessage(dim, states));
      }
    }
    checkType(rnn, input);
    checkSize(rnn, input);
    boolean batched = dim == 3;
    long batch = batched ? input.getShape().get(rnn.batchFirst() ? 0 : 1) : 1;
    checkStates(rnn, input, states, batch, batched);
    if (input.getShape().get(batched && rnn.batchFirst() ? 1 : 0) == 0) {
      throw new IllegalArgumentException("Expected sequence length to be larger than 0 in RNN");
    }
  }

  /** Checks packed input and its states. */
  static void packed(RNNBase rnn, PackedSequence input, NDArray... states) {
    Objects.requireNonNull(input, "input is null");
    NDArray data = Tensors.usable("input.data", input.data());
    usable(states);
    checkType(rnn, data);
    int dim = data.getShape().dimension();
    if (dim != 2) {
      throw new IllegalArgumentException("input must have 2 dimensions, got " + dim);
    }
    checkSize(rnn, data);
    checkStates(rnn, data, states, input.batchSize(), true);
  }

  private static void usable(NDArray... states) {
    for (int i = 0; i < states.length; i++) {
      Tensors.usable(i == 0 ? "hx" : "cx", states[i]);
    }
  }

  private static String rankMessage(int dim, NDArray... states) {
    String input = dim == 3 ? "batched 3-D" : "unbatched 2-D";
    if (states.length == 1) {
      return "For %s input, hx should also be %s-D but got %s-D tensor"
          .formatted(input, dim, states[0].getShape().dimension());
    }
    return "For %s input, hx and cx should also be %s-D but got (%s-D, %s-D) tensors"
        .formatted(input, dim, states[0].getShape().dimension(), states[1].getShape().dimension());
  }

  private static void checkType(RNNBase rnn, NDArray input) {
    NDArray weight = rnn.firstWeight();
    if (input.getDataType() != weight.getDataType()) {
      String got = TorchText.dtype(input.getDataType());
      String expected = TorchText.dtype(weight.getDataType());
      throw new IllegalArgumentException(
          ("RNN input dtype (%s) does not match weight dtype (%s). Convert input: input.to(%s), or"
                  + " convert model: model.to(%s)")
              .formatted(got, expected, expected, got));
    }
  }

  private static void checkSize(RNNBase rnn, NDArray input) {
    Shape shape = input.getShape();
    long size = shape.get(shape.dimension() - 1);
    if (size != rnn.inputSize()) {
      throw new IllegalArgumentException(
          "input.size(-1) must be equal to input_size. Expected %s, got %s"
              .formatted(rnn.inputSize(), size));
    }
    ArrayChecks.requireSameDevice("parameter", input, rnn.firstWeight());
  }

  private static void checkStates(
      RNNBase rnn, NDArray input, NDArray[] states, long batch, boolean batched) {
    for (int i = 0; i < states.length; i++) {
      Shape expected = rnn.stateShape(i, batch);
      Shape got = states[i].getShape();
      if (!batched) {
        got = new Shape(got.get(0), 1, got.get(1));
      }
      if (!got.equals(expected)) {
        throw new IllegalArgumentException(
            "Expected hidden%s size (%s), got %s"
                .formatted(
                    states.length == 1 ? "" : "[" + i + "]",
                    TorchText.sizes(expected.getShape()).replaceAll("[\\[\\]]", ""),
                    TorchText.sizes(got.getShape())));
      }
      ArrayChecks.requireSameDevice("hidden", input, states[i]);
      rnn.requireStateType(input, states[i]);
    }
  }
}
