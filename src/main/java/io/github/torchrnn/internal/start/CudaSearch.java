package io.github.torchrnn.internal.start;

import ai.djl.engine.Engine;
import ai.djl.util.cuda.CudaUtils;
import java.util.Set;

/**
 * DJL's search for CUDA, which it makes even if LibTorch was built without: through JNA, which
 * unpacks a library of its own and starts a process. That takes a tenth of the start, and ends in a
 * warning on a machine that has CUDA without a driver.
 */
final class CudaSearch {

  /** The property under which DJL's class, once initialised, asks another process instead. */
  private static final String FORK = "ai.djl.util.cuda.fork";

  /** The engines that this library itself brings to the class path. */
  private static final Set<String> OWN_ENGINES = Set.of("PyTorch", "RPC");

  private CudaSearch() {}

  /** Makes DJL skip the search, unless another engine may need CUDA. */
  static void skip() {
    if (System.getProperty(FORK) != null || !OWN_ENGINES.containsAll(Engine.getAllEngines())) {
      return;
    }
    System.setProperty(FORK, "true");
    try {
      Class.forName(CudaUtils.class.getName());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    } finally {
      System.clearProperty(FORK);
    }
  }
}
