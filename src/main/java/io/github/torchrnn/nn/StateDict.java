package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.CapturedArrays;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Tensors;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A deep copy of a module's state that no scope owns: {@code copy.deepcopy(model.state_dict())}.
 *
 * <pre>{@code
 * StateDict best = null;
 * for (int epoch = 0; epoch < epochs; epoch++) {
 *   try (var step = Torch.scope(); var grad = Torch.enableGrad()) {
 *     double loss = train(model);
 *     if (loss < bestLoss) {
 *       bestLoss = loss;
 *       best = StateDict.copy(model.stateDict());
 *     }
 *   }
 * }
 * model.loadStateDict(best);
 * }</pre>
 *
 * <p>Its arrays are freed when it is closed, or some time after it was dropped. It cannot be
 * changed; {@code new LinkedHashMap<>(best)} can.
 */
public final class StateDict extends AbstractMap<String, NDArray> implements AutoCloseable {

  private final Map<String, NDArray> arrays = new LinkedHashMap<>();
  private final CapturedArrays memory = new CapturedArrays();

  private StateDict(Map<String, NDArray> state) {
    Map<NDArray, NDArray> copies = new IdentityHashMap<>();
    memory.capture(
        () ->
            state.forEach(
                (name, array) ->
                    arrays.put(name, copies.computeIfAbsent(array, StateDict::copyOf))));
  }

  private static NDArray copyOf(NDArray array) {
    return Kernels.call(LibTorch.manager(), "detached_clone", array);
  }

  /**
   * Copies a state, of {@link TorchModule#stateDict} or of a file, with its names in their order. A
   * parameter that has several names is copied once.
   */
  public static StateDict copy(Map<String, NDArray> state) {
    Objects.requireNonNull(state, "state_dict is null");
    state.forEach((name, array) -> Tensors.usable("state_dict[\"" + name + "\"]", array));
    return new StateDict(state);
  }

  @Override
  public Set<Map.Entry<String, NDArray>> entrySet() {
    return Collections.unmodifiableMap(arrays).entrySet();
  }

  /** Frees the arrays. Closing twice is harmless. */
  @Override
  public void close() {
    memory.close();
  }
}
