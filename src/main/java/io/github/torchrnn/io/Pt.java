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
  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte PICKLE = (byte) 0x80;

  private Pt() {}

  /**
   * Writes what {@code torch.load(path)} reads back equal, with its default weights_only=True. The
   * file is complete or, after an error, the old one: also where the machine stops, as it is on the
   * disk before it takes the old one's name. A link's target is written, with the permissions that
   * it has; into a pipe or a device the file is written as it is.
   *
   * <p>As with torch, what stands in the value twice is one object in Python, and arrays that share
   * memory are tensors of one storage; on CUDA only an array that stands there twice.
   *
   * <p>Other threads may use the arrays meanwhile. Each storage is copied once, in one go, and the
   * copy is written: the file is always whole. What another thread changes during that copy may be
   * in it or not, number by number, and the arrays are copied one after the other: for a state of
   * one moment save between two steps.
   *
   * @param value maps, lists, sets, texts, Integer, Long, BigInteger, Double, Boolean, null, {@code
   *     byte[]} and arrays; a map or list may contain itself. Keys are texts, numbers, Booleans and
   *     null
   * @throws IllegalArgumentException if something else is in it, or a text with half a character (a
   *     lone surrogate), or it is nested more than 500 deep
   * @throws IllegalStateException if an array has been closed
   * @throws IOException if the file cannot be written
   */
  public static void save(Object value, Path path) throws IOException {
    if (path == null) {
      throw new NullPointerException("path is null");
    }
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
   * Reads what {@code torch.save} wrote, by the rules of weights_only=True: {@code
   * torch.load(path)}; also the form before torch 1.6, archives that were packed again, and those
   * of big-endian machines. Arrays are on the CPU and belong to the innermost scope; bfloat16
   * becomes float32, and int16 int32. As in torch, tensors that share a storage share it here as
   * well, and one that was expanded stays a view of few numbers: {@code duplicate()} makes one of
   * its own.
   *
   * <p>Every part of the archive is compared with its checksum, but for those that torch wrote
   * without ({@code torch.serialization.set_crc32_options(False)}); the form before torch 1.6 has
   * none. What a file asks for in memory is limited by its size.
   *
   * @return maps in their order; lists, also for tuples; sets; Long (or BigInteger where that is
   *     too small), Double, Boolean, String, null, {@code byte[]} and NDArray. A storage by itself
   *     is an array of one dimension. Keys are Strings, numbers, Booleans, null and lists of these
   * @throws TorchFormatException in one line, if it is another file, a damaged one, or one that has
   *     a tensor of a type that DJL lacks, with its key and what to do in Python
   */
  public static Object load(Path path) throws IOException {
    requireFile(path);
    try (FileChannel file = FileChannel.open(path)) {
      byte[] start = new byte[ZIP.length];
      file.read(ByteBuffer.wrap(start));
      if (Arrays.equals(start, ZIP)) {
        return PtArchive.read(file);
      } else if (start[0] == PICKLE) {
        return PtLegacy.read(file);
      }
      throw new TorchFormatException("is no file of torch.save, or a damaged one");
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
              path,
              "no state_dict: under "
                  + Shown.key(entry.getKey())
                  + " it holds no tensor; see Pt.load");
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
}
