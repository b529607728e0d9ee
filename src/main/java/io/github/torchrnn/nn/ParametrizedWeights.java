package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a module that are computed from others: at each read, but once in a forward,
 * which may ask for them several times.
 */
final class ParametrizedWeights {

  /** How often a recurrent layer of torch reads such a parameter in a forward. */
  private static final int RECURRENT_READS = 2;

  private final Map<String, ParametrizationList> lists = new LinkedHashMap<>();

  /** The names of a recurrent layer's parameters in the operator's order; empty of others. */
  private final List<String> recurrent;

  /** What this thread's forward has computed; null outside of forwards. */
  private final ThreadLocal<Map<String, NDArray>> forward = new ThreadLocal<>();

  ParametrizedWeights(TorchModule module) {
    recurrent = module instanceof RNNBase rnn ? rnn.weightNames() : List.of();
  }

  void put(String name, ParametrizationList list) {
    lists.put(name, list);
  }

  void remove(String name) {
    lists.remove(name);
  }

  void forEach(BiConsumer<String, ParametrizationList> action) {
    lists.forEach(action);
  }

  /** What computes a parameter; null if nothing does. */
  @Nullable ParametrizationList get(String name) {
    return lists.get(name);
  }

  /** Begins a forward of this thread, and says whether it is not inside of another. */
  boolean begin() {
    if (forward.get() != null) {
      return false;
    }
    forward.set(new HashMap<>());
    return true;
  }

  /** Ends what {@link #begin} began. */
  void end() {
    forward.remove();
  }

  /** The value of a parameter. */
  NDArray read(String name) {
    Map<String, NDArray> computed = forward.get();
    return computed == null
        ? lists.get(name).compute(1)
        : computed.computeIfAbsent(name, it -> lists.get(it).compute(reads(it)));
  }

  /**
   * torch's recurrent layers look whether a weight is another than before, until they find one, and
   * then gather all; either asks twice, which moves the vectors of a spectral norm each time.
   */
  private int reads(String name) {
    if (recurrent.isEmpty()) {
      return 1;
    }
    boolean isFirst = recurrent.stream().filter(lists::containsKey).findFirst().get().equals(name);
    return isFirst ? 2 * RECURRENT_READS : RECURRENT_READS;
  }
}
