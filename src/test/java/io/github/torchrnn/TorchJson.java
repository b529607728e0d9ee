package io.github.torchrnn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.torchrnn.internal.LibTorch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The values that {@code scripts/python/optimizer_state.py} and its like write and read. */
public final class TorchJson {

  private TorchJson() {}

  public static Object decode(JsonElement json) {
    if (json.isJsonNull()) {
      return null;
    } else if (json.isJsonArray()) {
      List<Object> list = new ArrayList<>();
      json.getAsJsonArray().forEach(value -> list.add(decode(value)));
      return list;
    } else if (json.isJsonObject()) {
      JsonObject object = json.getAsJsonObject();
      return object.has("dict") ? map(object.getAsJsonArray("dict")) : tensor(object);
    }
    JsonPrimitive value = json.getAsJsonPrimitive();
    if (value.isNumber()) {
      boolean integer = value.getAsString().matches("-?\\d+");
      return integer ? (Object) value.getAsLong() : (Object) value.getAsDouble();
    }
    return value.isBoolean() ? (Object) value.getAsBoolean() : value.getAsString();
  }

  private static Map<Object, Object> map(JsonArray pairs) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (JsonElement pair : pairs) {
      map.put(decode(pair.getAsJsonArray().get(0)), decode(pair.getAsJsonArray().get(1)));
    }
    return map;
  }

  private static NDArray tensor(JsonObject json) {
    ByteBuffer data =
        ByteBuffer.wrap(Base64.getDecoder().decode(json.get("data").getAsString()))
            .order(ByteOrder.LITTLE_ENDIAN);
    long[] shape =
        json.getAsJsonArray("shape").asList().stream().mapToLong(JsonElement::getAsLong).toArray();
    if (json.get("dtype").getAsString().equals("int64")) {
      long[] values = new long[data.remaining() / Long.BYTES];
      data.asLongBuffer().get(values);
      return Torch.tensor(values, shape);
    }
    if (json.get("dtype").getAsString().equals("float32")) {
      float[] values = new float[data.remaining() / Float.BYTES];
      data.asFloatBuffer().get(values);
      return Torch.tensor(values, shape);
    }
    double[] values = new double[data.remaining() / Double.BYTES];
    data.asDoubleBuffer().get(values);
    try (NDArray direct = LibTorch.manager().create(values, new Shape(shape))) {
      return direct.duplicate();
    }
  }

  public static JsonElement encode(Object value) {
    if (value == null) {
      return JsonNull.INSTANCE;
    } else if (value instanceof Map<?, ?> map) {
      JsonArray pairs = new JsonArray();
      map.forEach((key, entry) -> pairs.add(encode(Arrays.asList(key, entry))));
      JsonObject dict = new JsonObject();
      dict.add("dict", pairs);
      return dict;
    } else if (value instanceof List<?> list) {
      JsonArray array = new JsonArray();
      list.forEach(entry -> array.add(encode(entry)));
      return array;
    } else if (value instanceof NDArray tensor) {
      return encode(tensor);
    } else if (value instanceof Number number) {
      return new JsonPrimitive(number);
    }
    return value instanceof Boolean flag ? new JsonPrimitive(flag) : new JsonPrimitive("" + value);
  }

  private static JsonObject encode(NDArray tensor) {
    byte[] bytes = new byte[(int) tensor.size() * tensor.getDataType().getNumOfBytes()];
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (tensor.getDataType() == DataType.INT64) {
      data.asLongBuffer().put(tensor.toLongArray());
    } else if (tensor.getDataType() == DataType.FLOAT32) {
      data.asFloatBuffer().put(tensor.toFloatArray());
    } else {
      data.asDoubleBuffer().put(tensor.toDoubleArray());
    }
    JsonArray shape = new JsonArray();
    Arrays.stream(tensor.getShape().getShape()).forEach(shape::add);
    JsonObject json = new JsonObject();
    json.addProperty("dtype", tensor.getDataType().name().toLowerCase(Locale.ROOT));
    json.add("shape", shape);
    json.addProperty("data", Base64.getEncoder().encodeToString(bytes));
    return json;
  }
}
