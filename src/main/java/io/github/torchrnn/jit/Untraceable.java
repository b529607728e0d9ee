package io.github.torchrnn.jit;

/** The end of a trace: a lambda did what no program can do, and will run by single calls. */
final class Untraceable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Untraceable(String message) {
    super(message + Callers.userLine().map(line -> " (" + line + ")").orElse(""));
  }

  /** An array that the lambda got from elsewhere. */
  static Untraceable outside() {
    return new Untraceable(
        "an array from outside of the lambda, neither parameter nor buffer, would keep its first"
            + " value: make it an argument, or if it was made of a parameter in a field, read that"
            + " inside (net.weight(), getParameter)");
  }

  /** An array that is not traced, as the first of several in a call, where DJL takes no other. */
  static Untraceable inFront() {
    return new Untraceable(
        "an array from outside of the lambda stands before one of its own: make it an argument, or"
            + " read it inside if it is a parameter (net.weight(), getParameter)");
  }

  /**
   * A method that no program can hold.
   *
   * @param inner the method that was called last; named is the one that the lambda called itself,
   *     which may have called it
   */
  static Untraceable method(String inner) {
    return new Untraceable(Callers.called().orElse(inner) + " cannot be part of a program");
  }
}
