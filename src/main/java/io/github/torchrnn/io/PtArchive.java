package io.github.torchrnn.io;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Shown;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The format of {@code torch.save} since torch 1.6: a zip of a pickle and the storages. */
final class PtArchive {

  private static final int MAX_ORDER_BYTES = 10;

  private final ZipDirectory parts;
  private final String folder;
  private final Budget budget;
  private final ByteOrder order;

  private PtArchive(ZipDirectory parts, Budget budget) throws IOException {
    this.parts = parts;
    this.budget = budget;
    folder = folder(parts);
    if (parts.has(folder + "constants.pkl")) {
      throw new TorchFormatException(
          "is a TorchScript archive, not a state_dict: load it with DJL's Criteria");
    }
    order = order();
  }

  /** Reads the value. */
  static @Nullable Object read(FileChannel file) throws IOException {
    Budget budget = new Budget(file.size());
    ZipDirectory parts = ZipDirectory.of(file, budget);
    if (parts == null) {
      throw new TorchFormatException(
          "is not a torch.save file, or is damaged: it has no zip directory at its end");
    }
    return new PtArchive(parts, budget).value(file.size());
  }

  private @Nullable Object value(long fileBytes) throws IOException {
    boolean whole = false;
    try (PtStorages storages = new PtStorages(this::storage, budget, fileBytes)) {
      try {
        Object value = new PtValue(storages, budget).of(unpickled(storages));
        storages.negate();
        whole = true;
        return value;
      } finally {
        if (!whole) {
          storages.discard();
        }
      }
    }
  }

  private @Nullable Object unpickled(PtStorages storages) throws IOException {
    String name = folder + "data.pkl";
    long size = parts.size(name);
    budget.numbers(size);
    try (ZipPart.Content content = parts.open(name)) {
      Unpickler unpickler =
          new Unpickler(new ByteSource(content, size), new PtGlobals(storages, budget), budget);
      try {
        return unpickler.read();
      } finally {
        content.verify(); // reports the damage rather than its effect on the pickle
      }
    }
  }

  /** The one folder of the archive, in which torch puts everything. */
  private static String folder(ZipDirectory parts) throws TorchFormatException {
    for (String name : parts.names()) {
      if (name.indexOf('/') == name.lastIndexOf('/') && name.endsWith("/data.pkl")) {
        return name.substring(0, name.indexOf('/') + 1);
      }
    }
    throw new TorchFormatException("is a zip archive, but not of torch.save: it has no data.pkl");
  }

  private ByteOrder order() throws IOException {
    String name = folder + "byteorder";
    if (!parts.has(name)) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    String order = "";
    long size = parts.size(name);
    if (size <= MAX_ORDER_BYTES) {
      try (ZipPart.Content content = parts.open(name)) {
        byte[] text = new ByteSource(content, size).bytes((int) size);
        order = new String(text, StandardCharsets.ISO_8859_1);
        content.verify();
      }
    }
    return switch (order) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default -> throw new TorchFormatException("has an unknown byte order");
    };
  }

  private NDArray storage(String key, ElementType type, long count) throws IOException {
    String name = folder + "data/" + key;
    long size = parts.size(name);
    if (count > Long.MAX_VALUE / type.bytes() || size != count * type.bytes()) {
      throw new TorchFormatException(
          "its entry %s has %s bytes, which does not match its %s numbers"
              .formatted(Shown.name(name), size, count));
    }
    NDArray array = TensorReader.empty(type, budget, count);
    boolean whole = false;
    try (ZipPart.Content content = parts.open(name)) {
      TensorReader.fill(array, type, order, content);
      content.verify();
      whole = true;
      return array;
    } finally {
      if (!whole) {
        array.close();
      }
    }
  }
}
