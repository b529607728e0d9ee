package io.github.torchrnn.internal;

import java.lang.invoke.MethodHandle;

/**
 * IValues, LibTorch's boxed values, from Java's values and back. They are passed by address, and
 * nothing here is checked. An IValue belongs to whoever made it, and is freed by {@link #delete}.
 */
final class IValues {

  private static final MethodHandle FROM_TENSOR =
      DjlMembers.function("iValueFromTensor", long.class, long.class);
  private static final MethodHandle FROM_TENSORS =
      DjlMembers.function("iValueFromTensorList", long.class, long[].class);
  private static final MethodHandle FROM_BOOLEAN =
      DjlMembers.function("iValueFromBool", long.class, boolean.class);
  private static final MethodHandle FROM_LONG =
      DjlMembers.function("iValueFromLong", long.class, long.class);
  private static final MethodHandle FROM_LONGS =
      DjlMembers.function("iValueFromLongList", long.class, long[].class);
  private static final MethodHandle FROM_DOUBLE =
      DjlMembers.function("iValueFromDouble", long.class, double.class);
  private static final MethodHandle FROM_STRING =
      DjlMembers.function("iValueFromString", long.class, String.class);
  private static final MethodHandle TO_TENSOR =
      DjlMembers.function("iValueToTensor", long.class, long.class);
  private static final MethodHandle TO_TENSORS =
      DjlMembers.function("iValueToTensorList", long[].class, long.class);
  private static final MethodHandle TO_BOOLEAN =
      DjlMembers.function("iValueToBool", boolean.class, long.class);
  private static final MethodHandle TO_LONGS =
      DjlMembers.function("iValueToLongList", long[].class, long.class);
  private static final MethodHandle DELETE =
      DjlMembers.function("torchDeleteIValue", void.class, long.class);

  private IValues() {}

  static long fromTensor(long tensor) {
    try {
      return (long) FROM_TENSOR.invokeExact(tensor);
    } catch (Throwable e) {
      throw DjlMembers.unchecked(e);
    }
  }

  static long fromTensors(long[] tensors) {
    try {
      return (long) FROM_TENSORS.invokeExact(tensors);
    } catch (Throwable e) {
      throw DjlMembers.unchecked(e);
    }
  }

  static long fromBoolean(boolean bool) {
    try {
      return (long) FROM_BOOLEAN.invokeExact(bool);
    } catch (Throwable e) {
      throw DjlMembers.unchecked(e);
    }
  }

  static long fromLong(long number) {
    try {
      return (long) FROM_LONG.invokeExact(number);
    } catch (Throwable e) {
      throw DjlMembers.unchecked(e);
    }
  }

  static long fromLongs(long[] numbers) {
    try {
      return (long) FROM_LONGS.invokeExact(numbers);
    } catch (Throwable e) {
      throw DjlMembers.unchecked(e);
    }
  }

  static long fromDouble(double number) {
    try {
      return (long) FROM_DOUBLE.invokeExact(number);
    } catch (Throwable e) {
      throw DjlMembers.unchecked(e);
    }
  }

  static long fromString(String text) {
    try {
      return (long) FROM_STRING.invokeExact(text);
    } catch (Throwable e) {
      throw DjlMembers.unchecked(e);
    }
  }

  static long toTensor(long value) {
    try {
      return (long) TO_TENSOR.invokeExact(value);
    } catch (Throwable e) {
      throw DjlMembers.unchecked(e);
    }
  }

  static long[] toTensors(long value) {
    try {
      return (long[]) TO_TENSORS.invokeExact(value);
    } catch (Throwable e) {
      throw DjlMembers.unchecked(e);
    }
  }

  static boolean toBoolean(long value) {
    try {
      return (boolean) TO_BOOLEAN.invokeExact(value);
    } catch (Throwable e) {
      throw DjlMembers.unchecked(e);
    }
  }

  static long[] toLongs(long value) {
    try {
      return (long[]) TO_LONGS.invokeExact(value);
    } catch (Throwable e) {
      throw DjlMembers.unchecked(e);
    }
  }

  /** Frees an IValue, but not the tensors that arrays own by now. */
  static void delete(long value) {
    try {
      DELETE.invokeExact(value);
    } catch (Throwable e) {
      throw DjlMembers.unchecked(e);
    }
  }
}
