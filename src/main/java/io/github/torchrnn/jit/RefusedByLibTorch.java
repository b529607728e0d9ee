package io.github.torchrnn.jit;

/** LibTorch's refusal in the middle of a program; single calls say it in torch's words. */
final class RefusedByLibTorch extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RefusedByLibTorch(Throwable cause) {
    super(cause);
  }
}
