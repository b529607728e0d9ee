package io.github.torchrnn.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonObject;
import io.github.torchrnn.nn.TorchModule;

/** {@code reprs.py}: what {@code print(module)} prints. */
final class ReprCase extends GoldenCase {

  ReprCase(JsonObject golden) {
    super(golden);
  }

  @Override
  void run() {
    try (TorchModule module = Layers.build(golden.getAsJsonObject("spec"), DataType.FLOAT32)) {
      assertEquals(text("text"), module.toString());
    }
  }
}
