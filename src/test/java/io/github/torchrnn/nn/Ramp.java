package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weights and an input that a person can write down, and no two of which are alike.
 *
 * <pre>{@code
 * def ramp(module):
 *     with torch.no_grad():
 *         for k, p in enumerate(module.parameters()):
 *             p.copy_((((3 * torch.arange(p.numel()) + 2 * k) % 11 - 5) * 0.1).view_as(p))
 *     return module
 *
 * x = torch.tensor([[[0.5, -1.]], [[1.5, 2.]]])
 * }</pre>
 */
final class Ramp {

  private Ramp() {}

  static <M extends TorchModule> M fill(M module) {
    try (var scope = Torch.scope()) {
      Map<String, NDArray> state = new LinkedHashMap<>();
      int k = 0;
      for (Map.Entry<String, NDArray> parameter : module.namedParameters().entrySet()) {
        float[] values = new float[(int) parameter.getValue().size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = ((3 * i + 2 * k) % 11 - 5) * 0.1f;
        }
        long[] sizes = parameter.getValue().getShape().getShape();
        state.put(parameter.getKey(), Torch.tensor(values, sizes));
        k++;
      }
      module.loadStateDict(state);
    }
    return module;
  }

  /** Two steps of a batch of one, of two features: (2, 1, 2). */
  static NDArray input() {
    return Torch.tensor(new float[] {0.5f, -1, 1.5f, 2}, 2, 1, 2);
  }
}
