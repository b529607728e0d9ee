package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.Tensors;
import java.util.Locale;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills parameters in place, with torch's numbers for the same seed: {@code torch.nn.init}. Nothing
 * is recorded. Each method returns the array it was given.
 */
public final class Init {

  private static final Logger LOGGER = LoggerFactory.getLogger(Init.class);

  private Init() {}

  /** Draws from U(0, 1): {@code uniform_(tensor)}. */
  public static NDArray uniform_(NDArray tensor) {
    return uniform_(tensor, 0, 1);
  }

  /**
   * Draws from U(a, b): {@code uniform_(tensor, a, b)}.
   *
   * @throws IllegalArgumentException if a is greater than b, or the array is not floating
   */
  public static NDArray uniform_(NDArray tensor, double a, double b) {
    InitChecks.uniform(tensor, a, b);
    Kernels.update("uniform_", tensor, a, b);
    return tensor;
  }

  /** Draws from N(0, 1): {@code normal_(tensor)}. */
  public static NDArray normal_(NDArray tensor) {
    return normal_(tensor, 0, 1);
  }

  /**
   * Draws from N(mean, std^2): {@code normal_(tensor, mean, std)}.
   *
   * @throws IllegalArgumentException if std is negative, or the array is not floating
   */
  public static NDArray normal_(NDArray tensor, double mean, double std) {
    InitChecks.normal(tensor, std);
    Kernels.update("normal_", tensor, mean, std);
    return tensor;
  }

  /** Sets all to zero: {@code zeros_(tensor)}. */
  public static NDArray zeros_(NDArray tensor) {
    Kernels.update("zero_", Tensors.usable("tensor", tensor));
    return tensor;
  }

  /** {@code xavier_uniform_(tensor)}: with a gain of 1. */
  public static NDArray xavierUniform_(NDArray tensor) {
    return xavierUniform_(tensor, 1);
  }

  /**
   * Draws from U(-a, a), a = gain sqrt(6 / (fan_in + fan_out)): {@code xavier_uniform_(tensor,
   * gain)}.
   *
   * @param tensor an array of 2 or more dimensions
   * @throws IllegalArgumentException with torch's message if an argument is wrong
   */
  public static NDArray xavierUniform_(NDArray tensor, double gain) {
    Shape shape = Tensors.usable("tensor", tensor).getShape();
    long fans = fan(shape, 1) + fan(shape, 0);
    if (fans == 0) {
      throw new IllegalArgumentException("float division by zero");
    }
    double bound = Math.sqrt(3.0) * (gain * Math.sqrt(2.0 / fans));
    return uniform_(tensor, -bound, bound);
  }

  /** {@code orthogonal_(tensor)}: with a gain of 1. */
  public static NDArray orthogonal_(NDArray tensor) {
    return orthogonal_(tensor, 1);
  }

  /**
   * Draws an orthogonal matrix and multiplies it: {@code orthogonal_(tensor, gain)}. With more than
   * two dimensions, the first gives the rows and the rest are flattened into columns.
   *
   * @param tensor an array of 2 or more dimensions, float32 or float64
   * @throws IllegalArgumentException with torch's message if the rank or type is wrong
   */
  public static NDArray orthogonal_(NDArray tensor, double gain) {
    Shape shape = Tensors.usable("tensor", tensor).getShape();
    if (shape.dimension() < 2) {
      throw new IllegalArgumentException("Only tensors with 2 or more dimensions are supported");
    }
    if (shape.size() > 0) {
      InitChecks.orthogonal(tensor);
      Kernels.update("orthogonal_", tensor, gain);
    }
    return tensor;
  }

  /** {@code kaiming_uniform_(tensor)}: by fan in, for relu. */
  public static NDArray kaimingUniform_(NDArray tensor) {
    return kaimingUniform_(tensor, 0);
  }

  /** {@code kaiming_uniform_(tensor, a)}: by fan in, for leaky_relu of slope a. */
  public static NDArray kaimingUniform_(NDArray tensor, double a) {
    return kaimingUniform_(tensor, a, "fan_in", "leaky_relu");
  }

  /**
   * Draws from U(-bound, bound), bound = gain sqrt(3 / fan): {@code kaiming_uniform_(tensor, a,
   * mode, nonlinearity)}.
   *
   * @param tensor an array of 2 or more dimensions
   * @param a the negative slope of leaky_relu
   * @param mode {@code "fan_in"}, which keeps the variance forwards, or {@code "fan_out"}
   * @param nonlinearity what follows the layer, {@code "relu"} for example
   * @throws IllegalArgumentException with torch's message if an argument is wrong
   */
  public static NDArray kaimingUniform_(
      NDArray tensor, double a, String mode, String nonlinearity) {
    Shape shape = Tensors.usable("tensor", tensor).getShape();
    if (shape.size() == 0) {
      LOGGER.warn("Initializing zero-element tensors is a no-op");
      return tensor;
    }
    long fan = fan(shape, axis(mode));
    double std = calculateGain(nonlinearity, a) / Math.sqrt(fan);
    double bound = Math.sqrt(3.0) * std;
    return uniform_(tensor, -bound, bound);
  }

  /**
   * The factor by which a nonlinearity shrinks deviations: {@code calculate_gain(nonlinearity,
   * param)}.
   *
   * @param param the negative slope of leaky_relu
   * @throws IllegalArgumentException if the nonlinearity is unknown
   */
  public static double calculateGain(String nonlinearity, double param) {
    Objects.requireNonNull(nonlinearity, "nonlinearity is null");
    return switch (nonlinearity) {
      case "linear",
          "conv1d",
          "conv2d",
          "conv3d",
          "conv_transpose1d",
          "conv_transpose2d",
          "conv_transpose3d",
          "sigmoid" ->
          1;
      case "tanh" -> 5.0 / 3;
      case "relu" -> Math.sqrt(2.0);
      case "leaky_relu" -> Math.sqrt(2.0 / (1 + param * param));
      case "selu" -> 3.0 / 4;
      default -> throw new IllegalArgumentException("Unsupported nonlinearity " + nonlinearity);
    };
  }

  private static int axis(String mode) {
    Objects.requireNonNull(mode, "mode is null");
    String name = mode.toLowerCase(Locale.ROOT);
    return switch (name) {
      case "fan_in" -> 1;
      case "fan_out" -> 0;
      default ->
          throw new IllegalArgumentException(
              "Mode " + name + " not supported, please use one of ['fan_in', 'fan_out']");
    };
  }

  /** The fan-in, for axis 1, or the fan-out, for axis 0. */
  private static long fan(Shape shape, int axis) {
    if (shape.dimension() < 2) {
      throw new IllegalArgumentException(
          "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
    }
    return shape.get(axis) * shape.slice(2).size();
  }
}
