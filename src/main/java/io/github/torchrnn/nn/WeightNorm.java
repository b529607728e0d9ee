package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.LibTorch;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A parameter as a length and a direction: {@code w = g v / ||v||}, torch's {@code _WeightNorm}.
 */
final class WeightNorm extends Parametrization {

  /** The axis whose indices have a length each; -1 for one length of all. */
  private final int dim;

  WeightNorm(int dim) {
    this.dim = dim;
  }

  @Override
  NDArray forward(NDArray... originals) {
    if (originals.length < 2) {
      throw new IllegalArgumentException(
          "_WeightNorm.forward() missing 1 required positional argument: 'weight_v'");
    }
    return Functions.call(
        originals[1].getManager(), "weight_norm", originals[1], originals[0], dim);
  }

  @Override
  NDArray[] rightInverse(NDArray value) {
    return new NDArray[] {
      Functions.call(LibTorch.manager(), "norm_except_dim", value, dim),
      Kernels.call(LibTorch.manager(), "detached_clone", value)
    };
  }

  @Override
  protected String name() {
    return "_WeightNorm";
  }

  /**
   * A state with the names {@code weight_g} and {@code weight_v} of torch's older {@code
   * torch.nn.utils.weight_norm} changed to those of this one, where it has both.
   */
  static Map<String, NDArray> renamed(TorchModule module, Map<String, NDArray> state) {
    Map<String, NDArray> renamed = new LinkedHashMap<>(state);
    rename("", module, renamed);
    return renamed.keySet().equals(state.keySet()) ? state : renamed;
  }

  private static void rename(String prefix, TorchModule module, Map<String, NDArray> state) {
    ParametrizedWeights weights = module.registry().parametrized();
    if (weights != null) {
      weights.forEach(
          (name, list) -> {
            String old = ModuleTree.join(prefix, name);
            boolean both = state.containsKey(old + "_g") && state.containsKey(old + "_v");
            if (both && list.registry().modules().get("0") instanceof WeightNorm) {
              String now = ModuleTree.join(prefix, "parametrizations." + name + ".original");
              state.put(now + 0, state.remove(old + "_g"));
              state.put(now + 1, state.remove(old + "_v"));
            }
          });
    }
    module
        .registry()
        .presentModules()
        .forEach((name, layer) -> rename(ModuleTree.join(prefix, name), layer, state));
  }
}
