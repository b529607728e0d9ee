package io.github.torchrnn.io;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Shown;
import io.github.torchrnn.internal.StoredZip;
import io.github.torchrnn.internal.archive.AtomicFile;
import io.github.torchrnn.internal.archive.PickleWriter;
import io.github.torchrnn.internal.archive.TensorBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The files of {@index torch.save} and {@code torch.load}: state_dicts of modules and optimizers,
 * and checkpoints that hold several of them with numbers and strings.
 *
 * <pre>{@code
 * Pt.save(net.stateDict(), path);              // torch.save(net.state_dict(), path)
 * net.loadStateDict(Pt.loadStateDict(path));   // net.load_state_dict(torch.load(path))
 * }</pre>
 */
public final class Pt {

  private static final String FORMAT_VERSION = "3\n";
  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte PICKLE = (byte) 0x80;

  private Pt() {}

  /**
   * Writes a value so that {@code torch.load(path)}, with its default weights_only=True, reads back
   * an equal one. The file is complete or, after an error, the old one, even if the machine stops:
   * it is on the disk before it takes the old one's name. If the path is a link, its target is
   * written, and keeps its permissions; a pipe or a device is written to directly.
   *
   * <p>As with torch, an object that occurs in the value twice is one object in Python, and arrays
   * that share memory are tensors of one storage; on CUDA, only an array that occurs twice is.
   *
   * <p>Other threads may use the arrays meanwhile. Each storage is copied once, in one go, and the
   * copy is written: the file is always whole. A change that another thread makes during that copy
   * may be in it or not, number by number, and the arrays are copied one after the other: to save
   * the state of one moment, save between two steps.
   *
   * @param value maps, lists, sets, strings, Integer, Long, BigInteger, Double, Boolean, null,
   *     {@code byte[]} and arrays; a map or list may contain itself. Keys are strings, numbers,
   *     Booleans and null
   * @throws IllegalArgumentException if the value holds anything else, or a string with a lone
   *     surrogate, or is nested more than 500 deep
   * @throws IllegalStateException if an array has been closed
   * @throws IOException if the file cannot be written
   */
  public static void save(@Nullable Object value, Path path) throws IOException {
    Objects.requireNonNull(path, "path is null");
    PickleWriter.Pickled pickle = PickleWriter.write(value);
    pickle.tensors().forEach(tensor -> ElementType.of(tensor.getDataType()));
    AtomicFile.write(
        path,
        out -> {
          try (StoredZip zip = new StoredZip(out, "archive")) {
            zip.add("data.pkl", pickle.bytes());
            zip.add("byteorder", "little");
            for (int i = 0; i < pickle.storages().count(); i++) {
              try (TensorBytes numbers = pickle.storages().copy(i)) {
                zip.add("data/" + i, numbers.size(), numbers::writeTo);
              }
            }
            zip.add("version", FORMAT_VERSION);
          }
        });
  }

  /**
   * Reads a file of {@code torch.save}: {@code torch.load(path)}, also of a whole model. It may
   * have the format before torch 1.6, have been zipped again, or come from a big-endian machine.
   * Arrays are on the CPU and belong to the innermost scope; bfloat16 becomes float32, and int16
   * int32. As in torch, tensors that share a storage share it here as well, and an expanded tensor
   * stays a view of few numbers: {@code duplicate()} copies it.
   *
   * <p>Every entry of the archive is compared with its checksum, except those that torch wrote
   * without one ({@code torch.serialization.set_crc32_options(False)}); the format before torch 1.6
   * has none. The memory that a file may take is limited by its size.
   *
   * @return maps in their order; lists, also for tuples; sets; Long (or BigInteger if Long is too
   *     small), Double, Boolean, String, null, {@code byte[]} and NDArray. A storage by itself is
   *     an array of one dimension. Keys are Strings, numbers, Booleans, null and lists of these. A
   *     whole model is a {@link PickledModule}, as with {@code weights_only=False}, and any other
   *     object or function a {@link PickledObject}: no class is made, and nothing is called
   * @throws TorchFormatException with a message of one line, if the file is of another format, is
   *     damaged, or has a tensor of a type that DJL lacks; the last names the keys and what to save
   *     in Python instead
   * @throws IOException if the file cannot be read
   */
  public static @Nullable Object load(Path path) throws IOException {
    requireFile(path);
    try (FileChannel file = FileChannel.open(path)) {
      byte[] start = new byte[ZIP.length];
      file.read(ByteBuffer.wrap(start));
      if (Arrays.equals(start, ZIP)) {
        return PtArchive.read(file);
      } else if (start[0] == PICKLE) {
        return PtLegacy.read(file);
      }
      throw new TorchFormatException("is not a torch.save file, or is damaged");
    } catch (TorchFormatException e) {
      throw new TorchFormatException(path, e.getMessage());
    }
  }

  /**
   * Reads a module's state: {@code torch.load(path)} for {@code load_state_dict}.
   *
   * @return the tensors by name, in the order of the file
   * @throws TorchFormatException as {@link #load}, or if the file holds anything but tensors by
   *     name
   * @throws IOException if the file cannot be read
   */
  public static Map<String, NDArray> loadStateDict(Path path) throws IOException {
    Map<String, NDArray> state = new LinkedHashMap<>();
    Object loaded = load(path);
    if (loaded instanceof PickledModule module) {
      throw new TorchFormatException(
          path,
          "holds a whole model, %s: its state is ((PickledModule) Pt.load(path)).stateDict()"
              .formatted(Shown.name(module.className())));
    }
    if (loaded instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (!(entry.getKey() instanceof String name)
            || !(entry.getValue() instanceof NDArray array)) {
          throw new TorchFormatException(
              path,
              "is not a state_dict: its value under "
                  + Shown.key(entry.getKey())
                  + " is not a tensor; use Pt.load");
        }
        state.put(name, array);
      }
      return state;
    }
    throw new TorchFormatException(path, "holds a single value, not a state_dict; use Pt.load");
  }

  static void requireFile(Path path) throws IOException {
    Objects.requireNonNull(path, "path is null");
    if (Files.isDirectory(path)) {
      throw new TorchFormatException(path, "is a folder");
    }
    if (Files.size(path) == 0) {
      throw new TorchFormatException(path, "is empty");
    }
  }
}
