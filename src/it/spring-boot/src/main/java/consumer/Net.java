package consumer;

import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.TorchModule;

/** The network of the page. */
class Net extends TorchModule {
  final GRU rnn = register("rnn", new GRU(3, 4));
  final Linear out = register("out", new Linear(4, 2));
}
