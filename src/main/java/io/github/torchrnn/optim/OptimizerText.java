package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.PythonNumber;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Optimizers as Python prints them. */
final class OptimizerText {

  /** The options whose defaults are ints in torch; LBFGS's rate is another. */
  private static final Set<String> WHOLE_BY_DEFAULT =
      Set.of("momentum", "dampening", "weight_decay", "lr_decay", "initial_accumulator_value");

  private OptimizerText() {}

  static String of(Optimizer optimizer) {
    StringBuilder text = new StringBuilder(optimizer.getClass().getSimpleName()).append(" (");
    List<ParamGroup> groups = optimizer.paramGroups();
    for (int i = 0; i < groups.size(); i++) {
      text.append("\nParameter Group ").append(i).append('\n');
      new TreeMap<>(OptimizerState.options(optimizer, groups.get(i)))
          .forEach(
              (name, value) ->
                  text.append("    %s: %s\n".formatted(name, text(optimizer, name, value))));
    }
    return text.append(')').toString();
  }

  private static String text(Optimizer optimizer, String name, @Nullable Object value) {
    boolean whole =
        value instanceof Double number
            && number == Math.rint(number)
            && (WHOLE_BY_DEFAULT.contains(name) || optimizer instanceof LBFGS && name.equals("lr"));
    return text(whole ? ((Double) value).longValue() : value);
  }

  private static String text(@Nullable Object value) {
    if (value == null) {
      return "None";
    } else if (value instanceof Boolean flag) {
      return flag ? "True" : "False";
    } else if (value instanceof Number number) {
      return PythonNumber.repr(number);
    } else if (value instanceof NDArray array) {
      return Torch.repr(array);
    } else if (value instanceof List<?> list) {
      return list.stream().map(OptimizerText::text).collect(Collectors.joining(", ", "(", ")"));
    }
    return value.toString();
  }
}
