package io.github.torchrnn.io;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Scope;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.StoredZip;
import io.github.torchrnn.tutorial.Progress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Files that were good before bits, lengths, headers, directories or instructions of them were
 * changed: {@code FileFuzz FILES SEED}. Each is loaded, or refused in one line.
 */
public final class FileFuzz {

  private static final double MAX_SECONDS = 5;
  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    2,
    7,
    8,
    64,
    255,
    256,
    65535,
    Integer.MAX_VALUE,
    1L << 31,
    1L << 32,
    1L << 40,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };
  private static final String INSTRUCTIONS =
      "\u0080\u0095(012N\u0088\u0089KMJ\u008aGUX\u008c\u008dCB\u008e\u0096]}\u008f)\u0085\u0086\u0087"
          + "tae\u0090suc\u0093R\u0081bQqr\u0094hj.";
  private static final String JSON = "{}[]\",:0123456789-+.eE\\untrfalse \0\u00ff";

  private final Random random;
  private final List<byte[]> good = new ArrayList<>();
  private final Path file;

  private FileFuzz(long seed, Path folder) throws IOException {
    random = new Random(seed);
    file = folder.resolve("mutated");
    try (Stream<Path> stored = Files.list(Stored.FOLDER)) {
      for (Path path : stored.sorted().toList()) {
        if (path.toString().matches(".*\\.(pt|safetensors|bin)")) {
          good.add(Files.readAllBytes(path));
        }
      }
    }
  }

  /** Prints what went wrong, and how many files there were. */
  public static void main(String[] args) throws IOException {
    int files = Integer.parseInt(args[0]);
    long seed = Long.parseLong(args[1]);
    Path folder = Files.createTempDirectory("fuzz");
    FileFuzz fuzz = new FileFuzz(seed, folder);
    long start = System.nanoTime();
    int faults = 0;
    int loaded = 0;
    Progress progress = Progress.of("Files", files);
    for (int i = 1; i <= files; i++) {
      byte[] mutated = fuzz.mutated();
      Files.write(fuzz.file, mutated);
      String fault = fuzz.fault();
      if (fault == null) {
        loaded++;
      } else if (!fault.isEmpty()) {
        faults++;
        Path kept = Files.createTempFile("fault", "");
        Files.write(kept, mutated);
        progress.clear();
        System.out.printf("file %d of seed %d, kept as %s: %s%n", i, seed, kept, fault);
      }
      if (files > 20_000 && i % (files / 20) == 0) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        progress.clear();
        System.err.printf("%d files, %d s%n", i, seconds);
      }
      progress.step(1);
    }
    progress.clear();
    Files.deleteIfExists(fuzz.file);
    Files.delete(folder);
    System.out.println(
        "files " + files + ", faults " + faults + (loaded > 0 ? "" : ", none was loaded"));
    System.exit(faults == 0 ? 0 : 1);
  }

  /** Null if it was loaded, nothing if it was refused as it should be. */
  private String fault() {
    long start = System.nanoTime();
    String fault = null;
    try (Scope scope = Torch.scope()) {
      boolean safetensors = Files.readAllBytes(file)[0] != 'P' && !isPickle();
      Object value = safetensors ? Safetensors.loadFile(file) : Pt.load(file);
      touch(value, 0);
      if (random.nextInt(10) == 0) {
        saveAgain(value);
      }
    } catch (TorchFormatException refused) {
      String message = refused.getMessage();
      boolean fine =
          message.startsWith(file + ": ") && message.chars().allMatch(c -> c >= ' ' && c < 127);
      fault = fine ? "" : "a bad message: " + message;
    } catch (IOException | RuntimeException | Error e) {
      fault = e.toString();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return seconds > MAX_SECONDS ? seconds + " s" : fault;
  }

  private boolean isPickle() throws IOException {
    return Files.readAllBytes(file)[0] == (byte) 0x80;
  }

  /** Reads every number: what lies beyond a storage would show. */
  private static void touch(Object value, int depth) {
    if (value instanceof NDArray array) {
      if (array.size() < 100_000) {
        array.toByteBuffer();
      }
    } else if (depth < 20 && value instanceof Map<?, ?> map) {
      map.values().forEach(item -> touch(item, depth + 1));
    } else if (depth < 20 && value instanceof List<?> list) {
      list.forEach(item -> touch(item, depth + 1));
    } else if (depth < 20 && value instanceof PickledModule module) {
      touch(module.stateDict(), depth + 1);
      touch(module.attributes(), depth + 1);
      touch(module.namedChildren(), depth + 1);
    } else if (depth < 20 && value instanceof PickledObject object) {
      touch(object.state(), depth + 1);
      touch(object.arguments(), depth + 1);
    }
  }

  /** What was read can be written, unless it is what Python would write and Java cannot. */
  private void saveAgain(Object value) throws IOException {
    Path again = file.resolveSibling("again");
    try {
      Pt.save(value, again);
      Pt.load(again);
    } catch (IllegalArgumentException e) {
      if (!e.getMessage().matches("cannot write a .*\\.Pickled(Module|Object).*")) {
        throw e;
      }
    } finally {
      Files.deleteIfExists(again);
    }
  }

  // ---- mutations

  private byte[] mutated() throws IOException {
    byte[] bytes = good.get(random.nextInt(good.size())).clone();
    int kinds = random.nextInt(10) == 0 ? 2 : 1;
    for (int i = 0; i < kinds; i++) {
      bytes = mutated(bytes);
    }
    return bytes.length == 0 ? new byte[1] : bytes;
  }

  private byte[] mutated(byte[] bytes) throws IOException {
    if (bytes.length < 64) {
      return bytes;
    }
    return switch (random.nextInt(8)) {
      case 0 -> flipped(bytes, 0, bytes.length);
      case 1 -> number(bytes, 0, bytes.length);
      case 2 -> random.nextBoolean() ? flipped(bytes, 0, 64) : number(bytes, 0, 64);
      case 3 -> directory(bytes);
      case 4 -> resized(bytes);
      default -> inside(bytes);
    };
  }

  private byte[] flipped(byte[] bytes, int start, int end) {
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      bytes[start + random.nextInt(end - start)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private byte[] number(byte[] bytes, int start, int end) {
    long number = NUMBERS[random.nextInt(NUMBERS.length)];
    if (random.nextInt(4) == 0) {
      number = bytes.length + random.nextInt(21) - 10;
    }
    byte[] all = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array();
    int at = start + random.nextInt(Math.max(1, end - start - 8));
    System.arraycopy(all, 0, bytes, at, 1 << random.nextInt(4));
    return bytes;
  }

  private byte[] directory(byte[] bytes) {
    int start = Math.max(0, bytes.length - (random.nextBoolean() ? 64 : 1200));
    return random.nextBoolean()
        ? flipped(bytes, start, bytes.length)
        : number(bytes, start, bytes.length);
  }

  private byte[] resized(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    int length = random.nextInt(Math.min(200, bytes.length - at));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    switch (random.nextInt(4)) {
      case 0 -> out.write(bytes, 0, at);
      case 1 -> { // a part is left out
        out.write(bytes, 0, at);
        out.write(bytes, at + length, bytes.length - at - length);
      }
      case 2 -> { // a part stands there twice
        out.write(bytes, 0, at + length);
        out.write(bytes, at, bytes.length - at);
      }
      default -> { // the end is another file's
        byte[] other = good.get(random.nextInt(good.size()));
        out.write(bytes, 0, at);
        int from = random.nextInt(other.length);
        out.write(other, from, other.length - from);
      }
    }
    return out.toByteArray();
  }

  /** Changes a pickle or a header, and makes the file around it fit. */
  private byte[] inside(byte[] bytes) throws IOException {
    if (bytes[0] == 'P') {
      return zip(bytes);
    } else if (bytes[0] == (byte) 0x80) {
      return changed(bytes, INSTRUCTIONS);
    }
    long length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > bytes.length - 8) {
      return bytes;
    }
    byte[] header = changed(Arrays.copyOfRange(bytes, 8, (int) length + 8), JSON);
    ByteBuffer file = ByteBuffer.allocate(bytes.length - (int) length + header.length);
    file.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header);
    return file.put(bytes, 8 + (int) length, bytes.length - 8 - (int) length).array();
  }

  private byte[] zip(byte[] bytes) throws IOException {
    Map<String, byte[]> parts = new LinkedHashMap<>();
    String folder = "archive";
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName();
        folder = name.substring(0, Math.max(0, name.indexOf('/')));
        parts.put(name.substring(name.indexOf('/') + 1), zip.readAllBytes());
      }
    } catch (IOException | IllegalArgumentException e) {
      return flipped(bytes, 0, bytes.length); // which Java's reader cannot read in a stream
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (StoredZip zip = new StoredZip(out, folder)) {
      for (Map.Entry<String, byte[]> part : parts.entrySet()) {
        boolean pickle = part.getKey().equals("data.pkl");
        zip.add(part.getKey(), pickle ? changed(part.getValue(), INSTRUCTIONS) : part.getValue());
      }
    }
    return out.toByteArray();
  }

  private byte[] changed(byte[] code, String alphabet) {
    byte[] letters = alphabet.getBytes(StandardCharsets.ISO_8859_1);
    byte[] changed = code;
    for (int i = 1 + random.nextInt(3); i > 0 && changed.length > 0; i--) {
      int at = random.nextInt(changed.length);
      switch (random.nextInt(4)) {
        case 0 -> changed[at] = letters[random.nextInt(letters.length)];
        case 1 -> { // one more
          byte[] longer = Arrays.copyOf(changed, changed.length + 1);
          System.arraycopy(changed, at, longer, at + 1, changed.length - at);
          longer[at] = letters[random.nextInt(letters.length)];
          changed = longer;
        }
        case 2 -> changed[at] = (byte) random.nextInt(256);
        default -> { // a part in another's place
          int from = random.nextInt(changed.length);
          int length = Math.min(random.nextInt(40), changed.length - Math.max(from, at));
          System.arraycopy(changed, from, changed, at, length);
        }
      }
    }
    return changed;
  }
}
