package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Recorder;
import io.github.torchrnn.nn.Functional;
import java.lang.reflect.Proxy;
import java.security.CodeSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The code that calls the library: the lambda, told apart from the library, DJL and Java. */
final class Callers {

  private static final StackWalker STACK =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private static final @Nullable CodeSource LIBRARY =
      Recorder.class.getProtectionDomain().getCodeSource();

  /** The classes whose static methods stand in classes above them, which are not public. */
  private static final List<Class<?>> FACADES = List.of(Torch.class, Functional.class);

  private Callers() {}

  /** The line of the user's code that is running. */
  static Optional<StackTraceElement> userLine() {
    return STACK.walk(
        frames ->
            frames
                .filter(frame -> !isSystem(frame.getDeclaringClass()))
                .filter(frame -> !isLibrary(frame.getDeclaringClass()))
                .findFirst()
                .map(StackWalker.StackFrame::toStackTraceElement));
  }

  /** The method of an array, of DJL or of the library that the user's code called. */
  static Optional<String> called() {
    return STACK.walk(
        frames -> {
          String called = null;
          for (StackWalker.StackFrame frame : (Iterable<StackWalker.StackFrame>) frames::iterator) {
            Class<?> type = frame.getDeclaringClass();
            if (!isSystem(type) && !isLibrary(type)) {
              break;
            } else if (!type.getName().startsWith("java.") && !type.getName().startsWith("jdk.")
                || Proxy.isProxyClass(type)) {
              called = publicName(type) + "." + frame.getMethodName();
            }
          }
          return Optional.ofNullable(called);
        });
  }

  /** The name by which users know a class. */
  private static String publicName(Class<?> type) {
    if (NDArray.class.isAssignableFrom(type)) {
      return "NDArray";
    }
    return FACADES.stream()
        .filter(type::isAssignableFrom)
        .findFirst()
        .<Class<?>>map(facade -> facade)
        .orElse(type)
        .getSimpleName();
  }

  /** Whether a real array asks for a stand-in's numbers, since it stands in front of it. */
  static boolean isCopied() {
    return STACK.walk(
        frames ->
            frames
                .map(StackWalker.StackFrame::getDeclaringClass)
                .takeWhile(type -> isSystem(type) || isLibrary(type))
                .anyMatch(type -> type.getName().startsWith("ai.djl.pytorch.")));
  }

  /** Whether the user's code called a method of an array, not this library's. */
  static boolean isUser() {
    return STACK.walk(
        frames ->
            frames
                .map(StackWalker.StackFrame::getDeclaringClass)
                .filter(type -> type != StandIn.class && type != Callers.class && !isSystem(type))
                .findFirst()
                .map(type -> !isLibrary(type))
                .orElse(true));
  }

  private static boolean isSystem(Class<?> type) {
    String name = type.getName();
    return Proxy.isProxyClass(type)
        || name.startsWith("java.")
        || name.startsWith("jdk.")
        || name.startsWith("ai.djl.");
  }

  /** Users' classes may share our jar, where jars are merged, or our packages, as tests do. */
  private static boolean isLibrary(Class<?> type) {
    return type.getName().startsWith("io.github.torchrnn.")
        && LIBRARY != null
        && LIBRARY.equals(type.getProtectionDomain().getCodeSource());
  }
}
