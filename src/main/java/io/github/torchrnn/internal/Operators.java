package io.github.torchrnn.internal;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;

/**
 * LibTorch's operators for which DJL has native functions. Calling these directly saves the
 * interpreter's overhead, which is that of two small operators.
 *
 * <p>Internal: not part of the public API, and without checks. An argument of the wrong shape can
 * crash the JVM, so the callers check first.
 */
public final class Operators {

  private static final MethodHandle RNN =
      DjlMembers.function(
          "torchNNRnn",
          long[].class,
          long.class,
          long.class,
          long[].class,
          boolean.class,
          int.class,
          int.class,
          double.class,
          boolean.class,
          boolean.class,
          boolean.class);
  private static final MethodHandle GRU =
      DjlMembers.function(
          "torchNNGru",
          long[].class,
          long.class,
          long.class,
          long[].class,
          boolean.class,
          int.class,
          double.class,
          boolean.class,
          boolean.class,
          boolean.class);
  private static final MethodHandle LSTM =
      DjlMembers.function(
          "torchNNLstm",
          long[].class,
          long.class,
          long[].class,
          long[].class,
          boolean.class,
          int.class,
          double.class,
          boolean.class,
          boolean.class,
          boolean.class);
  private static final MethodHandle LINEAR =
      DjlMembers.function("torchNNLinear", long.class, long.class, long.class, long.class);
  private static final MethodHandle ADD_IN_PLACE =
      DjlMembers.function("torchAddi", void.class, long.class, long.class);
  private static final MethodHandle GRAD = DjlMembers.function("torchGrad", long.class, long.class);
  private static final MethodHandle COPY =
      DjlMembers.function("tensorClone", long.class, long.class);
  private static final MethodHandle TANH = DjlMembers.function("torchTanh", long.class, long.class);
  private static final MethodHandle RELU =
      DjlMembers.function("torchNNRelu", long.class, long.class);

  private Operators() {}

  /**
   * Runs a recurrent operator on padded batches: {@code torch.rnn_tanh}, {@code rnn_relu}, {@code
   * gru} or {@code lstm}.
   *
   * @param kind the operator's name
   * @param states {h_0}, or {h_0, c_0} for an LSTM
   * @return {output, h_n}, or {output, h_n, c_n} for an LSTM; they belong to the input's manager
   */
  public static NDArray[] recurrent(
      String kind, NDArray input, NDArray[] states, NDArray[] weights, RecurrentOptions options) {
    Recorder recorder = Recorder.current();
    if (recorder != null) {
      Object[] arguments = {input, states, weights, options};
      return (NDArray[])
          recorder.call(
              kind,
              arguments,
              real ->
                  recurrent(
                      kind,
                      (NDArray) real[0],
                      (NDArray[]) real[1],
                      (NDArray[]) real[2],
                      (RecurrentOptions) real[3]));
    }
    Autograd.settleGradMode();
    Calls.enter();
    try {
      return Handles.arrays(
          input.getManager(),
          recurrent(kind, Handles.of(input), Handles.of(states), Handles.of(weights), options));
    } catch (EngineException e) {
      throw TorchWords.error(e);
    } finally {
      Calls.exit();
      keepReachable(input, states, weights);
    }
  }

  /**
   * Runs one step of an Elman network: {@code torch.rnn_tanh_cell} or {@code rnn_relu_cell}.
   *
   * @param biasIh null, with biasHh, if the cell has no bias
   * @return the next state, which belongs to the input's manager
   */
  public static NDArray elman(
      boolean relu,
      NDArray input,
      NDArray hidden,
      NDArray weightIh,
      NDArray weightHh,
      NDArray biasIh,
      NDArray biasHh) {
    Recorder recorder = Recorder.current();
    if (recorder != null) {
      Object[] arguments = {input, hidden, weightIh, weightHh, biasIh, biasHh};
      return (NDArray)
          recorder.call(
              relu ? "rnn_relu_cell" : "rnn_tanh_cell",
              arguments,
              real ->
                  elman(
                      relu,
                      (NDArray) real[0],
                      (NDArray) real[1],
                      (NDArray) real[2],
                      (NDArray) real[3],
                      (NDArray) real[4],
                      (NDArray) real[5]));
    }
    Autograd.settleGradMode();
    long sum = 0;
    long ofInput = 0;
    Calls.enter();
    try {
      sum = linear(Handles.of(hidden), Handles.of(weightHh), Handles.of(biasHh));
      ofInput = linear(Handles.of(input), Handles.of(weightIh), Handles.of(biasIh));
      addInPlace(sum, ofInput);
      return Handles.array(input.getManager(), relu ? relu(sum) : tanh(sum));
    } catch (EngineException e) {
      throw TorchWords.error(e);
    } finally {
      delete(sum);
      delete(ofInput);
      Calls.exit();
      keepReachable(input, hidden, weightIh, weightHh, biasIh, biasHh);
    }
  }

  /**
   * {@code torch.linear}.
   *
   * @param bias null if there is none
   * @return the result, which belongs to the input's manager
   */
  public static NDArray linear(NDArray input, NDArray weight, NDArray bias) {
    if (input.getShape().dimension() != 2) { // for which the native function differs from torch's
      return Kernels.call(input.getManager(), "linear", input, weight, bias);
    }
    Recorder recorder = Recorder.current();
    if (recorder != null) {
      Object[] arguments = {input, weight, bias};
      return (NDArray)
          recorder.call(
              "linear",
              arguments,
              real -> linear((NDArray) real[0], (NDArray) real[1], (NDArray) real[2]));
    }
    Autograd.settleGradMode();
    Calls.enter();
    try {
      return Handles.array(
          input.getManager(), linear(Handles.of(input), Handles.of(weight), Handles.of(bias)));
    } catch (EngineException e) {
      throw TorchWords.error(e);
    } finally {
      Calls.exit();
      keepReachable(input, weight, bias);
    }
  }

  /** Keeps objects reachable until a call has used their addresses. */
  private static void keepReachable(Object... used) {
    Reference.reachabilityFence(used);
  }

  private static void delete(long tensor) {
    if (tensor != 0) {
      Handles.delete(tensor);
    }
  }

  // ---- the native functions, which take addresses of tensors -----------------------------------

  private static long[] recurrent(
      String kind, long input, long[] states, long[] weights, RecurrentOptions o) {
    try {
      return switch (kind) {
        case "lstm" ->
            (long[])
                LSTM.invokeExact(
                    input,
                    states,
                    weights,
                    o.bias(),
                    o.layers(),
                    o.dropout(),
                    o.training(),
                    o.bidirectional(),
                    o.batchFirst());
        case "gru" ->
            (long[])
                GRU.invokeExact(
                    input,
                    states[0],
                    weights,
                    o.bias(),
                    o.layers(),
                    o.dropout(),
                    o.training(),
                    o.bidirectional(),
                    o.batchFirst());
        default ->
            (long[])
                RNN.invokeExact(
                    input,
                    states[0],
                    weights,
                    o.bias(),
                    o.layers(),
                    "rnn_tanh".equals(kind) ? 1 : 0,
                    o.dropout(),
                    o.training(),
                    o.bidirectional(),
                    o.batchFirst());
      };
    } catch (Throwable e) {
      throw DjlMembers.unchecked(e);
    }
  }

  private static long linear(long input, long weight, long bias) {
    try {
      return (long) LINEAR.invokeExact(input, weight, bias);
    } catch (Throwable e) {
      throw DjlMembers.unchecked(e);
    }
  }

  private static void addInPlace(long sum, long tensor) {
    try {
      ADD_IN_PLACE.invokeExact(sum, tensor);
    } catch (Throwable e) {
      throw DjlMembers.unchecked(e);
    }
  }

  private static long tanh(long tensor) {
    try {
      return (long) TANH.invokeExact(tensor);
    } catch (Throwable e) {
      throw DjlMembers.unchecked(e);
    }
  }

  private static long relu(long tensor) {
    try {
      return (long) RELU.invokeExact(tensor);
    } catch (Throwable e) {
      throw DjlMembers.unchecked(e);
    }
  }

  /** {@code torch.clone}. */
  static long copy(long tensor) {
    try {
      return (long) COPY.invokeExact(tensor);
    } catch (Throwable e) {
      throw DjlMembers.unchecked(e);
    }
  }

  /** The gradient that a leaf has accumulated, or 0. */
  static long grad(long tensor) {
    try {
      return (long) GRAD.invokeExact(tensor);
    } catch (Throwable e) {
      throw DjlMembers.unchecked(e);
    }
  }
}
