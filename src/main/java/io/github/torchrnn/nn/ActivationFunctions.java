package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.Objects;

/** Activations: the part of {@link Functional} that works element by element, and softmax. */
abstract class ActivationFunctions extends RectifierFunctions {

  ActivationFunctions() {}

  /**
   * {@code max(x, 0)}: {@code relu(input)}.
   *
   * @param input an array of any shape, not of bool
   * @return an array of the input's shape and type
   */
  public static NDArray relu(NDArray input) {
    if (Tensors.usable("input", input).getDataType() == DataType.BOOLEAN) {
      throw new IllegalArgumentException("Boolean inputs not supported for relu");
    }
    return kernel("relu", input);
  }

  /**
   * {@code 1 / (1 + exp(-x))}: {@code sigmoid(input)}.
   *
   * @param input an array of any shape
   * @return an array of the input's shape
   */
  public static NDArray sigmoid(NDArray input) {
    return kernel("sigmoid", Tensors.usable("input", input));
  }

  /**
   * Numbers that sum to 1 along an axis: {@code softmax(input, dim)}.
   *
   * @param input an array of any shape, floating
   * @param dim the axis, counted from the end if negative
   * @return an array of the input's shape
   * @throws IllegalArgumentException if the axis does not exist, or the type is not floating
   */
  public static NDArray softmax(NDArray input, int dim) {
    requireSoftmax("softmax", input, dim);
    return kernel("softmax", input, dim);
  }

  /** The logarithm of {@link #softmax}: {@code log_softmax(input, dim)}. */
  public static NDArray logSoftmax(NDArray input, int dim) {
    requireSoftmax("log_softmax", input, dim);
    return kernel("log_softmax", input, dim);
  }

  /** Refuses an axis that is not there, and types that LibTorch's kernel does not take. */
  static void requireSoftmax(String kernel, NDArray input, int dim) {
    int rank = Math.max(1, Tensors.usable("input", input).getShape().dimension());
    if (dim < -rank || dim >= rank) {
      throw new IllegalArgumentException(
          "Dimension out of range (expected to be in range of [%s, %s], but got %s)"
              .formatted(-rank, rank - 1, dim));
    }
    if (!input.getDataType().isFloating() && !input.isEmpty()) {
      throw new IllegalArgumentException(
          "\"%s_%skernel_impl\" not implemented for '%s'"
              .formatted(
                  kernel,
                  dim == rank - 1 || dim == -1 ? "lastdim_" : "",
                  TorchText.scalarType(input.getDataType())));
    }
  }

  /**
   * The hyperbolic tangent: {@code tanh(input)}.
   *
   * @param input an array of any shape
   * @return an array of the input's shape
   */
  public static NDArray tanh(NDArray input) {
    return Tensors.usable("input", input).tanh();
  }

  /** {@code leaky_relu(input)}: with a slope of 0.01. */
  public static NDArray leakyRelu(NDArray input) {
    return leakyRelu(input, 0.01);
  }

  /**
   * x, or where it is negative {@code negative_slope x}: {@code leaky_relu(input, negative_slope)}.
   *
   * @param input an array of any shape, floating
   * @return an array of the input's shape and type
   * @throws IllegalArgumentException if the type is not floating
   */
  public static NDArray leakyRelu(NDArray input, Number negativeSlope) {
    requireFloating("leaky_relu_cpu", input);
    return function("leaky_relu", input, given("negative_slope", negativeSlope));
  }

  /** {@code elu(input)}: with an alpha of 1. */
  public static NDArray elu(NDArray input) {
    return elu(input, 1);
  }

  /**
   * x, or where it is negative {@code alpha (exp(x) - 1)}: {@code elu(input, alpha)}.
   *
   * @param input an array of any shape, floating
   * @return an array of the input's shape and type
   * @throws IllegalArgumentException if the type is not floating
   */
  public static NDArray elu(NDArray input, Number alpha) {
    requireFloating("elu_cpu", input);
    return function("elu", input, given("alpha", alpha));
  }

  /** {@code gelu(input)}: exactly, by the error function. */
  public static NDArray gelu(NDArray input) {
    return gelu(input, "none");
  }

  /**
   * x times the probability that a number of N(0, 1) is less: {@code gelu(input, approximate)}.
   *
   * @param input an array of any shape, floating
   * @param approximate {@code "none"}, or {@code "tanh"} for {@code 0.5 x (1 + tanh(sqrt(2 / pi) (x
   *     + 0.044715 x^3)))}
   * @return an array of the input's shape and type
   * @throws IllegalArgumentException with torch's message if the approximation or type is wrong
   */
  public static NDArray gelu(NDArray input, String approximate) {
    requireApproximation(approximate);
    requireFloating("GeluKernelImpl", input);
    return function("gelu", input, approximate);
  }

  static String requireApproximation(String approximate) {
    Objects.requireNonNull(approximate, "approximate is null");
    if (!approximate.equals("none") && !approximate.equals("tanh")) {
      throw new IllegalArgumentException("approximate argument must be either none or tanh.");
    }
    return approximate;
  }

  /**
   * {@code x sigmoid(x)}, the swish function: {@code silu(input)}.
   *
   * @param input an array of any shape, floating
   * @return an array of the input's shape and type
   * @throws IllegalArgumentException if the type is not floating
   */
  public static NDArray silu(NDArray input) {
    requireFloating("silu_cpu", input);
    return function("silu", input);
  }

  /** {@code softplus(input)}: with a beta of 1 and a threshold of 20. */
  public static NDArray softplus(NDArray input) {
    return softplus(input, 1, 20);
  }

  /**
   * {@code log(1 + exp(beta x)) / beta}, or x where {@code beta x} is above the threshold: {@code
   * softplus(input, beta, threshold)}.
   *
   * @param input an array of any shape, floating
   * @return an array of the input's shape and type
   * @throws IllegalArgumentException if the type is not floating
   */
  public static NDArray softplus(NDArray input, Number beta, Number threshold) {
    requireFloating("softplus_cpu", input);
    return function("softplus", input, given("beta", beta), given("threshold", threshold));
  }

  /** {@code hardtanh(input)}: within [-1, 1]. */
  public static NDArray hardtanh(NDArray input) {
    return hardtanh(input, -1, 1);
  }

  /**
   * x, cut to a range: {@code hardtanh(input, min_val, max_val)}.
   *
   * @param input an array of any shape, not of bool
   * @return an array of the input's shape and type
   * @throws IllegalArgumentException with torch's message if the range is empty or the type wrong
   */
  public static NDArray hardtanh(NDArray input, Number minVal, Number maxVal) {
    double min = given("min_val", minVal).doubleValue();
    double max = given("max_val", maxVal).doubleValue();
    DataType type = Tensors.usable("input", input).getDataType();
    if (min > max) {
      throw new IllegalArgumentException("min_val cannot be greater than max_val");
    }
    if (type == DataType.BOOLEAN) {
      throw new IllegalArgumentException("Bool inputs not supported for hardtanh");
    }
    if (type == DataType.UINT8 && (min <= -1 || max <= -1)) {
      throw new IllegalArgumentException(
          "cannot do hardtanh on an unsigned type with negative limits");
    }
    return function("hardtanh", input, minVal, maxVal);
  }

  /**
   * {@code log(1 / (1 + exp(-x)))}: {@code logsigmoid(input)}.
   *
   * @param input an array of any shape, floating
   * @return an array of the input's shape and type
   * @throws IllegalArgumentException if the type is not floating
   */
  public static NDArray logsigmoid(NDArray input) {
    requireFloating("log_sigmoid_cpu", input);
    return function("logsigmoid", input);
  }

  /**
   * {@code x / (1 + |x|)}: {@code softsign(input)}.
   *
   * @param input an array of any shape, not of bool
   * @return an array of the input's shape, floating
   * @throws IllegalArgumentException if the type is bool
   */
  public static NDArray softsign(NDArray input) {
    return function("softsign", Tensors.usable("input", input));
  }

  /** {@code glu(input)}: along the last axis. */
  public static NDArray glu(NDArray input) {
    return glu(input, -1);
  }

  /**
   * The first half of an axis times the sigmoid of the other: {@code glu(input, dim)}.
   *
   * @param input an array of at least one axis, floating
   * @param dim the axis, counted from the end if negative
   * @return an array of the input's type, of half the size along the axis
   * @throws IllegalArgumentException with torch's message if the axis or its size is wrong
   */
  public static NDArray glu(NDArray input, int dim) {
    if (Tensors.usable("input", input).getShape().isScalar()) {
      throw new IllegalArgumentException(
          "glu does not support scalars because halving size must be even");
    }
    return function("glu", input, dim);
  }

  /** {@code gumbel_softmax(logits)}: with a temperature of 1, not rounded. */
  public static NDArray gumbelSoftmax(NDArray logits) {
    return gumbelSoftmax(logits, 1);
  }

  /** {@code gumbel_softmax(logits, tau)}: not rounded. */
  public static NDArray gumbelSoftmax(NDArray logits, Number tau) {
    return gumbelSoftmax(logits, tau, false);
  }

  /** {@code gumbel_softmax(logits, tau, hard)}: along the last axis. */
  public static NDArray gumbelSoftmax(NDArray logits, Number tau, boolean hard) {
    return gumbelSoftmax(logits, tau, hard, -1);
  }

  /**
   * Samples of categories, through which gradients pass: {@code gumbel_softmax(logits, tau, hard,
   * dim)}.
   *
   * @param logits logarithms of unnormalized probabilities, of any shape, floating
   * @param tau the temperature: the less, the nearer to 0 and 1
   * @param hard whether the samples are ones and zeros, with the gradients of the others
   * @param dim the axis of the categories, counted from the end if negative
   * @return an array of the logits' shape
   * @throws IllegalArgumentException with torch's message if the axis or the type is wrong
   */
  public static NDArray gumbelSoftmax(NDArray logits, Number tau, boolean hard, int dim) {
    given("tau", tau);
    NDArray gumbels = function("gumbels", Tensors.usable("logits", logits));
    NDArray soft = softmax(function("gumbel_scores", logits, gumbels, tau), dim);
    return hard ? function("one_hot_max", soft, dim) : soft;
  }

  private static NDArray kernel(String name, NDArray input, Object... options) {
    return Kernels.call(input.getManager(), name, arguments(input, options));
  }

  private static NDArray function(String name, NDArray input, Object... options) {
    return Functions.call(input.getManager(), name, arguments(input, options));
  }

  private static Object[] arguments(NDArray input, Object... options) {
    Object[] arguments = new Object[options.length + 1];
    arguments[0] = input;
    System.arraycopy(options, 0, arguments, 1, options.length);
    return arguments;
  }
}
