package io.github.torchrnn.io;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.StoredZip;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.script.PickleWriter;
import io.github.torchrnn.internal.script.TensorBytes;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The files of {@code torch.save} and {@code torch.load}: state_dicts of modules and optimizers,
 * and checkpoints of several with numbers and texts.
 *
 * <pre>{@code
 * Pt.save(net.stateDict(), path);              // torch.save(net.state_dict(), path)
 * net.loadStateDict(Pt.loadStateDict(path));   // net.load_state_dict(torch.load(path))
 * }</pre>
 */
public final class Pt {

  private static final String FORMAT_VERSION = "3\n";
  private static final int MOST_PICKLE = 1 << 28;

  private Pt() {}

  /**
   * Writes what {@code torch.load(path)} reads back equal, with its default weights_only=True. The
   * file is complete or, after an error, the old one.
   *
   * @param value maps, lists, texts, Long, Double, Boolean, null and arrays
   * @throws IllegalArgumentException if something else is in it
   * @throws IOException if the file cannot be written
   */
  public static void save(Object value, Path path) throws IOException {
    if (path == null) {
      throw new NullPointerException("path is null");
    }
    PickleWriter pickle = new PickleWriter();
    byte[] data = pickle.write(value);
    List<NDArray> tensors = pickle.tensors();
    tensors.forEach(tensor -> ElementType.of(Tensors.usable("array", tensor).getDataType()));
    AtomicFile.write(
        path,
        out -> {
          try (StoredZip zip = new StoredZip(out, "archive")) {
            zip.add("data.pkl", data);
            zip.add("byteorder", "little");
            for (int i = 0; i < tensors.size(); i++) {
              NDArray tensor = tensors.get(i);
              zip.add("data/" + i, TensorBytes.size(tensor), to -> TensorBytes.write(tensor, to));
            }
            zip.add("version", FORMAT_VERSION);
          }
        });
  }

  /**
   * Reads what {@code torch.save} wrote, by the rules of weights_only=True: {@code
   * torch.load(path)}. Arrays are on the CPU and belong to the innermost scope; bfloat16 becomes
   * float32, and int16 int32.
   *
   * @return maps in their order, with Long or String keys; lists, also for tuples; Long, Double,
   *     Boolean, String, null and NDArray
   * @throws TorchFormatException if it is another file, or a damaged one
   */
  public static Object load(Path path) throws IOException {
    requireFile(path);
    try (ZipFile zip = new ZipFile(path.toFile())) {
      return load(zip);
    } catch (ZipException e) {
      throw new TorchFormatException(path, notZip(path, e));
    } catch (EOFException e) {
      throw new TorchFormatException(path, "is truncated");
    } catch (TorchFormatException e) {
      throw new TorchFormatException(path, e.getMessage());
    }
  }

  /**
   * Reads a module's state: {@code torch.load(path)} for {@code load_state_dict}.
   *
   * @throws TorchFormatException if the file holds something else
   */
  public static Map<String, NDArray> loadStateDict(Path path) throws IOException {
    Map<String, NDArray> state = new LinkedHashMap<>();
    if (load(path) instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (!(entry.getKey() instanceof String name)
            || !(entry.getValue() instanceof NDArray array)) {
          throw new TorchFormatException(
              path, "no state_dict: under " + entry.getKey() + " it holds no tensor; see Pt.load");
        }
        state.put(name, array);
      }
      return state;
    }
    throw new TorchFormatException(path, "no state_dict, but a single value; see Pt.load");
  }

  static void requireFile(Path path) throws IOException {
    if (path == null) {
      throw new NullPointerException("path is null");
    }
    if (Files.isDirectory(path)) {
      throw new TorchFormatException(path, "is a folder");
    }
    if (Files.size(path) == 0) {
      throw new TorchFormatException(path, "is empty");
    }
  }

  private static Object load(ZipFile zip) throws IOException {
    String folder = folder(zip);
    if (zip.getEntry(folder + "constants.pkl") != null) {
      throw new TorchFormatException(
          "is a TorchScript archive, not a state_dict: load it with DJL's Criteria");
    }
    ZipEntry order = zip.getEntry(folder + "byteorder");
    if (order != null && !new String(read(zip, order)).equals("little")) {
      throw new TorchFormatException("was written on a big-endian machine");
    }
    PtGlobals globals =
        new PtGlobals((key, type, count) -> storage(zip, folder + "data/" + key, type, count));
    boolean whole = false;
    try (globals) {
      Object value = new Unpickler(read(zip, entry(zip, folder + "data.pkl")), globals).read();
      whole = true;
      return value;
    } finally {
      if (!whole) {
        globals.made().forEach(NDArray::close);
      }
    }
  }

  /** The one folder in which torch puts everything. */
  private static String folder(ZipFile zip) throws TorchFormatException {
    for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
      String name = all.nextElement().getName();
      if (name.indexOf('/') == name.lastIndexOf('/') && name.endsWith("/data.pkl")) {
        return name.substring(0, name.indexOf('/') + 1);
      }
    }
    throw new TorchFormatException("is a zip, but none of torch.save: it has no data.pkl");
  }

  private static ZipEntry entry(ZipFile zip, String name) throws TorchFormatException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new TorchFormatException("lacks its part " + name);
    }
    if (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize()) {
      throw new TorchFormatException("is compressed, which torch.save never does: " + name);
    }
    return entry;
  }

  private static byte[] read(ZipFile zip, ZipEntry entry) throws IOException {
    if (entry.getSize() > MOST_PICKLE) {
      throw new TorchFormatException("its " + entry.getName() + " is too large for one");
    }
    try (InputStream in = zip.getInputStream(entry(zip, entry.getName()))) {
      byte[] bytes = in.readAllBytes();
      if (bytes.length != entry.getSize()) {
        throw new TorchFormatException("is truncated within " + entry.getName());
      }
      return bytes;
    }
  }

  private static NDArray storage(ZipFile zip, String name, ElementType type, long count)
      throws IOException {
    ZipEntry entry = entry(zip, name);
    if (count > Long.MAX_VALUE / type.bytes() || entry.getSize() != count * type.bytes()) {
      throw new TorchFormatException(
          "its part %s has %d bytes, not those of %d numbers"
              .formatted(name, entry.getSize(), count));
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return TensorReader.read(in, type, count);
    }
  }

  private static String notZip(Path path, ZipException e) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      if (in.read() == 0x80) {
        return "is in the format of torch before 1.6, or a bare pickle: load it in Python and save it"
            + " again";
      }
    }
    return "is no file of torch.save, or a damaged one: " + e.getMessage();
  }
}
