package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.Tensors;
import java.util.Locale;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills parameters in place, with torch's numbers for the same seed: {@index torch.nn.init}.
 * Nothing is recorded. Each method returns the array it was given.
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

  /** Sets all to one: {@code ones_(tensor)}. */
  public static NDArray ones_(NDArray tensor) {
    return constant_(tensor, 1);
  }

  /**
   * Sets all to a number: {@code constant_(tensor, val)}.
   *
   * @throws IllegalArgumentException if the array's type cannot hold the number
   */
  public static NDArray constant_(NDArray tensor, Number val) {
    Objects.requireNonNull(val, "val is null");
    Functions.update("fill_", Tensors.usable("tensor", tensor), val);
    return tensor;
  }

  /**
   * Sets a matrix to ones on the diagonal and zeros elsewhere: {@code eye_(tensor)}.
   *
   * @throws IllegalArgumentException if it has not two dimensions
   */
  public static NDArray eye_(NDArray tensor) {
    if (Tensors.usable("tensor", tensor).getShape().dimension() != 2) {
      throw new IllegalArgumentException("Only tensors with 2 dimensions are supported");
    }
    Functions.update("eye_", tensor);
    return tensor;
  }

  /** Draws from N(0, 1) within [-2, 2]: {@code trunc_normal_(tensor)}. */
  public static NDArray truncNormal_(NDArray tensor) {
    return truncNormal_(tensor, 0, 1, -2, 2);
  }

  /** Draws from N(mean, std^2) within [-2, 2]: {@code trunc_normal_(tensor, mean, std)}. */
  public static NDArray truncNormal_(NDArray tensor, double mean, double std) {
    return truncNormal_(tensor, mean, std, -2, 2);
  }

  /**
   * Draws from N(mean, std^2) until all numbers are within [a, b]: {@code trunc_normal_(tensor,
   * mean, std, a, b)}. The bounds are absolute, not in units of std.
   *
   * @throws IllegalArgumentException with torch's message if std is 0, the range empty, or the
   *     array not floating
   */
  public static NDArray truncNormal_(NDArray tensor, double mean, double std, double a, double b) {
    new TruncNormal(Tensors.usable("tensor", tensor), mean, std, a, b).fill();
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
    double bound = Math.sqrt(3.0) * xavierDeviation(tensor, gain);
    return uniform_(tensor, -bound, bound);
  }

  /** {@code xavier_normal_(tensor)}: with a gain of 1. */
  public static NDArray xavierNormal_(NDArray tensor) {
    return xavierNormal_(tensor, 1);
  }

  /**
   * Draws from N(0, std^2), std = gain sqrt(2 / (fan_in + fan_out)): {@code xavier_normal_(tensor,
   * gain)}.
   *
   * @param tensor an array of 2 or more dimensions
   * @throws IllegalArgumentException with torch's message if an argument is wrong
   */
  public static NDArray xavierNormal_(NDArray tensor, double gain) {
    return normal_(tensor, 0, xavierDeviation(tensor, gain));
  }

  private static double xavierDeviation(NDArray tensor, double gain) {
    Shape shape = Tensors.usable("tensor", tensor).getShape();
    long fans = fan(shape, 1) + fan(shape, 0);
    if (fans == 0) {
      throw new IllegalArgumentException("float division by zero");
    }
    return gain * Math.sqrt(2.0 / fans);
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
   * @param nonlinearity the function that follows the layer, {@code "relu"} for example
   * @throws IllegalArgumentException with torch's message if an argument is wrong
   */
  public static NDArray kaimingUniform_(
      NDArray tensor, double a, String mode, String nonlinearity) {
    if (isEmpty(tensor)) {
      return tensor;
    }
    double bound = Math.sqrt(3.0) * kaimingDeviation(tensor, a, mode, nonlinearity);
    return uniform_(tensor, -bound, bound);
  }

  /** {@code kaiming_normal_(tensor)}: by fan in, for relu. */
  public static NDArray kaimingNormal_(NDArray tensor) {
    return kaimingNormal_(tensor, 0);
  }

  /** {@code kaiming_normal_(tensor, a)}: by fan in, for leaky_relu of slope a. */
  public static NDArray kaimingNormal_(NDArray tensor, double a) {
    return kaimingNormal_(tensor, a, "fan_in", "leaky_relu");
  }

  /**
   * Draws from N(0, std^2), std = gain / sqrt(fan): {@code kaiming_normal_(tensor, a, mode,
   * nonlinearity)}.
   *
   * @param tensor an array of 2 or more dimensions
   * @param a the negative slope of leaky_relu
   * @param mode {@code "fan_in"}, which keeps the variance forwards, or {@code "fan_out"}
   * @param nonlinearity the function that follows the layer, {@code "relu"} for example
   * @throws IllegalArgumentException with torch's message if an argument is wrong
   */
  public static NDArray kaimingNormal_(NDArray tensor, double a, String mode, String nonlinearity) {
    return isEmpty(tensor)
        ? tensor
        : normal_(tensor, 0, kaimingDeviation(tensor, a, mode, nonlinearity));
  }

  private static boolean isEmpty(NDArray tensor) {
    boolean empty = Tensors.usable("tensor", tensor).getShape().size() == 0;
    if (empty) {
      LOGGER.warn("Initializing zero-element tensors is a no-op");
    }
    return empty;
  }

  private static double kaimingDeviation(
      NDArray tensor, double a, String mode, String nonlinearity) {
    long fan = fan(tensor.getShape(), axis(mode));
    return calculateGain(nonlinearity, a) / Math.sqrt(fan);
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
