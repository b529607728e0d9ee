package io.github.torchrnn.optim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The door by which {@code jit} reaches inside an optimizer. Public because Java has no friends
 * between packages; not part of the public API.
 *
 * @hidden
 */
public final class InternalOptimizers {

  private InternalOptimizers() {}

  /** Works alone with an optimizer that is open. */
  public static <T> T alone(Optimizer optimizer, Supplier<T> work) {
    return optimizer.alone(work);
  }

  /** Refuses an optimizer that has been closed. */
  public static void requireOpen(Optimizer optimizer) {
    optimizer.requireOpen();
  }

  /** Refuses a step that LibTorch would break off in the middle. */
  public static void requireSteppable(Optimizer optimizer) {
    optimizer.requireSteppable();
  }

  /** The optimizer's kernel, {@code adam} for example: {@code adam_with} in optimizers.py. */
  public static String kernel(Optimizer optimizer) {
    return optimizer.kernel();
  }

  /** What the kernel takes for a group besides the gradients, by name, in the kernel's order. */
  public static Map<String, Object> arguments(Optimizer optimizer, ParamGroup group) {
    Map<String, Object> arguments = group.arguments(optimizer.kernelOptions(), true);
    arguments.remove("versions");
    return arguments;
  }

  /** The TorchScript types of {@link #arguments}. */
  public static Map<String, String> types(Optimizer optimizer, ParamGroup group) {
    Map<String, String> types = new LinkedHashMap<>();
    arguments(optimizer, group)
        .keySet()
        .forEach(name -> types.put(name, type(optimizer, group, name)));
    return types;
  }

  private static String type(Optimizer optimizer, ParamGroup group, String name) {
    if (!optimizer.kernelOptions().contains(name)) {
      return "steps".equals(name) ? "List[int]" : "List[Tensor]";
    }
    if (ParamGroup.LR_TYPE.equals(name)) {
      return "int";
    }
    return group.options().get(name) instanceof Double ? "float" : "bool";
  }
}
