package io.github.torchrnn.golden;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMOutput;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.PackOptions;
import io.github.torchrnn.nn.PackedLSTMOutput;
import io.github.torchrnn.nn.PackedRNNOutput;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.RNNOutput;
import io.github.torchrnn.nn.RNNUtils;
import io.github.torchrnn.nn.SingleStateRNN;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.nn.UnpackOptions;
import java.util.List;

/** Calls of RNN, LSTM and GRU alike, with and without states. */
final class Recurrent {

  private Recurrent() {}

  /** output, h_n and, of an LSTM, c_n. */
  record Result(NDArray output, List<NDArray> states) {}

  static Result padded(TorchModule module, NDArray x, List<NDArray> hx) {
    if (module instanceof LSTM layer) {
      LSTMOutput result = hx.isEmpty() ? layer.forward(x) : layer.forward(x, state(hx));
      return new Result(result.output(), List.of(result.hidden().h(), result.hidden().c()));
    }
    SingleStateRNN layer = (SingleStateRNN) module;
    RNNOutput result = hx.isEmpty() ? layer.forward(x) : layer.forward(x, hx.get(0));
    return new Result(result.output(), List.of(result.hidden()));
  }

  static Result packed(
      TorchModule module,
      NDArray x,
      long[] lengths,
      PackOptions options,
      boolean batchFirst,
      List<NDArray> hx) {
    PackedSequence packed = RNNUtils.packPaddedSequence(x, lengths, options);
    UnpackOptions unpacking = new UnpackOptions().batchFirst(batchFirst);
    if (module instanceof LSTM layer) {
      PackedLSTMOutput result =
          hx.isEmpty() ? layer.forward(packed) : layer.forward(packed, state(hx));
      return new Result(
          RNNUtils.padPackedSequence(result.output(), unpacking).output(),
          List.of(result.hidden().h(), result.hidden().c()));
    }
    SingleStateRNN layer = (SingleStateRNN) module;
    PackedRNNOutput result =
        hx.isEmpty() ? layer.forward(packed) : layer.forward(packed, hx.get(0));
    return new Result(
        RNNUtils.padPackedSequence(result.output(), unpacking).output(), List.of(result.hidden()));
  }

  private static LSTMState state(List<NDArray> hx) {
    return new LSTMState(hx.get(0), hx.get(1));
  }
}
