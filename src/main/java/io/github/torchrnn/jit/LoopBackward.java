package io.github.torchrnn.jit;

import io.github.torchrnn.jit.Loop.Carried;
import io.github.torchrnn.jit.Loop.Element;
import io.github.torchrnn.jit.Loop.Kind;
import io.github.torchrnn.jit.Loop.Result;
import io.github.torchrnn.jit.Loop.Window;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code for} of a loop's backward. Its body is the backward of the forward's body, which finds
 * the variables of its turn in the forward's lists; what it gives to the world outside is added up,
 * or appended to lists of its own, which the end joins.
 */
final class LoopBackward {

  private final Backward around;
  private final Backward inner;
  private final Emitter out;
  private final Loop loop;
  private final LoopForward forward;

  /** What comes before the loop. */
  private final Block before = new Block();

  /** The variables with the gradients that turns hand on. */
  private final Map<Carried, String> carried = new LinkedHashMap<>();

  /** The variables with sums of the gradients of what is outside. */
  private final Map<Value, String> sums = new LinkedHashMap<>();

  /** The lists that grow from the last turn to the first. */
  private final TurnLists lists = new TurnLists();

  LoopBackward(Backward around, Loop loop, LoopForward forward) {
    this.around = around;
    this.loop = loop;
    this.forward = forward;
    out = around.out();
    inner = new Backward(out, loop.fromOutside());
  }

  /**
   * Writes it.
   *
   * @param given the variables with the gradients of the loop's results, null for none
   */
  void write(List<@Nullable String> given) {
    Block body = out.open(forward.scope()).block();
    String turn = out.fresh("turn");
    enter(turn, given);
    Map<Operation, String> windows = new LinkedHashMap<>();
    for (int i = loop.body().size() - 1; i >= 0; i--) {
      Operation operation = loop.body().get(i);
      String gradient = operation.outputs().size() == 1 ? inner.gradient(operation.output()) : null;
      if (gradient != null && loop.windows().containsKey(operation)) {
        windows.put(operation, gradient);
      } else {
        inner.pass(operation);
      }
    }
    Set<String> used = Block.words(body.toString());
    Map<Element, String> elements = leave(windows.values());
    out.close();

    out.block().add(before);
    out.line("for %s in range(%s):".formatted(turn, loop.count()));
    Block lines = new Block();
    lines.line("%s = %s - %s".formatted(loop.index(), loop.count() - 1, turn));
    for (String variable : used) {
      if (forward.has(variable) && !variable.equals(loop.index())) {
        lines.line("%s = %s[%s]".formatted(variable, forward.list(variable), loop.index()));
      }
    }
    lines.add(body);
    out.block().addBody(lines);
    lists.all().forEach(list -> out.line(list + ".reverse()"));
    handOn(windows, elements);
  }

  /** Takes the gradients of the results, and of what the turn after was given. */
  private void enter(String turn, List<@Nullable String> given) {
    Map<Value, String> last = new HashMap<>();
    Set<Value> reached = new HashSet<>();
    for (int i = 0; i < given.size(); i++) {
      Result result = loop.results().get(i);
      if (given.get(i) == null) {
        continue;
      }
      reached.add(result.of());
      if (result.kind() == Kind.LAST) {
        last.put(result.of(), given.get(i));
        continue;
      }
      String parts = out.fresh("parts");
      before.line(
          parts
              + (result.kind() == Kind.STACK
                  ? " = torch.unbind(%s, %s)".formatted(given.get(i), result.axis())
                  : " = torch.chunk(%s, %s, %s)"
                      .formatted(given.get(i), loop.count(), result.axis())));
      inner.add(result.of(), "%s[%s]".formatted(parts, result.reversed() ? turn : loop.index()));
    }
    for (Carried it : reached(reached)) {
      String gradient = out.fresh("d");
      String from = last.remove(it.next());
      String initial = out.name(it.initial());
      before.line(
          gradient + " = " + (from == null ? "torch.zeros_like(%s)".formatted(initial) : from));
      carried.put(it, gradient);
      inner.add(it.next(), gradient);
    }
  }

  /**
   * What turns hand on to those before them.
   *
   * @param reached the values of the last turn that have gradients
   */
  private List<Carried> reached(Set<Value> reached) {
    int before;
    do {
      before = reached.size();
      for (int i = loop.body().size() - 1; i >= 0; i--) {
        Operation operation = loop.body().get(i);
        if (operation.outputs().stream().anyMatch(reached::contains)) {
          operation.inputs().stream().filter(Value::recorded).forEach(reached::add);
        }
      }
      for (Carried it : loop.carried()) {
        if (it.next().recorded() && reached.contains(it.entry())) {
          reached.add(it.next());
        }
      }
    } while (reached.size() > before);
    return loop.carried().stream()
        .filter(it -> it.entry().recorded() && reached.contains(it.next()))
        .toList();
  }

  /** Ends a turn: adds up, appends, and hands on to the turn before. */
  private Map<Element, String> leave(Collection<String> windows) {
    for (Value value : loop.fromOutside()) {
      String gradient = inner.gradient(value);
      if (gradient != null) {
        String sum = out.fresh("sum");
        before.line("%s = torch.zeros_like(%s)".formatted(sum, out.name(value)));
        out.line("torch.add_(%s, %s)".formatted(sum, gradient));
        sums.put(value, sum);
      }
    }
    Map<Element, String> elements = new LinkedHashMap<>();
    for (Element element : loop.elements()) {
      String gradient = inner.gradient(element.value());
      if (gradient != null) {
        elements.put(element, gradient);
      }
    }
    windows.forEach(this::list);
    elements.values().forEach(this::list);
    inner.rows().forEach(this::list);
    before.add(lists.declarations());
    out.block().add(lists.appends());
    List<String> names = new ArrayList<>();
    List<String> handed = new ArrayList<>();
    carried.forEach(
        (it, gradient) -> {
          String given = inner.gradient(it.entry());
          if (!gradient.equals(given)) {
            names.add(gradient);
            handed.add(given == null ? "torch.zeros_like(%s)".formatted(gradient) : given);
          }
        });
    if (!names.isEmpty()) {
      out.line(String.join(", ", names) + " = " + String.join(", ", handed));
    }
    return elements;
  }

  /** The list of what a variable was: of the forward, or one that grows in this loop. */
  private String list(String variable) {
    return forward.has(variable) ? forward.list(variable) : lists.of(variable);
  }

  /** Hands the gradients of all turns to the values outside. */
  private void handOn(Map<Operation, String> windows, Map<Element, String> elements) {
    inner.handRows(around, it -> out.shared("rows", "torch.cat(%s)".formatted(list(it))));
    windows.forEach(
        (operation, gradient) ->
            around.add(
                operation.value(0),
                whole(operation, list(gradient), loop.windows().get(operation))));
    sums.forEach(around::add);
    elements.forEach(
        (element, gradient) -> {
          for (int i = 0; i < loop.count(); i++) {
            around.add(element.of().get(i), "%s[%s]".formatted(list(gradient), i));
          }
        });
    carried.forEach((it, gradient) -> around.add(it.initial(), gradient));
  }

  /** The gradient of what a window goes along, from those of the window at each turn. */
  private String whole(Operation operation, String list, Window window) {
    long step = window.step();
    String order = step < 0 ? TurnLists.reversed(out, list) : list;
    long begin = Math.min(window.first(), window.first() + (loop.count() - 1) * step);
    long width = window.isRange() ? Math.abs(step) : 1;
    long end = begin + (loop.count() - 1) * Math.abs(step) + width;
    return "torch.slice_backward(torch.%s(%s, %s), torch.size(%s), %s, %s, %s, %s)"
        .formatted(
            window.isRange() ? "cat" : "stack",
            order,
            window.axis(),
            out.name(operation.value(0)),
            window.axis(),
            begin,
            end,
            window.isRange() ? 1 : Math.abs(step));
  }
}
