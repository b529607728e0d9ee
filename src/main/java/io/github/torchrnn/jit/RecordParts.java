package io.github.torchrnn.jit;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The components of a class of records, and how to make another such record. Each run takes apart
 * its arguments and puts together its results, so that Java is asked once for each class.
 */
final class RecordParts {

  private static final ClassValue<RecordParts> OF_CLASSES =
      new ClassValue<>() {
        @Override
        protected RecordParts computeValue(Class<?> type) {
          return new RecordParts(type);
        }
      };

  private final Class<?> type;
  private final Method[] accessors;
  private final Constructor<?> constructor;

  private RecordParts(Class<?> type) {
    this.type = type;
    RecordComponent[] components = type.getRecordComponents();
    accessors = Arrays.stream(components).map(RecordComponent::getAccessor).toArray(Method[]::new);
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      for (Method accessor : accessors) {
        accessor.setAccessible(true);
      }
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e); // each record has one of all components
    }
  }

  static RecordParts of(Record record) {
    return OF_CLASSES.get(record.getClass());
  }

  List<@Nullable Object> read(Record record) {
    List<Object> parts = new ArrayList<>(accessors.length);
    try {
      for (Method accessor : accessors) {
        parts.add(accessor.invoke(record));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("cannot read " + type.getName(), e);
    }
    return parts;
  }

  Object make(List<@Nullable Object> parts) {
    try {
      return constructor.newInstance(parts.toArray());
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          type.getName() + " refuses its arrays: " + e.getCause().getMessage(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("cannot make a " + type.getName(), e);
    }
  }
}
