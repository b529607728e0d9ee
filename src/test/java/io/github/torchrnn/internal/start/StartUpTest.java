package io.github.torchrnn.internal.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.torchrnn.ChildJvm;
import io.github.torchrnn.ChildJvm.Result;
import io.github.torchrnn.PomVersions;
import io.github.torchrnn.Torch;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Starts of LibTorch, each in a JVM and with a cache folder of its own. */
class StartUpTest {

  @TempDir private static Path home;

  /** Prints a draw, and fails where anything asks for a network. */
  static final class Start {
    public static void main(String[] args) {
      ProxySelector.setDefault(
          new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
              System.out.println("asked for " + uri);
              System.exit(3);
              return List.of();
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException e) {}
          });
      Torch.manualSeed(0);
      System.out.println(Torch.repr(Torch.randn(3)));
    }
  }

  /** Starts with whatever the network gives. */
  static final class Fetching {
    public static void main(String[] args) {
      Torch.manualSeed(0);
    }
  }

  /** Loads the library in a second class loader. */
  static final class TwoLoaders {
    public static void main(String[] args) throws Exception {
      Torch.randn(1);
      List<URL> urls = new ArrayList<>();
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        urls.add(Path.of(entry).toUri().toURL());
      }
      try (URLClassLoader other =
          new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
        Class<?> torch = other.loadClass(Torch.class.getName());
        torch.getMethod("manualSeed", long.class).invoke(null, 0L);
      } catch (InvocationTargetException e) {
        System.out.println(e.getCause().getMessage());
      }
    }
  }

  private static final String DRAW = "tensor([ 1.5410, -0.2934, -2.1788])\n";

  /** A JVM that no variable sends to another cache. */
  private static ChildJvm bare() {
    return new ChildJvm().unset("DJL_CACHE_DIR", "ENGINE_CACHE_DIR", "PYTORCH_LIBRARY_PATH");
  }

  private static ChildJvm child() {
    return bare().option("-Duser.home=" + home);
  }

  private static void assertStarts(ChildJvm child) throws Exception {
    assertEquals(new Result(0, DRAW), child.run(Start.class));
  }

  private static Path unpacked() throws IOException {
    try (Stream<Path> folders = Files.list(home.resolve(".djl.ai/pytorch"))) {
      return folders.filter(Files::isDirectory).findFirst().orElseThrow();
    }
  }

  private static Path library(String part) throws IOException {
    try (Stream<Path> files = Files.list(unpacked())) {
      return files
          .filter(file -> file.getFileName().toString().contains(part))
          .findFirst()
          .orElseThrow();
    }
  }

  @BeforeAll
  static void twoProcessesStartAtOnceOnAnEmptyCache() throws Exception {
    Path first = Files.createTempFile("first", ".txt");
    Path second = Files.createTempFile("second", ".txt");
    Process one = child().start(first, Start.class);
    Process two = child().start(second, Start.class);
    assertEquals(0, one.waitFor(), () -> read(first));
    assertEquals(0, two.waitFor(), () -> read(second));
    assertEquals(DRAW + DRAW, read(first) + read(second));
    Files.delete(first);
    Files.delete(second);
  }

  @AfterAll
  static void nothingIsLeftHalfUnpacked() throws IOException {
    try (Stream<Path> folders = Files.list(home.resolve(".djl.ai/pytorch"))) {
      assertEquals(1, folders.filter(Files::isDirectory).count());
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void aTruncatedLibraryIsUnpackedAgain() throws Exception {
    Path library = library("libtorch_cpu");
    Files.write(library, new byte[1000]);
    assertStarts(child());
    assertTrue(Files.size(library) > 1000);
  }

  @Test
  void anOverwrittenLibraryIsUnpackedAgain() throws Exception {
    Path library = library("libc10");
    Files.write(library, new byte[(int) Files.size(library)]);
    assertStarts(child());
    Path jni = library("djl_torch");
    Files.write(jni, new byte[(int) Files.size(jni)]);
    assertStarts(child());
  }

  @Test
  void withoutLibTorchTheMessageSaysWhatToAdd() throws Exception {
    Result result =
        child().without("pytorch-native").option("-Dai.djl.offline=true").run(Start.class);
    assertEquals(
        "Exception in thread \"main\" java.lang.IllegalStateException: LibTorch is not on the class"
            + " path, and ai.djl.offline forbids fetching it: add"
            + " ai.djl.pytorch:pytorch-native-cpu:"
            + version("pytorch-native-cpu")
            + ":"
            + StartUp.platform()
            + " (for CUDA pytorch-native-cu128)",
        result.output().lines().findFirst().orElseThrow());
  }

  @Test
  void withoutTheJniJarTheMessageSaysWhatToAdd() throws Exception {
    Result result = child().without("pytorch-jni").option("-Dai.djl.offline=true").run(Start.class);
    assertEquals(
        "Exception in thread \"main\" java.lang.IllegalStateException: LibTorch is not on the class"
            + " path, and ai.djl.offline forbids fetching it: add"
            + " ai.djl.pytorch:pytorch-jni:"
            + version("pytorch-jni")
            + " (for CUDA pytorch-native-cu128)",
        result.output().lines().findFirst().orElseThrow());
  }

  private static String version(String artifact) throws Exception {
    return String.join("", PomVersions.read(Path.of("pom.xml")).get("ai.djl.pytorch:" + artifact));
  }

  @Test
  @Timeout(60)
  void aServerThatNeverAnswersDoesNotHoldTheStartForEver() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Result result =
          child()
              .without("pytorch-native")
              .option("-Dai.djl.offline=false")
              .option("-Dhttps.proxyHost=127.0.0.1")
              .option("-Dhttps.proxyPort=" + silent.getLocalPort())
              .run(Fetching.class);
      assertTrue(
          result.output().contains("java.net.SocketTimeoutException: Read timed out"),
          result.output());
    }
  }

  @Test
  void withoutLibTorchAndWithoutANetworkTheMessageSaysWhatToAdd() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    Result result =
        child()
            .without("pytorch-native")
            .without("pytorch-jni")
            .option("-Dai.djl.offline=false")
            .option("-Dhttps.proxyHost=127.0.0.1")
            .option("-Dhttps.proxyPort=" + closed)
            .run(Fetching.class);
    String message =
        "Exception in thread \"main\" java.lang.IllegalStateException: LibTorch is not on the class"
            + " path, and could not be fetched (java.net.ConnectException: Connection refused): add"
            + " ai.djl.pytorch:pytorch-native-cpu:"
            + version("pytorch-native-cpu")
            + ":"
            + StartUp.platform()
            + " and ai.djl.pytorch:pytorch-jni:"
            + version("pytorch-jni")
            + " (for CUDA pytorch-native-cu128)";
    assertTrue(result.output().lines().anyMatch(message::equals), result.output());
  }

  @Test
  void aHomeThatIsNoFolderIsLeftAlone(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("home"));
    assertStarts(bare().option("-Duser.home=" + file).option("-Djava.io.tmpdir=" + home));
  }

  @Test
  void aNamedCacheFolderIsUsedOrRefused(@TempDir Path folder) throws Exception {
    assertStarts(
        bare()
            .option("-Duser.home=/nonexistent")
            .option("-DDJL_CACHE_DIR=" + home.resolve(".djl.ai")));
    Path file = Files.createFile(folder.resolve("file"));
    Result refused = bare().option("-DDJL_CACHE_DIR=" + file).run(Start.class);
    assertTrue(
        refused
            .output()
            .startsWith(
                "Exception in thread \"main\" java.lang.IllegalStateException: cannot write to the"
                    + " cache folder "
                    + file),
        refused.output());
  }

  @Test
  void aSecondClassLoaderIsToldWhy() throws Exception {
    Result result = child().run(TwoLoaders.class);
    assertEquals(
        "LibTorch has been loaded by another class loader of this process, and a process loads it"
            + " once: put torchrnn and DJL on a class path that both loaders share\n",
        result.output());
  }
}
