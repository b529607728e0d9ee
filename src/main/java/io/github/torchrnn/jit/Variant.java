package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Held;
import io.github.torchrnn.internal.Script;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A compiled program and the runs for which it is the right one. */
final class Variant {

  /**
   * The compiled code of a program.
   *
   * @param source its TorchScript
   * @param bound the arrays from outside that the script keeps
   * @param isGraph whether LibTorch's graph differentiates it
   * @param partition how several threads share it; null for one
   */
  record Code(
      String source, Script script, Held bound, boolean isGraph, @Nullable Partition partition) {}

  private final Object key;
  private final Program program;
  private final String text;
  private final Object result;
  private final Sizes sizes;
  private final Code code;

  /** The values that the script has taken, in the order of its {@code take}; null for none yet. */
  private @Nullable List<Object> taken;

  /**
   * A variant of a lambda.
   *
   * @param key of the arguments' structure; see {@link Structure#key}
   */
  Variant(Object key, Programs.Traced<?> traced, Sizes sizes, Code code) {
    this.key = key;
    program = traced.program();
    text = program.text();
    result = traced.result();
    this.sizes = sizes;
    this.code = code;
  }

  Program program() {
    return program;
  }

  Sizes sizes() {
    return sizes;
  }

  Code code() {
    return code;
  }

  /**
   * The program and its code, for people.
   *
   * @param kind {@code step} or {@code forward}
   * @param params of the optimizer, none for a forward
   */
  String text(String kind, List<NDArray> params) {
    return Dump.text(Dump.title(kind, code.isGraph), program, params, code.source);
  }

  /** Whether a run with these arguments is one of this program. */
  boolean fits(Object otherKey, List<NDArray> arguments) {
    return key.equals(otherKey)
        && sizes.fit(arguments)
        && program.guards().stream().allMatch(Program.Guard::holds)
        && program.externals().stream().allMatch(Program.External::isSame);
  }

  /** Whether another trace is of this program, with other sizes. */
  boolean isOf(Object otherKey, Program other) {
    return key.equals(otherKey)
        && text.equals(other.text())
        && program.guards().stream().allMatch(Program.Guard::holds);
  }

  /** Hands values to the script, if they differ from those that it has. */
  void take(List<Object> values) {
    if (!values.equals(taken)) {
      code.script.update("take", values.toArray());
      taken = List.copyOf(values);
    }
  }

  /** What the lambda returns, made of the arrays of a run. */
  Object returned(NDArray... results) {
    Iterator<NDArray> arrays = Arrays.asList(results).iterator();
    return Structure.rebuilt(result, arrays);
  }

  /** Frees the code. */
  void close() {
    code.script.close();
    code.bound.close();
    program.constants().close();
  }
}
