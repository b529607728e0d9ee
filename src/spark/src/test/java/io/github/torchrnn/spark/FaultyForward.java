package io.github.torchrnn.spark;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.nn.PackedSequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.TaskContext;

/**
 * A forward that goes wrong once, in the middle of a round: when the first attempt of partition 1
 * brings it for the third time. A compiled step does not come to the user's functions again, but
 * each task does bring them.
 */
final class FaultyForward implements NetworkForward<Names> {

  private static final long serialVersionUID = 1;

  /** How often partition 1 has brought the forward of a marker to this process. */
  private static final Map<String, AtomicInteger> BROUGHT = new ConcurrentHashMap<>();

  private final String marker;
  private final boolean kills;

  /**
   * A forward for one training.
   *
   * @param marker a file that is there once it went wrong
   * @param kills whether the process ends, at once, and not only the task
   */
  FaultyForward(Path marker, boolean kills) {
    this.marker = marker.toString();
    this.kills = kills;
  }

  @Override
  public NDArray forward(Names network, PackedSequence letters) {
    return network.forward(letters);
  }

  private Object readResolve() {
    TaskContext task = TaskContext.get();
    if (task != null && task.partitionId() == 1 && task.attemptNumber() == 0) {
      int times = BROUGHT.computeIfAbsent(marker, it -> new AtomicInteger()).incrementAndGet();
      if (times == 3 && isFirst()) {
        if (kills) {
          Runtime.getRuntime().halt(137);
        }
        throw new IllegalStateException("gone wrong once");
      }
    }
    return this;
  }

  private boolean isFirst() {
    try {
      Files.createFile(Path.of(marker));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
