package io.github.torchrnn.jit;

import io.github.torchrnn.internal.PythonNumber;

/** The mask of dropout, drawn as LibTorch draws it on the CPU. */
final class DropoutMask {

  private DropoutMask() {}

  /** The factors of a variable's numbers: 0, or 1 / (1 - p). */
  static String of(String variable, double probability) {
    if (probability == 1) {
      return "torch.zeros_like(%s)".formatted(variable);
    }
    String kept = PythonNumber.script(1 - probability);
    return "torch.div_(torch.bernoulli_(torch.empty_like(%s), %s), %s)"
        .formatted(variable, kept, kept);
  }
}
