package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.Tensors;
import java.util.Locale;
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
   * @param nonlinearity what follows the layer, {@code "relu"} say
   * @throws IllegalArgumentException with torch's message if an argument is wrong
   */
  public static NDArray kaimingUniform_(
      NDArray tensor, double a, String mode, String nonlinearity) {
    Shape shape = Tensors.usable("tensor", tensor).getShape();
    if (shape.size() == 0) {
      LOGGER.warn("Initializing zero-element tensors is a no-op");
      return tensor;
    }
    double std = calculateGain(nonlinearity, a) / Math.sqrt(fan(shape, mode));
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

  private static long fan(Shape shape, String mode) {
    int axis =
        switch (mode.toLowerCase(Locale.ROOT)) {
          case "fan_in" -> 1;
          case "fan_out" -> 0;
          default ->
              throw new IllegalArgumentException(
                  "Mode "
                      + mode.toLowerCase(Locale.ROOT)
                      + " not supported, please use one of ['fan_in', 'fan_out']");
        };
    requireFans(shape);
    return shape.get(axis) * shape.slice(2).size();
  }

  private static void requireFans(Shape shape) {
    if (shape.dimension() < 2) {
      throw new IllegalArgumentException(
          "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
    }
  }
}
