package io.github.torchrnn.bench;

import java.util.List;
import java.util.Map;

/** How many threads LibTorch takes for one operator. */
enum Threads {
  ONE("One LibTorch thread"),
  ALL("All threads");

  private final String title;

  Threads(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** What Java is told; DJL reads a property of its own. */
  List<String> javaOptions() {
    int threads = this == ONE ? 1 : Runtime.getRuntime().availableProcessors();
    return List.of("-Dai.djl.pytorch.num_threads=" + threads);
  }

  /** What every process is told. */
  void applyTo(Map<String, String> environment) {
    if (this == ONE) {
      environment.put("OMP_NUM_THREADS", "1");
    } else {
      environment.remove("OMP_NUM_THREADS");
    }
  }
}
