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
 * A file that is to take another's name. It is locked for as long as somebody writes it, so that
 * one without a lock is left from a run that was killed: the next of the same target removes it.
 */
final class TemporaryFile implements AutoCloseable {

  private static final int TRIES = 100;

  /**
   * Those of this process, which must not even open them a second time: closing one of two channels
   * of a file frees its locks.
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
    removeLeft(target.getParent(), prefix);
    for (int i = 0; i < TRIES; i++) {
      Path path = target.resolveSibling(prefix + Long.toHexString(random()));
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      if (lock(channel) && Files.exists(path)) { // else somebody took it for one that was left
        OPEN.add(path);
        return new TemporaryFile(path, channel);
      }
      channel.close();
    }
    throw new IOException("cannot lock a file beside " + target);
  }

  /** The start of the names of one target's, short however long the target's is. */
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
      return true; // the file system has no locks, and so nobody removes what he cannot lock
    }
  }

  private static void removeLeft(Path folder, String prefix) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, prefix + "*")) {
      for (Path path : all) {
        if (!OPEN.contains(path)) {
          removeIfLeft(path);
        }
      }
    }
  }

  private static void removeIfLeft(Path path) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        Files.deleteIfExists(path);
      }
    } catch (OverlappingFileLockException | IOException e) {
      return; // somebody writes it, or it is not ours to remove
    }
  }

  Path path() {
    return path;
  }

  FileChannel channel() {
    return channel;
  }

  /** Removes the file, if it has not taken the other's name. */
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
