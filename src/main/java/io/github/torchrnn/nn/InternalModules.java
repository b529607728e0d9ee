package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The door by which {@code jit} reaches inside a module. Public because Java has no friends between
 * packages; not part of the public API.
 *
 * @hidden
 */
public final class InternalModules {

  private InternalModules() {}

  /**
   * Computes while closing some modules in other threads waits.
   *
   * @throws IllegalStateException if one of them has been closed
   */
  public static <T> T whileOpen(Iterator<?> modules, Supplier<T> computation) {
    return modules.hasNext()
        ? ((TorchModule) modules.next()).whileOpen(() -> whileOpen(modules, computation))
        : computation.get();
  }

  /** The parameters of one module itself, each under all of its names. */
  public static Map<String, NDArray> ownParameters(TorchModule module) {
    return module.whileOpen(() -> ModuleTree.own(module, true, false));
  }

  /** The buffers of one module itself, each under all of its names. */
  public static Map<String, NDArray> ownBuffers(TorchModule module) {
    return module.whileOpen(() -> ModuleTree.own(module, false, true));
  }

  /**
   * The order in which to keep modules open: a module before those below it, as closing one closes
   * them. In another order a computation and a close would wait for each other.
   */
  public static Set<Object> parentsFirst(Collection<?> modules) {
    Set<Object> used = Collections.newSetFromMap(new IdentityHashMap<>());
    used.addAll(modules);
    Set<Object> ordered = new LinkedHashSet<>();
    modules.forEach(module -> addParentsFirst((TorchModule) module, used, ordered));
    return ordered;
  }

  private static void addParentsFirst(TorchModule module, Set<Object> used, Set<Object> ordered) {
    module.registry().owners().forEach(owner -> addParentsFirst(owner, used, ordered));
    if (used.contains(module)) {
      ordered.add(module);
    }
  }

  /**
   * How many layers and parameters of any module have been replaced by others: what was traced
   * before the last one may have gone through one that is no longer there.
   */
  public static long replacements() {
    return Registry.REPLACEMENTS.get();
  }

  /** A packed sequence like another, of its four arrays, null for none; closing it frees them. */
  public static PackedSequence packed(PackedSequence like, @Nullable NDArray... parts) {
    return new PackedSequence(parts[0], parts[1], parts[2], parts[3], like.batchSize());
  }
}
