package io.github.torchrnn.jit;

/** The reason why a program's batch cannot be cut: an operation that mixes its rows, say. */
final class Mixed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Mixed(String reason) {
    super(reason);
  }

  /** For an operation that needs rows of the whole batch, or whose rows nobody has looked at. */
  static Mixed by(Operation operation) {
    return new Mixed(operation.name() + " cannot be cut along the batch");
  }
}
