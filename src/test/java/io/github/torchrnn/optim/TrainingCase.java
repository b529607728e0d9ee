package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.torchrnn.Torch;
import io.github.torchrnn.TorchJson;
import io.github.torchrnn.nn.RNN;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The training that {@code scripts/python/optimizer_state.py} does, step by step. */
final class TrainingCase implements AutoCloseable {

  private static final int STEPS = 3;
  private static final double OVERWRITTEN_LR = 123;

  final RNN rnn;
  final Optimizer optimizer;
  private final JsonObject json;

  /** A net of random weights and an optimizer of default options. */
  TrainingCase(JsonObject json) {
    this.json = json;
    DataType type =
        json.get("dtype").getAsString().equals("torch.float64")
            ? DataType.FLOAT64
            : DataType.FLOAT32;
    rnn = RNN.builder(3, 4).numLayers(2).dtype(type).build();
    List<NDArray> params = rnn.parameters();
    boolean single = json.get("groups").getAsInt() == 1;
    List<NDArray> first = single ? params : params.subList(0, 3);
    List<NDArray> rest = single ? List.of() : params.subList(3, params.size());
    optimizer =
        switch (json.get("optimizer").getAsString()) {
          case "SGD" -> grouped(SGD.builder(first, OVERWRITTEN_LR), rest).build();
          case "Adam" -> grouped(Adam.builder(first).lr(OVERWRITTEN_LR), rest).build();
          case "RMSprop" -> grouped(RMSprop.builder(first).lr(OVERWRITTEN_LR), rest).build();
          case "Adagrad" -> grouped(Adagrad.builder(first).lr(OVERWRITTEN_LR), rest).build();
          case "ASGD" -> grouped(ASGD.builder(first).lr(OVERWRITTEN_LR), rest).build();
          case "Adamax" -> grouped(Adamax.builder(first).lr(OVERWRITTEN_LR), rest).build();
          case "NAdam" -> grouped(NAdam.builder(first).lr(OVERWRITTEN_LR), rest).build();
          case "RAdam" -> grouped(RAdam.builder(first).lr(OVERWRITTEN_LR), rest).build();
          case "LBFGS" -> LBFGS.builder(first).lr(OVERWRITTEN_LR).build();
          case "Adadelta" -> grouped(Adadelta.builder(first).lr(OVERWRITTEN_LR), rest).build();
          default -> grouped(AdamW.builder(first).lr(OVERWRITTEN_LR), rest).build();
        };
  }

  private static <B extends Optimizer.Builder<B>> B grouped(B builder, List<NDArray> rest) {
    return rest.isEmpty() ? builder : builder.group(rest, Map.of());
  }

  @SuppressWarnings("unchecked")
  void load() {
    rnn.loadStateDict((Map<String, NDArray>) TorchJson.decode(json.get("weights")));
    optimizer.loadStateDict((Map<String, ?>) TorchJson.decode(json.get("state")));
  }

  JsonArray train() {
    JsonArray losses = new JsonArray();
    NDArray x = (NDArray) TorchJson.decode(json.get("x"));
    NDArray y = (NDArray) TorchJson.decode(json.get("y"));
    for (int i = 0; i < STEPS; i++) {
      try (var step = Torch.scope()) {
        NDArray loss =
            optimizer.step(
                () -> {
                  optimizer.zeroGrad();
                  NDArray current = rnn.forward(x).output().sub(y).square().mean();
                  Torch.backward(current);
                  return current;
                });
        losses.add(loss.toType(DataType.FLOAT64, true).toDoubleArray()[0]);
      }
    }
    return losses;
  }

  Map<String, Object> weights() {
    return new LinkedHashMap<>(rnn.stateDict());
  }

  @Override
  public void close() {
    optimizer.close();
    rnn.close();
  }
}
