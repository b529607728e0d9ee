package io.github.torchrnn.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Batches of examples: {@index torch.utils.data.default_collate}. Arrays are stacked along a new
 * first axis; Java's numbers become arrays of (batch): double and float float64, as Python's floats
 * do, integers int64, and truth values bool.
 */
public final class Collate {

  private Collate() {}

  /**
   * Collates examples to an NDList: of one array for arrays or numbers, of one for each item of
   * NDLists, and of one for each component of records.
   *
   * @throws IllegalArgumentException with torch's message if examples do not fit together; also if
   *     there are none
   */
  public static NDList toList(List<?> examples) {
    Object first = first(examples);
    NDList batch = new NDList();
    if (first instanceof NDList || first instanceof Record) {
      for (List<?> column : columns(examples)) {
        batch.add(array(column));
      }
    } else {
      batch.add(array(examples));
    }
    return batch;
  }

  /**
   * Collates examples to one of the same type: arrays, NDLists, or records of arrays, as torch does
   * named tuples.
   *
   * @throws IllegalArgumentException if examples do not fit together, or are of another type
   */
  @SuppressWarnings("unchecked")
  public static <T> T toSameType(List<T> examples) {
    T first = first(examples);
    if (first instanceof NDArray) {
      return (T) array(examples);
    }
    if (first instanceof NDList) {
      return (T) toList(examples);
    }
    if (first instanceof Record) {
      return (T) record(first.getClass(), examples);
    }
    throw refused(first);
  }

  private static <T> T first(List<T> examples) {
    if (Objects.requireNonNull(examples, "examples is null").isEmpty()) {
      throw new IllegalArgumentException("a batch takes at least one example");
    }
    return examples.get(0);
  }

  private static Object record(Class<?> type, List<?> examples) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    for (Class<?> component : types) {
      if (component != NDArray.class) {
        throw new IllegalArgumentException(
            "a batch of %s would need an NDArray in place of its %s: collate it to another type"
                .formatted(type.getSimpleName(), component.getSimpleName()));
      }
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(columns(examples).stream().map(Collate::array).toArray());
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The first items of all examples, their second ones, and so on. */
  private static List<List<?>> columns(List<?> examples) {
    requireOneKind(examples);
    List<List<?>> rows = new ArrayList<>();
    examples.forEach(example -> rows.add(items(example)));
    int size = rows.get(0).size();
    if (rows.stream().anyMatch(row -> row.size() != size)) {
      throw new IllegalArgumentException("each element in list of batch should be of equal size");
    }
    List<List<?>> columns = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int position = i;
      columns.add(rows.stream().map(row -> row.get(position)).toList());
    }
    return columns;
  }

  private static List<?> items(Object example) {
    if (example instanceof NDList list) {
      return list;
    }
    List<Object> items = new ArrayList<>();
    for (RecordComponent component : example.getClass().getRecordComponents()) {
      try {
        component.getAccessor().setAccessible(true);
        items.add(component.getAccessor().invoke(example));
      } catch (ReflectiveOperationException e) {
        throw new IllegalArgumentException(e);
      }
    }
    return items;
  }

  private static void requireOneKind(List<?> column) {
    Class<?> first = kind(column.get(0));
    for (Object item : column) {
      if (kind(item) != first) {
        throw new IllegalArgumentException(
            "each element in list of batch should be of one kind, but got %s and %s"
                .formatted(first.getSimpleName(), kind(item).getSimpleName()));
      }
    }
  }

  private static Class<?> kind(Object item) {
    Objects.requireNonNull(item, "an example is null");
    return item instanceof NDArray
        ? NDArray.class
        : item instanceof Number ? Number.class : item.getClass();
  }

  private static NDArray array(List<?> column) {
    requireOneKind(column);
    Object first = column.get(0);
    if (first instanceof NDArray) {
      return stack(column);
    }
    if (first instanceof Double || first instanceof Float) {
      double[] numbers =
          column.stream().mapToDouble(number -> ((Number) number).doubleValue()).toArray();
      return LibTorch.manager().create(numbers, new Shape(numbers.length));
    }
    if (first instanceof Number) {
      return Torch.tensor(
          column.stream().mapToLong(number -> ((Number) number).longValue()).toArray());
    }
    if (first instanceof Boolean) {
      boolean[] flags = new boolean[column.size()];
      for (int i = 0; i < flags.length; i++) {
        flags[i] = (Boolean) column.get(i);
      }
      return Torch.tensor(flags);
    }
    throw refused(first);
  }

  private static NDArray stack(List<?> column) {
    NDList arrays = new NDList();
    for (Object item : column) {
      NDArray array = Tensors.usable("example", (NDArray) item);
      if (!array.getShape().equals(((NDArray) column.get(0)).getShape())) {
        throw new IllegalArgumentException(
            "stack expects each tensor to be equal size, but got %s at entry 0 and %s at entry %s"
                .formatted(
                    TorchText.sizes(((NDArray) column.get(0)).getShape().getShape()),
                    TorchText.sizes(array.getShape().getShape()),
                    arrays.size()));
      }
      arrays.add(array);
    }
    return NDArrays.stack(arrays, 0);
  }

  private static IllegalArgumentException refused(Object example) {
    return new IllegalArgumentException(
        "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found "
            + (example == null ? "null" : example.getClass()));
  }
}
