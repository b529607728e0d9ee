package io.github.torchrnn.golden;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonObject;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.Loss;

/** {@code losses.py} and {@code pointwise.py}: a loss of drawn numbers, and its gradient. */
final class LossCase extends GoldenCase {

  LossCase(JsonObject golden) {
    super(golden);
  }

  @Override
  void run() {
    long[] shape = longs("shape");
    Torch.manualSeed(number("seed"));
    NDArray x = drawLeaf(shape);
    Object builder = Layers.loss(text("kind"));
    Calls.setAll(builder, options());
    for (String weight : new String[] {"weight", "posWeight"}) {
      if (given(weight)) {
        Calls.call(builder, weight, Torch.to(Torch.rand(longs(weight)), dtype()));
      }
    }
    NDArray given = given("scale") ? Functional.sigmoid(x.mul(number("scale"))) : x;
    NDArray target = target(shape);
    try (Loss criterion = (Loss) Calls.call(builder, "build")) {
      NDArray loss = criterion.forward(given, target);
      backward(loss.mul(draw(loss.getShape().getShape())).sum());
      expect("loss", loss);
      expectGrad("grad.input", x);
    }
  }

  private NDArray target(long[] shape) {
    if (given("target")) {
      return Torch.tensor(longs("target"), longs("targetShape"));
    }
    return switch (text("kind")) {
      case "CrossEntropyLoss" -> Functional.softmax(draw(shape), shape.length == 1 ? 0 : 1);
      case "MSELoss", "L1Loss", "SmoothL1Loss" -> draw(shape);
      default -> Torch.to(Torch.rand(shape), dtype());
    };
  }
}
