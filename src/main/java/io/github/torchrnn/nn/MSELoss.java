package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The squared difference of input x and target y: {@code torch.nn.MSELoss}. For each element it is
 *
 * <pre>{@code (x - y)^2}</pre>
 */
public final class MSELoss extends Loss {

  private static final Logger LOGGER = LoggerFactory.getLogger(MSELoss.class);

  /** A loss with torch's defaults: {@code torch.nn.MSELoss()}. */
  public MSELoss() {
    this(builder());
  }

  private MSELoss(Builder options) {
    super(options);
  }

  /** Options of a loss. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Computes the loss: {@code loss = criterion(input, target)}.
   *
   * @param input an array of any shape
   * @param target an array of the same shape; of another, it is broadcast, with torch's warning
   * @return the loss, which belongs to the input's manager: an array of no dimensions, or of the
   *     input's shape if reduction is "none"
   * @throws IllegalArgumentException with torch's message if the shapes or types do not fit
   */
  @Override
  public NDArray forward(NDArray input, NDArray target) {
    return whileOpen(() -> checked(input, target));
  }

  private NDArray checked(NDArray input, NDArray target) {
    Shape shape = Tensors.usable("input", input).getShape();
    Shape other = Tensors.usable("target", target).getShape();
    if (!shape.equals(other)) {
      LOGGER.warn(
          "Using a target size ({}) that is different to the input size ({}). This will likely lead"
              + " to incorrect results due to broadcasting. Please ensure they have the same size.",
          TorchText.size(other),
          TorchText.size(shape));
      ArrayChecks.requireBroadcast(shape, other);
    }
    ArrayChecks.requireSameDevice("target", input, target);
    if (!input.getDataType().isFloating() && !target.getDataType().isFloating()) {
      throw new IllegalArgumentException(
          "\"mse_cpu\" not implemented for '%s'"
              .formatted(promoted(input.getDataType(), target.getDataType())));
    }
    return Kernels.call(input.getManager(), "mse_loss", input, target, reduction);
  }

  @Override
  String script() {
    return "torch.mse_loss(input, target, " + reduction + ")";
  }

  @Override
  public String stepScript() {
    return ScriptTemplate.fill(Map.of("loss", script(), "reduction", reduction), "mse_step.py");
  }

  /** LibTorch's name of the type in which two types that are not floating meet. */
  private static String promoted(DataType a, DataType b) {
    if (a == b || b == DataType.BOOLEAN) {
      return TorchText.scalarType(a);
    }
    if (a == DataType.BOOLEAN) {
      return TorchText.scalarType(b);
    }
    if (a == DataType.INT64 || b == DataType.INT64) {
      return "Long";
    }
    return a == DataType.INT32 || b == DataType.INT32 ? "Int" : "Short";
  }

  /** The options of {@link MSELoss}. */
  public static final class Builder extends Loss.Builder<Builder> {

    private Builder() {}

    /**
     * Makes the loss.
     *
     * @throws IllegalArgumentException with torch's message if the reduction is unknown
     */
    public MSELoss build() {
      return new MSELoss(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
