package io.github.torchrnn.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.github.torchrnn.Scope;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.ScriptModule;
import io.github.torchrnn.jit.TorchScript;
import io.github.torchrnn.nn.Expect;
import io.github.torchrnn.nn.Linear;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Scoped
class PtSaveTest {

  @TempDir private Path folder;

  private Object again(Object value) throws IOException {
    Path file = folder.resolve("again.pt");
    Pt.save(value, file);
    return Pt.load(file);
  }

  private void assertRefused(Class<? extends Exception> type, String message, Object value) {
    Path file = folder.resolve("refused.pt");
    Expect.refusal(type, message, () -> Pt.save(value, file));
    assertTrue(Files.notExists(file));
  }

  // ---- what stands there twice

  @Test
  void aMapAndAListMayContainThemselves() throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    List<Object> list = new ArrayList<>(List.of(1L, map));
    list.add(list);
    map.put("map", map);
    map.put("list", list);
    Map<?, ?> read = (Map<?, ?>) again(map);
    List<?> readList = (List<?>) read.get("list");
    assertSame(read, read.get("map"));
    assertSame(read, readList.get(1));
    assertSame(readList, readList.get(2));
  }

  @Test
  void emptyListsOfJavasAreNotOneListInPython() throws IOException {
    List<?> read = (List<?>) again(List.of(List.of(), List.of()));
    assertNotSame(read.get(0), read.get(1));
  }

  @Test
  void arraysThatShareMemoryAreWrittenOnce() throws IOException {
    NDArray base = Torch.randn(4, 1000);
    Map<String, NDArray> state = new LinkedHashMap<>();
    state.put("base", base);
    state.put("same", base);
    state.put("row", base.get(2));
    state.put("columns", base.get(new NDIndex(":, 5:7")));
    state.put("transposed", base.transpose());
    state.put("detached", base.stopGradient());
    state.put("copy", base.duplicate());
    Path file = folder.resolve("shared.pt");
    Pt.save(state, file);
    assertTrue(Files.size(file) < 2 * 16_000 + 4_000, Files.size(file) + " bytes");
    Map<String, NDArray> read = Pt.loadStateDict(file);
    state.forEach(
        (name, array) -> {
          assertEquals(array.getShape(), read.get(name).getShape(), name);
          assertArrayEquals(array.toFloatArray(), read.get(name).toFloatArray(), name);
        });
    assertSame(read.get("base"), read.get("same"));
    read.get("base").muli(0f);
    for (String name : List.of("row", "columns", "transposed", "detached")) {
      assertEquals(0f, read.get(name).abs().sum().getFloat(), name);
    }
    assertTrue(read.get("copy").abs().sum().getFloat() > 0);
  }

  @Test
  void ofASharedStorageOnlyWhatIsShownIsWritten() throws IOException {
    NDArray base = Torch.randn(1_000_000);
    NDArray some = base.get("500000:500010");
    Map<String, NDArray> state = Map.of("a", some, "b", base.get("500005:500020"));
    Path file = folder.resolve("part.pt");
    Pt.save(state, file);
    assertTrue(Files.size(file) < 2_000, Files.size(file) + " bytes");
    assertArrayEquals(some.toFloatArray(), Pt.loadStateDict(file).get("a").toFloatArray());
    assertArrayEquals(
        state.get("b").toFloatArray(), Pt.loadStateDict(file).get("b").toFloatArray());
  }

  // ---- what cannot be written

  @Test
  void keysThatPythonCannotHashAreRefused() {
    assertRefused(
        IllegalArgumentException.class,
        "value has a key that is a java.util.ArrayList: Python can hash texts, numbers, Booleans and"
            + " null",
        Map.of(new ArrayList<>(List.of(1L)), 2L));
    assertRefused(
        IllegalArgumentException.class,
        "a[0] has a key that is a java.util.HashMap: Python can hash texts, numbers, Booleans and"
            + " null",
        Map.of("a", List.of(Map.of(new HashMap<>(), 2L))));
    assertRefused(
        IllegalArgumentException.class,
        "a has a key that is a [B: Python can hash texts, numbers, Booleans and null",
        Map.of("a", Map.of(new byte[1], 2L)));
  }

  @Test
  void halfACharacterIsRefusedByItsKey() {
    assertRefused(
        IllegalArgumentException.class,
        "a.b is a string with a lone surrogate, which no file can hold",
        Map.of("a", Map.of("b", "x\ud800")));
    assertRefused(
        IllegalArgumentException.class,
        "a has the key \"b\\udc00\\u000a\", a string with a lone surrogate, which no file can hold",
        Map.of("a", Map.of("b\udc00\n", 1L)));
  }

  @Test
  void aClosedOrForeignArrayIsRefusedByItsKey() {
    NDArray closed = Torch.zeros(2);
    closed.close();
    assertRefused(
        IllegalStateException.class,
        "model.weight has been closed: keep it open until its last use, or take it out of its scope"
            + " with Scope.keep",
        Map.of("model", Map.of("weight", closed)));
    NDArray foreign =
        (NDArray)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {NDArray.class},
                (proxy, method, arguments) -> {
                  throw new UnsupportedOperationException(method.getName());
                });
    assertRefused(
        IllegalArgumentException.class,
        "weight is not a tensor of the PyTorch engine: " + foreign.getClass().getSimpleName(),
        Map.of("weight", foreign));
  }

  @Test
  void otherValuesAndDepthsAreRefused() {
    assertRefused(
        IllegalArgumentException.class,
        "cannot write a java.util.ArrayDeque: a",
        Map.of("a", new ArrayDeque<>()));
    Object deep = List.of();
    for (int i = 0; i < 100_000; i++) {
      deep = Collections.singletonList(deep);
    }
    Object value = deep;
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> Pt.save(value, folder.resolve("deep.pt")))
            .getMessage();
    assertEquals("...[0][0][0][0][0][0][0][0][0][0] is nested more than 500 deep", message);
  }

  @Test
  void aMissingFolderIsNamedByTheTarget() {
    Path file = folder.resolve("none").resolve("weights.pt");
    try (Linear net = new Linear(1, 1);
        ScriptModule traced = TorchScript.trace(net, net::forward, Torch.ones(1))) {
      for (IOException e :
          List.of(
              assertThrows(NoSuchFileException.class, () -> Pt.save(Map.of(), file)),
              assertThrows(NoSuchFileException.class, () -> Safetensors.saveFile(Map.of(), file)),
              assertThrows(NoSuchFileException.class, () -> TorchScript.save(traced, file)))) {
        assertEquals(file + ": its folder does not exist", e.getMessage());
      }
    }
  }

  // ---- threads

  @Test
  void whatAnotherThreadTrainsIsSavedWhole() throws Exception {
    try (Linear net = new Linear(64, 64);
        ScriptModule traced = TorchScript.trace(net, net::forward, Torch.ones(64))) {
      NDArray weight = net.weight();
      AtomicBoolean stop = new AtomicBoolean();
      AtomicInteger steps = new AtomicInteger();
      Thread trainer =
          new Thread(
              () -> {
                try (var off = Torch.noGrad()) {
                  while (!stop.get()) {
                    weight.addi(1f);
                    weight.subi(1f);
                    steps.incrementAndGet();
                  }
                }
              });
      trainer.start();
      try {
        Path pt = folder.resolve("net.pt");
        Path safe = folder.resolve("net.safetensors");
        Path script = folder.resolve("script.pt");
        for (int i = 0; i < 100; i++) {
          try (Scope each = Torch.scope()) {
            Pt.save(net.stateDict(), pt);
            Pt.load(pt);
            Safetensors.saveFile(net.stateDict(), safe);
            Safetensors.loadFile(safe);
            TorchScript.save(traced, script);
            assertTrue(isWhole(script));
          }
        }
      } finally {
        stop.set(true);
        trainer.join();
      }
      assertTrue(steps.get() > 1000, "the other thread stopped early");
    }
  }

  /** Whether Java's reader of zips finds each part's checksum right. */
  private static boolean isWhole(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        CRC32 crc = new CRC32();
        crc.update(zip.getInputStream(entry).readAllBytes());
        if (crc.getValue() != entry.getCrc()) {
          return false;
        }
      }
      return true;
    }
  }

  @Test
  void safetensorsRefusesNamesThatAreNone() {
    NDArray ones = Torch.ones(1);
    Path file = folder.resolve("refused.safetensors");
    Expect.refusal(
        "the name of a tensor is a string with a lone surrogate, which no file can hold: \"\\ud800\"",
        () -> Safetensors.saveFile(Map.of("\ud800", ones), file));
    Map<String, NDArray> unnamed = new HashMap<>();
    unnamed.put(null, ones);
    assertEquals(
        "the name of a tensor is null",
        assertThrows(NullPointerException.class, () -> Safetensors.saveFile(unnamed, file))
            .getMessage());
    assertTrue(Files.notExists(file));
  }
}
