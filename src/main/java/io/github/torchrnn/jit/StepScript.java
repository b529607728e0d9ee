package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Resources;
import io.github.torchrnn.internal.Script;
import io.github.torchrnn.internal.archive.PickleWriter.PyObject;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.StepKernel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The TorchScript of a whole training step: forward, loss, backward, clipping, optimizer.
 *
 * <p>Layers with a backward of their own keep a tape: LibTorch's graph ends at their outputs. After
 * the loss's backward the tape is played from its end; each layer sends the gradient of its output
 * on to its input, through whatever graph lies there.
 */
final class StepScript {

  /**
   * One group of an optimizer.
   *
   * @param kernel the optimizer's, which has a twin that takes gradients in optimizers.py
   * @param size the number of parameters
   */
  record Group(StepKernel kernel, int size) {}

  private static final Map<String, Object> INITIAL =
      Map.of(
          "List[int]",
          List.of(),
          "List[Tensor]",
          List.of(),
          "int",
          0L,
          "float",
          0.0,
          "bool",
          false);

  private final TorchModule net;
  private final TorchModule criterion;
  private final List<NDArray> params;
  private final List<Group> groups;
  private final String clipping;
  private final ModuleBindings bound;

  /**
   * Prepares the script of a step.
   *
   * @param params the optimizer's parameters, of all groups
   * @param clipping a statement that changes the gradients, {@code found}; may be empty
   */
  StepScript(
      TorchModule net,
      TorchModule criterion,
      List<NDArray> params,
      List<Group> groups,
      String clipping) {
    this.net = net;
    this.criterion = criterion;
    this.params = params;
    this.groups = groups;
    this.clipping = clipping;
    Map<String, TorchModule> roots = new LinkedHashMap<>();
    roots.put("net", net);
    roots.put("criterion", criterion);
    bound = new ModuleBindings(roots);
  }

  /** The bindings of the script to the modules' tensors and modes. */
  ModuleBindings bound() {
    return bound;
  }

  /**
   * Whether the step does without LibTorch's graph, unless an argument of a run needs gradients.
   */
  boolean isClosed() {
    return bound.paths().keySet().stream()
        .allMatch(module -> ClosedForm.holds(module.stepScript()));
  }

  /**
   * Compiles the step.
   *
   * @param graph whether LibTorch records the operations between the layers
   * @return a module with {@code step(inputs, target)}, {@code take(versions, ...)} with the kept
   *     arguments of all groups, and the methods that {@link #bound} calls
   * @throws UnsupportedOperationException naming a module that has no TorchScript
   * @throws IllegalArgumentException with LibTorch's report if a network's own does not compile
   */
  Script compile(boolean graph) {
    try (NDArray placeholder = LibTorch.manager().create(0f)) {
      ModuleClasses classes = ModuleClasses.toStep(placeholder, graph, net, criterion);
      Map<String, Object> attributes = new LinkedHashMap<>();
      attributes.put("training", true);
      attributes.put("net", classes.object(net));
      attributes.put("criterion", classes.object(criterion));
      ModuleClasses.putTape(attributes, -1);
      taken().forEach((name, type) -> attributes.put(name, INITIAL.get(type)));
      PyObject step = new PyObject("__torch__", "Step", attributes);
      return classes.compile(step, taken(), methods(graph));
    }
  }

  private String methods(boolean graph) {
    String methods =
        step() + take() + bound.source(true) + back() + Resources.text(Resources.class, "step.py");
    return methods.replace("$graph", graph ? "True" : "False")
        + ModuleClasses.tape(graph)
        + Resources.text(Resources.class, "optimizers.py");
  }

  private String step() {
    ForwardSignature forward = ForwardSignature.ofForward(net.stepScript());
    StringBuilder body = new StringBuilder();
    // For Script.inline, whose first run has to return at once.
    body.append("if len(inputs) == 0:\n  return inputs\n");
    body.append("params = ").append(params()).append('\n');
    body.append("self.clear()\nself.given.extend(inputs)\n");
    body.append("grads = self.prepare(params, self.versions)\n");
    body.append("if $graph:\n  torch.set_grad_enabled(True)\n");
    body.append(forward.unpacking());
    body.append("result = self.net.forward(%s)\n".formatted(forward.names()));
    body.append(forward.packing());
    body.append("loss = self.criterion.forward(outputs[0], target)\n");
    body.append("if $graph:\n  torch.set_grad_enabled(False)\n");
    body.append("self.start(loss)\n");
    body.append("self.back(grads)\n");
    body.append("if $graph:\n  self.collect_fresh(grads, params, self.versions)\n");
    body.append("self.drop_frozen(grads, params)\n");
    if (!clipping.isEmpty()) {
      body.append("found = self.present(grads)\n").append(clipping).append('\n');
    }
    body.append(optimizers());
    body.append("self.clear()\n");
    body.append("results = [torch.detach(loss)]\n");
    body.append("for output in outputs:\n  results.append(torch.detach(output))\n");
    body.append("return results\n");
    return "def step(self, inputs: List[Tensor], target: Tensor) -> List[Tensor]:\n"
        + body.toString().indent(2)
        + "\n";
  }

  /** The arguments of a kernel that the script keeps for each group: all but the versions. */
  static List<StepKernel.Argument> kept(StepKernel kernel) {
    return kernel.arguments().stream()
        .filter(argument -> !argument.name().equals(StepKernel.VERSIONS))
        .toList();
  }

  /**
   * The attributes that change too seldom to be arguments of each step: names in the order of
   * {@code take}, with their types.
   */
  private Map<String, String> taken() {
    Map<String, String> taken = new LinkedHashMap<>();
    taken.put("versions", "List[int]");
    for (int i = 0; i < groups.size(); i++) {
      String prefix = "g%d_".formatted(i);
      kept(groups.get(i).kernel())
          .forEach(argument -> taken.put(prefix + argument.name(), argument.type()));
    }
    return taken;
  }

  private String take() {
    StringBuilder header = new StringBuilder();
    StringBuilder body = new StringBuilder();
    taken()
        .forEach(
            (name, type) -> {
              header.append(", %s: %s".formatted(name, type));
              body.append("self.%1$s = %1$s\n".formatted(name));
            });
    return "def take(self" + header + ") -> None:\n" + body.toString().indent(2) + "\n";
  }

  private String params() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      names.add("self.g%d_params".formatted(i));
    }
    return String.join(" + ", names);
  }

  private String optimizers() {
    StringBuilder calls = new StringBuilder();
    int start = 0;
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      int end = start + group.size();
      List<String> arguments = new ArrayList<>();
      for (StepKernel.Argument argument : group.kernel().arguments()) {
        arguments.add(
            argument.name().equals(StepKernel.VERSIONS)
                ? "grads[%d:%d]".formatted(start, end)
                : "self.g%d_%s".formatted(i, argument.name()));
      }
      calls.append(
          "self.%s_with(%s)\n".formatted(group.kernel().name(), String.join(", ", arguments)));
      start = end;
    }
    return calls.toString();
  }

  /** Plays the tape backwards. */
  private String back() {
    StringBuilder cases = new StringBuilder();
    int number = 0;
    for (Map.Entry<TorchModule, String> entry : bound.paths().entrySet()) {
      if (ClosedForm.hasBackward(entry.getKey().stepScript())) {
        cases.append(
            "if number == %d:\n  self.collect(grads, %s, %s.backward(saved))\n"
                .formatted(number, positions(entry.getKey()), entry.getValue()));
      }
      number++;
    }
    String body =
        "while len(self.order) > 0:\n"
            + ("number = self.order.pop()\nsaved = self.tape.pop()\nself.made.pop()\n"
                    + "if $graph:\n  torch.set_grad_enabled(False)\n"
                    + cases)
                .indent(2);
    return "def back(self, grads: List[Optional[Tensor]]) -> None:\n" + body.indent(2) + "\n";
  }

  /** The positions of a module's parameters among the optimizer's; -1 if it is not there. */
  private String positions(TorchModule module) {
    String positions =
        module.namedParameters().entrySet().stream()
            .filter(parameter -> !parameter.getKey().contains("."))
            .map(parameter -> Integer.toString(position(parameter.getValue())))
            .collect(Collectors.joining(", "));
    return positions.isEmpty() ? "annotate(List[int], [])" : "[" + positions + "]";
  }

  private int position(NDArray parameter) {
    for (int i = 0; i < params.size(); i++) {
      if (params.get(i) == parameter) {
        return i;
      }
    }
    return -1;
  }
}
