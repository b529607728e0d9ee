package io.github.torchrnn.internal;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The arguments of a call of LibTorch's interpreter: Java's values as addresses of IValues. */
final class Arguments {

  /** The options that nearly every call passes, by value and Java type. */
  private static final Set<?> COMMON_OPTIONS = Set.of(true, false, 0, 1, 2, -100L, -1L, 0.0);

  /** Their IValues, which live as long as the process. */
  private static final Map<Object, Long> CACHED_OPTIONS = new ConcurrentHashMap<>();

  private Arguments() {}

  /** The IValue of a {@link Kernels#call call}'s argument, to be {@link #delete deleted}. */
  static long value(Object argument) {
    if (argument == null) {
      return LibTorch.none();
    } else if (argument instanceof Held held) {
      return held.value();
    } else if (argument instanceof NDArray tensor) {
      return IValues.fromTensor(Handles.of(tensor));
    } else if (isCommon(argument)) {
      return CACHED_OPTIONS.computeIfAbsent(argument, Arguments::newValue);
    }
    return newValue(argument);
  }

  /** Frees an argument's IValue, unless it is kept for other calls. */
  static void delete(Object argument, long value) {
    if (!isKept(argument)) {
      IValues.delete(value);
    }
  }

  private static boolean isKept(Object argument) {
    return argument == null || argument instanceof Held || isCommon(argument);
  }

  private static boolean isCommon(Object argument) {
    return (argument instanceof Boolean || argument instanceof Number)
        && COMMON_OPTIONS.contains(argument);
  }

  /** An IValue that belongs to the caller. */
  static long newValue(Object argument) {
    if (argument instanceof NDArray[] tensors) {
      return IValues.fromTensors(Handles.of(tensors));
    } else if (argument instanceof Boolean bool) {
      return IValues.fromBoolean(bool);
    } else if (argument instanceof Double number) {
      return IValues.fromDouble(number);
    } else if (argument instanceof Number number) {
      return IValues.fromLong(number.longValue());
    } else if (argument instanceof long[] numbers) {
      return IValues.fromLongs(numbers);
    } else if (argument instanceof String text) {
      return IValues.fromString(text);
    }
    throw new IllegalArgumentException("no kernel takes a " + argument.getClass().getName());
  }
}
