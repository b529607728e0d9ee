package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.Parameters;
import io.github.torchrnn.nn.InternalModules;
import io.github.torchrnn.nn.PackedSequence;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The arrays in an object, and the object around them: what a lambda takes and returns. Arrays may
 * stand alone, in an NDList, in a Java array or list, in a packed sequence, and in records of
 * these, as an LSTM's state is one.
 */
final class Structure {

  /** What may choose a program: a value that changed later would not be noticed. */
  private static final List<Class<?>> CHANGELESS =
      List.of(
          String.class,
          Boolean.class,
          Character.class,
          Enum.class,
          Byte.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          Shape.class);

  private Structure() {}

  /** The arrays in an object, in order. */
  static List<NDArray> arrays(@Nullable Object object) {
    List<NDArray> arrays = new ArrayList<>();
    flatten(object, arrays);
    return arrays;
  }

  /** Lists the arrays in an object, in order. */
  static void flatten(@Nullable Object object, List<NDArray> arrays) {
    if (object instanceof NDArray array) {
      arrays.add(array);
    } else if (object instanceof PackedSequence packed) {
      for (NDArray part : parts(packed)) {
        if (part != null) {
          arrays.add(part);
        }
      }
    } else {
      for (Object part : partsOf(object)) {
        flatten(part, arrays);
      }
    }
  }

  /** The arrays, and what holds arrays, that stand in an object; null if it can hold none. */
  static @Nullable List<? extends @Nullable Object> parts(@Nullable Object object) {
    if (object instanceof PackedSequence packed) {
      return Arrays.stream(parts(packed)).filter(Objects::nonNull).toList();
    }
    return isHolder(object) ? partsOf(object) : null;
  }

  /**
   * A key of an object: equal keys mean that arrays stand in the same places, and that the Java
   * values beside them are equal.
   */
  static Object key(@Nullable Object object) {
    if (object instanceof NDArray) {
      return NDArray.class;
    } else if (object instanceof PackedSequence packed) {
      return List.of(PackedSequence.class, packed.sortedIndices() != null);
    } else if (isHolder(object)) {
      List<Object> key = new ArrayList<>();
      key.add(object.getClass());
      partsOf(object).forEach(part -> key.add(key(part)));
      return key;
    }
    if (object == null) {
      return "null";
    } else if (isPrimitives(object)) {
      return contents(object);
    } else if (CHANGELESS.stream().noneMatch(type -> type.isInstance(object))) {
      throw new IllegalArgumentException(
          "an argument of a compiled lambda holds arrays, or is a value that cannot change: a"
              + " number, a text, a boolean, an enum, or records, lists and arrays of these, not a "
              + object.getClass().getName());
    }
    return object;
  }

  private static boolean isPrimitives(Object object) {
    Class<?> component = object.getClass().getComponentType();
    return component != null && component.isPrimitive();
  }

  /** The numbers of an array of Java, which may be others in the next run. */
  private static Object contents(Object array) {
    List<Object> contents = new ArrayList<>();
    contents.add(array.getClass());
    for (int i = 0; i < Array.getLength(array); i++) {
      contents.add(Array.get(array, i));
    }
    return contents;
  }

  /** The object with other arrays in the places of its own. */
  static @Nullable Object rebuilt(@Nullable Object object, Iterator<NDArray> arrays) {
    if (object instanceof NDArray) {
      return arrays.next();
    } else if (object instanceof PackedSequence packed) {
      NDArray[] parts = parts(packed);
      for (int i = 0; i < parts.length; i++) {
        parts[i] = parts[i] == null ? null : arrays.next();
      }
      return InternalModules.packed(packed, parts);
    } else if (!isHolder(object)) {
      return object;
    }
    List<Object> parts = new ArrayList<>();
    for (Object part : partsOf(object)) {
      parts.add(rebuilt(part, arrays));
    }
    if (object instanceof NDList) {
      NDList list = new NDList();
      parts.forEach(part -> list.add((NDArray) part));
      return list;
    } else if (object instanceof NDArray[]) {
      return parts.toArray(new NDArray[0]);
    }
    return object instanceof Record record ? RecordParts.of(record).make(parts) : parts;
  }

  /**
   * A step's results as programs return them: an array that is fed to the next step has no graph.
   *
   * @param arguments of the run, which stay as they are, as parameters do
   */
  static @Nullable Object withoutGraph(@Nullable Object result, List<NDArray> arguments) {
    List<NDArray> detached = new ArrayList<>();
    for (NDArray array : arrays(result)) {
      boolean isGiven =
          Parameters.isOfModule(array) || arguments.stream().anyMatch(it -> it == array);
      boolean hasGraph = !isGiven && Kernels.callBoolean("requires_grad", array);
      detached.add(hasGraph ? array.stopGradient() : array);
    }
    return rebuilt(result, detached.iterator());
  }

  /** The packed sequences in an object, by the places of their arrays. */
  static List<Partition.Packing> packings(@Nullable Object object) {
    List<Partition.Packing> found = new ArrayList<>();
    addPackings(object, 0, found);
    return found;
  }

  /** Adds those of an object whose first array has a number; returns the next number. */
  private static int addPackings(
      @Nullable Object object, int number, List<Partition.Packing> found) {
    if (object instanceof NDArray) {
      return number + 1;
    } else if (object instanceof PackedSequence packed) {
      Partition.Packing packing = new Partition.Packing(number, packed.sortedIndices() != null);
      found.add(packing);
      return packing.end();
    }
    int next = number;
    for (Object part : partsOf(object)) {
      next = addPackings(part, next, found);
    }
    return next;
  }

  private static boolean isHolder(@Nullable Object object) {
    return object instanceof List || object instanceof NDArray[] || object instanceof Record;
  }

  private static List<? extends @Nullable Object> partsOf(@Nullable Object object) {
    if (object instanceof List<?> list) {
      return list;
    } else if (object instanceof NDArray[] arrays) {
      return Arrays.asList(arrays);
    }
    return object instanceof Record record ? RecordParts.of(record).read(record) : List.of();
  }

  private static NDArray[] parts(PackedSequence packed) {
    return new NDArray[] {
      packed.data(), packed.batchSizes(), packed.sortedIndices(), packed.unsortedIndices()
    };
  }
}
