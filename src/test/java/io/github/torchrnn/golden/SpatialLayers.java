package io.github.torchrnn.golden;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.torchrnn.nn.AdaptiveAvgPool1d;
import io.github.torchrnn.nn.AdaptiveAvgPool2d;
import io.github.torchrnn.nn.AvgPool1d;
import io.github.torchrnn.nn.AvgPool2d;
import io.github.torchrnn.nn.BatchNorm1d;
import io.github.torchrnn.nn.Conv1d;
import io.github.torchrnn.nn.Conv2d;
import io.github.torchrnn.nn.Dropout2d;
import io.github.torchrnn.nn.Flatten;
import io.github.torchrnn.nn.Identity;
import io.github.torchrnn.nn.LayerNorm;
import io.github.torchrnn.nn.MaxPool1d;
import io.github.torchrnn.nn.MaxPool2d;
import io.github.torchrnn.nn.TorchModule;
import java.util.Set;

/** {@code spatial.build}: convolutions, pools and normalization by the names of their options. */
final class SpatialLayers {

  private static final Set<String> TYPES =
      Set.of(
          "Conv1d",
          "Conv2d",
          "MaxPool1d",
          "MaxPool2d",
          "AvgPool1d",
          "AvgPool2d",
          "AdaptiveAvgPool1d",
          "AdaptiveAvgPool2d",
          "BatchNorm1d",
          "LayerNorm",
          "Dropout2d",
          "Identity",
          "Flatten");

  private SpatialLayers() {}

  static boolean has(String type) {
    return TYPES.contains(type);
  }

  static TorchModule build(JsonObject spec, DataType dtype) {
    JsonArray args = spec.getAsJsonArray("args");
    String type = spec.get("type").getAsString();
    switch (type) {
      case "Identity":
        return new Identity();
      case "Flatten":
        return args.isEmpty() ? new Flatten() : new Flatten(args.get(0).getAsInt(), end(args));
      case "Dropout2d":
        return new Dropout2d(args.get(0).getAsDouble());
      case "AdaptiveAvgPool1d":
        return new AdaptiveAvgPool1d(args.get(0).getAsLong());
      case "AdaptiveAvgPool2d":
        return adaptive(args.get(0));
      default:
        Object builder = builder(type, args);
        if (type.startsWith("Conv") || type.endsWith("Norm") || type.endsWith("Norm1d")) {
          Calls.call(builder, "dtype", dtype);
        }
        Calls.setAll(builder, spec.getAsJsonObject("options"));
        return (TorchModule) Calls.call(builder, "build");
    }
  }

  private static int end(JsonArray args) {
    return args.get(1).getAsInt();
  }

  private static TorchModule adaptive(JsonElement size) {
    if (size.isJsonArray()) {
      long[] sizes = GoldenCase.longs(size);
      return new AdaptiveAvgPool2d(sizes[0], sizes[1]);
    }
    return new AdaptiveAvgPool2d(size.getAsLong());
  }

  private static Object builder(String type, JsonArray args) {
    long first = args.get(0).isJsonArray() ? 0 : args.get(0).getAsLong();
    boolean pair = args.get(args.size() - 1).isJsonArray();
    long[] window = pair ? GoldenCase.longs(args.get(args.size() - 1)) : new long[2];
    return switch (type) {
      case "Conv1d" -> Conv1d.builder(first, args.get(1).getAsLong(), args.get(2).getAsLong());
      case "Conv2d" ->
          pair
              ? Conv2d.builder(first, args.get(1).getAsLong(), window[0], window[1])
              : Conv2d.builder(first, args.get(1).getAsLong(), args.get(2).getAsLong());
      case "MaxPool1d" -> MaxPool1d.builder(first);
      case "MaxPool2d" -> pair ? MaxPool2d.builder(window[0], window[1]) : MaxPool2d.builder(first);
      case "AvgPool1d" -> AvgPool1d.builder(first);
      case "AvgPool2d" -> pair ? AvgPool2d.builder(window[0], window[1]) : AvgPool2d.builder(first);
      case "BatchNorm1d" -> BatchNorm1d.builder(first);
      case "LayerNorm" -> LayerNorm.builder(GoldenCase.longs(args));
      default -> throw new AssertionError("no layer " + type);
    };
  }
}
