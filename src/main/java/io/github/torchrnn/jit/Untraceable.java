package io.github.torchrnn.jit;

/** Says that a lambda did what no program can do; it then runs by single calls. */
final class Untraceable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Untraceable(String message) {
    super(message + Callers.userLine().map(line -> " (" + line + ")").orElse(""));
  }
}
