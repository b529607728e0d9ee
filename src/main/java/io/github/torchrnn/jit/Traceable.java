package io.github.torchrnn.jit;

import java.util.Objects;

/**
 * A lambda that can be traced, with arguments of any kind: arrays, and what holds arrays (an {@link
 * io.github.torchrnn.nn.LSTMState}, a {@link io.github.torchrnn.nn.PackedSequence}, an NDList, a
 * record of arrays), and Java values, which choose the program: a coin for teacher forcing, say.
 *
 * <pre>{@code
 * var step = CompiledStep.of(optimizer, Traceable.of(
 *     (PackedSequence names, NDArray labels) -> criterion.forward(net.forward(names), labels)));
 * }</pre>
 *
 * <p>It runs once for each program, on stand-ins of its arrays: what it reads of Java, a counter, a
 * list or a field, keeps the value of that time. What varies is an argument.
 *
 * @param <R> the results: an NDArray, an NDList, an array of NDArray, or a record of such
 */
public final class Traceable<R> {

  /** A lambda of one argument. */
  @FunctionalInterface
  public interface One<A, R> {
    R apply(A a);
  }

  /** A lambda of two arguments. */
  @FunctionalInterface
  public interface Two<A, B, R> {
    R apply(A a, B b);
  }

  /** A lambda of three arguments. */
  @FunctionalInterface
  public interface Three<A, B, C, R> {
    R apply(A a, B b, C c);
  }

  /** A lambda of four arguments. */
  @FunctionalInterface
  public interface Four<A, B, C, D, R> {
    R apply(A a, B b, C c, D d);
  }

  /** A lambda of any number of arguments. */
  @FunctionalInterface
  interface Any<R> {
    R apply(Object... arguments);
  }

  private final int count;
  private final Any<R> lambda;

  private Traceable(int count, Object given, Any<R> lambda) {
    Objects.requireNonNull(given, "lambda is null");
    this.count = count;
    this.lambda = lambda;
  }

  /** A lambda of one argument. */
  @SuppressWarnings("unchecked") // run's arguments are cast, and refused, as they come
  public static <A, R> Traceable<R> of(One<A, R> lambda) {
    return new Traceable<>(1, lambda, it -> lambda.apply((A) it[0]));
  }

  /** A lambda of two arguments. */
  @SuppressWarnings("unchecked")
  public static <A, B, R> Traceable<R> of(Two<A, B, R> lambda) {
    return new Traceable<>(2, lambda, it -> lambda.apply((A) it[0], (B) it[1]));
  }

  /** A lambda of three arguments. */
  @SuppressWarnings("unchecked")
  public static <A, B, C, R> Traceable<R> of(Three<A, B, C, R> lambda) {
    return new Traceable<>(3, lambda, it -> lambda.apply((A) it[0], (B) it[1], (C) it[2]));
  }

  /** A lambda of four arguments. */
  @SuppressWarnings("unchecked")
  public static <A, B, C, D, R> Traceable<R> of(Four<A, B, C, D, R> lambda) {
    return new Traceable<>(
        4, lambda, it -> lambda.apply((A) it[0], (B) it[1], (C) it[2], (D) it[3]));
  }

  /**
   * Runs the lambda.
   *
   * @throws IllegalArgumentException if an argument is of another type than the lambda's
   */
  R apply(Object... arguments) {
    try {
      return lambda.apply(arguments);
    } catch (ClassCastException e) {
      StackTraceElement[] trace = e.getStackTrace();
      if (trace.length == 0 || !trace[0].getClassName().equals(Traceable.class.getName())) {
        throw e; // which is the lambda's own
      }
      throw new IllegalArgumentException(
          "the lambda takes arguments of other types: " + e.getMessage().split(" \\(")[0], e);
    }
  }

  /** Refuses another number of arguments, or one that is null. */
  void requireFit(Object... arguments) {
    Objects.requireNonNull(arguments, "arguments is null");
    if (arguments.length != count) {
      throw new IllegalArgumentException(
          "the lambda takes %s argument%s, but %s %s given"
              .formatted(
                  count,
                  count == 1 ? "" : "s",
                  arguments.length,
                  arguments.length == 1 ? "was" : "were"));
    }
    for (int i = 0; i < count; i++) {
      Objects.requireNonNull(arguments[i], "argument " + i + " is null");
    }
  }
}
