package io.github.torchrnn.internal;

import java.util.List;

/**
 * The files of the two TorchScript classes, beside {@link Resources}; each class begins with the
 * first.
 */
public final class KernelFiles {

  /** Those of {@link Kernels}. */
  public static final List<String> KERNELS =
      List.of(
          "kernels.py",
          "sequences.py",
          "arrays.py",
          "lstm.py",
          "optimizers.py",
          "adaptive.py",
          "gradients.py");

  /** Those of {@link Functions}. */
  public static final List<String> FUNCTIONS =
      List.of(
          "functions.py",
          "windows.py",
          "elements.py",
          "losses.py",
          "weights.py",
          "layers.py",
          "selections.py",
          "attention.py",
          "lbfgs.py");

  private KernelFiles() {}
}
