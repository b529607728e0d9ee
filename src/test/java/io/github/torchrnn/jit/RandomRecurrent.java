package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.GRUCell;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMCell;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.RNNBase;
import io.github.torchrnn.nn.RNNCell;
import java.util.Random;
import java.util.function.UnaryOperator;

/** A recurrent stage of a {@link RandomNetwork}. */
final class RandomRecurrent {

  private final String description;
  private final UnaryOperator<NDArray> forward;
  private final long outputSize;

  RandomRecurrent(RandomNetwork net, Random random) {
    long hidden = 2 + random.nextInt(4);
    boolean bidirectional = random.nextInt(4) == 0;
    boolean usesState = random.nextInt(3) == 0;
    boolean eval = random.nextInt(4) == 0;
    int kind = random.nextInt(4);
    RNNBase.Builder<?> builder =
        switch (kind) {
          case 0 -> RNN.builder(net.size(), hidden);
          case 1 -> RNN.builder(net.size(), hidden).nonlinearity("relu");
          case 2 -> GRU.builder(net.size(), hidden);
          default -> LSTM.builder(net.size(), hidden);
        };
    int layers = 1 + random.nextInt(2);
    builder.numLayers(layers).bidirectional(bidirectional).batchFirst(net.batchFirst());
    builder.bias(random.nextInt(5) > 0).dropout(layers > 1 && random.nextInt(3) == 0 ? 0.3 : 0);
    outputSize = bidirectional ? 2 * hidden : hidden;
    if (builder instanceof RNN.Builder it) {
      RNN layer = net.add(it.build());
      forward =
          x -> {
            var result = layer.forward(x);
            return withState(usesState, result.output(), result.hidden());
          };
      description = layer.toString();
      layer.train(!eval);
    } else if (builder instanceof GRU.Builder it) {
      GRU layer = net.add(it.build());
      forward =
          x -> {
            var result = layer.forward(x);
            return withState(usesState, result.output(), result.hidden());
          };
      description = layer.toString();
      layer.train(!eval);
    } else {
      LSTM layer = net.add(((LSTM.Builder) builder).build());
      forward =
          x -> {
            var result = layer.forward(x);
            return withState(usesState, result.output(), result.hidden().c());
          };
      description = layer.toString();
      layer.train(!eval);
    }
  }

  private static NDArray withState(boolean uses, NDArray output, NDArray state) {
    return uses ? output.add(state.mean()) : output;
  }

  NDArray forward(NDArray x) {
    return forward.apply(x);
  }

  String description() {
    return description;
  }

  long outputSize() {
    return outputSize;
  }

  /** A loop of a cell over the steps. */
  static final class Cell {
    private final String description;
    private final UnaryOperator<NDArray> forward;
    private final long hidden;
    private final boolean batchFirst;
    private final boolean stacked;

    Cell(RandomNetwork net, Random random) {
      hidden = 2 + random.nextInt(4);
      batchFirst = net.batchFirst();
      stacked = random.nextBoolean();
      boolean bias = random.nextInt(4) > 0;
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          RNNCell cell =
              net.add(
                  RNNCell.builder(net.size(), hidden)
                      .nonlinearity(random.nextBoolean() ? "tanh" : "relu")
                      .bias(bias)
                      .build());
          forward = x -> overSteps(x, (input, state) -> cell.forward(input, state));
          description = "loop of " + cell;
        }
        case 2 -> {
          GRUCell cell = net.add(GRUCell.builder(net.size(), hidden).bias(bias).build());
          forward = x -> overSteps(x, (input, state) -> cell.forward(input, state));
          description = "loop of " + cell;
        }
        default -> {
          LSTMCell cell = net.add(LSTMCell.builder(net.size(), hidden).bias(bias).build());
          forward =
              x -> {
                LSTMState[] state = new LSTMState[1];
                return overSteps(
                    x,
                    (input, before) -> {
                      state[0] = cell.forward(input, state[0]);
                      return state[0].h();
                    });
              };
          description = "loop of " + cell;
        }
      }
    }

    private interface Step {
      NDArray of(NDArray input, NDArray state);
    }

    private NDArray overSteps(NDArray x, Step step) {
      NDArray sequence = batchFirst ? x.transpose(1, 0, 2) : x;
      NDList outputs = new NDList();
      NDArray state = null;
      for (long t = 0; t < sequence.getShape().get(0); t++) {
        state = step.of(sequence.get(t), state);
        outputs.add(state);
      }
      NDArray output =
          stacked
              ? NDArrays.stack(outputs, 0)
              : NDArrays.concat(
                  new NDList(outputs.stream().map(it -> it.expandDims(0)).toList()), 0);
      return batchFirst ? output.transpose(1, 0, 2) : output;
    }

    NDArray forward(NDArray x) {
      return forward.apply(x);
    }

    String description() {
      return description + (stacked ? ", stacked" : ", concatenated");
    }

    long outputSize() {
      return hidden;
    }
  }
}
