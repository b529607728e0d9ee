package io.github.torchrnn.golden;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonObject;
import io.github.torchrnn.Torch;
import io.github.torchrnn.optim.ASGD;
import io.github.torchrnn.optim.Adadelta;
import io.github.torchrnn.optim.Adagrad;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.AdamW;
import io.github.torchrnn.optim.Adamax;
import io.github.torchrnn.optim.ClipGrad;
import io.github.torchrnn.optim.NAdam;
import io.github.torchrnn.optim.Optimizer;
import io.github.torchrnn.optim.RAdam;
import io.github.torchrnn.optim.RMSprop;
import io.github.torchrnn.optim.SGD;
import java.util.List;
import java.util.Map;

/** {@code optimizers.py}: many steps of two groups, one of which often has no gradient. */
final class OptimizerCase extends GoldenCase {

  /**
   * On another processor, after 100 steps of Adam without a first moment: they go by the sign of
   * the gradient, which at its end is that of a rounding error. Python's own committed numbers
   * differ by up to 42,620 under {@code ATEN_CPU_CAPABILITY=default}.
   */
  private static final double SIGN_ULPS = 1 << 17;

  OptimizerCase(JsonObject golden) {
    super(golden);
  }

  @Override
  double otherProcessorUlps(String name) {
    boolean signs =
        options().has("betas") && options().getAsJsonArray("betas").get(0).getAsDouble() == 0;
    return signs && name.endsWith(".99") ? SIGN_ULPS : super.otherProcessorUlps(name);
  }

  @Override
  void run() {
    Torch.manualSeed(number("seed"));
    List<NDArray> params = List.of(drawLeaf(3, 4), drawLeaf(5));
    Optimizer.Builder<?> builder =
        builder(text("kind"), params.subList(0, 1), golden.get("lr").getAsDouble(), options());
    builder.group(
        params.subList(1, 2),
        given("groupLr") ? Map.of("lr", golden.get("groupLr").getAsDouble()) : Map.of());
    List<NDArray> targets = List.of(draw(3, 4), draw(5));
    try (Optimizer optimizer = (Optimizer) Calls.call(builder, "build")) {
      for (int step = 0; step < number("steps"); step++) {
        optimizer.zeroGrad();
        NDArray loss = loss(params, targets, step % 3 == 2 ? 1 : 2);
        Torch.backward(loss);
        NDArray norm =
            given("clipNorm")
                ? ClipGrad.clipGradNorm(
                    params, golden.get("clipNorm").getAsDouble(), real("normType"))
                : null;
        if (given("clipValue")) {
          ClipGrad.clipGradValue(params, golden.get("clipValue").getAsDouble());
        }
        optimizer.step();
        if (List.of(0, 1, 9, 99).contains(step)) {
          expect("param0." + step, params.get(0));
          expect("param1." + step, params.get(1));
          expect("loss." + step, loss);
          if (norm != null) {
            expect("norm." + step, norm);
          }
        }
      }
    }
  }

  private NDArray loss(List<NDArray> params, List<NDArray> targets, int reached) {
    NDArray loss = Torch.to(Torch.zeros(), dtype());
    for (int i = 0; i < reached; i++) {
      NDArray param = params.get(i);
      loss =
          loss.add(
              given("clipNorm")
                  ? param.mul(draw(param.getShape().getShape())).sum()
                  : param.sub(targets.get(i)).square().sum());
    }
    return loss;
  }

  static Optimizer.Builder<?> builder(
      String kind, List<NDArray> params, double lr, JsonObject options) {
    Optimizer.Builder<?> builder =
        switch (kind) {
          case "SGD" -> SGD.builder(params, lr);
          case "Adam" -> Adam.builder(params).lr(lr);
          case "AdamW" -> AdamW.builder(params).lr(lr);
          case "RMSprop" -> RMSprop.builder(params).lr(lr);
          case "Adagrad" -> Adagrad.builder(params).lr(lr);
          case "ASGD" -> ASGD.builder(params).lr(lr);
          case "Adamax" -> Adamax.builder(params).lr(lr);
          case "NAdam" -> NAdam.builder(params).lr(lr);
          case "RAdam" -> RAdam.builder(params).lr(lr);
          case "Adadelta" -> Adadelta.builder(params).lr(lr);
          default -> throw new AssertionError("no optimizer " + kind);
        };
    Calls.setAll(builder, options);
    return builder;
  }
}
