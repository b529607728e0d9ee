package io.github.torchrnn.jit;

/** What tests of other packages may know of compiled steps and forwards. */
public final class Compiled {

  private Compiled() {}

  /** How many programs a step has; 0 where it runs by single calls. */
  public static int programs(CompiledStep<?> step) {
    return step.compiled().variants().size();
  }

  /** How many programs a forward has; 0 where it runs by single calls. */
  public static int programs(CompiledForward<?> forward) {
    return forward.compiled().variants().size();
  }
}
