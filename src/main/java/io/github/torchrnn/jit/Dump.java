package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The files of compiled programs, for people: {@code -Dio.github.torchrnn.jit.dump=DIR} writes one
 * for each program, {@code step-1.py} for example, before LibTorch compiles it. It begins with the
 * operations of the trace, and the TorchScript that they became follows.
 */
final class Dump {

  private static final @Nullable String DIRECTORY =
      System.getProperty("io.github.torchrnn.jit.dump");

  private static final AtomicInteger WRITTEN = new AtomicInteger();

  private Dump() {}

  /**
   * Writes a program, if that was asked for.
   *
   * @param kind {@code step} or {@code forward}
   * @param params of the optimizer, none for a forward
   * @param graph whether LibTorch's graph differentiates it
   */
  static void write(
      String kind, Program program, List<NDArray> params, ScriptClass made, boolean graph) {
    if (DIRECTORY == null) {
      return;
    }
    Path file = Path.of(DIRECTORY, "%s-%s.py".formatted(kind, WRITTEN.incrementAndGet()));
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text(title(kind, graph), program, params, made.source()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** What a program is: {@code step}, differentiated by the trace or by LibTorch's graph. */
  static String title(String kind, boolean graph) {
    return kind + (graph ? ", differentiated by LibTorch's graph" : "");
  }

  /** The text of a file. */
  static String text(String title, Program program, List<NDArray> params, String source) {
    StringBuilder text = new StringBuilder("# The trace of a ").append(title).append(":\n#\n");
    program
        .text(new Names(program, params))
        .lines()
        .forEach(line -> text.append("#   ").append(line).append('\n'));
    return text.append('\n').append(source.strip()).append('\n').toString();
  }
}
