package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import io.github.torchrnn.internal.Autograd;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The functions that compute a parameter, and the parameters from which they do: {@code
 * torch.nn.utils.parametrize.ParametrizationList}.
 */
final class ParametrizationList extends TorchModule {

  /** Whether there is one original, {@code original}, and not {@code original0} and so on. */
  private final boolean isTensor;

  /**
   * A list of one function.
   *
   * @param value the parameter, which remains the original if there is one
   */
  ParametrizationList(Parametrization function, NDArray value) {
    register("0", function);
    NDArray[] originals = function.rightInverse(value);
    isTensor = originals.length == 1;
    boolean trained = value.hasGradient();
    for (int i = 0; i < originals.length; i++) {
      registry().adopt(isTensor ? "original" : "original" + i, originals[i]);
      originals[i].setRequiresGradient(trained);
    }
  }

  /** Adds a function of the result so far. */
  void append(Parametrization function) {
    register(Integer.toString(registry().modules().size()), function);
  }

  /** Whether the parameter is a function of one array. */
  boolean isTensor() {
    return isTensor;
  }

  /** The first of the originals. */
  NDArray original() {
    return originals().iterator().next().getArray();
  }

  /** Leaves the originals to those who hold them. */
  void dissolve() {
    List.copyOf(registry().presentParameters().keySet()).forEach(registry()::removeParameter);
  }

  private Collection<Parameter> originals() {
    return registry().presentParameters().values();
  }

  private List<Parametrization> functions() {
    List<Parametrization> functions = new ArrayList<>();
    registry().modules().values().forEach(it -> functions.add((Parametrization) it));
    return functions;
  }

  /**
   * Computes the parameter.
   *
   * @param reads how often torch would read it here, and so compute it
   */
  NDArray compute(int reads) {
    return whileOpen(
        () -> {
          for (int read = 1; read < reads; read++) {
            advance();
          }
          NDArray[] arrays = arrays();
          for (Parametrization function : functions()) {
            arrays = new NDArray[] {function.forward(arrays)};
          }
          return arrays[0];
        });
  }

  private void advance() {
    List<Parametrization> functions = functions();
    NDArray[] arrays = arrays();
    boolean recording = Autograd.isGradEnabled();
    Autograd.setGradEnabled(false);
    try {
      for (int i = 0; i < functions.size(); i++) {
        functions.get(i).advance(arrays);
        if (i + 1 < functions.size()) {
          arrays = new NDArray[] {functions.get(i).forward(arrays)};
        }
      }
    } finally {
      Autograd.setGradEnabled(recording);
    }
  }

  private NDArray[] arrays() {
    return originals().stream().map(this::value).toArray(NDArray[]::new);
  }
}
