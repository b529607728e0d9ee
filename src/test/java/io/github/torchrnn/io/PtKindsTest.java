package io.github.torchrnn.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonObject;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.nn.Expect;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of {@code make_weight_kinds.py}. */
@Scoped
class PtKindsTest {

  @TempDir private Path folder;

  private static Path stored(String name) {
    return Stored.FOLDER.resolve(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kinds", "kinds-deflated", "kinds-big", "kinds-nocrc", "kinds-legacy"})
  void everyKindIsReadFromEveryFormOfFile(String name) throws IOException {
    JsonObject expected = Stored.json("kinds").getAsJsonObject();
    if (name.endsWith("legacy")) {
      expected.remove("untyped"); // torch cannot read it there
    }
    Stored.assertSame(expected, Pt.load(stored(name + ".pt")));
  }

  @Test
  void whatWasReadIsWrittenAndReadAgain() throws IOException {
    Path file = folder.resolve("again.pt");
    Pt.save(Pt.load(stored("kinds.pt")), file);
    Stored.assertSame(Stored.json("kinds"), Pt.load(file));
  }

  @Test
  void aStorageByItselfIsAnArray() throws IOException {
    assertArrayEquals(new float[] {1, 2}, ((NDArray) Pt.load(stored("storage.pt"))).toFloatArray());
  }

  @Test
  void viewsOfOneStorageShareItAsInTorch() throws IOException {
    Map<?, ?> kinds = (Map<?, ?>) Pt.load(stored("kinds.pt"));
    ((NDArray) kinds.get("base")).muli(10f);
    assertArrayEquals(new float[] {90, 100, 110}, ((NDArray) kinds.get("tail")).toFloatArray());
    assertArrayEquals(new float[] {10, 50, 90}, ((NDArray) kinds.get("column")).toFloatArray());
    assertArrayEquals(
        new float[] {-2, -3},
        ((NDArray) kinds.get("negative row")).toFloatArray(),
        "which has numbers of its own");
  }

  @Test
  void pythonsValuesAreJavas() throws IOException {
    Map<?, ?> python = (Map<?, ?>) Pt.load(stored("python.pt"));
    assertPython(python);
    Path file = folder.resolve("again.pt");
    Pt.save(python, file);
    assertPython((Map<?, ?>) Pt.load(file));
  }

  private static void assertPython(Map<?, ?> python) {
    BigInteger huge = BigInteger.ONE.shiftLeft(70);
    assertArrayEquals(new byte[] {'a', 'b', -1}, (byte[]) python.get("bytes"));
    assertArrayEquals(new byte[0], (byte[]) python.get("empty"));
    assertArrayEquals(new byte[] {'x'}, (byte[]) python.get("bytearray"));
    assertEquals(Set.of(1L, 2L), python.get("set"));
    assertEquals(List.of(1L, List.of(2L)), python.get("tuple"));
    assertEquals(1.5, python.get(List.of(1L, "a")));
    assertEquals(true, python.get(null));
    assertEquals(huge.negate(), python.get(huge));
    assertEquals(BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE), python.get("big"));
    assertEquals(10, python.size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "complex32 | a tensor of torch.complex32 | torch.view_as_real(tensor)",
        "complex64 | a tensor of torch.complex64 | torch.view_as_real(tensor)",
        "complex128 | a tensor of torch.complex128 | torch.view_as_real(tensor)",
        "conjugate | a tensor of torch.complex64 | torch.view_as_real(tensor)",
        "storage | a tensor of torch.complex64 | torch.view_as_real(tensor)",
        "uint16 | a tensor of torch.uint16 | tensor.to(torch.int32)",
        "uint32 | a tensor of torch.uint32 | tensor.to(torch.int64)",
        "uint64 | a tensor of torch.uint64 | tensor.to(torch.int64)",
        "float8_e4m3fn | a tensor of torch.float8_e4m3fn | tensor.to(torch.float32)",
        "float8_e5m2 | a tensor of torch.float8_e5m2 | tensor.to(torch.float32)",
        "quantized | a quantized tensor | tensor.dequantize()",
        "sparse | a sparse tensor | tensor.to_dense()",
        "meta | a tensor of the device meta | a tensor that has numbers",
        "number | a complex number | [z.real, z.imag]",
      })
  void whatNoArrayHoldsIsNamedWithItsKeysAndWhatToDo(String name, String what, String instead) {
    assertRefused(
        stored("unheld-" + name + ".bin"),
        "its value under 0, \"a\", \"b\\u000ab\" is %s, which DJL cannot hold: in Python, save %s instead"
            .formatted(what, instead));
  }

  private static void assertRefused(Path file, String message) {
    Expect.refusal(TorchFormatException.class, file + ": " + message, () -> Pt.load(file));
  }

  @Test
  void anExpandedTensorIsAViewOrTooMuchForItsFile() throws IOException {
    Path file = folder.resolve("expanded.pt");
    PickleBytes small = expanded(1 << 24);
    Files.write(file, HostileFiles.zip(small.end(), 4));
    NDArray view = Pt.loadStateDict(file).get("w");
    assertEquals(1 << 24, view.size());
    assertEquals(0f, view.get(5).getFloat());
    Files.write(file, HostileFiles.zip(expanded(1L << 40).end(), 4));
    assertRefused(
        file,
        "its value under \"w\" is a tensor of size [1099511627776] and 4398046511104 bytes, expanded from a"
            + " storage of 1 numbers, which is too much for a file of "
            + Files.size(file)
            + " bytes: in Python, save tensor.clone() instead");
  }

  private static PickleBytes expanded(long size) {
    return PickleBytes.begin()
        .op("}")
        .text("w")
        .tensor("FloatStorage", "0", 1, 0, new long[] {size}, new long[] {0})
        .op("s");
  }

  // ---- checksums

  @Test
  void everyFlippedBitOfEveryPartIsFound() throws IOException {
    Path file = folder.resolve("flipped.pt");
    byte[] whole = Files.readAllBytes(stored("kinds.pt"));
    for (int[] part : parts(stored("kinds.pt"))) {
      for (int at = part[0]; at < part[0] + part[1]; at++) {
        byte[] flipped = whole.clone();
        flipped[at] ^= (byte) (1 << at % 8);
        Files.write(file, flipped);
        String message = assertThrows(TorchFormatException.class, () -> Pt.load(file)).getMessage();
        assertEquals(
            0, message.indexOf(file + ": is damaged: the checksum of its entry kinds/"), message);
      }
    }
  }

  /** Where the parts begin that are read, and their sizes. */
  private static List<int[]> parts(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    List<int[]> parts = new ArrayList<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      zip.stream()
          .filter(entry -> entry.getName().matches("kinds/(data.*|byteorder)"))
          .forEach(
              entry -> {
                byte[] name = entry.getName().getBytes(StandardCharsets.US_ASCII);
                int at = 30;
                while (!Arrays.equals(bytes, at, at + name.length, name, 0, name.length)) {
                  at++;
                }
                int extra = (bytes[at - 2] & 0xff) | (bytes[at - 1] & 0xff) << 8;
                parts.add(new int[] {at + name.length + extra, (int) entry.getSize()});
              });
    }
    return parts;
  }

  @Test
  void aTextThatIsNoUtf8IsRefused() throws IOException {
    Path file = folder.resolve("text.pt");
    for (byte[] bad : new byte[][] {{-1}, {(byte) 0xc0, (byte) 0x80}, {(byte) 0xed, -96, -128}}) {
      Files.write(file, HostileFiles.zip(PickleBytes.begin().text(bad).end(), 1));
      assertRefused(file, "its pickle has a string that is not UTF-8");
    }
  }
}
