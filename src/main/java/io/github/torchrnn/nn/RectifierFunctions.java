package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.Objects;

/** Relatives of relu: the part of {@link Functional} that bends or cuts at some number. */
abstract class RectifierFunctions extends UpsamplingFunctions {

  RectifierFunctions() {}

  /**
   * x, or where it is negative {@code a x}: {@code prelu(input, weight)}.
   *
   * @param input an array of any shape, floating; of several a's, (N, C, ...)
   * @param weight the a's, of (1) or (C), of the input's type
   * @return an array of the input's shape and type
   * @throws IllegalArgumentException with torch's message if a shape or type is wrong
   */
  public static NDArray prelu(NDArray input, NDArray weight) {
    Tensors.usable("input", input);
    Tensors.usable("weight", weight);
    return Functions.call(input.getManager(), "prelu", input, weight);
  }

  /**
   * {@code scale x}, or where it is negative {@code scale alpha (exp(x) - 1)}: {@code selu(input)}.
   *
   * @param input an array of any shape, floating
   * @return an array of the input's shape and type
   * @throws IllegalArgumentException if the type is not floating
   */
  public static NDArray selu(NDArray input) {
    requireFloating("elu_cpu", input);
    return Functions.call(input.getManager(), "selu", input);
  }

  /** {@code celu(input)}: with an alpha of 1. */
  public static NDArray celu(NDArray input) {
    return celu(input, 1);
  }

  /**
   * x, or where it is negative {@code alpha (exp(x / alpha) - 1)}: {@code celu(input, alpha)}.
   *
   * @param input an array of any shape, floating
   * @return an array of the input's shape and type
   * @throws IllegalArgumentException with torch's message if alpha is 0, or the type not floating
   */
  public static NDArray celu(NDArray input, Number alpha) {
    Tensors.usable("input", input);
    if (given("alpha", alpha).doubleValue() == 0) {
      throw new IllegalArgumentException("ZeroDivisionError: alpha cannot be 0 for CELU");
    }
    requireFloating("elu_cpu", input);
    return Functions.call(input.getManager(), "celu", input, alpha);
  }

  /**
   * {@code x tanh(softplus(x))}: {@code mish(input)}.
   *
   * @param input an array of any shape, floating
   * @return an array of the input's shape and type
   * @throws IllegalArgumentException if the type is not floating
   */
  public static NDArray mish(NDArray input) {
    requireFloating("mish_cpu", input);
    return Functions.call(input.getManager(), "mish", input);
  }

  /**
   * {@code x / 6 + 1 / 2}, cut to [0, 1]: {@code hardsigmoid(input)}.
   *
   * @param input an array of any shape, floating
   * @return an array of the input's shape and type
   * @throws IllegalArgumentException if the type is not floating
   */
  public static NDArray hardsigmoid(NDArray input) {
    requireFloating("hardsigmoid_cpu", input);
    return Functions.call(input.getManager(), "hardsigmoid", input);
  }

  /**
   * x times its {@link #hardsigmoid}: {@code hardswish(input)}.
   *
   * @param input an array of any shape, floating
   * @return an array of the input's shape and type
   * @throws IllegalArgumentException if the type is not floating
   */
  public static NDArray hardswish(NDArray input) {
    requireFloating("hardswish_cpu", input);
    return Functions.call(input.getManager(), "hardswish", input);
  }

  /**
   * x where it is greater than a threshold, else a value: {@code threshold(input, threshold,
   * value)}.
   *
   * @param input an array of any shape, not of bool
   * @return an array of the input's shape and type
   * @throws IllegalArgumentException if the type is bool, or cannot hold a number
   */
  public static NDArray threshold(NDArray input, Number threshold, Number value) {
    Tensors.usable("input", input);
    return Functions.call(
        input.getManager(),
        "threshold",
        input,
        given("threshold", threshold),
        given("value", value));
  }

  /** Refuses types that LibTorch's kernel does not take. */
  static void requireFloating(String kernel, NDArray input) {
    DataType type = Tensors.usable("input", input).getDataType();
    if (!type.isFloating()) {
      throw new IllegalArgumentException(
          "\"%s\" not implemented for '%s'".formatted(kernel, TorchText.scalarType(type)));
    }
  }

  /** A number that is not null. */
  static Number given(String name, Number number) {
    return Objects.requireNonNull(number, name + " is null");
  }
}
