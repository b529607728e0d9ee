package io.github.torchrnn.io;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Shown;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.Utf8;
import io.github.torchrnn.internal.archive.AtomicFile;
import io.github.torchrnn.internal.archive.TensorBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The format of the Python package {@index safetensors.torch}: {@code save_file} and {@code
 * load_file}.
 */
public final class Safetensors {

  private static final int ALIGNMENT = 8;

  private Safetensors() {}

  /**
   * Reads all tensors: {@code load_file(path)}. They are on the CPU and belong to the innermost
   * scope; bfloat16 becomes float32, and int16 int32. The memory that a file may take is limited by
   * its size.
   *
   * @return the tensors by name, in the order of the file's data
   * @throws TorchFormatException with a message of one line, if the file is of another format, is
   *     damaged, or has a tensor of a type that DJL lacks; the last names the tensor and what to
   *     save in Python instead
   * @throws IOException if the file cannot be read
   */
  public static Map<String, NDArray> loadFile(Path path) throws IOException {
    Pt.requireFile(path);
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    boolean whole = false;
    try (FileChannel file = FileChannel.open(path)) {
      Budget budget = new Budget(file.size());
      for (SafetensorsHeader.Tensor tensor : SafetensorsHeader.read(file, budget).tensors()) {
        NDArray array = TensorReader.empty(tensor.type(), budget, tensor.shape());
        tensors.put(tensor.name(), array);
        TensorReader.fill(array, tensor.type(), ByteOrder.LITTLE_ENDIAN, file);
      }
      whole = true;
      return tensors;
    } catch (TorchFormatException e) {
      throw new TorchFormatException(path, e.getMessage());
    } finally {
      if (!whole) {
        tensors.values().forEach(NDArray::close);
      }
    }
  }

  /**
   * Reads the strings that are saved with the tensors: {@code safe_open(path, "pt").metadata()}.
   *
   * @return the metadata by key; empty if the file has none
   * @throws TorchFormatException if the file is not a safetensors file, or is damaged
   * @throws IOException if the file cannot be read
   */
  public static Map<String, String> loadMetadata(Path path) throws IOException {
    return SafetensorsHeader.read(path).metadata();
  }

  /** {@link #saveFile(Map, Path, Map)} without metadata. */
  public static void saveFile(Map<String, NDArray> tensors, Path path) throws IOException {
    saveFile(tensors, path, Map.of());
  }

  /**
   * Writes tensors: {@code save_file(tensors, path, metadata)}. The file is complete or, after an
   * error, the old one. Threads may use the arrays meanwhile, as {@link Pt#save} says.
   *
   * @param tensors of any shape, by name
   * @throws IllegalArgumentException if an array is of a type that the format lacks, or a string
   *     has a lone surrogate
   * @throws IllegalStateException if an array has been closed
   * @throws IOException if the file cannot be written
   */
  public static void saveFile(Map<String, NDArray> tensors, Path path, Map<String, String> metadata)
      throws IOException {
    Objects.requireNonNull(path, "path is null");
    Objects.requireNonNull(tensors, "tensors is null");
    Objects.requireNonNull(metadata, "metadata is null");
    List<Map.Entry<String, NDArray>> sorted = new ArrayList<>();
    metadata.forEach(
        (key, value) -> {
          requireText("a key of the metadata", key);
          requireText("a value of the metadata", value);
        });
    for (Map.Entry<String, NDArray> tensor : tensors.entrySet()) {
      requireText("the name of a tensor", tensor.getKey());
      ElementType.of(Tensors.usable(tensor.getKey(), tensor.getValue()).getDataType());
      sorted.add(tensor);
    }
    // The widest types first, so that each tensor begins at a multiple of its element size.
    sorted.sort(
        Comparator.comparingInt(
                (Map.Entry<String, NDArray> t) -> -t.getValue().getDataType().getNumOfBytes())
            .thenComparing(Map.Entry::getKey));
    byte[] header = padded(SafetensorsHeader.json(sorted, metadata));
    AtomicFile.write(
        path,
        out -> {
          out.write(
              ByteBuffer.allocate(Long.BYTES)
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .putLong(header.length)
                  .array());
          out.write(header);
          for (Map.Entry<String, NDArray> tensor : sorted) {
            try (TensorBytes numbers = TensorBytes.copy(tensor.getValue())) {
              numbers.writeTo(out);
            }
          }
        });
  }

  private static void requireText(String what, String text) {
    if (!Utf8.isWhole(Objects.requireNonNull(text, () -> what + " is null"))) {
      throw new IllegalArgumentException(
          "%s is a string with a lone surrogate, which no file can hold: %s"
              .formatted(what, Shown.key(text)));
    }
  }

  private static byte[] padded(String json) {
    int length = json.getBytes(StandardCharsets.UTF_8).length;
    return (json + " ".repeat(Math.floorMod(-length, ALIGNMENT))).getBytes(StandardCharsets.UTF_8);
  }
}
