package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.function.Supplier;

/**
 * The door by which {@code jit} reaches inside an optimizer. Public because Java has no friends
 * between packages; not part of the public API.
 *
 * @hidden
 */
public final class InternalOptimizers {

  private InternalOptimizers() {}

  /** Runs work while no other thread uses the optimizer, which must be open. */
  public static <T> T alone(Optimizer optimizer, Supplier<T> work) {
    return optimizer.alone(work);
  }

  /** Refuses an optimizer that has been closed. */
  public static void requireOpen(Optimizer optimizer) {
    optimizer.requireOpen();
  }

  /** Refuses a step in whose middle LibTorch would fail. */
  public static void requireSteppable(Optimizer optimizer) {
    optimizer.requireSteppable();
  }

  /**
   * Makes the optimizer's next step on copies of its parameters; they and its state stay.
   *
   * @param copies of the parameters of all groups, in order, with the gradients of the step
   */
  public static void stepCopies(Optimizer optimizer, List<NDArray> copies) {
    int start = 0;
    for (ParamGroup group : optimizer.paramGroups()) {
      int end = start + group.params().size();
      group.stepCopies(copies.subList(start, end));
      start = end;
    }
  }

  /** The kernel of the optimizer's step. */
  public static StepKernel kernel(Optimizer optimizer) {
    return optimizer.kernel();
  }

  /** The value of a kernel's argument for a group, for a step by torch's fused kernel. */
  public static Object fusedArgument(ParamGroup group, String name) {
    return group.argument(name, true);
  }
}
