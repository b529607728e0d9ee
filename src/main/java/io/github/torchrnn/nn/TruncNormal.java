package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.LibTorch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A draw from a normal distribution that is cut off at two bounds, in torch's order of draws: where
 * much of the distribution is within the bounds, numbers outside are drawn again; elsewhere uniform
 * numbers are accepted by their density.
 */
final class TruncNormal {

  private static final Logger LOGGER = LoggerFactory.getLogger(Init.class);

  /** The share within the bounds from which on torch draws normal numbers. */
  private static final double MUCH = 0.3;

  private final NDArray tensor;
  private final double mean;
  private final double std;
  private final double a;
  private final double b;

  TruncNormal(NDArray tensor, double mean, double std, double a, double b) {
    this.tensor = tensor;
    this.mean = mean;
    this.std = std;
    this.a = a;
    this.b = b;
  }

  void fill() {
    if (mean < a - 2 * std || mean > b + 2 * std) {
      LOGGER.warn(
          "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of values"
              + " may be incorrect.");
    }
    if (std == 0) {
      throw new IllegalArgumentException("float division by zero");
    }
    try (var scope = Torch.scope();
        var mode = Torch.noGrad()) {
      NDArray within =
          Functions.call(LibTorch.manager(), "normal_mass", (a - mean) / std, (b - mean) / std);
      if (Torch.item(within) > MUCH) {
        drawNormal();
      } else {
        drawUniform();
      }
    }
  }

  private void drawNormal() {
    InitChecks.normal(tensor, std);
    Kernels.update("normal_", tensor, mean, std);
    NDArray again = Torch.zerosLike(tensor);
    while (Functions.callBoolean("any_outside", tensor, a, b)) {
      Kernels.update("normal_", again, mean, std);
      Functions.update("replace_outside_", tensor, again, a, b);
    }
  }

  private void drawUniform() {
    InitChecks.uniform(tensor, a, b);
    NDArray chances = Torch.zerosLike(tensor);
    NDArray drawn = Torch.zerosLike(tensor);
    NDArray pending = Torch.zerosLike(tensor).eq(0);
    do {
      Kernels.update("uniform_", drawn, a, b);
      Kernels.update("uniform_", chances, 0.0, 1.0);
      Functions.update("accept_", tensor, pending, drawn, chances, mean, std, peak());
    } while (pending.any().getBoolean());
  }

  /** The point of the greatest density within the bounds, by Python's min and max. */
  private double peak() {
    double least = b < mean ? b : mean;
    return least > a ? least : a;
  }
}
