package io.github.torchrnn.internal.archive;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/**
 * Atomic writes of files: either the new file is complete or the old one stays, even if the machine
 * stops, since the new content is on the disk before it replaces the old. A link stays a link, and
 * its target is replaced and keeps its permissions. A pipe, a terminal or another special file is
 * written into.
 */
public final class AtomicFile {

  /** A function that writes a file's content. */
  @FunctionalInterface
  public interface Writer {
    void writeTo(OutputStream out) throws IOException;
  }

  /** The number of links that Linux follows. */
  private static final int MAX_LINKS = 40;

  private AtomicFile() {}

  /** Writes a file, or leaves the old one if the writer throws. */
  public static void write(Path path, Writer writer) throws IOException {
    Path target = followed(path.toAbsolutePath());
    Path folder = target.getParent();
    if (Files.isDirectory(target)) {
      throw new FileSystemException(path.toString(), null, "is a folder");
    } else if (folder == null || !Files.isDirectory(folder)) {
      throw new NoSuchFileException(path.toString(), null, "its folder does not exist");
    } else if (Files.exists(target) && !Files.isWritable(target)) {
      throw new AccessDeniedException(path.toString(), null, "is not writable");
    } else if (Files.exists(target) && !Files.isRegularFile(target)) {
      writeInto(target, writer);
    } else {
      replace(path, target, writer);
    }
  }

  private static Path followed(Path path) throws IOException {
    Path target = path;
    for (int i = 0; i < MAX_LINKS && Files.isSymbolicLink(target); i++) {
      target = target.resolveSibling(Files.readSymbolicLink(target));
    }
    if (Files.isSymbolicLink(target)) {
      throw new FileSystemException(path.toString(), null, "is a link that leads nowhere");
    }
    return target;
  }

  private static void writeInto(Path device, Writer writer) throws IOException {
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(device, StandardOpenOption.WRITE))) {
      writer.writeTo(out);
    }
  }

  private static void replace(Path path, Path target, Writer writer) throws IOException {
    try (TemporaryFile temporary = TemporaryFile.of(target)) {
      keepPermissions(target, temporary.path());
      OutputStream out = new BufferedOutputStream(new Open(temporary.channel()));
      writer.writeTo(out);
      out.flush();
      temporary.channel().force(true);
      Files.move(
          temporary.path(),
          target,
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      throw named(path, e);
    }
    forceFolder(target.getParent());
  }

  /** An error that names the caller's file instead of the temporary one. */
  private static FileSystemException named(Path path, FileSystemException e) {
    String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
    FileSystemException named =
        new FileSystemException(path.toString(), null, "cannot be written: " + reason);
    named.initCause(e);
    return named;
  }

  private static void keepPermissions(Path target, Path temporary) throws IOException {
    PosixFileAttributeView old =
        Files.getFileAttributeView(target, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (old == null || !Files.exists(target)) {
      return;
    }
    PosixFileAttributes kept = old.readAttributes();
    Files.setPosixFilePermissions(temporary, kept.permissions());
    try {
      PosixFileAttributeView view =
          Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
      view.setOwner(kept.owner());
      view.setGroup(kept.group());
    } catch (FileSystemException e) {
      return; // only an administrator can give a file to another user
    }
  }

  /** Writes the folder's new entry to the disk, where the system can open folders. */
  private static void forceFolder(Path folder) {
    try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
      entries.force(true);
    } catch (IOException e) {
      return; // the file is complete all the same, with its old or its new content
    }
  }

  /** A stream into a channel that stays open when the stream is closed. */
  private static final class Open extends FilterOutputStream {
    Open(FileChannel channel) {
      super(Channels.newOutputStream(channel));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
