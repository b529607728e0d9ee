package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.FreshGrads;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Tensors;
import java.util.Collection;
import java.util.Objects;

/** Clipping of gradients before a step: {@code torch.nn.utils.clip_grad}. */
public final class ClipGrad {

  private ClipGrad() {}

  /** {@link #clipGradNorm(Collection, double, double)} with the Euclidean norm, p = 2. */
  public static NDArray clipGradNorm(Collection<NDArray> parameters, double maxNorm) {
    return clipGradNorm(parameters, maxNorm, 2);
  }

  /**
   * Scales all gradients by one factor if the norm of their concatenation exceeds a limit: {@code
   * torch.nn.utils.clip_grad_norm_}.
   *
   * @param parameters of any shapes; those without a gradient are left out
   * @param maxNorm the limit
   * @param normType the p of the p-norm; may be infinite
   * @return the norm before scaling, a scalar; zero if there are no gradients
   * @throws IllegalStateException if a parameter has been closed
   */
  public static NDArray clipGradNorm(
      Collection<NDArray> parameters, double maxNorm, double normType) {
    NDArray[] checked = checked(parameters);
    long[] zeroed = FreshGrads.zeroedVersions(checked);
    return Kernels.call(LibTorch.manager(), "clip_grad_norm_", checked, zeroed, maxNorm, normType);
  }

  /**
   * Clamps each element of the gradients to [-clipValue, clipValue]: {@code
   * torch.nn.utils.clip_grad_value_}.
   *
   * @throws IllegalStateException if a parameter has been closed
   */
  public static void clipGradValue(Collection<NDArray> parameters, double clipValue) {
    NDArray[] checked = checked(parameters);
    Kernels.update("clip_grad_value_", checked, FreshGrads.zeroedVersions(checked), clipValue);
  }

  private static NDArray[] checked(Collection<NDArray> parameters) {
    Objects.requireNonNull(parameters, "parameters is null");
    parameters.forEach(parameter -> Tensors.usable("parameter", parameter));
    return parameters.toArray(new NDArray[0]);
  }
}
