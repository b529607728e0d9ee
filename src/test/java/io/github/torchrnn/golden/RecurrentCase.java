package io.github.torchrnn.golden;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonObject;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.PackOptions;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.RNNUtils;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.SGD;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code run_recurrent}: two steps of an RNN, LSTM or GRU, the second fed with the first's state.
 */
final class RecurrentCase extends GoldenCase {

  private final boolean lstm;
  private final boolean batchFirst;

  RecurrentCase(JsonObject golden) {
    super(golden);
    lstm = text("kind").equals("LSTM");
    batchFirst = options().has("batchFirst");
  }

  /** output, h_n and, of an LSTM, c_n. */
  private record Result(NDArray output, List<NDArray> states) {}

  @Override
  void run() {
    Torch.manualSeed(number("seed"));
    long hidden = number("hiddenSize");
    try (TorchModule module =
        Layers.build(text("kind"), number("inputSize"), hidden, dtype(), options())) {
      boolean unbatched = text("form").equals("unbatched");
      long seq = number("seq");
      long batch = number("batch");
      long[] steps =
          unbatched
              ? new long[] {seq}
              : batchFirst ? new long[] {batch, seq} : new long[] {seq, batch};
      NDArray x = drawLeaf(sizes(steps, number("inputSize")));
      long layers = options().has("numLayers") ? options().get("numLayers").getAsLong() : 1;
      long directions = options().has("bidirectional") ? 2 : 1;
      long outSize = options().has("projSize") ? options().get("projSize").getAsLong() : hidden;
      long[] head =
          unbatched ? new long[] {layers * directions} : new long[] {layers * directions, batch};
      List<long[]> stateSizes = new ArrayList<>(List.of(sizes(head, outSize)));
      if (lstm) {
        stateSizes.add(sizes(head, hidden));
      }
      List<NDArray> hx = flag("hx") ? stateSizes.stream().map(this::drawLeaf).toList() : List.of();
      List<NDArray> factors = new ArrayList<>(List.of(draw(sizes(steps, outSize * directions))));
      stateSizes.forEach(size -> factors.add(draw(size)));
      module.train(flag("train"));

      Torch.manualSeed(number("seed") + 1);
      Result result = forward(module, x, hx);
      NDArray loss = result.output.mul(factors.get(0)).sum();
      for (int i = 0; i < result.states.size(); i++) {
        loss = loss.add(result.states.get(i).mul(factors.get(i + 1)).sum());
      }
      Torch.backward(loss);
      expect("output", result.output);
      expect("loss", loss);
      expectGrad("input", x);
      for (int i = 0; i < result.states.size(); i++) {
        expect("state" + i, result.states.get(i));
        if (flag("hx")) {
          expectGrad("hx" + i, hx.get(i));
        }
      }
      module.namedParameters().forEach(this::expectGrad);

      try (SGD optimizer = new SGD(module.parameters(), 0.1)) {
        optimizer.step();
      }
      Result second =
          forward(module, x, result.states.stream().map(NDArray::stopGradient).toList());
      expect("output2", second.output);
      for (int i = 0; i < second.states.size(); i++) {
        expect("state" + i + "2", second.states.get(i));
      }
    }
  }

  private Result forward(TorchModule module, NDArray x, List<NDArray> hx) {
    if (!text("form").equals("packed")) {
      return padded(module, x, hx);
    }
    PackOptions options =
        new PackOptions().batchFirst(batchFirst).enforceSorted(flag("enforceSorted"));
    PackedSequence packing = RNNUtils.packPaddedSequence(x, longs(golden.get("lengths")), options);
    if (module instanceof LSTM layer) {
      var result = hx.isEmpty() ? layer.forward(packing) : layer.forward(packing, state(hx));
      return new Result(
          RNNUtils.padPackedSequence(result.output(), options).output(),
          List.of(result.hidden().h(), result.hidden().c()));
    }
    var result =
        module instanceof RNN layer
            ? (hx.isEmpty() ? layer.forward(packing) : layer.forward(packing, hx.get(0)))
            : (hx.isEmpty()
                ? ((GRU) module).forward(packing)
                : ((GRU) module).forward(packing, hx.get(0)));
    return new Result(
        RNNUtils.padPackedSequence(result.output(), options).output(), List.of(result.hidden()));
  }

  private static Result padded(TorchModule module, NDArray x, List<NDArray> hx) {
    if (module instanceof LSTM layer) {
      var result = hx.isEmpty() ? layer.forward(x) : layer.forward(x, state(hx));
      return new Result(result.output(), List.of(result.hidden().h(), result.hidden().c()));
    }
    var result =
        module instanceof RNN layer
            ? (hx.isEmpty() ? layer.forward(x) : layer.forward(x, hx.get(0)))
            : (hx.isEmpty() ? ((GRU) module).forward(x) : ((GRU) module).forward(x, hx.get(0)));
    return new Result(result.output(), List.of(result.hidden()));
  }

  private static LSTMState state(List<NDArray> hx) {
    return new LSTMState(hx.get(0), hx.get(1));
  }
}
