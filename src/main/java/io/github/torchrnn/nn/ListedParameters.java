package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The parameters of lists and dictionaries: which they take, and how each is printed. */
final class ListedParameters {

  private ListedParameters() {}

  /**
   * Refuses an array that cannot be trained.
   *
   * @throws IllegalArgumentException with torch's message
   */
  static NDArray checked(NDArray value) {
    if (!Tensors.usable("value", value).getDataType().isFloating()) {
      throw new IllegalArgumentException(
          "Only Tensors of floating point and complex dtype can require gradients");
    }
    return value;
  }

  /**
   * The lines of all parameters of a module.
   *
   * @param type names a parameter's type
   */
  static String lines(TorchModule module, Function<NDArray, String> type) {
    return module.registry().presentParameters().entrySet().stream()
        .map(it -> "  (" + it.getKey() + "): " + text(it.getValue().getArray(), type))
        .collect(Collectors.joining("\n"));
  }

  private static String text(NDArray parameter, Function<NDArray, String> type) {
    if (parameter.isReleased()) {
      return "Parameter that has been freed";
    }
    String size =
        Arrays.stream(parameter.getShape().getShape())
            .mapToObj(Long::toString)
            .collect(Collectors.joining("x"));
    String device =
        parameter.getDevice().isGpu() ? " (" + TorchText.device(parameter.getDevice()) + ")" : "";
    return "Parameter containing: [%s of size %s%s]".formatted(type.apply(parameter), size, device);
  }
}
