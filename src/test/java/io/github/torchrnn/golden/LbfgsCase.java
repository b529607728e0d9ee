package io.github.torchrnn.golden;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonObject;
import io.github.torchrnn.Torch;
import io.github.torchrnn.optim.LBFGS;
import java.util.List;
import java.util.Map;

/** {@code lbfgs.py}: some steps of LBFGS, how often each computed the loss, and where it led. */
final class LbfgsCase extends GoldenCase {

  /** On another processor: an error grows with each iteration. */
  private static final double GROWN_ULPS = 1 << 11;

  LbfgsCase(JsonObject golden) {
    super(golden);
  }

  @Override
  double otherProcessorUlps(String name) {
    return GROWN_ULPS;
  }

  @Override
  void run() {
    Torch.manualSeed(number("seed"));
    List<NDArray> params = List.of(drawLeaf(3, 4), drawLeaf(5));
    List<NDArray> targets = List.of(draw(3, 4), draw(5));
    LBFGS.Builder builder = LBFGS.builder(params).lr(golden.get("lr").getAsDouble());
    Calls.setAll(builder, options());
    try (LBFGS optimizer = builder.build()) {
      for (int step = 0; step < number("steps"); step++) {
        NDArray first =
            optimizer.step(
                () -> {
                  optimizer.zeroGrad();
                  NDArray loss = loss(params.subList(0, (int) number("reached")), targets);
                  Torch.backward(loss);
                  return loss;
                });
        expect("loss." + step, first);
        expect("param0." + step, params.get(0));
        expect("param1." + step, params.get(1));
        Map<String, NDArray> state = optimizer.state().get(params.get(0));
        expect("func_evals." + step, state.get("func_evals"));
        expect("n_iter." + step, state.get("n_iter"));
      }
    }
  }

  private NDArray loss(List<NDArray> params, List<NDArray> targets) {
    NDArray loss = Torch.to(Torch.zeros(), dtype());
    for (int i = 0; i < params.size(); i++) {
      NDArray t = targets.get(i);
      NDArray d = params.get(i).sub(t);
      loss =
          switch (text("way")) {
            case "bowl" -> loss.add(d.mul(d).mul(t.mul(t).add(0.1)).sum());
            case "waves" -> loss.add(d.mul(d).add(d.sin().mul(2)).sum());
            default -> loss.add(d.mul(d).sum()).add(d.sum().pow(2).sub(1).pow(2));
          };
    }
    return loss;
  }
}
