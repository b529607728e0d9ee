package io.github.torchrnn.jit;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.jit.Partition.Packing;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The making of a {@link Partition} on one guess of where the arguments have their rows: it follows
 * the rows through the operations, by the table {@link PartRules}, and rewrites what would differ
 * in a part. A guess under which all operations keep rows apart is right, whatever the user calls
 * the batch.
 */
final class Partitioner {

  private final Program program;
  private final List<Packing> packings;
  private final Map<Value, Rows> rows = new IdentityHashMap<>();
  private final List<Operation> rewritten = new ArrayList<>();

  /** Computed of the whole batch before the parts. */
  private final List<Operation> before = new ArrayList<>();

  /** Arguments that have to lie in memory in the order of their axes. */
  private final Set<Value> inOrder = new LinkedHashSet<>();

  private final List<Value> extras = new ArrayList<>();
  private final Set<Operation> copied = new HashSet<>();
  private final Map<Object, Value> counts = new HashMap<>();
  private final List<Value> shares = new ArrayList<>();
  private final WholeSizes sizes;
  private int values;

  /** How many operations on rows were looked at before one was refused. */
  private int progress;

  Partitioner(Program program, List<Packing> packings) {
    this.program = program;
    this.packings = packings;
    sizes = new WholeSizes(program);
    Stream.of(
            program.inputs().stream(),
            program.externals().stream().map(Program.External::value),
            program.operations().stream().flatMap(operation -> operation.outputs().stream()))
        .flatMap(all -> all)
        .forEach(value -> values = Math.max(values, value.id() + 1));
    for (int i = 0; i <= packings.size(); i++) {
      shares.add(new Value(values++, new Shape(), DataType.FLOAT32, Device.cpu(), false));
    }
  }

  /**
   * Follows the rows.
   *
   * @param guess the rows of each input, null for one without
   * @throws Mixed if an operation does not keep them apart
   */
  Partition partition(List<@Nullable Rows> guess) {
    for (int i = 0; i < guess.size(); i++) {
      put(program.inputs().get(i), guess.get(i));
    }
    for (Operation operation : program.needed()) {
      boolean hasRows = operation.inputs().stream().anyMatch(it -> rows(it) != null);
      PartRules.follow(this, operation);
      progress += hasRows ? 1 : 0;
    }
    Rows loss = rows(program.outputs().get(0));
    if (loss == null || !loss.isPartial()) {
      throw new Mixed("the loss is no sum or mean over a batch");
    }
    for (Value output : program.outputs()) {
      Rows of = rows(output);
      boolean isMerged = of != null && of.inner() > 1;
      if (of != null
          && (of.outer() > 1 && isMerged || !packings.isEmpty() && (of.outer() > 1 || isMerged))) {
        throw new Mixed("a result has the batch and other axes in one");
      }
    }
    if (!inOrder.isEmpty()) { // before anything is drawn
      List<Object> all = List.of(List.copyOf(inOrder));
      before.add(0, new Operation(PartDropout.IN_ORDER, all, List.of(), false));
    }
    List<Value> inputs = new ArrayList<>(program.inputs());
    inputs.addAll(extras);
    inputs.addAll(shares);
    return new Partition(
        with(program.inputs(), before, extras),
        with(inputs, rewritten, program.outputs()),
        rows::get,
        packings,
        shares);
  }

  private Program with(List<Value> inputs, List<Operation> operations, List<Value> outputs) {
    return new Program(
        inputs,
        program.externals(),
        operations,
        outputs,
        program.guards(),
        program.modules(),
        new BitSet(),
        program.constants());
  }

  int progress() {
    return progress;
  }

  /** The rows of a value, null for one that all parts share. */
  @Nullable Rows rows(@Nullable Value value) {
    return value == null ? null : rows.get(value);
  }

  /** Says where a value has its rows. */
  void put(Value value, @Nullable Rows where) {
    if (where != null) {
      rows.put(value, where);
    }
  }

  /** Leaves an operation as it is; all of its outputs have the rows. */
  void keep(Operation operation, @Nullable Rows where) {
    rewritten.add(operation);
    sizes.follow(operation);
    operation.outputs().forEach(output -> put(output, where));
  }

  /** Adds an operation in the place of another. */
  void rewrite(Operation operation) {
    rewritten.add(operation);
  }

  /** Says that an operation was rewritten. */
  void done(Operation operation) {
    sizes.follow(operation);
  }

  /** A new value like another, of another shape. */
  Value like(Value value, Shape shape) {
    return new Value(values++, shape, value.type(), value.device(), value.recorded());
  }

  /** Adds an operation of one output in the place of another. */
  Value rewrite(Value output, String name, Object... arguments) {
    rewritten.add(new Operation(name, List.of(arguments), List.of(output), false));
    return output;
  }

  /** A part's share of the rows: its mean times this adds up to the mean of all. */
  Value share(Rows of) {
    return shares.get(1 + of.packing());
  }

  /** Adds an operation whose result is a mean over the rows: the part's share of it. */
  void keepMean(Operation mean, Rows of) {
    Value output = mean.output();
    Value own = like(output, output.shape());
    rewritten.add(new Operation(mean.name(), mean.arguments(), List.of(own), mean.isList()));
    rewrite(output, "mul", own, share(of));
    put(output, Rows.PARTIAL);
    sizes.follow(mean);
  }

  /** The packed batch whose rows a value has. */
  Packing packing(Rows of) {
    return packings.get(of.packing());
  }

  /** An argument of the program. */
  Value input(int number) {
    return program.inputs().get(number);
  }

  /** Whether the lambda asked for the sizes of all arguments, so that they never differ. */
  boolean hasFixedSizes() {
    return program.fixed().cardinality() == program.inputs().size();
  }

  /** What is known of a value of the whole batch. */
  WholeSizes.@Nullable Known known(Value value) {
    return sizes.of(value);
  }

  /** Refuses runs in which arguments do not lie in memory in the order of their axes. */
  void requireInOrder(Set<Value> arguments) {
    inOrder.addAll(arguments);
  }

  /** Computes a value of the whole batch before the parts; those that are alike once. */
  Value before(Object key, Operation operation, @Nullable Rows where) {
    return counts.computeIfAbsent(key, it -> before(operation, where));
  }

  /** Computes a value of the whole batch before the parts, along with what it is made of. */
  Value before(Operation operation, @Nullable Rows where) {
    operation.inputs().forEach(this::copyBefore);
    before.add(operation);
    extras.add(operation.output());
    put(operation.output(), where);
    return operation.output();
  }

  private void copyBefore(Value value) {
    for (Operation operation : program.operations()) {
      if (operation.outputs().contains(value) && copied.add(operation)) {
        if (operation.recorded() || Effects.acts(operation)) {
          throw Mixed.by(operation);
        }
        operation.inputs().forEach(this::copyBefore);
        before.add(operation);
      }
    }
  }
}
