package io.github.torchrnn.nn;

import ai.djl.ndarray.NDList;
import java.util.Arrays;
import java.util.List;

/** Base of all losses: a reduction makes one loss of those of the elements. */
abstract class ReducedLoss extends TorchModule {

  static final int MEAN = 1;

  static final int SUM = 2;

  /** torch's number of the reduction: 0 for none, 1 for the mean, 2 for the sum. */
  final int reduction;

  private final String reductionName;

  ReducedLoss(Loss.Builder<?> options) {
    reductionName = options.reduction;
    reduction = options.reduction();
  }

  /** How the losses of the elements become one, {@code "mean"} for example: {@code reduction}. */
  public final String reduction() {
    return reductionName;
  }

  /** Refuses fewer arrays than the forward has arguments. */
  final void requireArguments(NDList inputs, String... names) {
    List<String> missing =
        Arrays.stream(names).skip(inputs.size()).map(name -> "'" + name + "'").toList();
    if (!missing.isEmpty()) {
      int last = missing.size() - 1;
      String others = String.join(", ", missing.subList(0, last));
      throw new IllegalArgumentException(
          "%s.forward() missing %s required positional argument%s: %s%s"
              .formatted(
                  name(),
                  missing.size(),
                  last == 0 ? "" : "s",
                  last == 0 ? "" : others + (last == 1 ? " and " : ", and "),
                  missing.get(last)));
    }
  }
}
