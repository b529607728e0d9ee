package io.github.torchrnn.internal.script;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.Resources;
import io.github.torchrnn.internal.script.PickleWriter.PyObject;
import io.github.torchrnn.nn.TorchModule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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
public final class StepScript {

  /**
   * One group of an optimizer.
   *
   * @param kernel the optimizer's, in optimizers.py
   * @param types the TorchScript types of what the kernel takes besides gradients, by name
   * @param size the number of parameters
   */
  public record Group(String kernel, Map<String, String> types, int size) {}

  private final TorchModule net;
  private final TorchModule criterion;
  private final List<NDArray> params;
  private final List<Group> groups;
  private final String clipping;
  private final Map<TorchModule, String> paths = new LinkedHashMap<>();
  private final List<NDArray> tensors = new ArrayList<>();

  /**
   * Takes what makes the step.
   *
   * @param params the optimizer's parameters, of all groups
   * @param clipping a statement that changes {@code found}, the gradients, or nothing
   */
  public StepScript(
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
    collect(net, "self.net");
    collect(criterion, "self.criterion");
  }

  private void collect(TorchModule module, String path) {
    if (paths.putIfAbsent(module, path) == null) {
      module
          .namedChildren()
          .forEach((name, child) -> collect(child, "getattr(%s, \"%s\")".formatted(path, name)));
    }
  }

  /** The modules of the step, whose modes {@code bind} takes in this order. */
  public List<TorchModule> modules() {
    return List.copyOf(paths.keySet());
  }

  /** Whether the step may do without LibTorch's graph, unless its arguments ask for it. */
  public boolean isClosed() {
    return paths.keySet().stream().allMatch(module -> ClosedForm.holds(module.stepScript()));
  }

  /** The modules' tensors, which {@code bind} takes in this order. */
  public List<NDArray> tensors() {
    return tensors;
  }

  /**
   * Compiles the step.
   *
   * @return a module with {@code bind(tensors)}, {@code set_modes(modes)}, {@code set_graph(whether
   *     LibTorch records)} and {@code step(inputs, target, versions, what the groups take, one
   *     after the other)}
   * @throws UnsupportedOperationException naming a module that has no TorchScript
   * @throws IllegalArgumentException with LibTorch's report if a network's own does not compile
   */
  public Kernels.Script compile(boolean graph) {
    try (NDArray placeholder = Kernels.manager().create(0f)) {
      ScriptClasses classes = ScriptClasses.toStep(placeholder, graph, net, criterion);
      Map<String, Object> attributes = new LinkedHashMap<>();
      attributes.put("training", true);
      attributes.put("net", classes.object(net));
      attributes.put("criterion", classes.object(criterion));
      ScriptClasses.putTape(attributes, -1);
      PyObject root = new PyObject("__torch__", "Step", attributes);
      Map<String, String> sources = new LinkedHashMap<>(classes.sources());
      sources.put("code/__torch__.py", source(attributes, graph));
      ByteArrayOutputStream archive = new ByteArrayOutputStream();
      ScriptArchive.write(sources, root, archive);
      return Kernels.Script.load(archive.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String source(Map<String, Object> attributes, boolean graph) {
    StringBuilder members = new StringBuilder("__parameters__ = []\n__buffers__ = []\n");
    attributes.forEach(
        (name, value) ->
            members.append("%s : %s\n".formatted(name, ScriptClasses.type(name, value))));
    members.append(step()).append(bind()).append(setModes()).append(back());
    String methods = members.toString().indent(2) + Resources.text(Resources.class, "step.py");
    return "class Step(Module):\n"
        + methods.replace("$graph", graph ? "True" : "False")
        + ScriptClasses.tape(graph).indent(2)
        + Resources.optimizers();
  }

  private String step() {
    Signature forward = Signature.ofForward(net.stepScript());
    StringBuilder body = new StringBuilder();
    body.append("if len(inputs) == 0:\n  return inputs\n");
    body.append("params = ").append(params()).append('\n');
    body.append("self.clear()\nself.given.extend(inputs)\n");
    body.append("grads = self.prepare(params, versions)\n");
    body.append("if $graph:\n  torch.set_grad_enabled(True)\n");
    body.append(forward.unpacking());
    body.append("result = self.net.forward(%s)\n".formatted(forward.names()));
    body.append(forward.packing());
    body.append("loss = self.criterion.forward(outputs[0], target)\n");
    body.append("if $graph:\n  torch.set_grad_enabled(False)\n");
    body.append("self.start(loss)\n");
    body.append("self.back(grads)\n");
    body.append("if $graph:\n  self.collect_fresh(grads, params, versions)\n");
    if (!clipping.isEmpty()) {
      body.append("found = self.present(grads)\n").append(clipping).append('\n');
    }
    body.append(optimizers());
    body.append("self.clear()\n");
    body.append("results = [torch.detach(loss)]\n");
    body.append("for output in outputs:\n  results.append(torch.detach(output))\n");
    body.append("return results\n");
    StringBuilder header = new StringBuilder();
    for (int i = 0; i < groups.size(); i++) {
      int group = i;
      groups
          .get(i)
          .types()
          .forEach((name, type) -> header.append(", g%d_%s: %s".formatted(group, name, type)));
    }
    return "def step(self, inputs: List[Tensor], target: Tensor, versions: List[int]"
        + header
        + ") -> List[Tensor]:\n"
        + body.toString().indent(2)
        + "\n";
  }

  private String params() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      names.add("g%d_params".formatted(i));
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
          arguments.add("g%d_%s".formatted(i, name));
        }
      }
      int end = start + group.size();
      calls.append(
          "self.%s_with(g%d_params, grads[%d:%d], %s)\n"
              .formatted(group.kernel(), i, start, end, String.join(", ", arguments)));
      start = end;
    }
    return calls.toString();
  }

  /** Assigns the modules' own tensors, and one tape. */
  private String bind() {
    tensors.clear();
    StringBuilder body = new StringBuilder();
    for (Map.Entry<TorchModule, String> entry : paths.entrySet()) {
      TorchModule module = entry.getKey();
      String path = entry.getValue();
      Map<String, NDArray> own = new LinkedHashMap<>(module.namedParameters());
      own.putAll(module.namedBuffers());
      own.forEach(
          (name, tensor) -> {
            if (!name.contains(".")) {
              body.append("%s.%s = tensors[%d]\n".formatted(path, name, tensors.size()));
              tensors.add(tensor);
            }
          });
      ScriptClasses.TAPE
          .keySet()
          .forEach(name -> body.append("%1$s.%2$s = self.%2$s\n".formatted(path, name)));
    }
    return "def bind(self, tensors: List[Tensor]) -> None:\n" + body.toString().indent(2) + "\n";
  }

  private String setModes() {
    StringBuilder body = new StringBuilder();
    int number = 0;
    for (String path : paths.values()) {
      body.append("%s.training = modes[%d] != 0\n".formatted(path, number++));
    }
    return "def set_modes(self, modes: List[int]) -> None:\n" + body.toString().indent(2) + "\n";
  }

  /** Plays the tape backwards. */
  private String back() {
    StringBuilder cases = new StringBuilder();
    int number = 0;
    for (Map.Entry<TorchModule, String> entry : paths.entrySet()) {
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
