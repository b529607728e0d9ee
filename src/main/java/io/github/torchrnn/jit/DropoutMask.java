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

  /** One factor for all positions of an index of a variable's first two axes. */
  static String ofFeatures(String variable, int rank, double probability) {
    String sizes =
        "torch.size(%s, 0), torch.size(%s, 1)%s"
            .formatted(variable, variable, ", 1".repeat(rank - 2));
    String kept = PythonNumber.script(1 - probability);
    return "torch.div_(torch.bernoulli_(torch.empty([%s], dtype=%s.dtype), %s), %s)"
        .formatted(sizes, variable, kept, kept);
  }
}
