package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.CapturedArrays;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Parameters;
import io.github.torchrnn.internal.Recorder;
import io.github.torchrnn.jit.Program.External;
import io.github.torchrnn.jit.Program.Guard;
import io.github.torchrnn.nn.InternalModules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One run of a lambda on stand-ins, which write down what happens. Each stand-in has a real array
 * behind it, computed as the lambda goes on, for its shape and type: the numbers are not those of a
 * run where operations draw, since a trace leaves the generator alone.
 */
final class Trace implements Recorder, AutoCloseable {

  /** The operations on numbers alone, whose result each run shares. */
  private static final Set<String> CONSTANTS =
      Set.of("tensor", "zeros", "ones", "full", "arange", "linspace", "eye");

  private final Predicate<NDArray> trained;
  private final List<Value> inputs = new ArrayList<>();
  private final List<External> externals = new ArrayList<>();
  private final List<Operation> operations = new ArrayList<>();
  private final List<Guard> guards;
  private final Set<Object> modules = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Object> owners = Collections.newSetFromMap(new IdentityHashMap<>());
  private final BitSet fixed = new BitSet();

  /** The stand-ins of real arrays, by identity. */
  private final Map<NDArray, NDArray> known = new IdentityHashMap<>();

  private final CapturedArrays behind = new CapturedArrays();

  /** The results of operations, of which others like them have shape and type. */
  private final Map<Object, Object> results = new HashMap<>();

  /** The arrays that the lambda makes of numbers, which live as long as the program. */
  private final CapturedArrays constants = new CapturedArrays();

  /** Their stand-ins, by what makes them: a loop makes one and the same at each turn. */
  private final Map<Object, NDArray> made = new HashMap<>();

  /** The arrays that DJL makes of numbers. */
  private final Map<ArrayMethods.Scalar, NDArray> numbers = new HashMap<>();

  /** The thread that runs the lambda. */
  private final Thread thread = Thread.currentThread();

  private int values;
  private boolean finished;
  private boolean closed;

  /**
   * A new trace.
   *
   * @param trained whether an array is one of the parameters that the step trains
   * @param guards gets the settings that the lambda reads
   */
  Trace(Predicate<NDArray> trained, List<Guard> guards) {
    this.trained = trained;
    this.guards = guards;
  }

  /**
   * Runs a lambda.
   *
   * @param arguments the run's arrays
   * @param lambda takes stand-ins of the arguments, and returns its results, the loss first
   */
  Program run(List<NDArray> arguments, Function<List<NDArray>, List<NDArray>> lambda) {
    List<NDArray> standIns = new ArrayList<>();
    for (NDArray argument : arguments) {
      Value value = Value.of(values++, argument, false);
      inputs.add(value);
      standIns.add(StandIn.of(this, value, argument)); // one each, though arrays may be the same
    }
    List<NDArray> results =
        Recorder.whileRecording(this, () -> lambda.apply(Collections.unmodifiableList(standIns)));
    List<Value> outputs = new ArrayList<>();
    for (NDArray result : results) {
      if (result == null) {
        throw new NullPointerException("the lambda returned null");
      }
      outputs.add(value(result));
    }
    finished = true;
    return new Program(
        inputs,
        externals,
        operations,
        outputs,
        guards,
        InternalModules.parentsFirst(modules),
        fixed,
        constants);
  }

  // ---- what the library tells

  @Override
  public Object call(
      String function, Object[] arguments, Function<Object[], @Nullable Object> run) {
    if (isOutside(arguments)) {
      if (Effects.has(function)) {
        throw Untraceable.outside();
      }
      return Recorder.whileRecording(null, () -> run.apply(arguments));
    }
    return record(
        function,
        TracedArguments.of(this, arguments),
        () -> Effects.quietly(function, real(arguments), run));
  }

  @Override
  public NDArray owned(Object owner, Supplier<NDArray> source) {
    NDArray array = source.get();
    if (owners.add(owner) && known.containsKey(array)) { // of several owners, each may replace it
      guards.add(new Guard(() -> source.get() == array, true));
    }
    return known.computeIfAbsent(array, it -> external(it, source, ""));
  }

  @Override
  public void used(Object module) {
    modules.add(module);
  }

  @Override
  public void refuse(String function) {
    throw Untraceable.method(function);
  }

  @Override
  public void leave(String reason) {
    throw new Untraceable(reason);
  }

  @Override
  public boolean setting(BooleanSupplier source) {
    boolean value = source.getAsBoolean();
    guards.add(new Guard(source, value));
    return value;
  }

  @Override
  public NDArray behind(NDArray array) {
    StandIn standIn = StandIn.in(array);
    return standIn == null ? array : standIn.real();
  }

  /** Refuses a stand-in that another thread uses, or that outlived the lambda. */
  void requireRunning() {
    if (closed) {
      throw new IllegalStateException(
          "a compiled lambda kept an array for later, which was a stand-in: return it, and make it"
              + " an argument of the run that needs it");
    }
    if (Thread.currentThread() != thread) {
      throw new Untraceable("an array is used in another thread than the lambda's");
    }
  }

  /** Says that the lambda asked for the sizes of a value. */
  void askedForSizes(Value value) {
    int input = inputs.indexOf(value);
    if (input >= 0) {
      fixed.set(input);
    } else if (externals.stream().noneMatch(external -> external.value() == value)) {
      fixed.set(0, inputs.size()); // of a result, whose sizes follow from those of any argument
    }
  }

  // ---- recording

  /** Records an operation and computes it; returns a stand-in for each array of the result. */
  Object record(String name, List<@Nullable Object> arguments, Supplier<Object> compute) {
    if (Effects.refuses(name, arguments)) {
      refuse(name);
    }
    if (CONSTANTS.contains(name)) {
      NDArray array = (NDArray) computed(constants, compute);
      String text = name + arguments;
      return made.computeIfAbsent(
          List.of(text, array.getDataType(), array.getDevice()),
          it -> external(array, () -> array, text));
    }
    Object like = Line.shapesOf(name, arguments);
    Object result =
        like == null
            ? computed(behind, compute)
            : results.computeIfAbsent(like, it -> computed(behind, compute));
    boolean isList = result instanceof NDArray[];
    NDArray[] arrays = isList ? ((NDArray[]) result).clone() : new NDArray[] {(NDArray) result};
    boolean recorded = Torch.isGradEnabled() && isRecorded(name, arguments);
    List<Value> outputs = new ArrayList<>();
    for (int i = 0; i < arrays.length; i++) {
      boolean differentiable = recorded && arrays[i].getDataType().isFloating();
      Value output = Value.of(values++, arrays[i], differentiable);
      outputs.add(output);
      arrays[i] = StandIn.of(this, output, arrays[i]);
    }
    if (UnrolledCell.is(name)) {
      operations.addAll(UnrolledCell.lowered(name, arguments, outputs, () -> values++));
    } else {
      operations.add(new Operation(name, arguments, outputs, isList));
    }
    return isList ? arrays : arrays[0];
  }

  private static Object computed(CapturedArrays owner, Supplier<Object> compute) {
    Object[] result = new Object[1];
    Recorder.whileRecording(
        null,
        () -> {
          owner.capture(() -> result[0] = compute.get());
          return null;
        });
    return result[0];
  }

  private static boolean isRecorded(String name, List<@Nullable Object> arguments) {
    return !Effects.cutsGradients(name)
        && new Operation(name, arguments, List.of(), false)
            .inputs().stream().anyMatch(Value::recorded);
  }

  private NDArray external(NDArray array, Supplier<NDArray> source, String constant) {
    Value value = Value.of(values++, array, trained.test(array));
    externals.add(new External(value, array, source, constant));
    return StandIn.of(this, value, (NDArray) computed(behind, array::stopGradient));
  }

  /** Whether a call has arrays, but none that is traced: its result is not traced either. */
  private boolean isOutside(Object... arguments) {
    boolean arrays = false;
    for (Object argument : arguments) {
      for (NDArray array : arraysIn(argument)) {
        if (StandIn.in(array) != null || isOwned(array)) {
          return false;
        }
        arrays = true;
      }
    }
    return arrays;
  }

  private boolean isOwned(NDArray array) {
    return known.containsKey(array) || trained.test(array) || Parameters.isOfModule(array);
  }

  private static NDArray[] arraysIn(@Nullable Object argument) {
    if (argument instanceof NDArray array) {
      return new NDArray[] {array};
    }
    return argument instanceof NDArray[] arrays ? arrays : new NDArray[0];
  }

  /** The value of the array that DJL makes of a number. */
  Value value(ArrayMethods.Scalar number) {
    return value(numbers.computeIfAbsent(number, this::arrayOf));
  }

  private NDArray arrayOf(ArrayMethods.Scalar number) {
    String text = "number %s of %s".formatted(number, number.number().getClass().getSimpleName());
    NDArray made =
        (NDArray)
            computed(
                constants,
                () -> {
                  NDArray array = LibTorch.manager().create(number.number());
                  return number.type() == null ? array : array.toType(number.type(), false);
                });
    return external(made, () -> made, text);
  }

  /** Whether a value is a parameter that the step trains. */
  boolean isTrained(Value value) {
    for (External external : externals) {
      if (external.value() == value) {
        return setting(external.array()::hasGradient); // a frozen one may be trained later
      }
    }
    return false;
  }

  /** The number of axes of an array, which a lambda does not ask for by this. */
  static int rank(NDArray array) {
    StandIn standIn = StandIn.in(array);
    return (standIn == null ? array : standIn.real()).getShape().dimension();
  }

  /**
   * The value of an array.
   *
   * @throws Untraceable if it comes from outside of the lambda, and no module has it
   */
  Value value(NDArray array) {
    StandIn standIn = StandIn.in(array);
    if (standIn != null) {
      return standIn.valueIn(this);
    }
    NDArray stand = known.get(array);
    if (stand == null && isOwned(array)) {
      stand = owned(array, () -> array);
    }
    if (stand == null) {
      throw Untraceable.outside();
    }
    return StandIn.in(stand).valueIn(this);
  }

  /** The arguments of a call with the real arrays in the places of stand-ins. */
  Object[] real(Object... arguments) {
    Object[] real = arguments.clone();
    for (int i = 0; i < real.length; i++) {
      if (real[i] instanceof NDArray array) {
        real[i] = behind(array);
      } else if (real[i] instanceof NDArray[] arrays) {
        real[i] = Arrays.stream(arrays).map(this::behind).toArray(NDArray[]::new);
      }
    }
    return real;
  }

  /** Frees the arrays behind the stand-ins. */
  @Override
  public void close() {
    closed = true;
    behind.close();
    if (!finished) {
      constants.close(); // which a program would have kept
    }
  }
}
