package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The method {@code forward} of an exported module, in TorchScript. */
final class ExportWriter {

  /** The names of arguments, as many as a lambda can have. */
  private static final String[] ARGUMENTS = {"x", "y", "z", "w"};

  private final Program program;
  private final List<Operation> operations;
  private final Emitter out;

  private ExportWriter(Program program) {
    this.program = program;
    operations = LoopFinder.rolled(program, Place.ELSEWHERE);
    out = new Emitter(Place.ELSEWHERE, program.outputs(), operations);
  }

  /**
   * Writes the method.
   *
   * @param arguments of the lambda; arrays and what holds arrays
   * @param result what the lambda returned
   * @param names of the arrays from outside: {@code self.rnn.weight_ih_l0}
   * @throws IllegalArgumentException if an argument or the result holds other things than arrays,
   *     or none
   */
  static String forward(
      Program program, Object[] arguments, Object result, Map<NDArray, String> names) {
    ExportWriter writer = new ExportWriter(program);
    List<String> parameters = new ArrayList<>(List.of("self"));
    Iterator<Value> inputs = program.inputs().iterator();
    for (int i = 0; i < arguments.length; i++) {
      parameters.add(ARGUMENTS[i] + ": " + type(arguments[i], ExportWriter::refusedArgument));
      writer.unpack(ARGUMENTS[i], arguments[i], inputs);
    }
    String header =
        "def forward(%s) -> %s:\n"
            .formatted(String.join(", ", parameters), type(result, ExportWriter::refusedResult));
    return header + writer.body(result, names).indent(2);
  }

  private String body(Object result, Map<NDArray, String> names) {
    for (Program.External external : program.externals()) {
      out.name(external.value(), names.get(external.array()));
    }
    operations.forEach(operation -> Operations.rule(operation).forward(out, operation));
    out.line("return " + packed(result, program.outputs().iterator()));
    return out.toString();
  }

  /** The type of an object of arrays: Tensor, or a tuple of such. */
  private static String type(@Nullable Object object, UnaryOperator<String> refusal) {
    if (object instanceof NDArray) {
      return "Tensor";
    }
    List<?> parts = Structure.parts(object);
    if (parts == null || parts.isEmpty()) {
      String type = object == null ? "null" : object.getClass().getSimpleName();
      throw new IllegalArgumentException(refusal.apply(type));
    }
    return parts.stream()
        .map(part -> type(part, refusal))
        .collect(Collectors.joining(", ", "Tuple[", "]"));
  }

  private static String refusedArgument(String type) {
    return "Type '%s' cannot be traced. Only Tensors and (possibly nested) Lists and Tuples of Tensors can be traced"
        .formatted(type);
  }

  private static String refusedResult(String type) {
    return "Only tensors, lists and tuples of tensors can be output from traced functions, but the lambda returned a "
        + type;
  }

  /** Gives the arrays in an argument their names. */
  private void unpack(String variable, Object argument, Iterator<Value> inputs) {
    if (argument instanceof NDArray) {
      out.name(inputs.next(), variable);
      return;
    }
    List<?> parts = Structure.parts(argument);
    List<String> variables = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      variables.add(out.fresh(variable + "_"));
    }
    out.unpack(variables, variable);
    for (int i = 0; i < parts.size(); i++) {
      unpack(variables.get(i), parts.get(i), inputs);
    }
  }

  /** An expression of an object of arrays. */
  private String packed(Object object, Iterator<Value> outputs) {
    if (object instanceof NDArray) {
      return out.name(outputs.next());
    }
    List<String> parts = new ArrayList<>();
    Structure.parts(object).forEach(part -> parts.add(packed(part, outputs)));
    return "(" + String.join(", ", parts) + (parts.size() == 1 ? ",)" : ")");
  }
}
