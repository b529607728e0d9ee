package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** Parameters as one vector, and back: {@index torch.nn.utils.convert_parameters}. */
public final class ConvertParameters {

  private ConvertParameters() {}

  /**
   * All parameters in a row: {@code torch.nn.utils.parameters_to_vector}.
   *
   * @param parameters of any shapes
   * @return a new vector (n) of all n elements, of which gradients are recorded
   * @throws IllegalArgumentException with torch's message if there are no parameters
   * @throws IllegalStateException if a parameter has been closed
   */
  public static NDArray parametersToVector(Collection<NDArray> parameters) {
    Objects.requireNonNull(parameters, "parameters is null");
    List<NDArray> flat =
        parameters.stream().map(array -> Tensors.usable("parameter", array).reshape(-1)).toList();
    return Torch.cat(flat);
  }

  /**
   * Sets all parameters from a vector: {@code torch.nn.utils.vector_to_parameters}. Unlike torch's,
   * they keep their types and memory; nothing is shared with the vector.
   *
   * @param vec a vector with at least as many elements as the parameters have
   * @param parameters of any shapes; they change in place, and nothing is recorded
   * @throws IllegalArgumentException with torch's message if the vector is too short, not a vector
   *     or not of a floating type; nothing is changed then
   * @throws IllegalStateException if an array has been closed
   */
  public static void vectorToParameters(NDArray vec, Collection<NDArray> parameters) {
    Tensors.usable("vec", vec);
    Objects.requireNonNull(parameters, "parameters is null");
    if (vec.getShape().dimension() == 0) {
      throw new IllegalArgumentException("slice() cannot be applied to a 0-dim tensor.");
    }
    long rows = vec.getShape().get(0);
    long width = rows == 0 ? 1 : vec.size() / rows;
    long start = 0;
    for (NDArray parameter : parameters) {
      long size = Tensors.usable("parameter", parameter).size();
      long found = Math.max(0, Math.min(size, rows - start)) * width;
      if (found != size) {
        throw new IllegalArgumentException(
            "shape '%s' is invalid for input of size %s"
                .formatted(TorchText.sizes(parameter.getShape().getShape()), found));
      }
      if (parameter.hasGradient() && !vec.getDataType().isFloating()) {
        throw new IllegalArgumentException(
            "data set to a tensor that requires gradients must be floating point or complex dtype");
      }
      start += size;
    }
    Functions.update("vector_to_parameters", vec, parameters.toArray(new NDArray[0]));
  }
}
