package io.github.torchrnn.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonObject;
import io.github.torchrnn.Scope;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Expect;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Scoped
class SafetensorsTest {

  private static final Path DTYPES = Stored.FOLDER.resolve("dtypes.safetensors");

  @TempDir private Path folder;

  private static void assertSame(Map<String, NDArray> tensors) throws IOException {
    JsonObject expected = Stored.json("dtypes-safetensors").getAsJsonObject();
    assertEquals(expected.keySet(), tensors.keySet());
    tensors.forEach((name, tensor) -> Stored.assertSame(expected.get(name), tensor));
  }

  @Test
  void everyTypeIsRead() throws IOException {
    assertSame(Safetensors.loadFile(DTYPES));
    assertEquals(Map.of("format", "pt", "by", "hand"), Safetensors.loadMetadata(DTYPES));
  }

  @Test
  void whatWasReadIsWrittenAndReadAgain() throws IOException {
    Path file = folder.resolve("again.safetensors");
    Safetensors.saveFile(Safetensors.loadFile(DTYPES), file, Map.of("a", "ä\n"));
    assertSame(Safetensors.loadFile(file));
    assertEquals(Map.of("a", "ä\n"), Safetensors.loadMetadata(file));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}} | 12 | its tensor b begins at 4 instead of 8: data overlaps or has gaps",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}} | 12 | its tensor a begins at 4 instead of 0: data overlaps or has gaps",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | 12 | has 12 bytes of data, but its header says 8",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}} | 8 | has 8 bytes of data, but its header says 16",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | 4 | its tensor a has data_offsets that do not match its 8 bytes",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,8]}} | 8 | its tensor a has an impossible shape",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]}} | 8 | its tensor a has an impossible shape",
        "{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[1],\"data_offsets\":[0,1]}} | 1 | its value under \"a\" is a tensor of torch.float8_e4m3fn, which DJL cannot hold: in Python, save tensor.to(torch.float32) instead",
        "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}} | 8 | its tensor a lacks dtype, shape or data_offsets",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,8]}} | 8 | its header is not the JSON of safetensors",
        "{a:1} | 0 | its header is not the JSON of safetensors",
        "[] | 0 | its header is not the JSON of safetensors",
      })
  void aBadHeaderIsRefused(String header, int bytes, String message) throws IOException {
    Path file = folder.resolve("bad.safetensors");
    Files.write(file, file(header.getBytes(StandardCharsets.UTF_8), bytes));
    assertRefused(file, message);
  }

  /** A file of a header and zeros. */
  static byte[] file(byte[] header, int bytes) {
    return ByteBuffer.allocate(8 + header.length + bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .array();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}x",
        "{}{}",
        "{}\0",
        "{},",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[\"1\"],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":[\"F32\"],\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1e0],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[01],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":1,\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],}}",
        "{\"a\":null}",
        "{'a':{}}",
        "{\"a\n\":{}}",
        "{\"\\ud800\":{}}",
        "{\"\u00ff\":{}}",
        "{\"\u00c0\u0080\":{}}",
        "{\"__metadata__\":{\"a\":1}}",
        "{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}",
        "{\"__metadata__\":[]}",
      })
  void whatTheFormatForbidsIsRefused(String header) throws IOException {
    Path file = folder.resolve("lax.safetensors");
    Files.write(file, file(header.getBytes(StandardCharsets.ISO_8859_1), 4));
    assertRefused(file, "its header is not the JSON of safetensors");
  }

  @Test
  void twoTensorsOfOneNameAreRefused() throws IOException {
    String tensor = "\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}";
    Path file = folder.resolve("twice.safetensors");
    Files.write(file, file(("{" + tensor + "," + tensor + "}").getBytes(), 0));
    assertRefused(file, "has the name \"a\" twice");
  }

  @Test
  void fieldsThatTheFormatMayGetAndSpacesAreReadOver() throws IOException {
    String tensor =
        "{ \"\\u0061\\n\" : {\"new\":[1.5e3,{\"x\":[null,true]}],\"dtype\":\"F32\",\"shape\":[],"
            + "\"data_offsets\":[0,4]} }  \n";
    Path file = folder.resolve("spaces.safetensors");
    Files.write(file, file(tensor.getBytes(), 4));
    assertEquals(0f, Safetensors.loadFile(file).get("a\n").getFloat());
  }

  private static void assertRefused(Path file, String message) {
    Expect.refusal(
        TorchFormatException.class, file + ": " + message, () -> Safetensors.loadFile(file));
  }

  @ParameterizedTest
  @CsvSource({"-1, 18446744073709551615", "2147483648, 2147483648", "100, 100"})
  void aHeaderLongerThanTheFileIsRefused(long length, String shown) throws IOException {
    Path file = folder.resolve("long.safetensors");
    Files.write(
        file, ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
    assertRefused(file, "is not a safetensors file: its header would have " + shown + " bytes");
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    assertRefused(folder, "is a folder");
    assertRefused(Files.createFile(folder.resolve("empty")), "is empty");
    assertThrows(
        TorchFormatException.class, () -> Safetensors.loadFile(Stored.FOLDER.resolve("lstm.pt")));
    assertThrows(TorchFormatException.class, () -> Pt.load(DTYPES));
  }

  @Test
  void aTruncatedFileIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(DTYPES);
    Path file = folder.resolve("cut.safetensors");
    for (int length = 1; length < whole.length; length += 16) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThrows(TorchFormatException.class, () -> Safetensors.loadFile(file));
    }
  }

  @Test
  void aDamagedFileIsRefusedOrReadAndNeverWorse() throws IOException {
    Random random = new Random(1);
    byte[] whole = Files.readAllBytes(DTYPES);
    Path file = folder.resolve("damaged.safetensors");
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(900)] = (byte) random.nextInt(256);
      Files.write(file, damaged);
      try (Scope each = Torch.scope()) {
        Safetensors.loadFile(file);
      } catch (TorchFormatException refused) {
        assertTrue(refused.getMessage().startsWith(file.toString()));
      }
    }
  }
}
