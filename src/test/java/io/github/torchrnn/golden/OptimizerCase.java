package io.github.torchrnn.golden;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonObject;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.AdamW;
import io.github.torchrnn.optim.ClipGrad;
import io.github.torchrnn.optim.Optimizer;
import io.github.torchrnn.optim.SGD;
import java.util.List;
import java.util.Map;

/** {@code run_optimizer}: many steps of two groups, one of which often has no gradient. */
final class OptimizerCase extends GoldenCase {

  OptimizerCase(JsonObject golden) {
    super(golden);
  }

  @Override
  void run() {
    Torch.manualSeed(number("seed"));
    List<NDArray> params = List.of(drawLeaf(3, 4), drawLeaf(5));
    List<NDArray> targets = List.of(draw(3, 4), draw(5));
    NDArray loss = null;
    try (Optimizer optimizer = optimizer(params)) {
      for (int step = 0; step < number("steps"); step++) {
        optimizer.zeroGrad();
        loss = Functional.to(Torch.zeros(), dtype());
        for (int i = 0; i < (step % 3 == 2 ? 1 : 2); i++) {
          loss = loss.add(params.get(i).sub(targets.get(i)).square().sum());
        }
        Torch.backward(loss);
        if (given("clipNorm")) {
          NDArray norm = ClipGrad.clipGradNorm(params, golden.get("clipNorm").getAsDouble());
          if (step == 0) {
            expectStepped("norm", norm);
          }
        }
        if (given("clipValue")) {
          ClipGrad.clipGradValue(params, golden.get("clipValue").getAsDouble());
        }
        optimizer.step();
        for (int i = 0; step == 0 && i < 2; i++) {
          expectStepped("first" + i, params.get(i));
        }
      }
    }
    expectStepped("last0", params.get(0));
    expectStepped("last1", params.get(1));
    expectStepped("loss", loss);
  }

  private void expectStepped(String name, NDArray actual) {
    if (given("clipNorm")) {
      Expected.clipped(name, golden.getAsJsonObject("expected").getAsJsonObject(name), actual);
    } else {
      expect(name, actual);
    }
  }

  private Optimizer optimizer(List<NDArray> params) {
    double lr = golden.get("lr").getAsDouble();
    Map<String, Object> own =
        given("groupLr") ? Map.of("lr", golden.get("groupLr").getAsDouble()) : Map.of();
    JsonObject options = options();
    return switch (text("kind")) {
      case "SGD" -> {
        SGD.Builder builder = SGD.builder(params.subList(0, 1), lr);
        if (options.has("momentum")) {
          builder.momentum(options.get("momentum").getAsDouble());
        }
        if (options.has("dampening")) {
          builder.dampening(options.get("dampening").getAsDouble());
        }
        if (options.has("weightDecay")) {
          builder.weightDecay(options.get("weightDecay").getAsDouble());
        }
        builder.nesterov(options.has("nesterov")).maximize(options.has("maximize"));
        yield builder.group(params.subList(1, 2), own).build();
      }
      case "Adam" -> {
        Adam.Builder builder = Adam.builder(params.subList(0, 1)).lr(lr);
        if (options.has("betas")) {
          builder.betas(0.8, 0.95);
        }
        if (options.has("eps")) {
          builder.eps(options.get("eps").getAsDouble());
        }
        if (options.has("weightDecay")) {
          builder.weightDecay(options.get("weightDecay").getAsDouble());
        }
        builder.amsgrad(options.has("amsgrad")).maximize(options.has("maximize"));
        yield builder.group(params.subList(1, 2), own).build();
      }
      default -> {
        AdamW.Builder builder = AdamW.builder(params.subList(0, 1)).lr(lr);
        if (options.has("betas")) {
          builder.betas(0.8, 0.95);
        }
        if (options.has("eps")) {
          builder.eps(options.get("eps").getAsDouble());
        }
        if (options.has("weightDecay")) {
          builder.weightDecay(options.get("weightDecay").getAsDouble());
        }
        builder.amsgrad(options.has("amsgrad")).maximize(options.has("maximize"));
        yield builder.group(params.subList(1, 2), own).build();
      }
    };
  }
}
