package io.github.torchrnn.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonObject;
import io.github.torchrnn.nn.ModuleList;
import io.github.torchrnn.nn.Sequential;
import io.github.torchrnn.nn.TorchModule;

/** {@code repr_case}: what {@code print(module)} prints. */
final class ReprCase extends GoldenCase {

  ReprCase(JsonObject golden) {
    super(golden);
  }

  /** A network of a user's. */
  private static final class Net extends TorchModule {
    Net(TorchModule... layers) {
      for (int i = 0; i < layers.length; i++) {
        register("layer" + i, layers[i]);
      }
    }
  }

  @Override
  void run() {
    try (TorchModule module = build(golden.getAsJsonObject("spec"))) {
      assertEquals(text("text"), module.toString());
    }
  }

  private static TorchModule build(JsonObject spec) {
    String type = spec.get("type").getAsString();
    if (!spec.has("children")) {
      long[] sizes = longs(spec.get("sizes"));
      return Layers.build(
          type, sizes[0], sizes[1], DataType.FLOAT32, spec.getAsJsonObject("options"));
    }
    TorchModule[] children =
        spec.getAsJsonArray("children").asList().stream()
            .map(child -> build(child.getAsJsonObject()))
            .toArray(TorchModule[]::new);
    return switch (type) {
      case "Sequential" -> new Sequential(children);
      case "ModuleList" -> new ModuleList<>(children);
      default -> new Net(children);
    };
  }
}
