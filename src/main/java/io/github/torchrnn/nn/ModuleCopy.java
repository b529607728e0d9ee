package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Parameters;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.security.CodeSource;
import java.util.IdentityHashMap;
import java.util.Map;

/** One deep copy: the modules, arrays and fields' values that it has met, and their copies. */
final class ModuleCopy {

  /** What a layer of this library keeps in a field, and can copy itself. */
  interface Part {
    /** The same for the layer's copy. */
    Object copyFor(ModuleCopy copy);
  }

  private final Map<Object, Object> copies = new IdentityHashMap<>();
  private final ValueCopy values = new ValueCopy(this);

  /** Copies a module and all below it. */
  TorchModule of(TorchModule root) {
    for (TorchModule module : root.namedModules().values()) {
      module.registry().presentBuffers().values().forEach(this::buffer); // before fields with them
    }
    TorchModule copy = module(root);
    copy.namedModules().values().forEach(TorchModule::parametersMoved);
    return copy;
  }

  /** The copy of a module; null of null. */
  TorchModule module(TorchModule module) {
    TorchModule known = (TorchModule) copies.get(module);
    if (module == null || known != null) {
      return known;
    }
    module.requireOpen();
    TorchModule copy = module.bareCopy();
    copies.put(module, copy);
    module.registry().copyTo(copy.registry(), this);
    for (Class<?> type = module.getClass();
        type != TorchModule.class;
        type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          copyField(field, module, copy);
        }
      }
    }
    return copy;
  }

  private void copyField(Field field, TorchModule from, TorchModule to) {
    try {
      field.setAccessible(true);
      Object value = field.get(from);
      boolean surroundings = field.getName().startsWith("this$"); // which Python shares as well
      boolean options = isOptions(value) && isOurs(field.getDeclaringClass());
      Object copy =
          surroundings || options
              ? copies.getOrDefault(value, value)
              : values.of(value, () -> describe(field, from));
      if (copy != value) {
        field.set(to, copy);
      }
    } catch (InaccessibleObjectException | IllegalAccessException e) {
      throw new UnsupportedOperationException(
          "deepcopy cannot reach " + describe(field, from) + ": " + e.getMessage(), e);
    }
  }

  /** Whether it is one of the library's own objects by which its layers keep their options. */
  private static boolean isOptions(Object value) {
    return value != null
        && isOurs(value.getClass())
        && !(value instanceof TorchModule)
        && !(value instanceof Part);
  }

  private static boolean isOurs(Class<?> type) {
    CodeSource library = ModuleCopy.class.getProtectionDomain().getCodeSource();
    return type.getPackageName().equals(ModuleCopy.class.getPackageName())
        && library != null
        && library.equals(type.getProtectionDomain().getCodeSource());
  }

  private static String describe(Field field, TorchModule module) {
    return "the field %s of %s".formatted(field.getName(), module.name());
  }

  /** Remembers the copy of a DJL parameter. */
  void remember(Parameter parameter, Parameter copy) {
    copies.put(parameter, copy);
  }

  /** The copy of a DJL parameter of a module that has been copied; null of null. */
  Parameter parameter(Parameter parameter) {
    return (Parameter) copies.get(parameter);
  }

  /** The copy of a parameter's array, which several modules may own. */
  NDArray parameter(NDArray array) {
    NDArray known = (NDArray) copies.get(array);
    if (known != null) {
      return Parameters.adopt(array.getName(), known);
    }
    NDArray copy = Parameters.adopt(array.getName(), clone(array));
    if (array.getDataType().isFloating()) {
      copy.setRequiresGradient(array.hasGradient());
    }
    copies.put(array, copy);
    return copy;
  }

  /** The copy of a buffer. */
  NDArray buffer(NDArray buffer) {
    return (NDArray) copies.computeIfAbsent(buffer, it -> Parameters.bufferOf(buffer));
  }

  /** The copy of an array in a field, which no scope frees. */
  NDArray array(NDArray array) {
    NDArray copy = Parameters.own(clone(array), "a copied array");
    if (array.hasGradient()) {
      copy.setRequiresGradient(true);
    }
    copies.put(array, copy);
    return copy;
  }

  private static NDArray clone(NDArray array) {
    return Kernels.call(LibTorch.manager(), "detached_clone", array);
  }

  /** The copy of an object that has been copied; null of others. */
  Object known(Object value) {
    return copies.get(value);
  }

  /** Remembers the copy of an object, which may hold the object. */
  <T> T remember(Object value, T copy) {
    copies.put(value, copy);
    return copy;
  }
}
