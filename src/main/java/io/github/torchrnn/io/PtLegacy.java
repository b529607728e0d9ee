package io.github.torchrnn.io;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.io.PtStorages.Numbers;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The format of {@code torch.save} before torch 1.6: pickles, and then the data of the storages
 * that they refer to.
 */
final class PtLegacy {

  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final Long PROTOCOL = 1001L;

  private final ByteSource in;
  private final Budget budget;
  private final PtStorages storages;
  private final PtGlobals globals;

  private PtLegacy(FileChannel file) throws IOException {
    in = new ByteSource(file.position(0), file.size());
    budget = new Budget(file.size());
    storages = new PtStorages(this::room, budget, file.size());
    globals = new PtGlobals(storages, budget);
  }

  /** Reads the value. */
  static @Nullable Object read(FileChannel file) throws IOException {
    PtLegacy legacy = new PtLegacy(file);
    boolean whole = false;
    try (PtStorages storages = legacy.storages) {
      try {
        Object value = legacy.value();
        whole = true;
        return value;
      } finally {
        if (!whole) {
          storages.discard();
        }
      }
    }
  }

  private @Nullable Object value() throws IOException {
    if (!MAGIC.equals(unpickled())) {
      throw new TorchFormatException(
          "is a pickle, but not of torch.save: load it in Python and save it again");
    }
    if (!PROTOCOL.equals(unpickled())) {
      throw new TorchFormatException("has a format version that torch no longer reads");
    }
    unpickled(); // a description of the machine; the data is little-endian whatever it says
    Object value = new PtValue(storages, budget).of(unpickled());
    if (!(unpickled() instanceof List<?> keys)) {
      throw new TorchFormatException("has no list of its storages");
    }
    readNumbers(keys);
    storages.negate();
    return value;
  }

  private @Nullable Object unpickled() throws IOException {
    return new Unpickler(in, globals, budget).read();
  }

  /** An empty array for a storage, whose data comes after all pickles. */
  private NDArray room(String key, ElementType type, long count) throws IOException {
    if (count > in.remaining() / type.bytes()) {
      throw new TorchFormatException("is truncated: a storage of " + count + " numbers is missing");
    }
    return TensorReader.empty(type, budget, count);
  }

  private void readNumbers(List<?> keys) throws IOException {
    Set<String> found = new HashSet<>();
    for (Object key : keys) {
      Numbers numbers = key instanceof String name ? storages.of(name) : null;
      if (numbers == null || !found.add((String) key)) {
        throw new TorchFormatException("lists a storage that no tensor uses, or lists one twice");
      }
      long count = in.int64();
      if (count != numbers.storage().count()) {
        throw new TorchFormatException(
            "has a storage of %s numbers, but its pickle says %s"
                .formatted(count, numbers.storage().count()));
      }
      TensorReader.fill(numbers.array(), numbers.storage().type(), ByteOrder.LITTLE_ENDIAN, in);
    }
    if (found.size() != storages.count()) {
      throw new TorchFormatException("has no data for a storage");
    }
  }
}
