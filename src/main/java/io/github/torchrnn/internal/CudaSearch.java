package io.github.torchrnn.internal;

import ai.djl.engine.Engine;
import ai.djl.util.cuda.CudaUtils;
import java.util.Set;

/**
 * DJL looks for CUDA even where LibTorch was built without: through JNA, which unpacks a library of
 * its own and starts a process. That is a tenth of the start, and ends in a warning where it finds
 * a CUDA without a driver.
 */
final class CudaSearch {

  /** A class initialised under this property asks another process instead, each time. */
  private static final String FORK = "ai.djl.util.cuda.fork";

  /** The engines of this class path that this library brings. */
  private static final Set<String> OURS = Set.of("PyTorch", "RPC");

  private CudaSearch() {}

  /** Makes DJL find no CUDA, unless another engine may want it. */
  static void skip() {
    if (System.getProperty(FORK) != null || !OURS.containsAll(Engine.getAllEngines())) {
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
