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
import io.github.torchrnn.nn.ModuleList;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.Sequential;
import io.github.torchrnn.nn.TorchModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

/** The file that an export writes, and modules of which it writes none. */
@Scoped
class TorchScriptFileTest {

  @TempDir private Path folder;

  // ---- the file

  @Test
  void everyEntryIsStoredAndAligned() throws IOException {
    Path file = folder.resolve("rnn.pt");
    try (RNN rnn = RNN.builder(3, 4).bidirectional(true).build()) {
      TorchScript.save(rnn, file);
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
      TorchScript.save(twice, file);
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
      TorchScript.save(linear, file);
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

  // ---- modules that cannot be exported

  private static final class Plain extends TorchModule {
    Plain() {
      register("rnn", new RNN(3, 4));
    }
  }

  private static final class Wrong extends TorchModule {
    Wrong() {
      register("rnn", new RNN(3, 4));
    }

    @Override
    public String torchScript() {
      return "def forward(self, x: Tensor) -> Tensor:\n  return self.rnn.forward(x)\n";
    }
  }

  @Test
  void namesTheModuleThatHasNoTorchScript() throws IOException {
    Path file = Files.writeString(folder.resolve("old.pt"), "old");
    try (TorchModule net = new Sequential(new Linear(3, 3), new Plain())) {
      assertEquals(
          "io.github.torchrnn.jit.TorchScriptFileTest$Plain has no TorchScript: leave it out of what is"
              + " exported, or override torchScript() to return its forward as TorchScript source",
          assertThrows(UnsupportedOperationException.class, () -> TorchScript.save(net, file))
              .getMessage());
    }
    assertOnlyOldFile(file);
  }

  @Test
  void refusesTorchScriptThatDoesNotCompile() throws IOException {
    Path file = Files.writeString(folder.resolve("old.pt"), "old");
    try (TorchModule net = new Wrong()) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> TorchScript.save(net, file))
              .getMessage();
      assertTrue(
          message.startsWith(
              "the TorchScript does not compile: Return value was annotated as having type Tensor"
                  + " but is actually of type Tuple[Tensor, Tensor]"),
          message);
    }
    assertOnlyOldFile(file);
  }

  @Test
  void refusesAClosedModuleAndAFolder() throws IOException {
    Path file = Files.writeString(folder.resolve("old.pt"), "old");
    RNN rnn = new RNN(3, 4);
    Path missing = folder.resolve("missing/rnn.pt");
    assertThrows(IOException.class, () -> TorchScript.save(rnn, missing));
    assertThrows(IOException.class, () -> TorchScript.save(rnn, folder));
    rnn.close();
    assertThrows(IllegalStateException.class, () -> TorchScript.save(rnn, file));
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
    try (TorchModule net = new ModuleList<>(new RNN(3, 4), new Linear(4, 2))) {
      net.children().get(1).eval();
      String before = TorchScriptTest.bits(net.parameters());
      TorchScript.save(net, folder.resolve("net.pt"));
      assertTrue(net.isTraining());
      assertTrue(net.children().get(0).isTraining());
      assertFalse(net.children().get(1).isTraining());
      assertTrue(net.parameters().stream().allMatch(NDArray::hasGradient));
      assertEquals(before, TorchScriptTest.bits(net.parameters()));
    }
  }
}
