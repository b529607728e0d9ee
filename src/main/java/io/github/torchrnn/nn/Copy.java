package io.github.torchrnn.nn;

import io.github.torchrnn.internal.Recorder;
import java.util.Objects;

/** Python's module {@code copy}, as far as networks need it. */
public final class Copy {

  private Copy() {}

  /**
   * A network of its own with the same layers and values: {@code copy.deepcopy(net)}. Parameters
   * that are shared are shared in the copy, frozen ones frozen, modes and hooks are the same;
   * gradients are not copied. No constructor runs, and nothing is drawn.
   *
   * <pre>{@code
   * Net target = Copy.deepcopy(policy);   // target = copy.deepcopy(policy)
   * }</pre>
   *
   * <p>Fields of the network's class are copied too: layers, parameters, buffers and other arrays,
   * and Java's arrays, lists, sets and maps. What cannot change, numbers, strings, records and
   * objects whose fields are final, is shared. Anything else would be one object of both networks
   * without Java's knowing how to copy it, and is refused.
   *
   * @param module a network of any class; it is not copied what it is registered in
   * @return the copy, which the caller closes
   * @throws UnsupportedOperationException if a field holds what can neither be copied nor shared;
   *     the message names it
   */
  @SuppressWarnings("unchecked") // a copy has the class of its original
  public static <M extends TorchModule> M deepcopy(M module) {
    Objects.requireNonNull(module, "module is null");
    Recorder.refuseHere("deepcopy");
    return module.whileOpen(() -> (M) new ModuleCopy().of(module));
  }
}
