package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.TorchText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The door by which {@code plot} reads a compiled program. Public because Java has no friends
 * between packages; not part of the public API.
 *
 * @hidden
 */
public final class InternalPrograms {

  /** What a node of a graph stands for. */
  public enum Kind {
    ARGUMENT,
    CONSTANT,
    OPERATION,
    RESULT
  }

  /**
   * A parameter or a buffer.
   *
   * @param number tells it from others with the same name
   * @param owner the class of the module that has it; empty where none is known
   */
  public record Parameter(int number, String name, String owner, String shape) {}

  /**
   * A node of a graph.
   *
   * @param name of the operation, with what tells it from others of that name
   * @param shapes of its values, with their type where it is not float32
   * @param parameters in the order of the operation
   * @param inputs the numbers of the nodes whose values it takes, each once
   */
  public record Node(
      Kind kind, String name, String shapes, List<Parameter> parameters, List<Integer> inputs) {}

  /** How many operations a graph may have. */
  private static final int MOST = 60;

  private final Program program;
  private final Names names;
  private final List<NDArray> trained;
  private final List<Node> nodes = new ArrayList<>();

  /** The node of each value, by the value's number. */
  private final Map<Integer, Integer> makers = new HashMap<>();

  private final Map<Integer, Parameter> parameters = new HashMap<>();
  private final Map<Integer, String> numbers = new HashMap<>();

  private InternalPrograms(Program program, List<NDArray> trained) {
    this.program = program;
    this.trained = trained;
    names = new Names(program, List.of());
  }

  /** The nodes of a step's last program in an order of computation: forward and loss. */
  public static List<Node> graph(CompiledStep<?> step) {
    return graph("CompiledStep", step.compiled(), step.parameters());
  }

  /** The nodes of a forward's last program in an order of computation. */
  public static List<Node> graph(CompiledForward<?> forward) {
    return graph("CompiledForward", forward.compiled(), List.of());
  }

  private static List<Node> graph(String kind, Programs<?> programs, List<NDArray> trained) {
    return new InternalPrograms(programs.last(kind).program(), trained).nodes();
  }

  private List<Node> nodes() {
    List<Operation> operations = program.needed();
    if (operations.size() > MOST) {
      operations = LoopFinder.rolled(program, Place.ELSEWHERE);
    }
    if (operations.size() > MOST) {
      throw new IllegalArgumentException(
          "the program has %s operations, and a picture shows at most %s: draw that of a shorter"
                  .formatted(operations.size(), MOST)
              + " sequence");
    }
    for (int i = 0; i < program.inputs().size(); i++) {
      add(Kind.ARGUMENT, String.valueOf(i), program.inputs().get(i));
    }
    Set<Value> used = new HashSet<>(program.outputs());
    operations.forEach(operation -> used.addAll(operation.inputs()));
    program.externals().stream()
        .filter(external -> used.contains(external.value()))
        .forEach(this::addExternal);
    operations.forEach(this::addOperation);
    for (int i = 0; i < program.outputs().size(); i++) {
      Value output = program.outputs().get(i);
      nodes.add(new Node(Kind.RESULT, String.valueOf(i), "", List.of(), makersOf(List.of(output))));
    }
    int others = nodes.size() - operations.size();
    if (others > MOST) {
      throw new IllegalArgumentException(
          "the program has %s arguments, constants and results, and a picture shows at most %s"
              .formatted(others, MOST));
    }
    return nodes;
  }

  private void add(Kind kind, String name, Value value) {
    makers.put(value.id(), nodes.size());
    nodes.add(new Node(kind, name, shape(value), List.of(), List.of()));
  }

  private static String shape(Value value) {
    String sizes = TorchText.tuple(value.shape().getShape());
    return value.type() == DataType.FLOAT32
        ? sizes
        : value.type().name().toLowerCase(Locale.ROOT) + " " + sizes;
  }

  private void addExternal(Program.External external) {
    Value value = external.value();
    String[] name = names.of(external.array()).split(" of ", 2); // weight_ih of RNNCell
    int position = positionOf(external.array());
    if (name.length == 2) {
      parameters.put(value.id(), new Parameter(value.id(), name[0], name[1], shape(value)));
    } else if (position >= 0) {
      String numbered = "parameter " + position;
      parameters.put(value.id(), new Parameter(value.id(), numbered, "", shape(value)));
    } else if (external.isConstant() && value.rank() == 0) {
      numbers.put(value.id(), number(Torch.item(external.array())));
    } else {
      String made = external.constant().replaceAll("\\W.*", "");
      add(Kind.CONSTANT, made, value);
    }
  }

  /** The number of a parameter that the optimizer steps, or -1. */
  private int positionOf(NDArray array) {
    return IntStream.range(0, trained.size())
        .filter(i -> trained.get(i) == array)
        .findFirst()
        .orElse(-1);
  }

  private static String number(double number) {
    return Double.isFinite(number)
        ? new BigDecimal(Double.toString(number)).stripTrailingZeros().toString()
        : Double.toString(number);
  }

  private void addOperation(Operation operation) {
    Set<Value> inputs = new LinkedHashSet<>(operation.inputs());
    List<Parameter> own =
        inputs.stream()
            .filter(input -> parameters.containsKey(input.id()))
            .map(input -> parameters.get(input.id()))
            .toList();
    int number = nodes.size();
    operation.outputs().forEach(output -> makers.put(output.id(), number));
    nodes.add(
        new Node(
            Kind.OPERATION,
            title(operation),
            operation.outputs().stream()
                .map(InternalPrograms::shape)
                .collect(Collectors.joining(", ")),
            own,
            makersOf(List.copyOf(inputs))));
  }

  /** The operation with its only constant, a loop with its turns and its body. */
  private String title(Operation operation) {
    if (operation.name().equals(Loop.NAME)) {
      Loop loop = Loop.of(operation);
      return loop.count()
          + " × "
          + loop.body().stream().map(InternalPrograms::name).collect(Collectors.joining(", "));
    }
    List<String> constants = new ArrayList<>();
    for (Object argument : operation.arguments()) {
      if (argument instanceof Value value && numbers.containsKey(value.id())) {
        constants.add(numbers.get(value.id()));
      } else if (!(argument instanceof Value) && !holdsValues(argument)) {
        constants.add(String.valueOf(argument));
      }
    }
    boolean telling = constants.size() == 1 && constants.get(0).length() <= 12;
    return name(operation) + (telling ? " " + constants.get(0) : "");
  }

  /** The name, without torch's module, which loops' operations have. */
  private static String name(Operation operation) {
    return operation.name().replaceFirst("^torch\\.", "");
  }

  private static boolean holdsValues(@Nullable Object argument) {
    return argument instanceof List<?> list && list.stream().anyMatch(Value.class::isInstance);
  }

  private List<Integer> makersOf(List<Value> values) {
    return values.stream()
        .map(value -> makers.get(value.id()))
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }
}
