package io.github.torchrnn.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The Java kernel of a notebook that this process is, IJava or JJava. It is reached by reflection,
 * since neither is on the library's class path, and both have the same methods under other names of
 * packages.
 *
 * <p>JJava's own way, a service of its type {@code Extension}, would need that type to compile, and
 * loads the jar a second time in a class loader of its own, where LibTorch cannot be loaded again.
 *
 * @param kernel the {@code BaseKernel}
 */
public record NotebookKernel(Object kernel) {

  /** The static methods that tell the kernel, by classes: of IJava, old and newer ones of JJava. */
  private static final Map<String, String> DOORS = new LinkedHashMap<>();

  static {
    DOORS.put("io.github.spencerpark.ijava.IJava", "getKernelInstance");
    DOORS.put("org.dflib.jjava.JJava", "getKernelInstance");
    DOORS.put("org.dflib.jjava.jupyter.kernel.BaseKernel", "notebookKernel");
  }

  /** The kernel that runs the calling code, if one does. */
  public static Optional<NotebookKernel> find() {
    for (Map.Entry<String, String> door : DOORS.entrySet()) {
      try {
        Object kernel = Class.forName(door.getKey()).getMethod(door.getValue()).invoke(null);
        if (kernel != null) {
          return Optional.of(new NotebookKernel(kernel));
        }
      } catch (ReflectiveOperationException | LinkageError e) {
        continue; // no such kernel; JJava's method throws where none runs
      }
    }
    return Optional.empty();
  }

  /**
   * Has values of a type shown in another way from now on.
   *
   * @param mimes the types of data that are shown
   * @param contents the data of a value, by their types
   */
  public void show(Class<?> type, String[] mimes, Function<Object, Map<String, String>> contents) {
    Object registration = call(call(kernel, "getRenderer"), "createRegistration", type);
    call(registration, "preferring", (Object) mimes);
    Class<?> function = method(registration, "register").getParameterTypes()[0];
    MethodHandle render = Render.HANDLE.bindTo(new Render(contents));
    call(registration, "register", MethodHandleProxies.asInterfaceInstance(function, render));
  }

  /** Shows data below the running cell, by a name that they can be replaced by. */
  public void display(String id, Map<String, String> contents) {
    call(kernel, "display", data(id, contents));
  }

  /** Replaces what is shown under a name. */
  public void update(String id, Map<String, String> contents) {
    Object io = call(kernel, "getIO");
    try {
      call(io.getClass().getField("display").get(io), "updateDisplay", data(id, contents));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(io.getClass().getName() + " has no display", e);
    }
  }

  private Object data(String id, Map<String, String> contents) {
    Class<?> type = method(kernel, "display").getParameterTypes()[0];
    try {
      Object data = type.getConstructor().newInstance();
      put(data, contents);
      call(data, "setDisplayId", id);
      return data;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getName() + " cannot be made", e);
    }
  }

  private static void put(Object data, Map<String, String> contents) {
    contents.forEach((mime, content) -> call(data, "putData", mime, content));
  }

  /** The kernel's {@code RenderFunction}. */
  private record Render(Function<Object, Map<String, String>> contents) {

    static final MethodHandle HANDLE;

    static {
      try {
        HANDLE =
            MethodHandles.lookup()
                .findVirtual(
                    Render.class,
                    "render",
                    MethodType.methodType(void.class, Object.class, Object.class));
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    void render(Object value, Object context) {
      put(call(context, "getOutputContainer"), contents.apply(value));
    }
  }

  private static Method method(Object target, String name, Object... arguments) {
    return Stream.of(target.getClass().getMethods())
        .filter(method -> method.getName().equals(name))
        .filter(method -> arguments.length == 0 || takes(method, arguments))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException(target.getClass().getName() + " has no " + name));
  }

  private static boolean takes(Method method, Object... arguments) {
    Class<?>[] types = method.getParameterTypes();
    boolean takes = types.length == arguments.length;
    for (int i = 0; takes && i < types.length; i++) {
      takes = types[i].isInstance(arguments[i]);
    }
    return takes;
  }

  private static Object call(Object target, String name, Object... arguments) {
    try {
      return method(target, name, arguments).invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(name + " of the notebook's kernel failed", e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(target.getClass().getName() + " hides " + name, e);
    }
  }
}
