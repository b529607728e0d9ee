package io.github.torchrnn.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.ChildJvm;
import io.github.torchrnn.Scope;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.StoredZip;
import io.github.torchrnn.nn.Expect;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.optim.Adam;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Scoped
class PtTest {

  @TempDir private Path folder;

  private static Path stored(String name) {
    return Stored.FOLDER.resolve(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lstm",
        "dtypes",
        "views",
        "checkpoint",
        "protocol2",
        "protocol3",
        "protocol4",
        "protocol5"
      })
  void whatTorchWroteIsRead(String name) throws IOException {
    Stored.assertSame(Stored.json(name), Pt.load(stored(name + ".pt")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lstm", "dtypes", "views", "checkpoint"})
  void whatWasReadIsWrittenAndReadAgain(String name) throws IOException {
    Path file = folder.resolve("again.pt");
    Pt.save(Pt.load(stored(name + ".pt")), file);
    Stored.assertSame(Stored.json(name), Pt.load(file));
  }

  @Test
  void aModuleLoadsPythonsWeights() throws IOException {
    try (LSTM python = LSTM.builder(3, 2).numLayers(2).bidirectional(true).build();
        LSTM seeded = seeded()) {
      assertEquals(
          "<All keys matched successfully>",
          python.loadStateDict(Pt.loadStateDict(stored("lstm.pt"))).toString());
      NDArray x = Torch.randn(4, 2, 3);
      assertArrayEquals(
          seeded.forward(x).output().toFloatArray(), python.forward(x).output().toFloatArray());
    }
  }

  private static LSTM seeded() {
    Torch.manualSeed(0);
    return LSTM.builder(3, 2).numLayers(2).bidirectional(true).build();
  }

  @Test
  void anOptimizerGoesOnWherePythonStopped() throws IOException {
    Map<?, ?> checkpoint = (Map<?, ?>) Pt.load(stored("checkpoint.pt"));
    try (Linear net = new Linear(3, 2);
        Adam adam = new Adam(net.parameters())) {
      adam.loadStateDict((Map<?, ?>) checkpoint.get("optimizer"));
      assertEquals(0.1, adam.paramGroups().get(0).lr());
      Path file = folder.resolve("adam.pt");
      Pt.save(adam.stateDict(), file);
      Map<?, ?> again = (Map<?, ?>) Pt.load(file);
      assertEquals(
          String.valueOf(((Map<?, ?>) checkpoint.get("optimizer")).keySet()),
          String.valueOf(again.keySet()));
    }
  }

  // ---- bad files

  private void assertRefused(Path file, String message) {
    Expect.refusal(TorchFormatException.class, file + ": " + message, () -> Pt.load(file));
  }

  @Test
  void otherFilesAreRefusedByName() throws IOException {
    assertRefused(
        Files.write(folder.resolve("bare.pt"), PickleBytes.begin().op("N").end()),
        "is a pickle, but not of torch.save: load it in Python and save it again");
    assertRefused(
        Files.write(folder.resolve("text.pt"), new byte[] {'a', 'b'}),
        "is not a torch.save file, or is damaged");
    assertRefused(
        stored("script.bin"),
        "is a TorchScript archive, not a state_dict: load it with DJL's Criteria");
    assertRefused(folder, "is a folder");
    assertRefused(Files.createFile(folder.resolve("empty.pt")), "is empty");
    assertThrows(NoSuchFileException.class, () -> Pt.load(folder.resolve("none.pt")));
  }

  @Test
  void noClassIsMadeThatTheFileNames() throws IOException {
    Path file = pickled("\u0080\u0002cos\nsystem\nX\u0004\0\0\0echo\u0085R.");
    assertRefused(file, "refers to os.system, which weight files may not contain");
  }

  @Test
  void aTensorBeyondItsStorageIsRefused() throws IOException {
    String storage =
        "(X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\0" + "0X\u0003\0\0\0cpuK\u0004tQ";
    for (String view :
        new String[] {
          "K\u0002K\u0003\u0085K\u0001\u0085", // offset 2, size 3
          "K\0K\u0005\u0085K\u0001\u0085", // size 5
          "K\0\u008a\u0008\0\0\0\0\0\0\0\u0040\u0085K\0\u0085", // size 1 << 62, stride 0
          "K\0K\u0002\u0085\u008a\u0008\0\0\0\0\0\0\0\u0040\u0085", // stride 1 << 62
          "K\0J\u00ff\u00ff\u00ff\u00ff\u0085K\u0001\u0085", // size -1
        }) {
      Path file =
          pickled(
              "\u0080\u0002ctorch._utils\n_rebuild_tensor_v2\n(" + storage + view + "\u0089}tR.");
      assertTrue(
          assertThrows(TorchFormatException.class, () -> Pt.load(file))
              .getMessage()
              .contains("lies beyond its storage of 4 numbers"));
    }
  }

  /** A file of torch's form with a pickle of our own, and one storage of four floats. */
  private Path pickled(String pickle) throws IOException {
    Path file = folder.resolve("pickled.pt");
    try (StoredZip zip = new StoredZip(Files.newOutputStream(file), "archive")) {
      zip.add("data.pkl", pickle.getBytes(StandardCharsets.ISO_8859_1));
      zip.add("data/0", new byte[16]);
    }
    return file;
  }

  @Test
  void aTruncatedFileIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(stored("lstm.pt"));
    Path file = folder.resolve("cut.pt");
    for (int length = 1; length < whole.length; length += 64) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThrows(TorchFormatException.class, () -> Pt.load(file));
    }
  }

  @Test
  void aDamagedFileIsRefusedOrReadAndNeverWorse() throws IOException {
    Random random = new Random(1);
    Path file = folder.resolve("damaged.pt");
    for (String name : List.of("lstm.pt", "views.pt", "checkpoint.pt", "protocol4.pt")) {
      byte[] whole = Files.readAllBytes(stored(name));
      for (int i = 0; i < 400; i++) {
        byte[] damaged = whole.clone();
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        Files.write(file, damaged);
        try (Scope each = Torch.scope()) {
          Pt.load(file);
        } catch (IOException refused) {
          assertTrue(refused.getMessage().startsWith(file.toString()), refused.toString());
        }
      }
    }
  }

  @Test
  void aFileOfAnotherModuleLeavesTheWeightsAlone() throws IOException {
    try (RNN rnn = new RNN(3, 2)) {
      float[] before = rnn.getParameter("weight_ih_l0").toFloatArray();
      assertThrows(
          IllegalArgumentException.class,
          () -> rnn.loadStateDict(Pt.loadStateDict(stored("lstm.pt"))));
      assertArrayEquals(before, rnn.getParameter("weight_ih_l0").toFloatArray());
    }
    assertThrows(TorchFormatException.class, () -> Pt.loadStateDict(stored("checkpoint.pt")));
  }

  @Test
  void aSaveThatFailsLeavesTheOldFile() throws IOException {
    Path file = folder.resolve("weights.pt");
    Pt.save(Map.of("weight", Torch.ones(2)), file);
    byte[] before = Files.readAllBytes(file);
    NDArray closed = Torch.zeros(2);
    closed.close();
    assertThrows(IllegalStateException.class, () -> Pt.save(Map.of("weight", closed), file));
    assertThrows(IllegalArgumentException.class, () -> Pt.save(Map.of("x", new Object()), file));
    assertArrayEquals(before, Files.readAllBytes(file));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  // ---- large files

  /** Writes and reads a tensor of 1 GiB. */
  static final class OneGibibyte {
    public static void main(String[] args) throws IOException {
      Path file = Path.of(args[0]);
      try (Scope scope = Torch.scope()) {
        NDArray ones = Torch.ones(1 << 28);
        Pt.save(Map.of("weight", ones), file);
        ones.close();
        System.out.println(Files.size(file) >> 30);
        System.out.println(Pt.loadStateDict(file).get("weight").sum().getFloat() / (1 << 28));
      }
    }
  }

  @Test
  void aLargeFileTakesLittleHeap() throws Exception {
    assertEquals(
        new ChildJvm.Result(0, "1\n1.0\n"),
        new ChildJvm()
            .option("-Xmx48m")
            .run(OneGibibyte.class, folder.resolve("large.pt").toString()));
  }

  // ---- live

  @Test
  @EnabledIfSystemProperty(named = "torch.python", matches = ".+")
  void pythonReadsBackWhatJavaWrote() throws IOException, InterruptedException {
    Path file = folder.resolve("java.pt");
    Pt.save(Pt.load(stored("checkpoint.pt")), file);
    String script =
        """
        import sys, torch
        a, b = torch.load(sys.argv[1]), torch.load(sys.argv[2])
        def same(x, y):
            if isinstance(x, torch.Tensor): return x.dtype == y.dtype and torch.equal(x, y)
            if isinstance(x, dict): return list(x) == list(y) and all(same(x[k], y[k]) for k in x)
            if isinstance(x, (list, tuple)): return len(x) == len(y) and all(map(same, x, y))
            return type(x) == type(y) and x == y
        print(same(a, b))
        torch.optim.Adam(torch.nn.Linear(3, 2).parameters()).load_state_dict(b["optimizer"])
        """;
    Process python =
        new ProcessBuilder(
                System.getProperty("torch.python"),
                "-W",
                "ignore",
                "-c",
                script,
                stored("checkpoint.pt").toString(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    python.getInputStream().transferTo(printed);
    assertEquals("True\n", printed.toString(StandardCharsets.UTF_8));
    assertEquals(0, python.waitFor());
  }

  @Test
  void tensorsShareTheirStorageAsInTorch() throws IOException {
    Map<?, ?> views = (Map<?, ?>) Pt.load(stored("views.pt"));
    NDArray base = (NDArray) views.get("base");
    NDArray row = (NDArray) views.get("row");
    base.muli(2f);
    assertArrayEquals(new float[] {12, 14, 16, 18, 20, 22}, row.toFloatArray());
    base.close();
    assertArrayEquals(new float[] {12, 14, 16, 18, 20, 22}, row.toFloatArray());
  }
}
