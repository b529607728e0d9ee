package io.github.torchrnn.golden;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonObject;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Primitive;
import io.github.torchrnn.nn.PackOptions;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.SGD;
import java.util.ArrayList;
import java.util.List;

/** {@code recurrent.py}: two training steps, the second fed with the first one's state. */
final class RecurrentCase extends GoldenCase {

  private final boolean batchFirst;

  RecurrentCase(JsonObject golden) {
    super(golden);
    batchFirst = options().has("batchFirst");
  }

  @Override
  void run() {
    Torch.manualSeed(number("seed"));
    try (TorchModule module =
        Layers.build(text("kind"), number("inputSize"), number("hiddenSize"), dtype(), options())) {
      module.train(flag("train"));
      long[] steps = steps();
      NDArray x = drawLeaf(sizes(steps, number("inputSize")));
      List<long[]> stateSizes = stateSizes();
      List<NDArray> hx = flag("hx") ? stateSizes.stream().map(this::drawLeaf).toList() : List.of();
      List<NDArray> factors =
          new ArrayList<>(List.of(draw(sizes(steps, outSize() * directions()))));
      stateSizes.forEach(size -> factors.add(draw(size)));

      expectParameters("weight.", module);
      List<NDArray> states = hx;
      Torch.manualSeed(number("seed") + 1);
      try (SGD optimizer = SGD.builder(module.parameters(), 0.1).momentum(0.9).build()) {
        boolean twice = recording() || neverRecords();
        for (String step : twice ? new String[] {".1", ".2"} : new String[] {".1"}) {
          Recurrent.Result result = forward(module, x, states);
          NDArray loss = result.output().mul(factors.get(0)).sum();
          for (int i = 0; i < result.states().size(); i++) {
            loss = loss.add(result.states().get(i).mul(factors.get(i + 1)).sum());
          }
          optimizer.zeroGrad();
          backward(loss);
          expect("output" + step, result.output());
          if (recording()) {
            expect("loss" + step, loss);
          }
          expectGrad("grad.input" + step, x);
          for (int i = 0; i < result.states().size(); i++) {
            expect("state" + i + step, result.states().get(i));
          }
          expectGradients(module, step);
          if (recording()) {
            optimizer.step();
          }
          states = result.states().stream().map(NDArray::stopGradient).toList();
        }
      }
      for (int i = 0; i < hx.size(); i++) {
        expectGrad("grad.hx" + i, hx.get(i));
      }
      expectParameters("last.", module);
    }
  }

  @Override
  double detourUlps() {
    boolean detour =
        text("kind").equals("LSTM")
            && dtype() == DataType.FLOAT32
            && !recording()
            && Primitive.LSTM.way() != 0;
    return detour ? LSTM_DETOUR_ULPS : 0;
  }

  private boolean unbatched() {
    return text("form").equals("unbatched");
  }

  private long[] steps() {
    long seq = number("seq");
    long batch = number("batch");
    if (unbatched()) {
      return new long[] {seq};
    }
    return batchFirst ? new long[] {batch, seq} : new long[] {seq, batch};
  }

  private List<long[]> stateSizes() {
    long layers = options().has("numLayers") ? options().get("numLayers").getAsLong() : 1;
    long rows = layers * directions();
    long[] head = unbatched() ? new long[] {rows} : new long[] {rows, number("batch")};
    List<long[]> stateSizes = new ArrayList<>(List.of(sizes(head, outSize())));
    if (text("kind").equals("LSTM")) {
      stateSizes.add(sizes(head, number("hiddenSize")));
    }
    return stateSizes;
  }

  private long directions() {
    return options().has("bidirectional") ? 2 : 1;
  }

  private long outSize() {
    return options().has("projSize") ? options().get("projSize").getAsLong() : number("hiddenSize");
  }

  private Recurrent.Result forward(TorchModule module, NDArray x, List<NDArray> hx) {
    if (!text("form").equals("packed")) {
      return Recurrent.padded(module, x, hx);
    }
    PackOptions options =
        new PackOptions().batchFirst(batchFirst).enforceSorted(flag("enforceSorted"));
    return Recurrent.packed(module, x, longs("lengths"), options, batchFirst, hx);
  }
}
