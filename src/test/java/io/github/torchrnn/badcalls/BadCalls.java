package io.github.torchrnn.badcalls;

import io.github.torchrnn.Torch;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * Calls every public constructor and method of the library with generated arguments, most of them
 * bad: {@code BadCalls SEED CALLS}. A native error, an error of more than one line or of a type
 * that Java's checks do not throw is a fault; a crash ends the process, after the line of the call
 * that crashed.
 */
public final class BadCalls {

  private final Random random;
  private final Values values;
  private final TreeMap<String, String> faults = new TreeMap<>();
  private int refused;
  private int passed;
  private String last;

  private BadCalls(long seed) {
    random = new Random(seed);
    values = new Values(random);
  }

  public static void main(String[] args) throws Exception {
    long seed = Long.parseLong(args[0]);
    int calls = Integer.parseInt(args[1]);
    BadCalls run = new BadCalls(seed);
    Thread.currentThread()
        .setUncaughtExceptionHandler(
            (thread, e) -> {
              System.out.println("after " + run.last);
              e.printStackTrace(System.out);
            });
    boolean trace = args.length > 2;
    for (int i = 0; i < calls; i++) {
      run.round(trace);
    }
    run.faults.forEach((fault, call) -> System.out.println(fault + "\n    in " + call));
    System.out.printf(
        "calls %d, refused %d, passed %d, faults %d, crashes 0%n",
        calls, run.refused, run.passed, run.faults.size());
    System.exit(run.faults.isEmpty() ? 0 : 1);
  }

  /** One call, on an object of its own. */
  private void round(boolean trace) throws ReflectiveOperationException {
    try (var scope = Torch.scope();
        var grad = random.nextBoolean() ? Torch.enableGrad() : Torch.noGrad()) {
      Class<?> type = PublicApi.TYPES.get(random.nextInt(PublicApi.TYPES.size()));
      Object receiver = values.subject(type);
      List<Executable> callables = callables(type, receiver);
      if (callables.isEmpty()) {
        passed++;
        return;
      }
      Executable callable = callables.get(random.nextInt(callables.size()));
      Object[] arguments = new Object[callable.getParameterCount()];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = values.argument(callable.getGenericParameterTypes()[i]);
      }
      last = describe(callable, receiver, arguments);
      if (trace) {
        System.err.println(last);
      }
      call(callable, receiver, arguments);
    } finally {
      values.closeOwned();
    }
  }

  private static List<Executable> callables(Class<?> type, Object receiver) {
    List<Executable> callables = new ArrayList<>();
    for (Constructor<?> constructor : type.getConstructors()) {
      if (!Modifier.isAbstract(type.getModifiers())) {
        callables.add(constructor);
      }
    }
    for (Method method : type.getMethods()) {
      boolean ours = method.getDeclaringClass().getName().startsWith("io.github.torchrnn");
      boolean callable = Modifier.isStatic(method.getModifiers()) || receiver != null;
      if (ours && callable && !method.isBridge() && !PublicApi.isLeftOut(method)) {
        callables.add(method);
      }
    }
    callables.sort(Comparator.comparing(Executable::toString)); // in the order of no one JDK
    return callables;
  }

  private void call(Executable callable, Object receiver, Object[] arguments)
      throws ReflectiveOperationException {
    try {
      ((java.lang.reflect.AccessibleObject) callable).setAccessible(true);
      Object result =
          callable instanceof Method method
              ? method.invoke(receiver, arguments)
              : ((Constructor<?>) callable).newInstance(arguments);
      values.own(result);
      passed++;
    } catch (InvocationTargetException e) {
      judge(e.getCause());
    } catch (IllegalArgumentException e) {
      throw new AssertionError("the harness made a wrong call: " + last, e);
    }
  }

  private void judge(Throwable thrown) {
    refused++;
    String message = String.valueOf(thrown.getMessage());
    boolean memory = message.startsWith("DefaultCPUAllocator: can't allocate memory");
    boolean kind =
        thrown instanceof IllegalArgumentException
            || thrown instanceof IllegalStateException && (thrown.getCause() == null || memory)
            || thrown instanceof NullPointerException
            || thrown instanceof IndexOutOfBoundsException
            || thrown instanceof UnsupportedOperationException
            || thrown instanceof java.io.IOException;
    boolean report =
        message.startsWith("Error(s) in loading state_dict")
            || message.contains(", but found invalid values:\n");
    if (!kind || message.contains("\n") && !report) {
      StackTraceElement[] trace = thrown.getStackTrace();
      String where = trace.length == 0 ? "" : " at " + trace[0];
      faults.putIfAbsent(
          thrown.getClass().getSimpleName() + ": " + message.lines().findFirst().orElse("") + where,
          last);
    }
  }

  private static String describe(Executable callable, Object receiver, Object[] arguments) {
    List<String> texts = new ArrayList<>();
    for (Object argument : arguments) {
      texts.add(Values.describe(argument));
    }
    String owner = receiver == null ? "" : Values.describe(receiver) + ".";
    return owner
        + callable.getDeclaringClass().getSimpleName()
        + "."
        + callable.getName()
        + String.join(", ", texts).transform(all -> "(" + all + ")");
  }
}
