package io.github.torchrnn.internal;

import java.util.List;

/**
 * The names of the files that make up the two TorchScript classes, which lie beside {@link
 * Resources}. The first of each has the class's head, the others more methods.
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
