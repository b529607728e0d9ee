package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.FreshGrads;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.PythonNumber;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.Collection;
import java.util.Objects;

/** Clipping of gradients before a step: {@index torch.nn.utils.clip_grad}. */
public final class ClipGrad {

  private static final double EUCLIDEAN = 2;

  private ClipGrad() {}

  /** {@link #clipGradNorm(Collection, double, double)} with the Euclidean norm, p = 2. */
  public static NDArray clipGradNorm(Collection<NDArray> parameters, double maxNorm) {
    return clipGradNorm(parameters, maxNorm, EUCLIDEAN);
  }

  /**
   * {@link #clipGradNorm(Collection, double, double, boolean)} by whatever the norm is, infinity or
   * NaN too.
   */
  public static NDArray clipGradNorm(
      Collection<NDArray> parameters, double maxNorm, double normType) {
    return clipGradNorm(parameters, maxNorm, normType, false);
  }

  /**
   * Scales all gradients by one factor if the norm of their concatenation exceeds a limit: {@code
   * torch.nn.utils.clip_grad_norm_(parameters, max_norm, norm_type, error_if_nonfinite)}.
   *
   * @param parameters of any shapes; those without a gradient are left out
   * @param maxNorm the limit
   * @param normType the p of the p-norm; may be infinite
   * @param errorIfNonfinite whether to refuse a norm that is infinite or NaN
   * @return the norm before scaling, a scalar; zero if there are no gradients
   * @throws IllegalStateException if a parameter has been closed, or with torch's message if the
   *     norm is not finite; the gradients are unchanged then
   */
  public static NDArray clipGradNorm(
      Collection<NDArray> parameters, double maxNorm, double normType, boolean errorIfNonfinite) {
    NDArray[] checked = checked("parameter", parameters);
    long[] zeroed = FreshGrads.zeroedVersions(checked);
    NDArray norm =
        Kernels.call(
            LibTorch.manager(),
            "clip_grad_norm_",
            checked,
            zeroed,
            maxNorm,
            normType,
            errorIfNonfinite);
    return finite(norm, normType, errorIfNonfinite);
  }

  /** {@link #getTotalNorm(Collection, double, boolean)}, Euclidean, of whatever size. */
  public static NDArray getTotalNorm(Collection<NDArray> tensors) {
    return getTotalNorm(tensors, EUCLIDEAN, false);
  }

  /**
   * The norm of arrays as if they were one vector: {@code torch.nn.utils.get_total_norm(tensors,
   * norm_type, error_if_nonfinite)}.
   *
   * @param tensors of any shapes and floating types, gradients for example
   * @param normType the p of the p-norm; may be infinite
   * @param errorIfNonfinite whether to refuse a norm that is infinite or NaN
   * @return a scalar, of which no gradient is recorded; zero if there are no arrays
   * @throws IllegalArgumentException with torch's message if an array is not of a floating type, or
   *     has no elements and so no norm of the type
   * @throws IllegalStateException if an array has been closed, or with torch's message if the norm
   *     is not finite
   */
  public static NDArray getTotalNorm(
      Collection<NDArray> tensors, double normType, boolean errorIfNonfinite) {
    Objects.requireNonNull(tensors, "tensors is null");
    NDArray[] checked = checked("tensor", tensors);
    for (NDArray tensor : checked) {
      requireNorm(tensor, normType);
    }
    NDArray norm = Kernels.call(LibTorch.manager(), "get_total_norm", checked, normType);
    return finite(norm, normType, errorIfNonfinite);
  }

  private static void requireNorm(NDArray tensor, double normType) {
    if (!tensor.getDataType().isFloating()) {
      throw new IllegalArgumentException(
          "linalg.vector_norm: Expected a floating point or complex tensor as input. Got "
              + TorchText.scalarType(tensor.getDataType()));
    }
    if (tensor.size() == 0 && normType == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "_foreach_norm cannot compute the infinity norm on an empty tensor because the operation"
              + " does not have an identity");
    }
    if (tensor.size() == 0 && normType < 0) {
      throw new IllegalArgumentException(
          "linalg.vector_norm cannot compute the %s norm on an empty tensor because the"
              .concat(" operation does not have an identity")
              .formatted(PythonNumber.repr(normType).replaceFirst("\\.0$", "")));
    }
  }

  private static NDArray finite(NDArray norm, double normType, boolean demanded) {
    if (demanded && !Double.isFinite(Torch.item(norm))) {
      throw new IllegalStateException(
          ("The total norm of order %s for gradients from `parameters` is non-finite, so it cannot"
                  + " be clipped. To disable this error and scale the gradients by the non-finite"
                  + " norm anyway, set `error_if_nonfinite=False`")
              .formatted(PythonNumber.repr(normType)));
    }
    return norm;
  }

  /**
   * Scales all gradients by one factor if a norm exceeds a limit: {@code
   * torch.nn.utils.clip_grads_with_norm_}, the second half of {@link #clipGradNorm(Collection,
   * double)}.
   *
   * @param parameters of any shapes; those without a gradient are left out
   * @param maxNorm the limit
   * @param totalNorm a scalar, what {@link #getTotalNorm(Collection)} returned
   * @throws IllegalArgumentException with torch's message if the norm is no scalar
   * @throws IllegalStateException if a parameter has been closed
   */
  public static void clipGradsWithNorm(
      Collection<NDArray> parameters, double maxNorm, NDArray totalNorm) {
    NDArray[] checked = checked("parameter", parameters);
    Tensors.usable("totalNorm", totalNorm);
    if (totalNorm.getShape().dimension() != 0) {
      throw new IllegalArgumentException(
          "scalar tensor expected to be 0 dim but it has %s dimensions and %s elements."
              .formatted(totalNorm.getShape().dimension(), totalNorm.size()));
    }
    Kernels.update(
        "clip_grads_with_norm_", checked, FreshGrads.zeroedVersions(checked), maxNorm, totalNorm);
  }

  /**
   * Clamps each element of the gradients to [-clipValue, clipValue]: {@code
   * torch.nn.utils.clip_grad_value_}.
   *
   * @throws IllegalStateException if a parameter has been closed
   */
  public static void clipGradValue(Collection<NDArray> parameters, double clipValue) {
    NDArray[] checked = checked("parameter", parameters);
    Kernels.update("clip_grad_value_", checked, FreshGrads.zeroedVersions(checked), clipValue);
  }

  private static NDArray[] checked(String name, Collection<NDArray> arrays) {
    Objects.requireNonNull(arrays, "parameters is null");
    arrays.forEach(array -> Tensors.usable(name, array));
    return arrays.toArray(new NDArray[0]);
  }
}
