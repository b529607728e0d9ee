package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import io.github.torchrnn.internal.Autograd;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Parameters;
import io.github.torchrnn.internal.Recorder;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Parameters that are functions of others: {@index torch.nn.utils.parametrizations}, and what of
 * {@code torch.nn.utils.parametrize} goes with it.
 *
 * <pre>{@code
 * Linear layer = Parametrizations.weightNorm(new Linear(20, 40));
 * LSTM lstm = Parametrizations.weightNorm(new LSTM(20, 40), "weight_hh_l0");
 * }</pre>
 *
 * <p>The layer's state has the originals, {@code parametrizations.weight.original0} for example, in
 * the place of the parameter, and files go back and forth to Python. The parameter is computed anew
 * in each forward; an optimizer is made afterwards, of the originals. Layers of this library can
 * have parametrizations, networks with a forward of their own cannot: their layers can.
 */
public final class Parametrizations {

  private static final String CHILD = "parametrizations";

  private Parametrizations() {}

  /** {@link #weightNorm(TorchModule, String, Integer)} of {@code weight}, row by row. */
  public static <M extends TorchModule> M weightNorm(M module) {
    return weightNorm(module, "weight");
  }

  /** {@link #weightNorm(TorchModule, String, Integer)} of any parameter, row by row. */
  public static <M extends TorchModule> M weightNorm(M module, String name) {
    return weightNorm(module, name, 0);
  }

  /**
   * Makes a parameter the product of a length and a direction, {@code w = g v / ||v||}: {@code
   * torch.nn.utils.parametrizations.weight_norm(module, name, dim)}. Its originals are g, {@code
   * original0}, and v, {@code original1}. Files of the older {@code torch.nn.utils.weight_norm},
   * which names them {@code weight_g} and {@code weight_v}, can be loaded too.
   *
   * @param name the parameter's name in the layer, {@code "weight_hh_l0"} for example
   * @param dim the axis whose indices have a length each; null for one length of all numbers
   * @return the layer
   * @throws IllegalArgumentException with torch's message if the layer has no such parameter
   * @throws IndexOutOfBoundsException with torch's message if there is no such axis
   */
  public static <M extends TorchModule> M weightNorm(M module, String name, @Nullable Integer dim) {
    requireLayer(module, "weight_norm");
    int axis = dim == null ? -1 : dim;
    return module.whileOpen(
        () -> {
          if (!isParametrized(module, name) && !hasParameter(module, name)) {
            throw new IllegalArgumentException(
                ("Module '%s' does not have a parameter, a buffer, or a parametrized element with"
                        + " name '%s'")
                    .formatted(module, name));
          }
          if (isParametrized(module, name)) {
            throw new IllegalArgumentException(
                "_WeightNorm.forward() missing 1 required positional argument: 'weight_v'");
          }
          requireAxis(module.registry().parameter(name).getArray(), axis);
          return add(module, name, new WeightNorm(axis));
        });
  }

  private static void requireAxis(NDArray value, int axis) {
    int rank = value.getShape().dimension();
    if (axis < -Math.max(rank, 1) || axis >= Math.max(rank, 1)) {
      throw new IndexOutOfBoundsException(
          "Dimension out of range (expected to be in range of [-%s, %s], but got %s)"
              .formatted(rank, rank - 1, axis));
    }
  }

  /** {@link #spectralNorm(TorchModule, String, SpectralNormOptions)} of {@code weight}. */
  public static <M extends TorchModule> M spectralNorm(M module) {
    return spectralNorm(module, "weight");
  }

  /** {@link #spectralNorm(TorchModule, String, SpectralNormOptions)} with torch's defaults. */
  public static <M extends TorchModule> M spectralNorm(M module, String name) {
    return spectralNorm(module, name, new SpectralNormOptions());
  }

  /**
   * Divides a parameter by its largest singular value, as it is approached by power iterations:
   * {@code torch.nn.utils.parametrizations.spectral_norm(module, name, ...)}. The original is
   * {@code original}; the vectors of the iterations are buffers. Each forward in training moves
   * them, so that such steps are not compiled.
   *
   * @param name the parameter's name in the layer
   * @return the layer
   * @throws IllegalArgumentException with torch's message if the layer has no such parameter, or an
   *     option is wrong
   * @throws IndexOutOfBoundsException with torch's message if there is no such axis
   */
  public static <M extends TorchModule> M spectralNorm(
      M module, String name, SpectralNormOptions options) {
    requireLayer(module, "spectral_norm");
    Objects.requireNonNull(options, "options is null");
    return module.whileOpen(
        () -> {
          if (!isParametrized(module, name) && !hasParameter(module, name)) {
            throw new IllegalArgumentException(
                "Module '%s' has no parameter or buffer with name '%s'".formatted(module, name));
          }
          int columns = module.name().startsWith("ConvTranspose") ? 1 : 0;
          return add(
              module,
              name,
              new SpectralNorm(
                  valueOf(module, name),
                  options.nPowerIterations,
                  options.dim == null ? columns : options.dim,
                  options.eps));
        });
  }

  private static NDArray valueOf(TorchModule module, String name) {
    Registry registry = module.registry();
    return isParametrized(module, name)
        ? registry.parametrized().get(name).compute(1)
        : registry.parameter(name).getArray();
  }

  private static void requireLayer(TorchModule module, String what) {
    Objects.requireNonNull(module, "module is null");
    Recorder.refuseHere(what);
    if (!module.isLayer()) {
      throw new UnsupportedOperationException(
          "%s has a forward of its own, which would go on with the parameter as it was: call %s on"
                  .formatted(module.name(), what)
              + " its layers");
    }
  }

  private static boolean hasParameter(TorchModule module, String name) {
    Objects.requireNonNull(name, "name is null");
    return module.registry().presentParameters().containsKey(name);
  }

  private static <M extends TorchModule> M add(
      M module, String name, Parametrization parametrization) {
    Registry registry = module.registry();
    parametrization.train(module.isTraining());
    if (isParametrized(module, name)) {
      ParametrizationList list = registry.parametrized().get(name);
      tryOut(() -> parametrization.forward(list.compute(1)));
      list.append(parametrization);
      Registry.REPLACEMENTS.incrementAndGet();
      return module;
    }
    Parameter parameter = registry.parameter(name);
    ParametrizationList list = new ParametrizationList(parametrization, parameter.getArray());
    if (parametrization instanceof SpectralNorm) {
      tryOut(() -> list.compute(1));
    }
    if (registry.parametrized() == null) {
      registry.putModule(CHILD, new ModuleDict<>());
    }
    registry.compute(name, list);
    registry.module(CHILD).registry().putModule(name, list);
    return module;
  }

  /** Computes a parameter once, as torch does to check its shape: a spectral norm moves. */
  private static void tryOut(Supplier<NDArray> computation) {
    boolean recording = Autograd.isGradEnabled();
    Autograd.setGradEnabled(false);
    try {
      computation.get().close();
    } finally {
      Autograd.setGradEnabled(recording);
    }
  }

  /** Whether a module has a parametrized parameter: {@code parametrize.is_parametrized(module)}. */
  public static boolean isParametrized(TorchModule module) {
    return Objects.requireNonNull(module, "module is null").registry().parametrized() != null;
  }

  /** Whether a parameter is parametrized: {@code parametrize.is_parametrized(module, name)}. */
  public static boolean isParametrized(TorchModule module, String name) {
    Objects.requireNonNull(name, "tensor_name is null");
    return isParametrized(module) && module.registry().parametrized().get(name) != null;
  }

  /** {@link #removeParametrizations(TorchModule, String, boolean)}, with the value as it is. */
  public static <M extends TorchModule> M removeParametrizations(M module, String name) {
    return removeParametrizations(module, name, true);
  }

  /**
   * Makes a parametrized parameter an ordinary one again: {@code
   * torch.nn.utils.parametrize.remove_parametrizations(module, name, leave_parametrized)}. As in
   * torch it comes after the other parameters then. An optimizer goes on with that of a spectral
   * norm, and needs that of a weight norm anew; one that was frozen stays a parameter, where torch
   * makes it a plain tensor.
   *
   * @param leaveParametrized whether it keeps its value, true by default, or gets the original's
   * @return the layer
   * @throws IllegalArgumentException with torch's message if the parameter is not parametrized, or
   *     has several originals and shall not keep its value
   */
  public static <M extends TorchModule> M removeParametrizations(
      M module, String name, boolean leaveParametrized) {
    Recorder.refuseHere("remove_parametrizations");
    if (!isParametrized(module, name)) {
      throw new IllegalArgumentException(
          "Module %s does not have a parametrization on %s".formatted(module, name));
    }
    Registry registry = module.registry();
    ParametrizationList list = registry.parametrized().get(name);
    if (!leaveParametrized && !list.isTensor()) {
      throw new IllegalArgumentException(
          "Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is parametrized in"
              + " terms of a sequence of tensors.");
    }
    NDArray original = list.original();
    boolean trained = original.hasGradient();
    if (leaveParametrized) {
      NDArray value = copy(list.compute(1));
      if (list.isTensor()) {
        LibTorch.setData(original, value);
        value.close();
      } else {
        original = value;
      }
    }
    Parameters.adopt(name, original).setRequiresGradient(trained);
    registry.restore(name, original);
    list.dissolve();
    TorchModule lists = registry.module(CHILD);
    lists.registry().removeModule(name);
    if (registry.parametrized() == null) {
      registry.removeModule(CHILD);
    }
    return module;
  }

  private static NDArray copy(NDArray value) {
    return Kernels.call(LibTorch.manager(), "detached_clone", value);
  }
}
