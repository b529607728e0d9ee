package io.github.torchrnn.nn;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of modules' classes that hold layers. A layer in a field that was never registered
 * would compute, and be neither trained nor saved, moved nor printed.
 */
final class Fields {

  private static final ClassValue<List<Field>> OF_CLASS =
      new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
          return ofModules(type);
        }
      };

  private Fields() {}

  private static List<Field> ofModules(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Class<?> owner = type; owner != TorchModule.class; owner = owner.getSuperclass()) {
      for (Field field : owner.getDeclaredFields()) {
        if (TorchModule.class.isAssignableFrom(field.getType())
            && !Loss.class.isAssignableFrom(field.getType())
            && !Modifier.isStatic(field.getModifiers())
            && !field.isSynthetic()
            && !field.isAnnotationPresent(Unregistered.class)
            && isReadable(field)) {
          fields.add(field);
        }
      }
    }
    return fields;
  }

  private static boolean isReadable(Field field) {
    try {
      field.setAccessible(true);
      return true;
    } catch (InaccessibleObjectException | SecurityException e) {
      return false;
    }
  }

  /**
   * Refuses a module with a layer that is registered nowhere.
   *
   * @throws IllegalStateException with the field's name
   */
  static void requireRegistered(TorchModule module) {
    for (Field field : OF_CLASS.get(module.getClass())) {
      TorchModule layer = value(field, module);
      if (layer != null
          && !(layer instanceof Loss)
          && !layer.registry().isRegistered()
          && !layer.namedModules().containsValue(module)) {
        throw new IllegalStateException(
            ("the field %1$s of %2$s holds a %3$s that was never registered, so that it would be"
                    + " neither trained nor saved: write %1$s = register(\"%1$s\", ...), or mark the"
                    + " field with @Unregistered if the layer is not part of the module")
                .formatted(field.getName(), field.getDeclaringClass().getName(), layer.name()));
      }
    }
  }

  private static TorchModule value(Field field, TorchModule module) {
    try {
      return (TorchModule) field.get(module);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
