package io.github.torchrnn.jit;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Held;
import io.github.torchrnn.internal.RecurrentOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The arguments of a call as an {@link Operation} has them: values, and constants of few types. */
final class TracedArguments {

  /** An empty list of arrays, which is told from one of numbers by identity. */
  static final List<Value> NO_ARRAYS = Collections.unmodifiableList(new ArrayList<>());

  private TracedArguments() {}

  /** All arguments of a call. */
  static List<@Nullable Object> of(Trace trace, @Nullable Object... arguments) {
    Object[] recorded = new Object[arguments.length];
    for (int i = 0; i < recorded.length; i++) {
      recorded[i] = recorded(trace, arguments[i]);
    }
    return Collections.unmodifiableList(Arrays.asList(recorded));
  }

  private static @Nullable Object recorded(Trace trace, @Nullable Object argument) {
    if (argument instanceof NDArray array) {
      return trace.value(array);
    } else if (argument instanceof NDArray[] arrays) {
      return arrays.length == 0 ? NO_ARRAYS : Arrays.stream(arrays).map(trace::value).toList();
    } else if (argument instanceof ArrayMethods.Scalar number) {
      return trace.value(number);
    } else if (argument instanceof long[] numbers) {
      return LongStream.of(numbers).boxed().toList();
    } else if (argument instanceof float[] numbers) {
      return IntStream.range(0, numbers.length).mapToObj(i -> (double) numbers[i]).toList();
    } else if (argument instanceof boolean[] truths) {
      return IntStream.range(0, truths.length).mapToObj(i -> truths[i]).toList();
    } else if (argument instanceof int[] numbers) {
      return IntStream.of(numbers).mapToObj(number -> (long) number).toList();
    } else if (argument instanceof NDList list) {
      return list.stream().map(trace::value).toList();
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
}
