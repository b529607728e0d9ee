package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.internal.NDArrayEx;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a lambda gets in the place of an array while it is traced: an NDArray whose methods write
 * down that they were called. It is a proxy, not a subclass of DJL's class: where DJL would take
 * its numbers, as it does where a real array stands in front, the trace notices.
 */
final class StandIn implements InvocationHandler {

  private final Trace trace;
  private final Value value;
  private final NDArray real;
  private String name = "";

  private StandIn(Trace trace, Value value, NDArray real) {
    this.trace = trace;
    this.value = value;
    this.real = real;
  }

  /** A new stand-in of an array. */
  static NDArray of(Trace trace, Value value, NDArray real) {
    return (NDArray)
        Proxy.newProxyInstance(
            StandIn.class.getClassLoader(),
            new Class<?>[] {NDArray.class},
            new StandIn(trace, value, real));
  }

  /** The handler of a stand-in; null of a real array. */
  static @Nullable StandIn in(NDArray array) {
    return Proxy.isProxyClass(array.getClass())
            && Proxy.getInvocationHandler(array) instanceof StandIn standIn
        ? standIn
        : null;
  }

  NDArray real() {
    return real;
  }

  Value valueIn(Trace user) {
    if (user != trace) {
      throw new Untraceable("an array of another run is used: make it an argument");
    }
    return value;
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] given)
      throws Throwable {
    Object[] arguments = given == null ? new Object[0] : given;
    switch (method.getName()) {
      case "equals":
        if (proxy != arguments[0] && arguments[0] instanceof NDArray) {
          throw Untraceable.method("NDArray.equals"); // which compares numbers
        }
        return proxy == arguments[0];
      case "hashCode":
        return System.identityHashCode(proxy);
      case "close", "attach", "tempAttach", "detach":
        return null; // the trace frees what is behind
      case "getUid":
        return real.getUid();
      default:
        trace.requireRunning();
    }
    switch (method.getName()) {
      case "getShape":
        if (Callers.isUser()) {
          trace.askedForSizes(value);
        }
        return value.shape();
      case "getDataType":
        return value.type();
      case "getDevice":
        return value.device();
      case "getManager":
        return real.getManager();
      case "getName":
        return name;
      case "setName":
        name = (String) arguments[0];
        return null;
      case "isReleased":
        return false;
      case "hasGradient":
        return trace.isTrained(value);
      case "getNDArrayInternal":
        return Proxy.newProxyInstance(
            StandIn.class.getClassLoader(),
            new Class<?>[] {NDArrayEx.class},
            (self, operator, operands) ->
                internal(
                    self, (NDArray) proxy, operator, operands == null ? new Object[0] : operands));
      default:
        return call((NDArray) proxy, method, arguments);
    }
  }

  private @Nullable Object call(NDArray proxy, Method method, Object... arguments)
      throws Throwable {
    if (ArrayMethods.isSame(proxy, method, arguments)) {
      return proxy;
    }
    ArrayMethods.Call call = ArrayMethods.of(proxy, method, arguments);
    if (call != null) {
      return recorded(
          call.operation(),
          TracedArguments.of(trace, call.arguments()),
          () -> invoke(method, real, arguments),
          method.getReturnType() == NDList.class);
    }
    if (method.isDefault()) {
      return InvocationHandler.invokeDefault(proxy, method, arguments);
    }
    throw method.getName().equals("toByteBuffer") && Callers.isCopied()
        ? Untraceable.inFront()
        : Untraceable.method("NDArray." + method.getName());
  }

  private @Nullable Object internal(
      Object internal, NDArray proxy, Method method, Object... arguments) throws Throwable {
    if (method.getName().equals("getArray")) {
      return proxy;
    }
    ArrayMethods.Call call = ArrayMethods.ofInternal(proxy, method, arguments);
    if (call == null && method.isDefault()) {
      return InvocationHandler.invokeDefault(internal, method, arguments);
    } else if (call == null) {
      throw Untraceable.method("NDArrayEx." + method.getName());
    }
    return recorded(
        call.operation(),
        TracedArguments.of(trace, call.arguments()),
        () -> invoke(method, real.getNDArrayInternal(), arguments),
        method.getReturnType() == NDList.class);
  }

  private Object recorded(
      String operation, List<@Nullable Object> arguments, Supplier<Object> run, boolean asList) {
    Object result = trace.record(operation, arguments, run);
    return asList
        ? result instanceof NDArray[] arrays ? new NDList(arrays) : new NDList((NDArray) result)
        : result;
  }

  private Object behind(Object argument) {
    if (argument instanceof NDArray array) {
      return trace.behind(array);
    } else if (argument instanceof NDList list) {
      return new NDList(list.stream().map(trace::behind).toList());
    }
    return argument instanceof NDIndex index ? ArrayIndex.replaced(index, trace::behind) : argument;
  }

  /** Calls the method of the real array; a list of arrays is returned as an array of them. */
  private Object invoke(Method method, Object target, Object... arguments) {
    try {
      Object[] real = new Object[arguments.length];
      for (int i = 0; i < real.length; i++) {
        real[i] = behind(arguments[i]);
      }
      Object result = method.invoke(target, real);
      return result instanceof NDList list ? list.toArray(new NDArray[0]) : result;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
