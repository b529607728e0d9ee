package io.github.torchrnn.internal;

import java.lang.invoke.MethodHandle;

/**
 * Operators of LibTorch for which DJL has native functions: they spare the call of the interpreter,
 * which costs as much as two small operators. Handles are addresses of tensors, unchecked.
 */
final class Operators {

  private static final MethodHandle RNN =
      Jni.function(
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
      Jni.function(
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
      Jni.function(
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
      Jni.function("torchNNLinear", long.class, long.class, long.class, long.class);
  private static final MethodHandle ADD_IN_PLACE =
      Jni.function("torchAddi", void.class, long.class, long.class);
  private static final MethodHandle GRAD = Jni.function("torchGrad", long.class, long.class);
  private static final MethodHandle COPY = Jni.function("tensorClone", long.class, long.class);
  private static final MethodHandle TANH = Jni.function("torchTanh", long.class, long.class);
  private static final MethodHandle RELU = Jni.function("torchNNRelu", long.class, long.class);

  private Operators() {}

  /** {@code torch.rnn_tanh}, {@code rnn_relu}, {@code gru} or {@code lstm} on padded input. */
  static long[] recurrent(String kind, long input, long[] states, long[] weights, Layers o) {
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
      throw Jni.unchecked(e);
    }
  }

  /** {@code torch.linear}; no bias is 0. */
  static long linear(long input, long weight, long bias) {
    try {
      return (long) LINEAR.invokeExact(input, weight, bias);
    } catch (Throwable e) {
      throw Jni.unchecked(e);
    }
  }

  static void addInPlace(long sum, long tensor) {
    try {
      ADD_IN_PLACE.invokeExact(sum, tensor);
    } catch (Throwable e) {
      throw Jni.unchecked(e);
    }
  }

  static long tanh(long tensor) {
    try {
      return (long) TANH.invokeExact(tensor);
    } catch (Throwable e) {
      throw Jni.unchecked(e);
    }
  }

  static long relu(long tensor) {
    try {
      return (long) RELU.invokeExact(tensor);
    } catch (Throwable e) {
      throw Jni.unchecked(e);
    }
  }

  /** {@code torch.clone}. */
  static long copy(long tensor) {
    try {
      return (long) COPY.invokeExact(tensor);
    } catch (Throwable e) {
      throw Jni.unchecked(e);
    }
  }

  /** The gradient that a tensor has collected, or 0. */
  static long grad(long tensor) {
    try {
      return (long) GRAD.invokeExact(tensor);
    } catch (Throwable e) {
      throw Jni.unchecked(e);
    }
  }
}
