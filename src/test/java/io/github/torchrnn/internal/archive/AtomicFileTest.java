package io.github.torchrnn.internal.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.torchrnn.ChildJvm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

  @TempDir private Path folder;

  private static void write(Path path, String text) throws IOException {
    AtomicFile.write(path, out -> out.write(text.getBytes()));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aLinksTargetIsWrittenAndTheLinkStays() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    Path old = Files.writeString(data.resolve("old"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("data/old"));
    Path further = Files.createSymbolicLink(folder.resolve("further"), link);
    write(further, "new");
    assertEquals("new", Files.readString(old));
    assertTrue(Files.isSymbolicLink(link) && Files.isSymbolicLink(further));
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), data.resolve("new"));
    write(dangling, "new");
    assertEquals("new", Files.readString(data.resolve("new")));
    assertTrue(Files.isSymbolicLink(dangling));
    Path circle = folder.resolve("circle");
    Files.createSymbolicLink(circle, circle);
    assertEquals(
        circle + ": is a link that leads nowhere",
        assertThrows(FileSystemException.class, () -> write(circle, "new")).getMessage());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void permissionsAreKept() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    for (String permissions : List.of("rw-------", "rw-r-----", "rwxrwxrwx")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
      write(file, permissions);
      assertEquals(permissions, Files.readString(file));
      assertEquals(permissions, PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aPipeIsWrittenInto() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    CompletableFuture<String> read =
        CompletableFuture.supplyAsync(
            () -> {
              try (InputStream in = Files.newInputStream(pipe)) {
                return new String(in.readAllBytes());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    write(pipe, "through");
    assertEquals("through", read.get());
    assertEquals(List.of("pipe"), names());
    write(Path.of("/dev/null"), "nowhere");
    assertTrue(!Files.isRegularFile(Path.of("/dev/null")));
  }

  @Test
  void aNameAsLongAsTheSystemAllowsIsWritten() throws IOException {
    for (int length : new int[] {1, 200, 233, 255}) {
      Path file = folder.resolve("x".repeat(length));
      write(file, "new");
      assertEquals("new", Files.readString(file));
    }
    Path tooLong = folder.resolve("x".repeat(256));
    String message =
        assertThrows(FileSystemException.class, () -> write(tooLong, "new")).getMessage();
    assertTrue(message.startsWith(tooLong + ": cannot be written: "), message);
    assertEquals(4, names().size());
  }

  @Test
  void aMissingFolderIsReportedForTheTarget() {
    Path file = folder.resolve("none").resolve("file");
    assertEquals(
        file + ": its folder does not exist",
        assertThrows(NoSuchFileException.class, () -> write(file, "new")).getMessage());
    assertEquals(
        folder + ": is a folder",
        assertThrows(FileSystemException.class, () -> write(folder, "new")).getMessage());
  }

  @Test
  void aWriterThatFailsLeavesTheOldFileAlone() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    assertThrows(
        IllegalStateException.class,
        () ->
            AtomicFile.write(
                file,
                out -> {
                  out.write(new byte[100_000]);
                  throw new IllegalStateException();
                }));
    assertEquals("old", Files.readString(file));
    assertEquals(List.of("file"), names());
  }

  /** Ends amid a save. */
  static final class Killed {
    public static void main(String[] args) throws IOException {
      AtomicFile.write(
          Path.of(args[0]),
          out -> {
            out.write(new byte[100_000]);
            Runtime.getRuntime().halt(3);
          });
    }
  }

  @Test
  void whatAKilledRunLeftIsRemovedByTheNextSaveOfTheSameFile() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "old");
    for (int i = 0; i < 2; i++) {
      assertEquals(3, new ChildJvm().run(Killed.class, file.toString()).code());
    }
    assertEquals("old", Files.readString(file));
    assertEquals(2, names().size(), "each run clears what the one before it left");
    write(folder.resolve("other"), "new");
    assertEquals(3, names().size());
    write(file, "new");
    assertEquals(List.of("file", "other"), names());
    assertEquals("new", Files.readString(file));
  }

  @Test
  void savesOfOneFileAtOnceDoNotRemoveEachOthers() throws Exception {
    Path file = folder.resolve("file");
    AtomicFile.write(
        file,
        outer -> {
          outer.write('a');
          AtomicFile.write(file, inner -> inner.write('b'));
          assertArrayEquals(new byte[] {'b'}, Files.readAllBytes(file));
          outer.write('c');
        });
    assertEquals("ac", Files.readString(file));
    List<CompletableFuture<Void>> saves =
        Stream.generate(
                () ->
                    CompletableFuture.runAsync(
                        () -> {
                          try {
                            for (int i = 0; i < 50; i++) {
                              write(file, "x".repeat(1000));
                            }
                          } catch (IOException e) {
                            throw new UncheckedIOException(e);
                          }
                        }))
            .limit(4)
            .toList();
    for (CompletableFuture<Void> save : saves) {
      save.get();
    }
    assertEquals("x".repeat(1000), Files.readString(file));
    assertEquals(List.of("file"), names());
  }
}
