package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.TorchText;
import io.github.torchrnn.nn.TorchModule;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The names of a program's arrays from outside, as a person knows them. */
final class Names {

  /** The parameters and buffers of the modules that the program used, by torch's names. */
  private final Map<NDArray, String> owned = new IdentityHashMap<>();

  private final Map<NDArray, String> trained = new IdentityHashMap<>();

  /**
   * The names.
   *
   * @param params of an optimizer, in its order
   */
  Names(Program program, List<NDArray> params) {
    for (Object used : program.modules()) {
      TorchModule module = (TorchModule) used;
      String of = " of " + module.getClass().getSimpleName();
      module.namedParameters().forEach((name, array) -> owned.putIfAbsent(array, name + of));
      module.namedBuffers().forEach((name, array) -> owned.putIfAbsent(array, name + of));
    }
    for (int i = 0; i < params.size(); i++) {
      trained.put(params.get(i), "parameter " + i);
    }
  }

  /** The name of an array from outside: {@code parameter 0, weight_ih_l0 of RNN}. */
  String of(NDArray array) {
    String name = owned.getOrDefault(array, "");
    String number = trained.getOrDefault(array, "");
    if (name.isEmpty() || number.isEmpty()) {
      return name + number;
    }
    return number + ", " + name;
  }

  /** A parameter of the optimizer, with its shape. */
  String described(int index, NDArray param) {
    String name = owned.get(param);
    return "parameter %s of the optimizer%s, of shape %s"
        .formatted(index, name == null ? "" : ", " + name, TorchText.size(param.getShape()));
  }
}
