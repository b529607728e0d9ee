package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.Arrays;
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
   * The line of a parameter.
   *
   * @param type the name of the parameter's type
   */
  static String line(Object key, String type, NDArray parameter) {
    String size =
        Arrays.stream(parameter.getShape().getShape())
            .mapToObj(Long::toString)
            .collect(Collectors.joining("x"));
    String device =
        parameter.getDevice().isGpu() ? " (" + TorchText.device(parameter.getDevice()) + ")" : "";
    return "  (%s): Parameter containing: [%s of size %s%s]".formatted(key, type, size, device);
  }
}
