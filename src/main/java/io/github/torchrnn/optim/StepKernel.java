package io.github.torchrnn.optim;

import java.util.List;
import java.util.stream.Stream;

/**
 * The kernel of an optimizer's step: its name and its arguments, in the order and by the names of
 * its signature in kernels.py. LibTorch takes arguments by place, and nothing but this list says
 * which place: values are looked up by the arguments' names. Each optimizer declares one, and a
 * test compares it with the signature.
 *
 * <p>Every kernel begins with {@link #PARAMS}, {@link #VERSIONS} and {@link #STEPS}. Its lists of
 * tensors are the optimizer's state, one tensor per parameter, by the names that torch's state dict
 * has for them. All other arguments are the group's: see {@link ParamGroup}.
 *
 * @param name {@code adam} for example; in a compiled step, the method {@code adam_with} of
 *     optimizers.py takes gradients in the place of the versions
 * @param arguments all of them, in order
 * @hidden
 */
public record StepKernel(String name, List<Argument> arguments) {

  /** The parameters. */
  static final String PARAMS = "params";

  /** How often each gradient had been written to when it was last zeroed. */
  public static final String VERSIONS = "versions";

  /** How many steps each parameter has made. */
  static final String STEPS = "steps";

  private static final String TENSORS = "List[Tensor]";

  private static final List<String> FIRST =
      List.of(PARAMS + ": " + TENSORS, VERSIONS + ": List[int]", STEPS + ": List[int]");

  /**
   * An argument.
   *
   * @param name as in the kernel's signature
   * @param type in TorchScript: {@code List[Tensor]}, {@code List[int]}, {@code int}, {@code float}
   *     or {@code bool}
   */
  public record Argument(String name, String type) {}

  /**
   * Declares a kernel.
   *
   * @param arguments those after {@code params}, {@code versions} and {@code steps}, as the
   *     signature has them: {@code "lr: float"}
   */
  static StepKernel of(String name, String... arguments) {
    return new StepKernel(
        name,
        Stream.concat(FIRST.stream(), Stream.of(arguments))
            .map(argument -> argument.split(": "))
            .map(parts -> new Argument(parts[0], parts[1]))
            .toList());
  }

  /**
   * The names of the tensors that the optimizer keeps for each parameter, {@code exp_avg} first.
   */
  List<String> tensors() {
    return arguments.stream()
        .filter(argument -> argument.type.equals(TENSORS) && !argument.name.equals(PARAMS))
        .map(Argument::name)
        .toList();
  }
}
