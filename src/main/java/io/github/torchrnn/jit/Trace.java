package io.github.torchrnn.jit;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.CapturedArrays;
import io.github.torchrnn.internal.Held;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Parameters;
import io.github.torchrnn.internal.Recorder;
import io.github.torchrnn.internal.RecurrentOptions;
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
import java.util.stream.IntStream;
import java.util.stream.LongStream;
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

  /** An empty list of arrays, which is told from one of numbers by identity. */
  static final List<Value> NO_ARRAYS = Collections.unmodifiableList(new ArrayList<>());

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
      Object value = value(result);
      outputs.add((Value) value);
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
        function, arguments(arguments), () -> Effects.quietly(function, real(arguments), run));
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
      return external(array, () -> array, name + arguments);
    }
    Object like = seen(name, arguments);
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

  /**
   * What decides the shapes and types of an operation's results; null if numbers may, as integers
   * and truth values do.
   */
  private static @Nullable Object seen(String name, List<@Nullable Object> arguments) {
    List<Value> inputs = new Operation(name, arguments, List.of(), false).inputs();
    return inputs.isEmpty() || !inputs.stream().allMatch(input -> input.type().isFloating())
        ? null
        : List.of(name, Line.seen(arguments));
  }

  private static boolean isRecorded(String name, List<@Nullable Object> arguments) {
    return !Effects.cutsGradients(name)
        && new Operation(name, arguments, List.of(), false)
            .inputs().stream().anyMatch(Value::recorded);
  }

  private NDArray external(NDArray array, Supplier<NDArray> source, String constant) {
    Value value = Value.of(values++, array, trained.test(array));
    externals.add(new External(value, array, source, constant));
    NDArray[] detached = new NDArray[1];
    Recorder.whileRecording(
        null,
        () -> {
          behind.capture(() -> detached[0] = array.stopGradient());
          return null;
        });
    return StandIn.of(this, value, detached[0]);
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

  /** Arguments as a program has them. */
  List<@Nullable Object> arguments(@Nullable Object... arguments) {
    Object[] recorded = new Object[arguments.length];
    for (int i = 0; i < recorded.length; i++) {
      recorded[i] = argument(arguments[i]);
    }
    return Collections.unmodifiableList(Arrays.asList(recorded));
  }

  /** An argument as a program has it. */
  @Nullable Object argument(@Nullable Object argument) {
    if (argument instanceof NDArray array) {
      return value(array);
    } else if (argument instanceof NDArray[] arrays) {
      return arrays.length == 0 ? NO_ARRAYS : Arrays.stream(arrays).map(this::value).toList();
    } else if (argument instanceof ArrayMethods.Scalar number) {
      return value(numbers.computeIfAbsent(number, this::number));
    } else if (argument instanceof long[] numbers) {
      return LongStream.of(numbers).boxed().toList();
    } else if (argument instanceof float[] numbers) {
      return IntStream.range(0, numbers.length).mapToObj(i -> (double) numbers[i]).toList();
    } else if (argument instanceof boolean[] truths) {
      return IntStream.range(0, truths.length).mapToObj(i -> truths[i]).toList();
    } else if (argument instanceof int[] numbers) {
      return IntStream.of(numbers).mapToObj(number -> (long) number).toList();
    } else if (argument instanceof NDList list) {
      return list.stream().map(this::value).toList();
    } else if (argument instanceof Shape shape) {
      return LongStream.of(shape.getShape()).boxed().toList();
    } else if (argument instanceof Float || argument instanceof Double) {
      return ((Number) argument).doubleValue();
    } else if (argument instanceof Number number) {
      return number.longValue();
    } else if (argument == null
        || argument instanceof Boolean
        || argument instanceof String
        || argument instanceof Device
        || argument instanceof RecurrentOptions) {
      return argument;
    }
    if (argument instanceof Held) {
      throw new Untraceable("a program draws from the global generator, not from one of its own");
    }
    throw new Untraceable("a program cannot hold a " + argument.getClass().getSimpleName());
  }

  /** The array that DJL makes of a number. */
  private NDArray number(ArrayMethods.Scalar number) {
    String text = "number %s of %s".formatted(number, number.number().getClass().getSimpleName());
    NDArray[] made = new NDArray[1];
    Recorder.whileRecording(
        null,
        () -> {
          constants.capture(
              () -> {
                NDArray array = LibTorch.manager().create(number.number());
                made[0] = number.type() == null ? array : array.toType(number.type(), false);
              });
          return null;
        });
    return external(made[0], () -> made[0], text);
  }

  /** Whether a value is a parameter that the step trains. */
  boolean isTrained(Value value) {
    return value.recorded() && externals.stream().anyMatch(it -> it.value() == value);
  }

  /** The number of axes of an array, which a lambda does not ask for by this. */
  static int rank(NDArray array) {
    StandIn standIn = StandIn.in(array);
    return (standIn == null ? array : standIn.real()).getShape().dimension();
  }

  private Object value(NDArray array) {
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
