package io.github.torchrnn.io;

import ai.djl.ndarray.NDArray;
import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import io.github.torchrnn.internal.script.TensorBytes;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands before the data of a safetensors file, checked against the file's length.
 *
 * @param tensors in the order of the data
 * @param dataStart the position of the data in the file
 */
record SafetensorsHeader(List<Tensor> tensors, Map<String, String> metadata, long dataStart) {

  private static final String METADATA = "__metadata__";

  /** The reference's own limit. */
  private static final long MOST_BYTES = 100_000_000;

  /** A tensor of the file. */
  record Tensor(String name, ElementType type, long[] shape, long begin, long end) {
    long count() {
      return (end - begin) / type.bytes();
    }
  }

  static SafetensorsHeader read(Path path) throws IOException {
    Pt.requireFile(path);
    try (DataInputStream in = new DataInputStream(Files.newInputStream(path))) {
      long size = Files.size(path);
      long length = size < Long.BYTES ? -1 : Long.reverseBytes(in.readLong());
      if (length < 0 || length > MOST_BYTES || length > size - Long.BYTES) {
        throw new TorchFormatException(
            "is no safetensors file: its header would be of "
                + Long.toUnsignedString(length)
                + " bytes");
      }
      String json = new String(in.readNBytes((int) length), StandardCharsets.UTF_8);
      return parse(json, Long.BYTES + length, size);
    } catch (TorchFormatException e) {
      throw new TorchFormatException(path, e.getMessage());
    } catch (JsonParseException
        | IllegalStateException
        | NumberFormatException
        | ArithmeticException
        | ClassCastException
        | UnsupportedOperationException e) {
      throw new TorchFormatException(path, "its header is no JSON of safetensors");
    }
  }

  private static SafetensorsHeader parse(String json, long dataStart, long size)
      throws TorchFormatException {
    JsonReader reader = new JsonReader(new StringReader(json.stripTrailing()));
    reader.setStrictness(Strictness.STRICT);
    JsonObject header = JsonParser.parseReader(reader).getAsJsonObject();
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Tensor> tensors = new ArrayList<>();
    for (Map.Entry<String, JsonElement> entry : header.entrySet()) {
      JsonObject value = entry.getValue().getAsJsonObject();
      if (entry.getKey().equals(METADATA)) {
        value
            .entrySet()
            .forEach(text -> metadata.put(text.getKey(), text.getValue().getAsString()));
      } else {
        tensors.add(tensor(entry.getKey(), value));
      }
    }
    tensors.sort(Comparator.comparingLong(Tensor::begin).thenComparingLong(Tensor::end));
    long next = 0;
    for (Tensor tensor : tensors) {
      if (tensor.begin != next) {
        throw new TorchFormatException(
            "its tensor %s begins at %d, where %d is due: data overlaps, or has holes"
                .formatted(tensor.name, tensor.begin, next));
      }
      next = tensor.end;
    }
    if (next != size - dataStart) {
      throw new TorchFormatException(
          "has %d bytes of data where its header has %d".formatted(size - dataStart, next));
    }
    return new SafetensorsHeader(tensors, metadata, dataStart);
  }

  private static Tensor tensor(String name, JsonObject value) throws TorchFormatException {
    if (!value.has("dtype") || !value.has("shape") || !value.has("data_offsets")) {
      throw new TorchFormatException("its tensor " + name + " lacks dtype, shape or data_offsets");
    }
    String dtype = value.get("dtype").getAsString();
    ElementType type = ElementType.ofSafetensors(dtype);
    if (type == null) {
      throw new TorchFormatException(
          "its tensor " + name + " is of " + dtype + ", which DJL lacks");
    }
    long[] shape = longs(value.get("shape"));
    long[] offsets = longs(value.get("data_offsets"));
    long bytes = type.bytes();
    try {
      for (long size : shape) {
        if (size < 0) {
          throw new ArithmeticException();
        }
        bytes = Math.multiplyExact(bytes, size);
      }
    } catch (ArithmeticException e) {
      throw new TorchFormatException("its tensor " + name + " has an impossible shape");
    }
    if (offsets.length != 2 || offsets[0] < 0 || offsets[1] - offsets[0] != bytes) {
      throw new TorchFormatException(
          "its tensor " + name + " has offsets that do not fit its " + bytes + " bytes");
    }
    return new Tensor(name, type, shape, offsets[0], offsets[1]);
  }

  private static long[] longs(JsonElement array) {
    return array.getAsJsonArray().asList().stream().mapToLong(SafetensorsHeader::exact).toArray();
  }

  /** A whole number: Gson would cut 1.5 to 1. */
  private static long exact(JsonElement number) {
    return number.getAsBigDecimal().longValueExact();
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
