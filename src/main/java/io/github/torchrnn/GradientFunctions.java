package io.github.torchrnn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Autograd;
import io.github.torchrnn.internal.GradientHooks;
import io.github.torchrnn.internal.Interrupts;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.Recorder;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
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
    backward(loss, new BackwardOptions().retainGraph(retainGraph));
  }

  /**
   * Computes gradients with all options of {@code x.backward(gradient, retain_graph,
   * create_graph)}.
   *
   * <p>With {@code createGraph} the gradients are recorded, for gradients of gradients. A parameter
   * and its gradient then hold each other until {@code zeroGrad}, so that {@link #grad(List, List,
   * GradOptions)} is to be preferred; LibTorch warns of that once.
   *
   * @param x an array of one element, or of any shape if the options have its gradient
   * @throws IllegalArgumentException with torch's message if a shape is wrong
   * @throws IllegalStateException as {@link #backward(NDArray)}
   */
  public static void backward(NDArray x, BackwardOptions options) {
    Interrupts.check("Torch.backward");
    Objects.requireNonNull(options, "options is null");
    boolean scalar = Tensors.usable("x", x).size() == 1;
    NDArray gradient = options.gradient();
    boolean recorded;
    if (gradient != null) {
      requireSameShape(0, Tensors.usable("gradient", gradient), x);
      recorded = Autograd.backward(x, gradient, options.retainGraph(), options.createGraph());
    } else if (!scalar && Kernels.callBoolean("requires_grad", x)) {
      throw new IllegalArgumentException(SCALARS_ONLY);
    } else {
      recorded = scalar && Autograd.backward(x, options.retainGraph(), options.createGraph());
    }
    if (!recorded) {
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
    backward(x, new BackwardOptions().gradient(gradient).retainGraph(retainGraph));
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
          "Mismatch in shape: grad_output[%1$s] has a shape of %2$s and output[%1$s] has a shape of %3$s."
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
    Recorder.refuseHere("grad");
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
          GradientHooks.grads(
              outputs, inputs, gradients, options.retainGraph(), options.createGraph());
      if (!options.allowUnused()) {
        requireAllUsed(grads);
      }
      return grads;
    } finally {
      ones.forEach(NDArray::close);
    }
  }

  /**
   * Calls a function with the gradient of an array in each backward that reaches the array: {@code
   * x.register_hook(hook)}.
   *
   * <pre>{@code
   * for (NDArray p : net.parameters()) {
   *   Torch.registerHook(p, grad -> Torch.clamp(grad, -1, 1));
   * }
   * }</pre>
   *
   * <p>The hook of a leaf, a parameter for example, sees the gradient of that backward alone before
   * it is added to {@link #grad(NDArray)}, and may return another one to be added. The hook of an
   * array on the way, such as a hidden state, can only look at the gradient, which is computed once
   * more for it: LibTorch, which calls nothing of Java's, hands it on by itself. The hooks run in
   * {@link #backward(NDArray)} and {@link #grad(List, List)}; DJL's {@code GradientCollector} knows
   * nothing of them. Steps that train a parameter with a hook are not compiled.
   *
   * @param x an array that requires gradients; the hook is forgotten when it is closed, and a hook
   *     that holds the array itself keeps it until then
   * @param hook gets the gradient, of x's shape, and returns another one of that shape and type, or
   *     null to leave it as it is
   * @return takes the hook away
   * @throws IllegalArgumentException with torch's message if x requires no gradient
   */
  public static RemovableHandle registerHook(NDArray x, Function<NDArray, @Nullable NDArray> hook) {
    Recorder.refuseHere("registerHook");
    Tensors.usable("x", x);
    Objects.requireNonNull(hook, "hook is null");
    if (!Kernels.callBoolean("requires_grad", x)) {
      throw new IllegalArgumentException(
          "cannot register a hook on a tensor that doesn't require gradient");
    }
    return GradientHooks.add(x, hook)::run;
  }

  private static void requireRecorded(List<NDArray> outputs, List<NDArray> inputs) {
    for (int i = 0; i < outputs.size(); i++) {
      if (!Kernels.callBoolean("requires_grad", outputs.get(i))) {
        throw new IllegalStateException(
            "element %s of tensors does not require grad and does not have a grad_fn".formatted(i));
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
          "got %s tensors and %s gradients".formatted(outputs.size(), given.size()));
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
