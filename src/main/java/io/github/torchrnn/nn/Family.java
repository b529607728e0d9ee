package io.github.torchrnn.nn;

/** The families of recurrent networks, whose layers and cells have the same weights and states. */
enum Family {
  /** RNN: the state h. */
  ELMAN(1, 1),
  /** GRU: gates r, z and n, and the state h. */
  GRU(3, 1),
  /** LSTM: gates i, f, g and o, and the states h and c. */
  LSTM(4, 2);

  /** The number of gates, whose weights are the rows of one matrix. */
  final int gates;

  /** The number of states. */
  final int states;

  Family(int gates, int states) {
    this.gates = gates;
    this.states = states;
  }
}
