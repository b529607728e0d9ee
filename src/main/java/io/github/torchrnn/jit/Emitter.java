package io.github.torchrnn.jit;

import ai.djl.Device;
import io.github.torchrnn.internal.PythonNumber;
import io.github.torchrnn.internal.TorchText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The lines of a TorchScript function that a program becomes, and the names in it. */
final class Emitter {

  private Scope scope = new Scope(null, new Block(), new HashSet<>(), new HashMap<>());
  private final Map<Value, String> names = new IdentityHashMap<>();

  /** The zeros that no line has made yet, since the operators that take them may make their own. */
  private final Map<Value, Operation> zeros = new IdentityHashMap<>();

  /** The values that an operation or a result needs. */
  private final Set<Value> used;

  /** What forward keeps for backward: variables by operation and role. */
  private final Map<Operation, Map<String, String>> saved = new IdentityHashMap<>();

  /** What the forward of a loop keeps for its backward. */
  private final Map<Operation, LoopForward> loops = new IdentityHashMap<>();

  private final Map<String, Integer> numbers = new HashMap<>();

  private final Place place;

  Emitter(Place place, List<Value> results, List<Operation> operations) {
    this.place = place;
    used = new HashSet<>(results);
    operations.forEach(operation -> used.addAll(Loop.usedBy(operation)));
  }

  /** Where the function runs. */
  Place place() {
    return place;
  }

  /**
   * Writes the forward of an operation. What the lambda computed without recording is detached in
   * LibTorch's graph: the gradient mode is left on, since lines that both modes have in common are
   * one to the compiler.
   */
  void write(Operation operation) {
    Operations.rule(operation).forward(this, operation);
    boolean silent =
        place == Place.IN_GRAPH
            && !operation.recorded()
            && !Effects.cutsGradients(operation.name())
            && operation.inputs().stream().anyMatch(Value::recorded);
    if (silent) {
      for (Value output : operation.outputs()) {
        if (used.contains(output) && output.type().isFloating()) {
          define(output, "torch.detach(%s)".formatted(name(output)));
        }
      }
    }
  }

  /** Whether an output is needed at all. */
  boolean isUsed(Value value) {
    return used.contains(value);
  }

  /** Leaves the zeros of an operation to the line that needs them. */
  void defer(Operation zeroState) {
    zeros.put(zeroState.output(), zeroState);
  }

  /** The operation of zeros that no line has made; null for other values. */
  @Nullable Operation deferred(Value value) {
    return zeros.get(value);
  }

  /**
   * The function, or the body of a loop in it.
   *
   * @param names the variables that are another one at each turn
   * @param shared the variables of expressions that are wanted more than once
   */
  record Scope(@Nullable Scope outer, Block block, Set<String> names, Map<String, String> shared) {}

  /** Begins the body of a loop: lines go there until {@link #close}. */
  Scope open() {
    scope = new Scope(scope, new Block(), new HashSet<>(), new HashMap<>());
    return scope;
  }

  /** Begins the body of a loop that has the variables of another one. */
  Scope open(Scope like) {
    scope = new Scope(scope, new Block(), new HashSet<>(like.names), new HashMap<>(like.shared));
    return scope;
  }

  /** Goes back to where the body of a loop was begun, which is to take its lines. */
  void close() {
    scope = scope.outer;
  }

  /** Where lines go now. */
  Block block() {
    return scope.block;
  }

  /** Whether forward has to keep what an operation's backward needs. */
  boolean records(Operation operation) {
    return place == Place.HERE && operation.recorded();
  }

  /** Writes a line. */
  void line(String text) {
    scope.block.line(text);
  }

  /** Gives a value a name that the function already has. */
  void name(Value value, String name) {
    names.put(value, name);
  }

  /** A name that no variable has yet: of this kind, and the next number. */
  String fresh(String kind) {
    return fresh(scope, kind);
  }

  private String fresh(Scope where, String kind) {
    String name = kind + numbers.merge(kind, 1, Integer::sum);
    where.names.add(name);
    return name;
  }

  /** Computes a value. */
  void define(Value value, String expression) {
    line(declared(value) + " = " + expression);
  }

  /** The name of a value that the line to come computes. */
  String declared(Value value) {
    String name = fresh("x");
    names.put(value, name);
    return name;
  }

  /** The names of an operation's outputs, which the line to come computes as a tuple or list. */
  String declared(List<Value> values) {
    return values.stream().map(this::declared).collect(Collectors.joining(", "));
  }

  /** Computes an expression into a new variable. */
  String assign(String kind, String expression) {
    String name = fresh(kind);
    line(name + " = " + expression);
    return name;
  }

  /** Takes apart a list or a tuple of as many tensors as there are variables. */
  void unpack(List<String> variables, String list) {
    if (variables.size() == 1) {
      line("%s = %s[0]".formatted(variables.get(0), list));
    } else if (!variables.isEmpty()) {
      line("%s = %s".formatted(String.join(", ", variables), list));
    }
  }

  /** Computes an operation's outputs, of which an expression is the list, even if it is one. */
  void defineList(Operation operation, String expression) {
    if (operation.outputs().size() == 1) {
      define(operation.output(), expression + "[0]");
    } else {
      line(declared(operation.outputs()) + " = " + expression);
    }
  }

  /** The variable with a gradient, or None where there is none. */
  static String orNone(@Nullable String gradient) {
    return gradient == null ? "None" : gradient;
  }

  /**
   * The variable of a pure expression, which is computed once, at the first call: before a loop, if
   * nothing in it is of the loop.
   */
  String shared(String kind, String expression) {
    Scope where = scope;
    while (where.outer != null && Collections.disjoint(where.names, Block.words(expression))) {
      where = where.outer;
    }
    String known = where.shared.get(expression);
    if (known == null) {
      known = fresh(where, kind);
      where.block.line(known + " = " + expression);
      where.shared.put(expression, known);
    }
    return known;
  }

  /** Remembers a variable of an operation's forward for its backward. */
  void save(Operation operation, String role, String variable) {
    saved.computeIfAbsent(operation, it -> new HashMap<>()).put(role, variable);
  }

  /** A variable that {@link #save} remembered. */
  String saved(Operation operation, String role) {
    return saved.get(operation).get(role);
  }

  /** Remembers the forward of a loop for its backward. */
  void save(Operation loop, LoopForward forward) {
    loops.put(loop, forward);
  }

  /** The forward of a loop. */
  LoopForward forward(Operation loop) {
    return loops.get(loop);
  }

  /** Whether {@link #save} remembered a variable. */
  boolean hasSaved(Operation operation, String role) {
    return saved.containsKey(operation) && saved.get(operation).containsKey(role);
  }

  /** The name of a value. */
  String name(Value value) {
    Operation ofZeros = zeros.remove(value);
    if (ofZeros != null) {
      define(value, ZeroStateRule.zeros(this, ofZeros, 0));
    }
    String name = names.get(value);
    if (name == null) {
      throw new IllegalStateException("the program uses a value before it is made: " + value);
    }
    return name;
  }

  /** An argument as TorchScript has it. */
  String text(@Nullable Object argument) {
    if (argument == null) {
      return "None";
    } else if (argument instanceof Value value) {
      return name(value);
    } else if (argument instanceof Boolean bool) {
      return bool ? "True" : "False";
    } else if (argument instanceof Double number) {
      return PythonNumber.script(number);
    } else if (argument instanceof String text) {
      return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    } else if (argument instanceof Device device) {
      return "torch.device(\"%s\")".formatted(TorchText.device(device));
    } else if (argument instanceof List<?> list) {
      return list.isEmpty()
          ? list == TracedArguments.NO_ARRAYS
              ? "annotate(List[Tensor], [])"
              : "annotate(List[int], [])"
          : list.stream().map(this::text).collect(Collectors.joining(", ", "[", "]"));
    }
    return argument.toString();
  }

  /** Arguments, separated by commas. */
  String texts(List<@Nullable Object> arguments) {
    List<String> texts = new ArrayList<>();
    arguments.forEach(argument -> texts.add(text(argument)));
    return String.join(", ", texts);
  }

  @Override
  public String toString() {
    return scope.block.toString();
  }
}
