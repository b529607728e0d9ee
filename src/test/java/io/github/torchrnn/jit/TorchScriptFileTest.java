package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.Sequential;
import io.github.torchrnn.nn.TorchModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file that an export writes. */
@Scoped
class TorchScriptFileTest {

  @TempDir private Path folder;

  // ---- the file

  @Test
  void everyEntryIsStoredAndAligned() throws IOException {
    Path file = folder.resolve("rnn.pt");
    try (RNN rnn = RNN.builder(3, 4).bidirectional(true).build()) {
      save(rnn, rnn::forward, Torch.ones(2, 1, 3), file);
    }
    List<String> names = new ArrayList<>();
    long header = 0;
    try (ZipFile zip = new ZipFile(file.toFile());
        RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        names.add(entry.getName());
        assertEquals(ZipEntry.STORED, entry.getMethod());
        bytes.seek(header + 26);
        int name = Short.reverseBytes(bytes.readShort());
        int extra = Short.reverseBytes(bytes.readShort());
        long start = header + 30 + name + extra;
        assertEquals(0, start % 64, entry.getName());
        header = start + entry.getSize();
      }
    }
    assertEquals(
        List.of("archive/data.pkl", "archive/code/__torch__.py", "archive/data/0"),
        names.subList(0, 3));
    assertTrue(
        names.containsAll(List.of("archive/data/7", "archive/constants.pkl", "archive/version")));
  }

  @Test
  void aSharedModuleIsSharedInTheExport() throws Exception {
    Path file = folder.resolve("shared.pt");
    try (Linear linear = new Linear(3, 3);
        Sequential twice = new Sequential(linear, linear)) {
      save(twice, twice::forward, Torch.ones(2, 3), file);
      NDArray x = Torch.randn(2, 3);
      try (ZipFile zip = new ZipFile(file.toFile())) {
        assertEquals(2, zip.stream().filter(entry -> entry.getName().contains("/data/")).count());
      }
      try (var model = TorchScriptTest.load(file);
          Predictor<NDList, NDList> predictor = model.newPredictor()) {
        NDList outputs = predictor.predict(new NDList(x));
        twice.requiresGrad(false);
        assertEquals(
            TorchScriptTest.bits(List.of(twice.forward(x))), TorchScriptTest.bits(outputs));
      }
    }
  }

  /** Weights that are larger than the parts in which they are written, and not contiguous. */
  @Test
  void writesLargeAndTransposedWeights() throws IOException {
    Path file = folder.resolve("large.pt");
    try (Linear linear = new Linear(1500, 1000)) {
      LibTorch.setData(linear.weight(), Torch.randn(1500, 1000).transpose());
      save(linear, linear::forward, Torch.ones(1500), file);
      try (ZipFile zip = new ZipFile(file.toFile());
          InputStream data = zip.getInputStream(zip.getEntry("archive/data/0"))) {
        float[] written = new float[1500 * 1000];
        ByteBuffer.wrap(data.readAllBytes())
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer()
            .get(written);
        assertArrayEquals(linear.weight().toFloatArray(), written);
      }
    }
  }

  // ---- the state

  /** A parameter under two names in one module, and a buffer. */
  private static final class Twice extends TorchModule {
    final NDArray a = registerParameter("a", Torch.tensor(2f, 3f));
    final Linear linear = register("linear", new Linear(2, 2));

    Twice() {
      registerParameter("b", a);
      registerBuffer("c", Torch.tensor(5, 7));
      linear.setParameter("bias", a);
    }
  }

  @Test
  void theStateHasEachArrayUnderEachOfItsNames() throws Exception {
    Path file = folder.resolve("twice.pt");
    try (Twice net = new Twice();
        ScriptModule traced =
            TorchScript.trace(net, x -> net.linear.forward(x).mul(net.a), Torch.ones(2))) {
      TorchScript.save(traced, file);
      assertEquals(List.of("a", "b", "c", "linear.weight", "linear.bias"), names(net));
      try (ZipFile zip = new ZipFile(file.toFile())) {
        assertEquals(
            3, zip.stream().filter(entry -> entry.getName().contains("archive/data/")).count());
        String source = text(zip, "archive/code/__torch__.py");
        assertTrue(source.contains("__parameters__ = [\"a\", \"b\"]"), source);
        assertTrue(source.contains("__buffers__ = [\"c\"]"), source);
        assertTrue(text(zip, "archive/code/__torch__/layer1.py").startsWith("class Linear("));
      }
    }
  }

  private static List<String> names(TorchModule module) {
    return List.copyOf(module.stateDict().keySet());
  }

  private static String text(ZipFile zip, String entry) throws IOException {
    try (InputStream in = zip.getInputStream(zip.getEntry(entry))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  // ---- files that are not written

  @Test
  void refusesAClosedModuleAndAFolder() throws IOException {
    Path file = Files.writeString(folder.resolve("old.pt"), "old");
    RNN rnn = new RNN(3, 4);
    ScriptModule traced = TorchScript.trace(rnn, rnn::forward, Torch.ones(2, 3));
    Path missing = folder.resolve("missing/rnn.pt");
    assertThrows(IOException.class, () -> TorchScript.save(traced, missing));
    assertThrows(IOException.class, () -> TorchScript.save(traced, folder));
    rnn.close();
    assertThrows(IllegalStateException.class, () -> TorchScript.save(traced, file));
    assertThrows(
        IllegalStateException.class, () -> TorchScript.trace(rnn, rnn::forward, Torch.ones(2, 3)));
    traced.close();
    traced.close();
    assertEquals(
        "ScriptModule has been closed: close it after its last save",
        assertThrows(IllegalStateException.class, () -> TorchScript.save(traced, file))
            .getMessage());
    assertThrows(NullPointerException.class, () -> TorchScript.save(null, file));
    assertOnlyOldFile(file);
  }

  private void assertOnlyOldFile(Path file) throws IOException {
    assertEquals("old", Files.readString(file));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void leavesTheModuleAsItIs() throws IOException {
    try (Sequential net = new Sequential(new Linear(3, 4), new Linear(4, 2))) {
      net.children().get(1).eval();
      String before = TorchScriptTest.bits(net.parameters());
      save(net, net::forward, Torch.ones(3), folder.resolve("net.pt"));
      assertTrue(net.isTraining());
      assertTrue(net.children().get(0).isTraining());
      assertFalse(net.children().get(1).isTraining());
      assertTrue(net.parameters().stream().allMatch(NDArray::hasGradient));
      assertEquals(before, TorchScriptTest.bits(net.parameters()));
    }
  }

  private static void save(
      TorchModule module, Traceable.One<NDArray, ?> forward, NDArray example, Path file)
      throws IOException {
    try (ScriptModule traced = TorchScript.trace(module, forward, example)) {
      TorchScript.save(traced, file);
    }
  }
}
