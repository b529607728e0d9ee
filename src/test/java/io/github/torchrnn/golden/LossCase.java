package io.github.torchrnn.golden;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonObject;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Functional;

/** {@code run_loss}: cross-entropy of class indices or probabilities. */
final class LossCase extends GoldenCase {

  LossCase(JsonObject golden) {
    super(golden);
  }

  @Override
  void run() {
    long[] shape = longs(golden.get("shape"));
    int axis = shape.length == 1 ? 0 : 1;
    Torch.manualSeed(number("seed"));
    NDArray x = drawLeaf(shape);
    CrossEntropyLoss.Builder builder = CrossEntropyLoss.builder();
    if (flag("weighted")) {
      builder.weight(Functional.to(Torch.rand(shape[axis]), dtype()));
    }
    if (options().has("reduction")) {
      builder.reduction(options().get("reduction").getAsString());
    }
    if (options().has("ignoreIndex")) {
      builder.ignoreIndex(options().get("ignoreIndex").getAsLong());
    }
    if (options().has("labelSmoothing")) {
      builder.labelSmoothing(options().get("labelSmoothing").getAsDouble());
    }
    NDArray target =
        given("target")
            ? Torch.tensor(longs(golden.get("target")), longs(golden.get("targetShape")))
            : Functional.softmax(draw(shape), axis);
    try (CrossEntropyLoss criterion = builder.build()) {
      NDArray loss = criterion.forward(x, target);
      Torch.backward(loss.sum());
      expect("loss", loss);
      expectGrad("input", x);
    }
  }
}
