package io.github.torchrnn.internal.archive;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A temporary file that is to replace a target file. It is locked while it is being written: one
 * without a lock is left over from a process that was killed, and the next write of the same target
 * removes it.
 */
final class TemporaryFile implements AutoCloseable {

  private static final int MAX_TRIES = 100;

  /**
   * The temporary files of this process. It must not open any of them a second time: closing one of
   * two channels of a file releases its locks.
   */
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel channel;

  private TemporaryFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Opens a new file beside the target. */
  static synchronized TemporaryFile of(Path target) throws IOException {
    String prefix = prefix(target);
    removeLeftovers(target.getParent(), prefix);
    for (int i = 0; i < MAX_TRIES; i++) {
      Path path = target.resolveSibling(prefix + Long.toHexString(random()));
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      if (lock(channel) && Files.exists(path)) { // else another process removed it as a leftover
        OPEN.add(path);
        return new TemporaryFile(path, channel);
      }
      channel.close();
    }
    throw new IOException("cannot lock a file beside " + target);
  }

  /** The prefix of the temporary files of one target, short even if the target's name is long. */
  private static String prefix(Path target) {
    byte[] name = target.getFileName().toString().getBytes(StandardCharsets.UTF_8);
    return ".torchrnn-" + UUID.nameUUIDFromBytes(name) + "-";
  }

  private static long random() {
    return UUID.randomUUID().getLeastSignificantBits();
  }

  private static boolean lock(FileChannel channel) {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      return true; // a file system without locks, on which leftovers are not removed either
    }
  }

  private static void removeLeftovers(Path folder, String prefix) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, prefix + "*")) {
      for (Path path : all) {
        if (!OPEN.contains(path)) {
          removeIfLeftOver(path);
        }
      }
    }
  }

  private static void removeIfLeftOver(Path path) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        Files.deleteIfExists(path);
      }
    } catch (OverlappingFileLockException | IOException e) {
      return; // it is being written, or is not ours to remove
    }
  }

  Path path() {
    return path;
  }

  FileChannel channel() {
    return channel;
  }

  /** Removes the file, unless it has replaced the target. */
  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(path);
    } finally {
      channel.close();
      OPEN.remove(path);
    }
  }
}
