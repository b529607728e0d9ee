package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No state, which is torch's {@code hx=None}: zeros, as if nothing had been handed over. */
@Scoped
class NoStateTest {

  private NDArray x;
  private PackedSequence packed;

  @BeforeEach
  void open() {
    Torch.manualSeed(0);
    x = Torch.randn(3, 2, 4);
    packed = RNNUtils.packSequence(List.of(Torch.randn(3, 4), Torch.randn(2, 4)));
  }

  @Test
  void layersOfOneStateTakeNull() {
    for (SingleStateRNN layer :
        List.of(
            new RNN(4, 3),
            RNN.builder(4, 3).numLayers(2).bidirectional(true).build(),
            new GRU(4, 3))) {
      try (layer) {
        assertEquals(layer.forward(x).toString(), layer.forward(x, null).toString());
        NDArray unbatched = x.get(":, 0");
        assertEquals(
            layer.forward(unbatched).toString(), layer.forward(unbatched, null).toString());
        assertEquals(
            Torch.repr(layer.forward(packed).output().data()),
            Torch.repr(layer.forward(packed, null).output().data()));
      }
    }
  }

  @Test
  void anLstmTakesNull() {
    try (LSTM layer = new LSTM(4, 3);
        LSTM projected = LSTM.builder(4, 3).projSize(2).build()) {
      assertEquals(layer.forward(x).toString(), layer.forward(x, null).toString());
      assertEquals(projected.forward(x).toString(), projected.forward(x, null).toString());
      assertEquals(
          Torch.repr(layer.forward(packed).output().data()),
          Torch.repr(layer.forward(packed, null).output().data()));
    }
  }

  @Test
  void cellsTakeNull() {
    NDArray step = x.get(0);
    try (RNNCell rnn = new RNNCell(4, 3);
        GRUCell gru = new GRUCell(4, 3);
        LSTMCell lstm = new LSTMCell(4, 3)) {
      assertEquals(Torch.repr(rnn.forward(step)), Torch.repr(rnn.forward(step, null)));
      assertEquals(Torch.repr(gru.forward(step)), Torch.repr(gru.forward(step, null)));
      assertEquals(lstm.forward(step).toString(), lstm.forward(step, null).toString());
      assertEquals(rnn.unroll(x).toString(), rnn.unroll(x, null).toString());
      assertEquals(gru.unroll(x).toString(), gru.unroll(x, null).toString());
      assertEquals(lstm.unroll(x).toString(), lstm.unroll(x, null).toString());
    }
  }
}
