package io.github.torchrnn.io;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Shown;
import io.github.torchrnn.internal.TorchText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The storages of a file, and the tensors in them. As in torch, a tensor is a view of its storage,
 * and tensors that share a storage in the file share it here as well.
 */
final class PtStorages implements AutoCloseable {

  /** Reads the elements of a storage, or allocates an array for them. */
  @FunctionalInterface
  interface Reader {
    NDArray read(String key, ElementType type, long count) throws IOException;
  }

  /**
   * A storage, as the pickle refers to it.
   *
   * @param dtype the element type by torch's name
   * @param count the number of elements
   */
  record Storage(String key, String dtype, long count) {
    @Nullable ElementType type() {
      return ElementType.ofDtype(dtype);
    }
  }

  /** A storage that the pickle has referred to, and the array of its elements. */
  record Numbers(Storage storage, NDArray array) {}

  private static final int MAX_DIMENSIONS = 64;
  private static final int ARRAY_BYTES = 2048;

  private final Reader reader;
  private final Budget budget;
  private final long fileBytes;
  private final Map<String, Numbers> read = new HashMap<>();
  private final List<NDArray> made = new ArrayList<>();
  private final List<NDArray> negative = new ArrayList<>();

  PtStorages(Reader reader, Budget budget, long fileBytes) {
    this.reader = reader;
    this.budget = budget;
    this.fileBytes = fileBytes;
  }

  /** A tensor, or an {@link UnsupportedValue} for one that DJL cannot hold. */
  Object tensor(
      Storage storage, long offset, long[] sizes, long[] strides, @Nullable Map<?, ?> bits)
      throws IOException {
    budget.objects(ARRAY_BYTES);
    ElementType type = storage.type();
    if (type == null) {
      return UnsupportedValue.ofDtype(storage.dtype);
    }
    if (bits != null && Boolean.TRUE.equals(bits.get("conj"))) {
      throw new TorchFormatException("has a conjugate tensor that is not complex");
    }
    requireWithin(storage, offset, sizes, strides);
    long bytes = type.heldBytes();
    for (long size : sizes) {
      bytes *= size;
    }
    boolean negated = bits != null && Boolean.TRUE.equals(bits.get("neg"));
    if (bytes / type.heldBytes() > storage.count && !budget.holds(bytes)) {
      return new UnsupportedValue(
          "a tensor of size %s and %s bytes, expanded from a storage of %s numbers"
              .formatted(TorchText.sizes(sizes), bytes, storage.count),
          "which is too much for a file of %s bytes: in Python, save tensor.clone() instead"
              .formatted(fileBytes));
    }
    if (negated) {
      budget.numbers(bytes);
    }
    NDArray tensor =
        Kernels.call(
            LibTorch.manager(), "view_of_storage", numbers(storage), sizes, strides, offset);
    made.add(tensor);
    if (negated) {
      negative.add(tensor);
    }
    return tensor;
  }

  /** A storage that occurs by itself, as an array of one dimension. */
  Object whole(Storage storage) throws IOException {
    return tensor(storage, 0, new long[] {storage.count}, new long[] {1}, null);
  }

  private NDArray numbers(Storage storage) throws IOException {
    Numbers numbers = read.get(storage.key);
    if (numbers == null) {
      budget.objects(ARRAY_BYTES);
      NDArray array = reader.read(storage.key, storage.type(), storage.count);
      numbers = new Numbers(storage, array);
      read.put(storage.key, numbers);
    } else if (!numbers.storage.equals(storage)) {
      throw new TorchFormatException(
          "refers to its storage %s with two types or sizes".formatted(Shown.name(storage.key)));
    }
    return numbers.array;
  }

  private static void requireWithin(Storage storage, long offset, long[] sizes, long[] strides)
      throws TorchFormatException {
    boolean fits = offset >= 0 && sizes.length == strides.length && sizes.length <= MAX_DIMENSIONS;
    try {
      long last = offset;
      long bytes = Long.BYTES;
      for (int i = 0; fits && i < sizes.length; i++) {
        fits = sizes[i] >= 0 && strides[i] >= 0;
        bytes = Math.multiplyExact(bytes, sizes[i]);
        last = Math.addExact(last, Math.multiplyExact(Math.max(0, sizes[i] - 1), strides[i]));
      }
      fits = fits && (bytes == 0 ? offset <= storage.count : last < storage.count);
    } catch (ArithmeticException e) {
      fits = false;
    }
    if (!fits) {
      throw new TorchFormatException(
          "has a tensor of size %s, stride %s and offset %s that lies beyond its storage of %s numbers"
              .formatted(shown(sizes), shown(strides), offset, storage.count));
    }
  }

  private static String shown(long... numbers) {
    return numbers.length > MAX_DIMENSIONS
        ? numbers.length + " dimensions"
        : TorchText.sizes(numbers);
  }

  /** The elements of a storage that some tensor views, or null. */
  @Nullable Numbers of(String key) {
    return read.get(key);
  }

  int count() {
    return read.size();
  }

  /** Applies torch's negative bits, once all elements have been read. */
  void negate() {
    for (NDArray tensor : negative) {
      try (NDArray negated = Kernels.call(LibTorch.manager(), "negated", tensor)) {
        LibTorch.setData(tensor, negated);
      }
    }
  }

  /** Frees the tensors of a file that turns out to be bad. */
  void discard() {
    made.forEach(NDArray::close);
  }

  /** Closes the arrays of the storages; the tensors keep their memory alive. */
  @Override
  public void close() {
    read.values().forEach(numbers -> numbers.array.close());
  }
}
