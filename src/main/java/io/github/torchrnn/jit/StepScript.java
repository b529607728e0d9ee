package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Resources;
import io.github.torchrnn.internal.Script;
import io.github.torchrnn.internal.archive.PickleWriter.PyObject;
import io.github.torchrnn.nn.TorchModule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes the TorchScript of a whole training step: forward, loss, backward, clipping, optimizer.
 *
 * <p>Layers with a backward of their own keep a tape: LibTorch's graph ends at their outputs. After
 * the loss's backward the tape is played from its end; each layer sends the gradient of its output
 * on to its input, through whatever graph lies there.
 */
final class StepScript {

  /**
   * One group of an optimizer.
   *
   * @param kernel the optimizer's, in optimizers.py
   * @param types the TorchScript types of what the kernel takes besides gradients, by name
   * @param size the number of parameters
   */
  record Group(String kernel, Map<String, String> types, int size) {}

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
   * Takes what makes the step.
   *
   * @param params the optimizer's parameters, of all groups
   * @param clipping a statement that changes {@code found}, the gradients, or nothing
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

  /** The modules whose tensors and modes the script takes. */
  ModuleBindings bound() {
    return bound;
  }

  /** Whether the step may do without LibTorch's graph, unless its arguments ask for it. */
  boolean isClosed() {
    return bound.paths().keySet().stream()
        .allMatch(module -> ClosedForm.holds(module.stepScript()));
  }

  /**
   * Compiles the step.
   *
   * @param graph whether LibTorch records what happens between the layers
   * @return a module with {@code step(inputs, target)}, and {@code take(versions, what the groups
   *     take, one after the other)} for it, beside what {@link #bound} calls
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

  /**
   * What changes seldom, and so is no argument of each step: attributes by name, with their types.
   */
  private Map<String, String> taken() {
    Map<String, String> taken = new LinkedHashMap<>();
    taken.put("versions", "List[int]");
    for (int i = 0; i < groups.size(); i++) {
      String prefix = "g%d_".formatted(i);
      groups.get(i).types().forEach((name, type) -> taken.put(prefix + name, type));
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
      List<String> arguments = new ArrayList<>();
      for (String name : group.types().keySet()) {
        if (!name.equals("params")) {
          arguments.add("self.g%d_%s".formatted(i, name));
        }
      }
      int end = start + group.size();
      calls.append(
          "self.%s_with(self.g%d_params, grads[%d:%d], %s)\n"
              .formatted(group.kernel(), i, start, end, String.join(", ", arguments)));
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

  /** Where the optimizer has the parameters of a module; -1 where it has not. */
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
