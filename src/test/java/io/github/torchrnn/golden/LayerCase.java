package io.github.torchrnn.golden;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonObject;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Primitive;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.nn.UnaryLayer;

/** {@code layers.py}: two calls of a layer, or of several one after the other. */
final class LayerCase extends GoldenCase {

  LayerCase(JsonObject golden) {
    super(golden);
  }

  @Override
  double detourUlps() {
    String spec = golden.get("spec").toString();
    boolean detour =
        spec.contains("Conv1d") && Primitive.CONV1D.way() != 0
            || spec.contains("Conv2d") && Primitive.CONV2D.way() != 0;
    return detour && dtype() == DataType.FLOAT32 ? CONV_DETOUR_ULPS : 0;
  }

  /**
   * GroupNorm and BatchNorm2d, LayerNorm in float32, the gradients of BatchNorm1d, and those of
   * GELU in float64.
   */
  @Override
  double olderKernelUlps(String name) {
    String spec = golden.get("spec").toString();
    if (spec.contains("GroupNorm") || spec.contains("BatchNorm2d")) {
      return OLDER_KERNEL_ULPS;
    }
    boolean normalizes =
        spec.contains("LayerNorm") || spec.contains("BatchNorm1d") && name.startsWith("grad.");
    if (dtype() == DataType.FLOAT64) {
      return spec.contains("GELU") && name.startsWith("grad.") ? OLDER_KERNEL_ULPS : 0;
    }
    return normalizes ? OLDER_KERNEL_ULPS : 0;
  }

  @Override
  void run() {
    Torch.manualSeed(number("seed"));
    try (TorchModule module = Layers.build(golden.getAsJsonObject("spec"), dtype())) {
      module.train(flag("train"));
      NDArray x =
          given("indices")
              ? Torch.to(Torch.tensor(longs("indices"), longs("shape")), dtype("indexType"))
              : drawLeaf(longs("shape"));
      expectParameters("weight.", module);
      for (String step : new String[] {".1", ".2"}) {
        NDArray output = forward(module, x);
        expect("output" + step, output);
        backward(output.mul(draw(output.getShape().getShape())).sum());
        expectGradients(module, step);
        if (!given("indices")) {
          expectGrad("grad.input" + step, x);
        }
      }
      if (recording()) {
        module.namedBuffers().forEach((name, buffer) -> expect("buffer." + name, buffer));
      }
      expectParameters("last.", module);
    }
  }

  /** Runs any layer that makes one array of one. */
  static NDArray forward(TorchModule module, NDArray x) {
    return ((UnaryLayer) module).forward(x);
  }
}
