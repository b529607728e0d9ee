package io.github.torchrnn.internal;

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
 * What is done before DJL's engine starts: it starts offline where LibTorch is on the class path,
 * its unpacked libraries are whole, it takes one thread, and what is missing is said in one
 * message.
 */
final class Natives {

  private static final Logger LOGGER = LoggerFactory.getLogger(Natives.class);

  private static final String LIBTORCH = "native/lib/pytorch.properties";
  private static final String JNI = "jnilib/pytorch.properties";

  /** A server that accepts a connection and says nothing would hold the start up for ever. */
  private static final int TIMEOUT_MILLIS = 10_000;

  private Natives() {}

  /**
   * Prepares the start of the engine.
   *
   * @return what keeps other processes from unpacking the same libraries, to close when the engine
   *     has started
   * @throws IllegalStateException if natives are missing, and may not be fetched
   */
  static AutoCloseable prepare() {
    ThreadPools.chooseOne();
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

  /** A version that this library was built with, which the build writes down. */
  private static String version(String of) {
    return read(Natives.class.getResource("versions.properties")).getProperty(of);
  }

  /** A library is loaded into one class loader of a process; the second fails deep inside DJL. */
  private static void requireOneLoader() {
    String key = "io.github.torchrnn.loader";
    String mine = Integer.toHexString(System.identityHashCode(Natives.class.getClassLoader()));
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

  /** What to add to the class path, or null where nothing is missing. */
  private static String missing() {
    String libtorch = resource(LIBTORCH) == null ? "ai.djl.pytorch:" + cpuNatives() : null;
    String jni = resource(JNI) == null ? "ai.djl.pytorch:pytorch-jni:" + version("jni") : null;
    return libtorch == null ? jni : jni == null ? libtorch : libtorch + " and " + jni;
  }

  private static String add(String missing) {
    return "add " + missing + " (for CUDA pytorch-native-" + version("cuda") + ")";
  }

  /** What to tell of a start that failed: what to add, where natives could not be fetched. */
  static RuntimeException explained(EngineException e) {
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
            .formatted(root, add(missing)),
        e);
  }

  private static void allowFetching(String missing) {
    if (Utils.isOfflineMode()) {
      throw new IllegalStateException(
          "LibTorch is not on the class path, and ai.djl.offline forbids to fetch it: "
              + add(missing));
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

  /** Sends the engine to the temporary folder where it could not write to its own. */
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

  /** DJL's name of this platform: {@code linux-x86_64} say. */
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
    return url == null ? Natives.class.getClassLoader().getResource(name) : url;
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
