package io.github.torchrnn.golden;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.torchrnn.nn.BatchNorm2d;
import io.github.torchrnn.nn.Bilinear;
import io.github.torchrnn.nn.CELU;
import io.github.torchrnn.nn.ConvTranspose1d;
import io.github.torchrnn.nn.Dropout1d;
import io.github.torchrnn.nn.EmbeddingBag;
import io.github.torchrnn.nn.GLU;
import io.github.torchrnn.nn.GroupNorm;
import io.github.torchrnn.nn.Hardsigmoid;
import io.github.torchrnn.nn.Hardswish;
import io.github.torchrnn.nn.Mish;
import io.github.torchrnn.nn.PReLU;
import io.github.torchrnn.nn.SELU;
import io.github.torchrnn.nn.Softsign;
import io.github.torchrnn.nn.Threshold;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.nn.Unflatten;
import java.util.Set;

/** {@code more_layers.py}: the layers that came later, by the names of their options. */
final class MoreLayers {

  private static final Set<String> WITH_WEIGHTS =
      Set.of("PReLU", "GroupNorm", "ConvTranspose1d", "EmbeddingBag", "Bilinear", "BatchNorm2d");

  private static final Set<String> PLAIN =
      Set.of(
          "SELU",
          "CELU",
          "Mish",
          "Softsign",
          "Hardsigmoid",
          "Hardswish",
          "Threshold",
          "GLU",
          "Dropout1d",
          "Unflatten");

  private MoreLayers() {}

  static boolean has(String type) {
    return WITH_WEIGHTS.contains(type) || PLAIN.contains(type);
  }

  static TorchModule build(JsonObject spec, DataType dtype) {
    String type = spec.get("type").getAsString();
    JsonArray args = spec.getAsJsonArray("args");
    if (PLAIN.contains(type)) {
      return plain(type, args);
    }
    long[] sizes = GoldenCase.longs(args);
    Object builder =
        switch (type) {
          case "PReLU" -> PReLU.builder();
          case "GroupNorm" -> GroupNorm.builder(sizes[0], sizes[1]);
          case "ConvTranspose1d" -> ConvTranspose1d.builder(sizes[0], sizes[1], sizes[2]);
          case "EmbeddingBag" -> EmbeddingBag.builder(sizes[0], sizes[1]);
          case "Bilinear" -> Bilinear.builder(sizes[0], sizes[1], sizes[2]);
          default -> BatchNorm2d.builder(sizes[0]);
        };
    Calls.call(builder, "dtype", dtype);
    Calls.setAll(builder, spec.getAsJsonObject("options"));
    return (TorchModule) Calls.call(builder, "build");
  }

  private static TorchModule plain(String type, JsonArray args) {
    return switch (type) {
      case "SELU" -> new SELU();
      case "CELU" -> args.isEmpty() ? new CELU() : new CELU(Layers.number(args, 0));
      case "Mish" -> new Mish();
      case "Softsign" -> new Softsign();
      case "Hardsigmoid" -> new Hardsigmoid();
      case "Hardswish" -> new Hardswish();
      case "Threshold" -> new Threshold(Layers.number(args, 0), Layers.number(args, 1));
      case "GLU" -> args.isEmpty() ? new GLU() : new GLU(args.get(0).getAsInt());
      case "Unflatten" -> new Unflatten(args.get(0).getAsInt(), GoldenCase.longs(args.get(1)));
      default ->
          Calls.isInt(args.get(0))
              ? new Dropout1d(args.get(0).getAsLong())
              : new Dropout1d(args.get(0).getAsDouble());
    };
  }
}
