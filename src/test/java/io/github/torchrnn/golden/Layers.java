package io.github.torchrnn.golden;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.GRUCell;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMCell;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.RNNCell;
import io.github.torchrnn.nn.TorchModule;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;

/** Layers by their names and the names of their options, as goldens give them. */
final class Layers {

  private Layers() {}

  static TorchModule build(
      String kind, long first, long second, DataType dtype, JsonObject options) {
    Object builder = builder(kind, first, second);
    set(builder, "dtype", dtype);
    for (Map.Entry<String, JsonElement> option : options.entrySet()) {
      set(builder, option.getKey(), option.getValue().getAsJsonPrimitive());
    }
    return (TorchModule) invoke(builder, method(builder, "build"));
  }

  private static Object builder(String kind, long first, long second) {
    return switch (kind) {
      case "RNN" -> RNN.builder(first, second);
      case "LSTM" -> LSTM.builder(first, second);
      case "GRU" -> GRU.builder(first, second);
      case "RNNCell" -> RNNCell.builder(first, second);
      case "LSTMCell" -> LSTMCell.builder(first, second);
      case "GRUCell" -> GRUCell.builder(first, second);
      case "Linear" -> Linear.builder(first, second);
      case "Embedding" -> Embedding.builder(first, second);
      default -> throw new AssertionError("no layer " + kind);
    };
  }

  private static void set(Object builder, String option, Object value) {
    Method method = method(builder, option);
    Class<?> type = method.getParameterTypes()[0];
    invoke(builder, method, value instanceof JsonPrimitive json ? convert(json, type) : value);
  }

  private static Object convert(JsonPrimitive json, Class<?> type) {
    if (type == int.class) {
      return json.getAsInt();
    } else if (type == long.class) {
      return json.getAsLong();
    } else if (type == double.class) {
      return json.getAsDouble();
    }
    return type == boolean.class ? (Object) json.getAsBoolean() : json.getAsString();
  }

  private static Method method(Object builder, String name) {
    return Arrays.stream(builder.getClass().getMethods())
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no option " + name));
  }

  private static Object invoke(Object builder, Method method, Object... arguments) {
    try {
      return method.invoke(builder, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new AssertionError(e);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
