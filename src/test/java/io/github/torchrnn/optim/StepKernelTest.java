package io.github.torchrnn.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.optim.StepKernel.Argument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each optimizer's declaration of its kernel is the kernel's signature, names, order and types. */
class StepKernelTest {

  private static final Path RESOURCES = Path.of("src/main/resources/io/github/torchrnn/internal");

  private static final Map<String, Class<?>> VALUES =
      Map.of("float", Double.class, "bool", Boolean.class);

  static Stream<Function<List<NDArray>, Optimizer>> optimizers() {
    return Stream.of(
        SGD::new,
        Adam::new,
        AdamW::new,
        RMSprop::new,
        Adagrad::new,
        Adadelta::new,
        ASGD::new,
        Adamax::new,
        NAdam::new,
        RAdam::new);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void theDeclarationIsTheKernelsSignature(Function<List<NDArray>, Optimizer> maker)
      throws IOException {
    try (var scope = Torch.scope();
        Optimizer optimizer = maker.apply(List.of(parameter()))) {
      StepKernel kernel = optimizer.kernel();
      assertEquals(kernel.arguments(), signature(kernel.name()));
    }
  }

  /** In a compiled step, which has the gradients and no versions. */
  @ParameterizedTest
  @MethodSource("optimizers")
  void theKernelWithGradientsHasTheSameSignature(Function<List<NDArray>, Optimizer> maker)
      throws IOException {
    try (var scope = Torch.scope();
        Optimizer optimizer = maker.apply(List.of(parameter()))) {
      StepKernel kernel = optimizer.kernel();
      List<Argument> expected = new ArrayList<>(kernel.arguments());
      expected.set(1, new Argument("grads", "List[Optional[Tensor]]"));
      assertEquals(expected, signature(kernel.name() + "_with"));
    }
  }

  /** The kernel hands its arguments on by place. */
  @ParameterizedTest
  @MethodSource("optimizers")
  void theKernelCallsTheOneWithGradients(Function<List<NDArray>, Optimizer> maker)
      throws IOException {
    try (var scope = Torch.scope();
        Optimizer optimizer = maker.apply(List.of(parameter()))) {
      StepKernel kernel = optimizer.kernel();
      List<String> names = new ArrayList<>();
      kernel.arguments().forEach(argument -> names.add(argument.name()));
      names.set(1, "self.fresh_grads(params, versions)");
      String call = "    self.%s_with(%s)\n".formatted(kernel.name(), String.join(", ", names));
      assertTrue(source().contains(call), call);
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void everyArgumentHasAValueOfItsType(Function<List<NDArray>, Optimizer> maker) {
    try (var scope = Torch.scope();
        Optimizer optimizer = maker.apply(List.of(parameter()))) {
      ParamGroup group = optimizer.paramGroups().get(0);
      List<String> computed = List.of(ParamGroup.UNIFORM, ParamGroup.FUSED, ParamGroup.LR_TYPE);
      for (Argument argument : optimizer.kernel().arguments()) {
        if (group.state().list(argument.name()) != null) {
          assertTrue(argument.type().startsWith("List["), argument.toString());
        } else if (computed.contains(argument.name())) {
          assertEquals(
              argument.name().equals(ParamGroup.LR_TYPE) ? "int" : "bool", argument.type());
        } else {
          Object value = optimizer.argument(argument.name(), group.options());
          assertEquals(VALUES.get(argument.type()), value.getClass(), argument.toString());
        }
      }
    }
  }

  private static NDArray parameter() {
    NDArray parameter = Torch.zeros(2);
    parameter.setRequiresGradient(true);
    return parameter;
  }

  /** All kernels, their lines as far to the right as in kernels.py. */
  private static String source() throws IOException {
    return Files.readString(RESOURCES.resolve("kernels.py"))
        + Files.readString(RESOURCES.resolve("optimizers.py")).indent(2)
        + Files.readString(RESOURCES.resolve("adaptive.py")).indent(2);
  }

  private static List<Argument> signature(String kernel) throws IOException {
    Matcher signature =
        Pattern.compile("def %s\\(self, (.*)\\) -> None:".formatted(kernel)).matcher(source());
    assertTrue(signature.find(), kernel);
    return Stream.of(signature.group(1).split(", "))
        .map(argument -> argument.split(": "))
        .map(parts -> new Argument(parts[0], parts[1]))
        .toList();
  }
}
