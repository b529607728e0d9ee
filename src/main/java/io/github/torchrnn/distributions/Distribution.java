package io.github.torchrnn.distributions;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.PythonNumber;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A probability distribution: {@index torch.distributions.Distribution}.
 *
 * <p>Its arrays belong to the managers of its parameters: make it in the scope of the step that
 * uses it. A distribution is not for several threads at once.
 */
public abstract class Distribution {

  private final boolean validateArgs;

  Distribution(boolean validateArgs) {
    this.validateArgs = validateArgs;
  }

  /** The shape of one sample: {@code dist.batch_shape}. */
  public abstract Shape batchShape();

  /**
   * Draws samples from the global generator, without gradients: {@code dist.sample(sample_shape)}.
   *
   * @param sampleShape the sizes that go before the batch shape; none for one sample
   * @return (*sampleShape, *batchShape)
   */
  public abstract NDArray sample(long... sampleShape);

  /**
   * The logarithm of the probability, or of its density, with gradients: {@code
   * dist.log_prob(value)}.
   *
   * @param value of a shape that broadcasts with the batch shape
   * @throws IllegalArgumentException with torch's message if its shape does not broadcast, or a
   *     number is outside the support and arguments are validated
   */
  public abstract NDArray logProb(NDArray value);

  /** The entropy, of the batch shape, with gradients: {@code dist.entropy()}. */
  public abstract NDArray entropy();

  /** The parameters that are known, in torch's order. */
  abstract Map<String, NDArray> parameters();

  /** Refuses a parameter that does not meet its constraint. */
  final void requireParameter(String name, NDArray value, Constraint constraint) {
    if (validateArgs && !constraint.holds(value)) {
      throw new IllegalArgumentException(
          "Expected parameter %s (Tensor of shape %s) of distribution %s to satisfy the constraint %s, but found invalid values:\n%s"
              .formatted(name, tuple(value.getShape()), this, constraint.text(), text(value)));
    }
  }

  /** Refuses a sample that does not broadcast, or lies outside the support. */
  final NDArray requireSample(NDArray value, Constraint support) {
    Tensors.usable("value", value);
    if (!validateArgs) {
      return value;
    }
    long[] actual = value.getShape().getShape();
    long[] expected = batchShape().getShape();
    for (int i = 1; i <= Math.min(actual.length, expected.length); i++) {
      long one = actual[actual.length - i];
      long other = expected[expected.length - i];
      if (one != 1 && other != 1 && one != other) {
        throw new IllegalArgumentException(
            "Value is not broadcastable with batch_shape+event_shape: %s vs %s."
                .formatted(TorchText.size(value.getShape()), TorchText.size(batchShape())));
      }
    }
    if (!support.holds(value)) {
      throw new IllegalArgumentException(
          "Expected value argument (Tensor of shape "
              + tuple(value.getShape())
              + ") to be within the support ("
              + support.text()
              + ") of the distribution "
              + this
              + ", but found invalid values:\n"
              + text(value));
    }
    return value;
  }

  /** {@code sample_shape + batch_shape}. */
  final long[] extended(long... sampleShape) {
    Tensors.requireSizes(sampleShape);
    long[] batch = batchShape().getShape();
    long[] sizes = Arrays.copyOf(sampleShape, sampleShape.length + batch.length);
    System.arraycopy(batch, 0, sizes, sampleShape.length, batch.length);
    return Tensors.requireSizes(sizes);
  }

  /** {@code torch.finfo(dtype).eps}. */
  static double epsilon(NDArray array) {
    return finfo(array.getDataType(), 0x1p-10, 0x1p-23, 0x1p-52);
  }

  /** {@code torch.finfo(dtype).min}. */
  static double least(NDArray array) {
    return finfo(array.getDataType(), -65504, -Float.MAX_VALUE, -Double.MAX_VALUE);
  }

  private static double finfo(DataType type, double half, double single, double twice) {
    return switch (type) {
      case FLOAT16 -> half;
      case FLOAT32 -> single;
      case FLOAT64 -> twice;
      default ->
          throw new IllegalArgumentException(
              "torch.finfo() requires a floating point input type. Use torch.iinfo to handle"
                  + " 'torch.finfo'");
    };
  }

  /** A number as an array of no dimensions, of another array's type and device. */
  static NDArray numberLike(NDArray array, double value) {
    return Functions.call(array.getManager(), "number_like", array, value);
  }

  private static String tuple(Shape shape) {
    long[] sizes = shape.getShape();
    String text = Arrays.stream(sizes).mapToObj(Long::toString).collect(Collectors.joining(", "));
    return "(" + text + (sizes.length == 1 ? ",)" : ")");
  }

  /** {@code f"{value}"}: Python writes an array of no dimensions as its number. */
  private static String text(NDArray value) {
    if (value.getShape().dimension() > 0) {
      return Torch.repr(value);
    }
    return switch (value.getDataType()) {
      case BOOLEAN -> Torch.itemLong(value) == 0 ? "False" : "True";
      case INT8, UINT8, INT32, INT64 -> Long.toString(Torch.itemLong(value));
      default -> PythonNumber.repr(Torch.item(value));
    };
  }

  /** A map of a parameter, and of another one that is known once it has been asked for. */
  static Map<String, NDArray> map(
      String first, @Nullable NDArray one, String second, @Nullable NDArray other) {
    Map<String, NDArray> map = new LinkedHashMap<>();
    if (one != null) {
      map.put(first, one);
    }
    if (other != null) {
      map.put(second, other);
    }
    return map;
  }

  /** {@code repr(dist)}: {@code Normal(loc: 0.0, scale: 1.0)}, with sizes for larger arrays. */
  @Override
  public final String toString() {
    return parameters().entrySet().stream()
        .map(
            entry ->
                entry.getKey()
                    + ": "
                    + (entry.getValue().size() == 1
                        ? text(entry.getValue())
                        : TorchText.size(entry.getValue().getShape())))
        .collect(Collectors.joining(", ", getClass().getSimpleName() + "(", ")"));
  }
}
