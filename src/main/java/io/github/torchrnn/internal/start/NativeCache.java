package io.github.torchrnn.internal.start;

import ai.djl.engine.Engine;
import ai.djl.util.Utils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder to which DJL unpacks LibTorch's libraries. DJL loads them without a check, and a
 * truncated or overwritten library kills the JVM; so they are verified here first.
 */
final class NativeCache {

  private static final Logger LOGGER = LoggerFactory.getLogger(NativeCache.class);

  /** The age at which a half-unpacked folder must belong to a process that was killed. */
  private static final Duration STALE = Duration.ofMinutes(10);

  /** The file that keeps the libraries' sizes and times as of their last verification. */
  private static final String MARKER = "torchrnn.verified";

  private final Path folder;

  /** The class-path entry of each unpacked file. DJL prefixes its own library by its version. */
  private final Map<String, String> entries = new LinkedHashMap<>();

  private NativeCache(Path folder, String flavor, String classifier, String... libraries) {
    this.folder = folder;
    for (String library : libraries) {
      entries.put(library, "pytorch/" + flavor + "/" + classifier + "/" + library);
    }
    String jni = System.mapLibraryName("djl_torch");
    String version = Engine.getDjlVersion();
    entries.put(version + "-" + jni, "jnilib/" + classifier + "/" + flavor + "/" + jni);
  }

  /**
   * Removes damaged libraries, so that DJL unpacks them again.
   *
   * @param properties the description that LibTorch's jar has of itself
   * @return the lock that other processes wait for, already closed if DJL has nothing to unpack
   */
  static AutoCloseable verified(Properties properties) {
    String flavor = properties.getProperty("flavor");
    String classifier = properties.getProperty("classifier");
    String version = properties.getProperty("version");
    Path cache = Utils.getEngineCacheDir("pytorch");
    try {
      Files.createDirectories(cache);
      FileChannel lock =
          FileChannel.open(
              cache.resolve("torchrnn.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      lock.lock();
      removeStale(cache);
      NativeCache unpacked =
          new NativeCache(
              cache.resolve(version + "-" + flavor + "-" + classifier),
              flavor,
              classifier,
              properties.getProperty("libraries").split(","));
      if (unpacked.verify()) {
        lock.close();
      }
      return lock;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot verify LibTorch's libraries in " + cache, e);
    }
  }

  /** Removes the folder if a library in it is damaged; returns whether it is complete. */
  private boolean verify() throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    Path marker = folder.resolve(MARKER);
    String state = state();
    if (Files.exists(marker) && Files.readString(marker).equals(state)) {
      return true;
    }
    for (Map.Entry<String, String> entry : entries.entrySet()) {
      Path file = folder.resolve(entry.getKey());
      if (!isWhole(file, StartUp.resource(entry.getValue()))) {
        LOGGER.warn("{} is damaged: LibTorch is unpacked again", file);
        remove(folder);
        return false;
      }
    }
    Files.writeString(marker, state);
    return true;
  }

  /** The sizes and times of all files in the folder, including DJL's own library. */
  private String state() throws IOException {
    StringBuilder state = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> !f.endsWith(MARKER)).sorted().toList()) {
        state.append(file.getFileName()).append(' ').append(Files.size(file)).append(' ');
        state.append(Files.getLastModifiedTime(file).toMillis()).append('\n');
      }
    }
    return state.toString();
  }

  private static boolean isWhole(Path file, URL original) throws IOException {
    if (original == null) {
      return true;
    }
    if (!Files.isRegularFile(file)) {
      return false;
    }
    URLConnection connection = original.openConnection();
    if (!(connection instanceof JarURLConnection jar)) {
      return true;
    }
    ZipEntry entry = jar.getJarEntry();
    return Files.size(file) == entry.getSize() && checksum(file) == entry.getCrc();
  }

  private static long checksum(Path file) throws IOException {
    CRC32 sum = new CRC32();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = new CheckedInputStream(Files.newInputStream(file), sum)) {
      while (in.read(buffer) >= 0) {
        // Only the checksum is wanted.
      }
    }
    return sum.getValue();
  }

  private static void removeStale(Path cache) throws IOException {
    Instant limit = Instant.now().minus(STALE);
    try (Stream<Path> entries = Files.list(cache)) {
      for (Path entry :
          entries.filter(f -> f.getFileName().toString().startsWith("tmp")).toList()) {
        if (Files.getLastModifiedTime(entry).toInstant().isBefore(limit)) {
          remove(entry);
        }
      }
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
