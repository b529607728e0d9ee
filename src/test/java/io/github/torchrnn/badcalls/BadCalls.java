package io.github.torchrnn.badcalls;

import io.github.torchrnn.Torch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private final Map<Class<?>, List<Executable>> called;
  private final List<Class<?>> types;
  private final TreeMap<String, String> faults = new TreeMap<>();
  private int refused;
  private int passed;
  private String last;

  private BadCalls(long seed) throws Exception {
    random = new Random(seed);
    values = new Values(random);
    called = called();
    types = List.copyOf(called.keySet());
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
      try {
        Class<?> type = type();
        List<Executable> callables = called.get(type);
        Executable callable = callables.get(random.nextInt(callables.size()));
        Object receiver = PublicApi.needsSubject(callable) ? values.subject(type) : null;
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
  }

  /** A type, a slow one seldom: those of jit compile, and those of plot draw. */
  private Class<?> type() {
    Class<?> type = types.get(random.nextInt(types.size()));
    boolean slow = type.getName().matches(".*\\.(jit|plot)\\..*");
    return slow && random.nextInt(8) > 0 ? type() : type;
  }

  /** The calls of each type; one whose calls need an object without a maker fails. */
  private Map<Class<?>, List<Executable>> called() throws Exception {
    Map<Class<?>, List<Executable>> called = new LinkedHashMap<>();
    try (var scope = Torch.scope()) {
      for (Class<?> type : PublicApi.types()) {
        List<Executable> callables = PublicApi.callables(type);
        if (callables.stream().anyMatch(PublicApi::needsSubject) && values.subject(type) == null) {
          throw new AssertionError("no " + type.getName() + " is made: add it to Subjects");
        }
        if (!callables.isEmpty()) {
          called.put(type, callables);
        }
      }
      values.closeOwned();
    }
    return called;
  }

  private void call(Executable callable, Object receiver, Object[] arguments)
      throws ReflectiveOperationException {
    try {
      ((AccessibleObject) callable).setAccessible(true);
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
            || thrown instanceof IOException
            || thrown instanceof UncheckedIOException;
    boolean report =
        message.startsWith("Error(s) in loading state_dict")
            || message.startsWith("the TorchScript does not compile: ")
            || message.startsWith("Module ") // and its text, as in torch
            || message.contains("\nSupported combinations for non-constant padding:")
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
