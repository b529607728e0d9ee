package io.github.torchrnn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Autograd;
import io.github.torchrnn.internal.Interrupts;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The functions of {@link Torch} that compute gradients. */
abstract class GradientFunctions extends InPlaceFunctions {

  private static final String SCALARS_ONLY =
      "grad can be implicitly created only for scalar outputs";

  GradientFunctions() {}

  /**
   * Computes the gradients of a loss and adds them to those of the leaves it was made from: {@code
   * loss.backward()}.
   *
   * @param loss an array of one element, recorded since {@link Torch#enableGrad()}
   * @throws IllegalArgumentException if it has not exactly one element
   * @throws IllegalStateException if nothing was recorded, since recording was off or no parameter
   *     requires a gradient, or the graph was used up by an earlier call
   * @throws java.util.concurrent.CancellationException if the thread was interrupted
   */
  public static void backward(NDArray loss) {
    backward(loss, false);
  }

  /**
   * Computes the gradients of a loss as {@link #backward(NDArray)} does: {@code
   * loss.backward(retain_graph=True)}.
   *
   * @param retainGraph whether the graph can be used again
   */
  public static void backward(NDArray loss, boolean retainGraph) {
    Interrupts.check("Torch.backward");
    boolean scalar = Tensors.usable("loss", loss).size() == 1;
    if (!scalar && Kernels.callBoolean("requires_grad", loss)) {
      throw new IllegalArgumentException(SCALARS_ONLY);
    }
    if (!scalar || !Autograd.backward(loss, retainGraph)) {
      throw unrecorded();
    }
  }

  /**
   * Computes the gradients of the sum of {@code x * gradient} and adds them to those of the leaves:
   * {@code x.backward(gradient)}.
   *
   * @param x an array of any shape, recorded since {@link Torch#enableGrad()}
   * @param gradient of the same shape
   * @throws IllegalArgumentException with torch's message if the shapes differ
   * @throws IllegalStateException as {@link #backward(NDArray)}
   */
  public static void backward(NDArray x, NDArray gradient) {
    backward(x, gradient, false);
  }

  /**
   * Computes gradients as {@link #backward(NDArray, NDArray)} does: {@code x.backward(gradient,
   * retain_graph=True)}.
   *
   * @param retainGraph whether the graph can be used again
   */
  public static void backward(NDArray x, NDArray gradient, boolean retainGraph) {
    Interrupts.check("Torch.backward");
    Tensors.usable("x", x);
    requireSameShape(0, Tensors.usable("gradient", gradient), x);
    if (!Autograd.backward(x, gradient, retainGraph)) {
      throw unrecorded();
    }
  }

  private static IllegalStateException unrecorded() {
    return new IllegalStateException(
        "element 0 of tensors does not require grad and does not have a grad_fn: "
            + (Torch.isGradEnabled()
                ? "no parameter that the loss was made from requires a gradient, or nothing"
                    + " was recorded when it was made"
                : "compute the loss inside try (var grad = Torch.enableGrad()) { ... }"));
  }

  private static void requireSameShape(int number, NDArray gradient, NDArray output) {
    if (!gradient.getShape().equals(output.getShape())) {
      throw new IllegalArgumentException(
          "Mismatch in shape: grad_output[%1$d] has a shape of %2$s and output[%1$d] has a shape of %3$s."
              .formatted(
                  number, TorchText.size(gradient.getShape()), TorchText.size(output.getShape())));
    }
  }

  /**
   * The gradient that {@link #backward(NDArray)} has collected for an array, or null: {@code
   * x.grad}.
   *
   * @param leaf a parameter, or an array made with {@code setRequiresGradient(true)}
   * @return an array of the leaf's shape that shares the gradient's memory, in the innermost scope
   */
  public static @Nullable NDArray grad(NDArray leaf) {
    return Autograd.grad(Tensors.usable("leaf", leaf));
  }

  /**
   * The gradients of a scalar with respect to some arrays, which leaves the arrays' own {@code
   * grad} as it is: {@code torch.autograd.grad(outputs, inputs)}.
   *
   * <pre>{@code
   * List<NDArray> grads = Torch.grad(List.of(loss), net.parameters());
   * }</pre>
   *
   * @param outputs arrays of one element, recorded since {@link Torch#enableGrad()}; their
   *     gradients are added
   * @param inputs leaves, or arrays on the way from the leaves to the outputs
   * @return for each input an array of its shape, in the innermost scope
   * @throws IllegalArgumentException with torch's message if an output has not exactly one element,
   *     or if there is no input
   * @throws IllegalStateException with torch's message if an output was not recorded, if an input
   *     requires no gradient or no output was made from it, or if the graph was used up
   * @throws java.util.concurrent.CancellationException if the thread was interrupted
   */
  public static List<NDArray> grad(List<NDArray> outputs, List<NDArray> inputs) {
    return grad(outputs, inputs, new GradOptions());
  }

  /**
   * Gradients with respect to some arrays, as {@link #grad(List, List)} computes them, of outputs
   * of any shape.
   *
   * @return for each input an array of its shape, in the innermost scope; or null for one that is
   *     unused, if options allow that
   * @throws IllegalArgumentException also if a gradient is missing or has not the shape of its
   *     output
   */
  public static List<@Nullable NDArray> grad(
      List<NDArray> outputs, List<NDArray> inputs, GradOptions options) {
    Interrupts.check("Torch.grad");
    Objects.requireNonNull(options, "options is null");
    for (NDArray output : Objects.requireNonNull(outputs, "outputs is null")) {
      Tensors.usable("output", output);
    }
    for (NDArray input : Objects.requireNonNull(inputs, "inputs is null")) {
      Tensors.usable("input", input);
    }
    List<NDArray> ones = new ArrayList<>();
    try {
      List<NDArray> gradients = gradients(outputs, options.gradOutputs(), ones);
      if (inputs.isEmpty()) {
        throw new IllegalArgumentException("`inputs` argument to `grad()` cannot be empty.");
      }
      requireRecorded(outputs, inputs);
      List<@Nullable NDArray> grads =
          Autograd.grads(outputs, inputs, gradients, options.retainGraph());
      if (!options.allowUnused()) {
        requireAllUsed(grads);
      }
      return grads;
    } finally {
      ones.forEach(NDArray::close);
    }
  }

  private static void requireRecorded(List<NDArray> outputs, List<NDArray> inputs) {
    for (int i = 0; i < outputs.size(); i++) {
      if (!Kernels.callBoolean("requires_grad", outputs.get(i))) {
        throw new IllegalStateException(
            "element %d of tensors does not require grad and does not have a grad_fn".formatted(i));
      }
    }
    for (NDArray input : inputs) {
      if (!Kernels.callBoolean("requires_grad", input)) {
        throw new IllegalStateException("One of the differentiated Tensors does not require grad");
      }
    }
  }

  private static void requireAllUsed(List<@Nullable NDArray> grads) {
    int unused = grads.indexOf(null);
    if (unused >= 0) {
      grads.stream().filter(Objects::nonNull).forEach(NDArray::close);
      throw new IllegalStateException(
          "The differentiated Tensor at index "
              + unused
              + " appears to not have been used in the graph. Set allow_unused=True if this is the"
              + " desired behavior.");
    }
  }

  /**
   * The gradients of outputs.
   *
   * @param ones filled with the ones that were made for gradients that were not given
   */
  private static List<NDArray> gradients(
      List<NDArray> outputs, @Nullable List<@Nullable NDArray> given, List<NDArray> ones) {
    if (given != null && given.size() < outputs.size()) {
      throw new IllegalArgumentException(
          "got %d tensors and %d gradients".formatted(outputs.size(), given.size()));
    }
    List<NDArray> gradients = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      NDArray output = outputs.get(i);
      NDArray gradient = given == null ? null : given.get(i);
      if (gradient != null) {
        requireSameShape(i, Tensors.usable("gradient", gradient), output);
      } else if (output.size() != 1 && Kernels.callBoolean("requires_grad", output)) {
        throw new IllegalArgumentException(SCALARS_ONLY);
      }
      if (gradient == null) {
        gradient = output.onesLike();
        ones.add(gradient);
      }
      gradients.add(gradient);
    }
    return gradients;
  }
}
