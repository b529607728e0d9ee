package io.github.torchrnn.jit;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reverse mode over a program: from the loss to the parameters, each operation once.
 *
 * <p>The gradients of weight matrices wait for the end, where one product of all steps' rows gives
 * each: a cell that runs at every letter would otherwise multiply and add at every letter.
 */
final class Backward {

  /** Rows whose product is a weight's gradient: of the outputs and of the inputs. */
  private record Rows(List<String> outputs, List<String> inputs) {}

  private final Emitter out;
  private final Set<Value> leaves;
  private final Map<Value, String> gradients = new IdentityHashMap<>();
  private final Map<Value, Rows> matrices = new LinkedHashMap<>();
  private final Map<Value, List<String>> vectors = new LinkedHashMap<>();

  Backward(Emitter out, Set<Value> leaves) {
    this.out = out;
    this.leaves = leaves;
  }

  /**
   * Writes the backward of a program whose forward is written.
   *
   * @param operations of the forward, in order
   * @param leaves the parameters
   * @return the variables of the parameters' gradients; none for those that the loss does not need
   */
  static Map<Value, String> write(
      Emitter out, List<Operation> operations, Value loss, Set<Value> leaves) {
    Backward backward = new Backward(out, leaves);
    backward.gradients.put(loss, out.assign("d", "torch.ones_like(%s)".formatted(out.name(loss))));
    for (int i = operations.size() - 1; i >= 0; i--) {
      backward.pass(operations.get(i));
    }
    backward.finish();
    Map<Value, String> found = new IdentityHashMap<>(backward.gradients);
    found.keySet().retainAll(leaves);
    return found;
  }

  /** Writes the backward of an operation, if a gradient reaches it. */
  void pass(Operation operation) {
    List<@Nullable String> given = new ArrayList<>();
    for (Value output : operation.outputs()) {
      given.add(gradients.get(output));
    }
    boolean reached = given.stream().anyMatch(Objects::nonNull);
    if (reached && operation.recorded()) {
      Operations.rule(operation).backward(this, operation, given);
    }
  }

  /** Where the lines go. */
  Emitter out() {
    return out;
  }

  /** Whether a value's gradient is asked for. */
  boolean wants(@Nullable Value value) {
    return value != null && value.recorded();
  }

  /** The variable with the gradient of a value so far; null for none. */
  @Nullable String gradient(Value value) {
    return gradients.get(value);
  }

  /** The variables of the rows that wait for the end. */
  Set<String> rows() {
    Set<String> rows = new LinkedHashSet<>();
    matrices
        .values()
        .forEach(
            it -> {
              rows.addAll(it.outputs);
              rows.addAll(it.inputs);
            });
    vectors.values().forEach(rows::addAll);
    return rows;
  }

  /**
   * Hands the rows that wait for the end to the backward around a loop.
   *
   * @param all from the variable with a turn's rows to the variable with those of all turns
   */
  void handRows(Backward around, UnaryOperator<String> all) {
    matrices.forEach(
        (matrix, rows) -> {
          for (int i = 0; i < rows.outputs.size(); i++) {
            String outputs = all.apply(rows.outputs.get(i));
            around.addMatrix(matrix, outputs, all.apply(rows.inputs.get(i)));
          }
        });
    vectors.forEach(
        (vector, outputs) -> outputs.forEach(it -> around.addVector(vector, all.apply(it))));
  }

  /** Adds to the gradient of a value, unless none is asked for. */
  void add(Value value, String expression) {
    if (!wants(value)) {
      return;
    }
    String before = gradients.get(value);
    if (before != null) {
      gradients.put(value, out.assign("d", "torch.add(%s, %s)".formatted(before, expression)));
    } else {
      boolean isVariable = expression.chars().allMatch(Character::isLetterOrDigit);
      gradients.put(value, isVariable ? expression : out.assign("d", expression));
    }
  }

  /**
   * Adds to the gradient of a matrix W of (out, in) in y = x W^T.
   *
   * @param outputs the gradients of y, of (rows, out)
   * @param inputs x, of (rows, in)
   */
  void addMatrix(Value matrix, String outputs, String inputs) {
    if (!wants(matrix)) {
      return;
    }
    if (!leaves.contains(matrix)) {
      add(matrix, "torch.mm(torch.t(%s), %s)".formatted(outputs, inputs));
      return;
    }
    Rows rows =
        matrices.computeIfAbsent(matrix, it -> new Rows(new ArrayList<>(), new ArrayList<>()));
    rows.outputs.add(outputs);
    rows.inputs.add(inputs);
  }

  /**
   * Adds to the gradient of a vector that was added to each row.
   *
   * @param outputs the gradients of the sums, of (rows, size)
   */
  void addVector(@Nullable Value vector, String outputs) {
    if (!wants(vector)) {
      return;
    }
    if (!leaves.contains(vector)) {
      add(vector, "torch.sum(%s, [0])".formatted(outputs));
      return;
    }
    vectors.computeIfAbsent(vector, it -> new ArrayList<>()).add(outputs);
  }

  private void finish() {
    matrices.forEach(
        (matrix, rows) ->
            add(
                matrix,
                "torch.mm(%s, %s)"
                    .formatted(
                        out.shared("e", "torch.t(%s)".formatted(joined(rows.outputs))),
                        joined(rows.inputs))));
    vectors.forEach(
        (vector, outputs) -> {
          String sum = out.shared("db", "torch.sum(%s, [0])".formatted(joined(outputs)));
          String before = gradients.get(vector);
          gradients.put(
              vector,
              before == null ? sum : out.assign("d", "torch.add(%s, %s)".formatted(before, sum)));
        });
  }

  private String joined(List<String> rows) {
    return rows.size() == 1
        ? rows.get(0)
        : out.shared("rows", rows.stream().collect(Collectors.joining(", ", "torch.cat([", "])")));
  }
}
