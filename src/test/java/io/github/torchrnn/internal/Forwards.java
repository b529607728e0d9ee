package io.github.torchrnn.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.ParameterStore;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledForward;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMOutput;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.PackOptions;
import io.github.torchrnn.nn.PackedLSTMOutput;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.RNNUtils;
import io.github.torchrnn.nn.TorchModule;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Every kind of LSTM forward that records nothing, each beside the same one recorded, which
 * oneDNN's fault leaves alone: prints how far each is off, or what it throws.
 */
public final class Forwards {

  private static final int SEQ = 5;
  private static final int BATCH = 2;
  private static final int INPUT = 3;
  private static final int HIDDEN = 6;

  private Forwards() {}

  /** Runs them all. */
  public static void main(String[] args) {
    Torch.manualSeed(5);
    try (var scope = Torch.scope()) {
      forwards().forEach(Forwards::show);
      System.out.println("> recording " + Torch.isGradEnabled());
      System.out.println("> way " + way());
    }
  }

  private static String way() {
    try {
      return Integer.toString(Primitive.LSTM.way());
    } catch (IllegalStateException e) {
      return e.getMessage();
    }
  }

  private static void show(String name, Supplier<NDList> forward) {
    try {
      Torch.manualSeed(7);
      NDList expected;
      try (var grad = Torch.enableGrad()) {
        expected = forward.get();
      }
      Torch.manualSeed(7);
      NDList actual = forward.get();
      float off = 0;
      for (int i = 0; i < expected.size(); i++) {
        NDArray difference = expected.get(i).sub(actual.get(i)).abs().max();
        off = Math.max(off, Torch.to(difference, DataType.FLOAT32).getFloat());
        if (actual.get(i).hasGradient()) {
          throw new AssertionError(name + " has been recorded");
        }
      }
      System.out.println("> " + name + ": " + (off <= 1e-6f ? "right" : "off by " + off));
    } catch (IllegalStateException e) {
      System.out.println("> " + name + ": " + e.getMessage());
    }
  }

  private static Map<String, Supplier<NDList>> forwards() {
    Map<String, Supplier<NDList>> forwards = new LinkedHashMap<>();
    NDArray x = Torch.randn(SEQ, BATCH, INPUT);
    NDArray batchFirst = Torch.randn(BATCH, SEQ, INPUT);
    LSTM plain = new LSTM(INPUT, HIDDEN);
    forwards.put("padded", () -> list(plain.forward(x)));
    forwards.put("with a state", () -> list(plain.forward(x, state(1, HIDDEN))));
    forwards.put("unbatched", () -> list(plain.forward(x.get(":,0"))));
    forwards.put("one step", () -> list(plain.forward(x.get("0:1"))));
    LSTM deep =
        LSTM.builder(INPUT, HIDDEN).numLayers(2).bidirectional(true).batchFirst(true).build();
    forwards.put("two layers of two directions", () -> list(deep.forward(batchFirst)));
    LSTM bare = LSTM.builder(INPUT, HIDDEN).bias(false).bidirectional(true).build();
    forwards.put("without a bias", () -> list(bare.forward(x)));
    LSTM dropping = LSTM.builder(INPUT, HIDDEN).numLayers(3).dropout(0.5).build();
    forwards.put("dropout", () -> list(dropping.forward(x)));
    LSTM projected = LSTM.builder(INPUT, HIDDEN).projSize(2).bidirectional(true).build();
    forwards.put("projections", () -> list(projected.forward(x)));
    LSTM wide = LSTM.builder(INPUT, HIDDEN).dtype(DataType.FLOAT64).build();
    forwards.put("float64", () -> list(wide.forward(Torch.to(x, DataType.FLOAT64))));
    LSTM half = LSTM.builder(INPUT, HIDDEN).dtype(DataType.FLOAT16).build();
    forwards.put("float16", () -> list(half.forward(Torch.to(x, DataType.FLOAT16))));
    forwards.put("packed, of one length", () -> list(plain.forward(packed(x, SEQ, SEQ))));
    forwards.put("packed, of two lengths", () -> list(plain.forward(packed(x, SEQ, 2))));
    forwards.put("packed layers", () -> list(deep.forward(firstPacked(batchFirst))));
    forwards.put("compiled", compiled(plain, x));
    forwards.put("compiled layers", compiled(deep, batchFirst));
    forwards.put("compiled projections", compiled(projected, x));
    forwards.put("compiled, packed", compiledPacked(deep, firstPacked(batchFirst)));
    forwards.put("a DJL block", () -> block(plain, x));
    return forwards;
  }

  private static Supplier<NDList> compiled(LSTM lstm, NDArray x) {
    return () -> {
      if (Torch.isGradEnabled()) {
        return list(lstm.forward(x));
      }
      try (CompiledForward<NDList> forward = CompiledForward.of(a -> list(lstm.forward(a)))) {
        return forward.run(x);
      }
    };
  }

  private static Supplier<NDList> compiledPacked(LSTM lstm, PackedSequence x) {
    return () -> {
      if (Torch.isGradEnabled()) {
        return list(lstm.forward(x));
      }
      try (CompiledForward<NDList> forward =
          CompiledForward.of(Traceable.of((PackedSequence a) -> list(lstm.forward(a))))) {
        return forward.run(x);
      }
    };
  }

  private static NDList block(TorchModule module, NDArray x) {
    return module.forward(new ParameterStore(x.getManager(), false), new NDList(x), false);
  }

  private static PackedSequence packed(NDArray x, long... lengths) {
    return RNNUtils.packPaddedSequence(x, lengths);
  }

  private static PackedSequence firstPacked(NDArray x) {
    long[] lengths = new long[BATCH];
    Arrays.fill(lengths, SEQ);
    return RNNUtils.packPaddedSequence(x, lengths, new PackOptions().batchFirst(true));
  }

  private static LSTMState state(long layers, long size) {
    return new LSTMState(Torch.randn(layers, BATCH, size), Torch.randn(layers, BATCH, size));
  }

  private static NDList list(LSTMOutput result) {
    return new NDList(List.of(result.output(), result.hidden().h(), result.hidden().c()));
  }

  private static NDList list(PackedLSTMOutput result) {
    return new NDList(List.of(result.output().data(), result.hidden().h(), result.hidden().c()));
  }
}
