package io.github.torchrnn.internal.start;

import ai.djl.engine.EngineException;
import ai.djl.util.Utils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The preparation of DJL's engine: it starts offline if LibTorch is on the class path, from
 * libraries that were unpacked undamaged, with one thread; one message names any missing jar.
 */
public final class StartUp {

  private static final Logger LOGGER = LoggerFactory.getLogger(StartUp.class);

  private static final String LIBTORCH = "native/lib/pytorch.properties";
  private static final String JNI = "jnilib/pytorch.properties";

  /** Milliseconds: without a timeout, a server that never answers would block the start forever. */
  private static final int TIMEOUT_MILLIS = 10_000;

  private StartUp() {}

  /**
   * Prepares the start of the engine.
   *
   * @return the lock that keeps other processes from unpacking the same libraries, to be closed
   *     when the engine has started
   * @throws IllegalStateException if natives are missing and may not be fetched, or are for another
   *     platform
   */
  public static AutoCloseable prepare() {
    ThreadCount.useOneByDefault();
    if (Utils.getEnvOrSystemProperty("PYTORCH_LIBRARY_PATH") != null) {
      return () -> {};
    }
    requireOneLoader();
    URL libtorch = resource(LIBTORCH);
    chooseCacheFolder();
    String missing = missing();
    if (missing != null) {
      allowFetching(missing);
      return () -> {};
    }
    if (System.getProperty("ai.djl.offline") == null) {
      System.setProperty("ai.djl.offline", "true");
    }
    Properties properties = read(libtorch);
    if (properties.getProperty("flavor").startsWith("cpu")) {
      CudaSearch.skip();
    }
    String classifier = properties.getProperty("classifier");
    if (!platform().equals(classifier)) {
      throw new IllegalStateException(
          "the class path has LibTorch for %s, but this is %s: take ai.djl.pytorch:%s"
              .formatted(classifier, platform(), cpuNatives()));
    }
    return NativeCache.verified(properties);
  }

  private static String cpuNatives() {
    return "pytorch-native-cpu:" + version("libtorch") + ":" + platform();
  }

  /** The version of a native library that this library was built with: the build writes it. */
  private static String version(String library) {
    return read(StartUp.class.getResource("versions.properties")).getProperty(library);
  }

  /**
   * Refuses to start in a second class loader: a process loads a native library into one class
   * loader only, and a second load fails deep inside DJL.
   */
  private static void requireOneLoader() {
    String key = "io.github.torchrnn.loader";
    String mine = Integer.toHexString(System.identityHashCode(StartUp.class.getClassLoader()));
    synchronized (System.class) {
      String other = System.getProperty(key);
      if (other != null && !other.equals(mine)) {
        throw new IllegalStateException(
            "LibTorch has been loaded by another class loader of this process, and a process loads"
                + " it once: put torchrnn and DJL on a class path that both loaders share");
      }
      System.setProperty(key, mine);
    }
  }

  /** The artifacts to add to the class path, or null if none is missing. */
  private static String missing() {
    String libtorch = resource(LIBTORCH) == null ? "ai.djl.pytorch:" + cpuNatives() : null;
    String jni = resource(JNI) == null ? "ai.djl.pytorch:pytorch-jni:" + version("jni") : null;
    return libtorch == null ? jni : jni == null ? libtorch : libtorch + " and " + jni;
  }

  private static String advice(String missing) {
    return "add " + missing + " (for CUDA pytorch-native-" + version("cuda") + ")";
  }

  /** The error to throw for a failed start: it names the missing jars if fetching them failed. */
  public static RuntimeException explained(EngineException e) {
    String missing = missing();
    if (missing == null || Utils.getEnvOrSystemProperty("PYTORCH_LIBRARY_PATH") != null) {
      return e;
    }
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new IllegalStateException(
        "LibTorch is not on the class path, and could not be fetched (%s): %s"
            .formatted(root, advice(missing)),
        e);
  }

  private static void allowFetching(String missing) {
    if (Utils.isOfflineMode()) {
      throw new IllegalStateException(
          "LibTorch is not on the class path, and ai.djl.offline forbids fetching it: "
              + advice(missing));
    }
    LOGGER.info(
        "{} not on the class path: the engine chooses natives for this machine and fetches them",
        missing);
    setDefault("sun.net.client.defaultConnectTimeout");
    setDefault("sun.net.client.defaultReadTimeout");
  }

  private static void setDefault(String timeout) {
    if (System.getProperty(timeout) == null) {
      System.setProperty(timeout, Integer.toString(TIMEOUT_MILLIS));
    }
  }

  /** Moves the engine's cache to the temporary folder if its own cannot be written to. */
  private static void chooseCacheFolder() {
    Path folder = Utils.getEngineCacheDir();
    try {
      Files.createDirectories(folder.resolve("pytorch"));
      // Not createTempFile, whose random numbers take 20 ms to get ready.
      Files.delete(Files.createFile(folder.resolve("torchrnn" + System.nanoTime() + ".probe")));
    } catch (IOException e) {
      String named = Utils.getEnvOrSystemProperty("ENGINE_CACHE_DIR");
      named = named == null ? Utils.getEnvOrSystemProperty("DJL_CACHE_DIR") : named;
      if (named != null) {
        throw new IllegalStateException(
            "cannot write to the cache folder " + named + ": " + e.getMessage(), e);
      }
      Path other = Path.of(System.getProperty("java.io.tmpdir"), ".djl.ai");
      LOGGER.warn("cannot write to {}: LibTorch is unpacked to {}", folder, other);
      System.setProperty("ENGINE_CACHE_DIR", other.toString());
      System.setProperty("DJL_CACHE_DIR", other.toString());
    }
  }

  /** DJL's name of this platform, such as {@code linux-x86_64}. */
  static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String name = os.startsWith("win") ? "win" : os.startsWith("mac") ? "osx" : "linux";
    String arch = System.getProperty("os.arch");
    return name + "-" + (arch.equals("amd64") ? "x86_64" : arch);
  }

  /** The named entry of the class path, or null. */
  static URL resource(String name) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    URL url = context == null ? null : context.getResource(name);
    return url == null ? StartUp.class.getClassLoader().getResource(name) : url;
  }

  private static Properties read(URL url) {
    Properties properties = new Properties();
    try (InputStream in = url.openStream()) {
      properties.load(in);
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + url, e);
    }
  }
}
