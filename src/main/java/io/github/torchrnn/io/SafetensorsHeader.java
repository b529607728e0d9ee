package io.github.torchrnn.io;

import ai.djl.ndarray.NDArray;
import com.google.gson.Gson;
import io.github.torchrnn.internal.Shown;
import io.github.torchrnn.internal.archive.TensorBytes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The header of a safetensors file, checked against the file's length.
 *
 * @param tensors in the order of the data
 * @param dataStart the position of the data in the file
 */
record SafetensorsHeader(List<Tensor> tensors, Map<String, String> metadata, long dataStart) {

  private static final String METADATA = "__metadata__";

  /** The limit of the reference implementation. */
  private static final long MAX_BYTES = 100_000_000;

  /** The limit of LibTorch's operators. */
  private static final int MAX_DIMENSIONS = 64;

  /** The bytes of Java's heap of a name; ARRAY_BYTES are those of an array without its data. */
  private static final int ENTRY_BYTES = 200;

  private static final int ARRAY_BYTES = 2048;

  /** A tensor of the file. */
  record Tensor(String name, ElementType type, long[] shape, long begin, long end) {
    long count() {
      return (end - begin) / type.bytes();
    }
  }

  static SafetensorsHeader read(Path path) throws IOException {
    Pt.requireFile(path);
    try (FileChannel file = FileChannel.open(path)) {
      return read(file, new Budget(file.size()));
    } catch (TorchFormatException e) {
      throw new TorchFormatException(path, e.getMessage());
    }
  }

  /** Reads a header, and leaves the file's position where the data begins. */
  static SafetensorsHeader read(FileChannel file, Budget budget) throws IOException {
    long size = file.size();
    ByteSource in = new ByteSource(file, size);
    long length = size < Long.BYTES ? -1 : in.int64();
    if (length < 0 || length > MAX_BYTES || length > size - Long.BYTES) {
      throw new TorchFormatException(
          "is not a safetensors file: its header would have "
              + Long.toUnsignedString(length)
              + " bytes");
    }
    budget.objects(length);
    JsonBytes json = new JsonBytes(in.bytes((int) length));
    file.position(Long.BYTES + length);
    try {
      return parse(json, Long.BYTES + length, size, budget);
    } catch (JsonBytes.Malformed e) {
      throw new TorchFormatException("its header is not the JSON of safetensors");
    }
  }

  private static SafetensorsHeader parse(JsonBytes json, long dataStart, long size, Budget budget)
      throws TorchFormatException {
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Tensor> tensors = new ArrayList<>();
    Set<String> names = new HashSet<>();
    json.require('{');
    if (!json.take('}')) {
      do {
        String name = json.text();
        json.require(':');
        budget.objects(ENTRY_BYTES + 2L * name.length());
        if (!names.add(name)) {
          throw new TorchFormatException("has the name " + Shown.key(name) + " twice");
        } else if (name.equals(METADATA)) {
          readTexts(json, metadata, budget);
        } else {
          budget.objects(ARRAY_BYTES);
          tensors.add(tensor(name, json));
        }
      } while (json.take(','));
      json.require('}');
    }
    json.requireEnd();
    requireGapless(tensors, size - dataStart);
    return new SafetensorsHeader(tensors, metadata, dataStart);
  }

  private static void readTexts(JsonBytes json, Map<String, String> metadata, Budget budget)
      throws TorchFormatException {
    json.require('{');
    if (json.take('}')) {
      return;
    }
    do {
      String key = json.text();
      json.require(':');
      String value = json.text();
      budget.objects(ENTRY_BYTES + 2L * (key.length() + value.length()));
      if (metadata.put(key, value) != null) {
        throw new JsonBytes.Malformed();
      }
    } while (json.take(','));
    json.require('}');
  }

  private static void requireGapless(List<Tensor> tensors, long size) throws TorchFormatException {
    tensors.sort(Comparator.comparingLong(Tensor::begin).thenComparingLong(Tensor::end));
    long next = 0;
    for (Tensor tensor : tensors) {
      if (tensor.begin != next) {
        throw new TorchFormatException(
            "its tensor %s begins at %s instead of %s: data overlaps or has gaps"
                .formatted(Shown.name(tensor.name), tensor.begin, next));
      }
      next = tensor.end;
    }
    if (next != size) {
      throw new TorchFormatException(
          "has %s bytes of data, but its header says %s".formatted(size, next));
    }
  }

  private static Tensor tensor(String name, JsonBytes json) throws TorchFormatException {
    String dtype = null;
    long[] shape = null;
    long[] offsets = null;
    json.require('{');
    if (!json.take('}')) {
      do {
        String field = json.text();
        json.require(':');
        switch (field) {
          case "dtype" -> dtype = json.text();
          case "shape" -> shape = integers(json);
          case "data_offsets" -> offsets = integers(json);
          default -> json.skip();
        }
      } while (json.take(','));
      json.require('}');
    }
    String shown = "its tensor " + Shown.name(name);
    if (dtype == null || shape == null || offsets == null) {
      throw new TorchFormatException(shown + " lacks dtype, shape or data_offsets");
    }
    ElementType type = type(name, dtype);
    long bytes = type.bytes();
    try {
      for (long size : shape) {
        if (size < 0 || shape.length > MAX_DIMENSIONS) {
          throw new ArithmeticException();
        }
        bytes = Math.multiplyExact(bytes, size);
      }
    } catch (ArithmeticException e) {
      throw new TorchFormatException(shown + " has an impossible shape");
    }
    if (offsets.length != 2 || offsets[0] < 0 || offsets[1] - offsets[0] != bytes) {
      throw new TorchFormatException(
          shown + " has data_offsets that do not match its " + bytes + " bytes");
    }
    return new Tensor(name, type, shape, offsets[0], offsets[1]);
  }

  private static ElementType type(String name, String dtype) throws TorchFormatException {
    ElementType type = ElementType.ofSafetensors(dtype);
    if (type == null) {
      UnsupportedValue unheld = UnsupportedValue.ofSafetensors(dtype);
      throw new TorchFormatException(
          unheld == null
              ? "its tensor %s has an unknown dtype: %s"
                  .formatted(Shown.name(name), Shown.name(dtype))
              : "its value under %s is %s, %s"
                  .formatted(Shown.key(name), unheld.what(), unheld.why()));
    }
    return type;
  }

  private static long[] integers(JsonBytes json) {
    long[] integers = new long[MAX_DIMENSIONS + 1];
    int count = 0;
    json.require('[');
    if (!json.take(']')) {
      do {
        long integer = json.integer();
        if (count < integers.length) { // more dimensions are refused, whatever they are
          integers[count++] = integer;
        }
      } while (json.take(','));
      json.require(']');
    }
    return Arrays.copyOf(integers, count);
  }

  /** The header of tensors that are written one after the other. */
  static String json(List<Map.Entry<String, NDArray>> tensors, Map<String, String> metadata) {
    Map<String, Object> header = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      header.put(METADATA, metadata);
    }
    long begin = 0;
    for (Map.Entry<String, NDArray> tensor : tensors) {
      if (tensor.getKey().equals(METADATA)) {
        throw new IllegalArgumentException("a tensor cannot be named " + METADATA);
      }
      long end = begin + TensorBytes.size(tensor.getValue());
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("dtype", ElementType.of(tensor.getValue().getDataType()).safetensors());
      entry.put("shape", tensor.getValue().getShape().getShape());
      entry.put("data_offsets", new long[] {begin, end});
      header.put(tensor.getKey(), entry);
      begin = end;
    }
    return new Gson().toJson(header);
  }
}
