package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Dropout;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.RNNUtils;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.Optimizer;
import java.util.ArrayList;
import java.util.List;

/** Letters, a recurrent layer and a linear layer. */
final class LetterNet extends TorchModule {
  final Embedding emb = register("emb", new Embedding(7, 3));
  final TorchModule rnn;
  final Dropout dropout = register("dropout", new Dropout(0.3));
  final Linear fc = register("fc", new Linear(4, 5));

  LetterNet(TorchModule rnn) {
    this.rnn = register("rnn", rnn);
  }

  NDArray output(NDArray x) {
    if (rnn instanceof LSTM lstm) {
      return lstm.forward(x).output();
    }
    return rnn instanceof GRU gru ? gru.forward(x).output() : ((RNN) rnn).forward(x).output();
  }

  NDArray classes(NDArray ids) {
    return fc.forward(output(emb.forward(ids))).reshape(-1, 5);
  }

  NDArray classes(PackedSequence ids) {
    PackedSequence embedded = ids.withData(emb.forward(ids.data()));
    PackedSequence output =
        rnn instanceof LSTM lstm
            ? lstm.forward(embedded).output()
            : ((GRU) rnn).forward(embedded).output();
    return fc.forward(output.data());
  }

  static Optimizer adam(TorchModule net) {
    return Adam.builder(net.parameters()).lr(0.01).build();
  }

  static NDArray ids(long rows, long columns, int seed) {
    return Torch.arange(rows * columns).mul(3 + seed).add(seed).mod(5).reshape(rows, columns);
  }

  static PackedSequence packed(int seed, int... lengths) {
    List<NDArray> sequences = new ArrayList<>();
    for (int length : lengths) {
      sequences.add(ids(1, length, seed).get(0));
    }
    return RNNUtils.packSequence(sequences, false);
  }
}
