package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.jit.Program.External;
import io.github.torchrnn.optim.StepKernel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The TorchScript of a program: a forward, or a whole training step. */
final class ProgramWriter {

  /** For {@link io.github.torchrnn.internal.Script#inline}, whose run has to return at once. */
  static final String FIRST_CALL = "if len(inputs) == 0:\n  return inputs";

  private final Program program;
  private final List<Operation> operations;
  private final Emitter out;

  ProgramWriter(Program program, Place place) {
    this.program = program;
    operations = LoopFinder.rolled(program, place);
    out = new Emitter(place, program.outputs(), operations);
  }

  /** What a step trains with. */
  record Training(List<Group> groups, Clip clip, boolean keepsGradients) {}

  /**
   * A group of an optimizer.
   *
   * @param kernel the optimizer's, which has a twin that takes gradients in optimizers.py
   * @param kept the arguments that the script keeps: all but the versions
   */
  record Group(StepKernel kernel, List<NDArray> params, List<StepKernel.Argument> kept) {

    static Group of(StepKernel kernel, List<NDArray> params) {
      List<StepKernel.Argument> kept =
          kernel.arguments().stream()
              .filter(argument -> !argument.name().equals(StepKernel.VERSIONS))
              .toList();
      return new Group(kernel, params, kept);
    }
  }

  /** Whether the step of a program needs LibTorch's graph. */
  static boolean needsGraph(Program program) {
    Set<Value> reached = new HashSet<>();
    reached.add(program.outputs().get(0));
    List<Operation> operations = program.needed();
    for (int i = operations.size() - 1; i >= 0; i--) {
      Operation operation = operations.get(i);
      if (operation.recorded() && operation.outputs().stream().anyMatch(reached::contains)) {
        if (Operations.needsGraph(operation)) {
          return true;
        }
        reached.addAll(operation.inputs());
      }
    }
    return false;
  }

  /** The class of a forward: {@code infer(inputs) -> results}, {@code take(bound)}. */
  static ScriptClass forward(Program program) {
    ProgramWriter writer = new ProgramWriter(program, Place.HERE);
    writer.begin(Map.of());
    writer.operations.forEach(writer.out::write);
    writer.out.line("return " + writer.out.text(program.outputs()));
    ScriptClass made = new ScriptClass();
    made.attribute("bound", "List[Tensor]");
    made.setter("take");
    made.method(
        "infer(self, inputs: List[Tensor]) -> List[Tensor]", FIRST_CALL + "\n" + writer.out);
    return made;
  }

  /**
   * The class of a step: {@code step(inputs) -> results}, and {@code take(bound, ...)} with the
   * kept arguments of all groups.
   *
   * @return in {@code step}, the results are the outputs, and the norm of the gradients if they are
   *     clipped by it
   */
  static ScriptClass step(Program program, Training training, boolean graph) {
    Place place = graph ? Place.IN_GRAPH : Place.HERE;
    ProgramWriter writer = new ProgramWriter(program, place);
    ScriptClass made = new ScriptClass();
    declare(made, training);
    writer.step(writer.params(training), training, graph);
    made.method("step(self, inputs: List[Tensor]) -> List[Tensor]", FIRST_CALL + "\n" + writer.out);
    return made;
  }

  /** Adds what a step keeps, and the method that sets it. */
  static void declare(ScriptClass made, Training training) {
    made.attribute("bound", "List[Tensor]");
    for (int i = 0; i < training.groups.size(); i++) {
      for (StepKernel.Argument argument : training.groups.get(i).kept()) {
        made.attribute("g%s_%s".formatted(i, argument.name()), argument.type());
      }
    }
    made.setter("take");
  }

  /** Gives the parameters names. */
  Map<NDArray, String> params(Training training) {
    Map<NDArray, String> names = new IdentityHashMap<>();
    for (int i = 0; i < training.groups.size(); i++) {
      unpack("self.g%s_params".formatted(i), training.groups.get(i).params, "p", names);
    }
    return names;
  }

  /** The expression of the list of all parameters. */
  static String allParams(Training training) {
    return IntStream.range(0, training.groups.size())
        .mapToObj("self.g%s_params"::formatted)
        .collect(Collectors.joining(" + "));
  }

  /** The lines so far. */
  Emitter out() {
    return out;
  }

  private void step(Map<NDArray, String> names, Training training, boolean graph) {
    begin(names);
    forwardAndBackward(training, graph);
    training.clip.write(out);
    update(out, training);
    List<String> results = new ArrayList<>();
    program.outputs().forEach(output -> results.add(result(out.name(output), graph)));
    if (training.clip instanceof Clip.Norm) {
      results.add("norm");
    }
    out.line(
        "return [%s]%s"
            .formatted(
                String.join(", ", results), training.keepsGradients ? " + self.kept(grads)" : ""));
  }

  /** Writes the operations, and the gradients of the parameters as {@code grads}. */
  void forwardAndBackward(Training training, boolean graph) {
    String params = allParams(training);
    if (graph) {
      out.line("torch.set_grad_enabled(True)");
    }
    operations.forEach(out::write);
    Value loss = program.outputs().get(0);
    if (graph) {
      out.line("torch.set_grad_enabled(False)");
      out.line("grads = self.of_graph(%s, %s)".formatted(out.name(loss), params));
    } else {
      String grads = gradients(loss, training);
      out.line("grads = self.unless_frozen(%s, %s)".formatted(params, grads));
    }
  }

  /** A result without LibTorch's graph. */
  static String result(String variable, boolean graph) {
    return graph ? "torch.detach(%s)".formatted(variable) : variable;
  }

  private String gradients(Value loss, Training training) {
    Map<NDArray, Value> leaves = new IdentityHashMap<>();
    for (External external : program.externals()) {
      if (external.value().recorded()) {
        leaves.put(external.array(), external.value());
      }
    }
    Map<Value, String> found =
        Backward.write(out, operations, loss, new LinkedHashSet<>(leaves.values()));
    return training.groups.stream()
        .flatMap(group -> group.params.stream())
        .map(param -> found.getOrDefault(leaves.get(param), "None"))
        .collect(Collectors.joining(", ", "annotate(List[Optional[Tensor]], [", "])"));
  }

  /** Writes the optimizer's step by {@code grads}. */
  static void update(Emitter out, Training training) {
    int start = 0;
    for (int i = 0; i < training.groups.size(); i++) {
      Group group = training.groups.get(i);
      int end = start + group.params.size();
      String grads = training.groups.size() == 1 ? "grads" : "grads[%s:%s]".formatted(start, end);
      List<String> arguments = new ArrayList<>();
      for (StepKernel.Argument argument : group.kernel.arguments()) {
        arguments.add(
            argument.name().equals(StepKernel.VERSIONS)
                ? grads
                : "self.g%s_%s".formatted(i, argument.name()));
      }
      out.line("self.%s_with(%s)".formatted(group.kernel.name(), String.join(", ", arguments)));
      start = end;
    }
  }

  /** Gives the inputs and the arrays from outside their names. */
  void begin(Map<NDArray, String> params) {
    unpackInputs(program.inputs(), "inputs");
    bind(params);
  }

  /** Gives inputs their names, from a list of them. */
  void unpackInputs(List<Value> values, String list) {
    List<String> inputs = new ArrayList<>();
    for (Value input : values) {
      inputs.add(out.fresh("a"));
      out.name(input, inputs.get(inputs.size() - 1));
    }
    out.unpack(inputs, list);
  }

  /** Gives the arrays from outside their names. */
  void bind(Map<NDArray, String> params) {
    Map<NDArray, String> bound = new IdentityHashMap<>(params);
    unpack("self.bound", bound(program, params.keySet()), "b", bound);
    for (External external : program.externals()) {
      out.name(external.value(), bound.get(external.array()));
    }
  }

  /** The arrays that a program reads besides an optimizer's, in the order of {@code bound}. */
  static List<NDArray> bound(Program program, Set<NDArray> params) {
    List<NDArray> bound = new ArrayList<>();
    for (External external : program.externals()) {
      if (!params.contains(external.array())) {
        bound.add(external.array());
      }
    }
    return bound;
  }

  private void unpack(String list, List<NDArray> arrays, String kind, Map<NDArray, String> names) {
    List<String> variables = new ArrayList<>();
    for (NDArray array : arrays) {
      variables.add(out.fresh(kind));
      names.put(array, variables.get(variables.size() - 1));
    }
    out.unpack(variables, list);
  }
}
