package io.github.torchrnn.golden;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.torchrnn.nn.BCELoss;
import io.github.torchrnn.nn.BCEWithLogitsLoss;
import io.github.torchrnn.nn.CTCLoss;
import io.github.torchrnn.nn.CosineEmbeddingLoss;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Dropout;
import io.github.torchrnn.nn.ELU;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.GELU;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.GRUCell;
import io.github.torchrnn.nn.GaussianNLLLoss;
import io.github.torchrnn.nn.Hardtanh;
import io.github.torchrnn.nn.HingeEmbeddingLoss;
import io.github.torchrnn.nn.HuberLoss;
import io.github.torchrnn.nn.KLDivLoss;
import io.github.torchrnn.nn.L1Loss;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMCell;
import io.github.torchrnn.nn.LeakyReLU;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.LogSigmoid;
import io.github.torchrnn.nn.LogSoftmax;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.MarginRankingLoss;
import io.github.torchrnn.nn.ModuleList;
import io.github.torchrnn.nn.MultiLabelMarginLoss;
import io.github.torchrnn.nn.MultiLabelSoftMarginLoss;
import io.github.torchrnn.nn.MultiMarginLoss;
import io.github.torchrnn.nn.NLLLoss;
import io.github.torchrnn.nn.PoissonNLLLoss;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.RNNCell;
import io.github.torchrnn.nn.ReLU;
import io.github.torchrnn.nn.Sequential;
import io.github.torchrnn.nn.SiLU;
import io.github.torchrnn.nn.Sigmoid;
import io.github.torchrnn.nn.SmoothL1Loss;
import io.github.torchrnn.nn.SoftMarginLoss;
import io.github.torchrnn.nn.Softmax;
import io.github.torchrnn.nn.Softplus;
import io.github.torchrnn.nn.Tanh;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.nn.TripletMarginLoss;

/** Modules by their names and the names of their options, as goldens give them. */
final class Layers {

  private Layers() {}

  /** A network of a user's. */
  private static final class Net extends TorchModule {
    Net(TorchModule... layers) {
      for (int i = 0; i < layers.length; i++) {
        register("layer" + i, layers[i]);
      }
    }
  }

  /** {@code reprs.build}: a module and those below it. */
  static TorchModule build(JsonObject spec, DataType dtype) {
    String type = spec.get("type").getAsString();
    if (spec.has("children")) {
      TorchModule[] children =
          spec.getAsJsonArray("children").asList().stream()
              .map(child -> build(child.getAsJsonObject(), dtype))
              .toArray(TorchModule[]::new);
      return switch (type) {
        case "Sequential" -> new Sequential(children);
        case "ModuleList" -> new ModuleList<>(children);
        case "Net" -> new Net(children);
        default -> throw new AssertionError("no container " + type);
      };
    }
    JsonArray args = spec.getAsJsonArray("args");
    if (SpatialLayers.has(type)) {
      return SpatialLayers.build(spec, dtype);
    }
    if (MoreLayers.has(type)) {
      return MoreLayers.build(spec, dtype);
    }
    return switch (type) {
      case "Dropout" ->
          Calls.isInt(args.get(0))
              ? new Dropout(args.get(0).getAsLong())
              : new Dropout(args.get(0).getAsDouble());
      case "Softmax" -> new Softmax(args.get(0).getAsInt());
      case "LogSoftmax" -> new LogSoftmax(args.get(0).getAsInt());
      case "ReLU" -> new ReLU();
      case "Tanh" -> new Tanh();
      case "Sigmoid" -> new Sigmoid();
      case "SiLU" -> new SiLU();
      case "LogSigmoid" -> new LogSigmoid();
      case "GELU" -> args.isEmpty() ? new GELU() : new GELU(args.get(0).getAsString());
      case "LeakyReLU" -> args.isEmpty() ? new LeakyReLU() : new LeakyReLU(number(args, 0));
      case "ELU" -> args.isEmpty() ? new ELU() : new ELU(number(args, 0));
      case "Softplus" ->
          args.isEmpty() ? new Softplus() : new Softplus(number(args, 0), number(args, 1));
      case "Hardtanh" ->
          args.isEmpty() ? new Hardtanh() : new Hardtanh(number(args, 0), number(args, 1));
      case "CrossEntropyLoss",
          "NLLLoss",
          "MSELoss",
          "BCEWithLogitsLoss",
          "BCELoss",
          "L1Loss",
          "SmoothL1Loss" ->
          (TorchModule) Calls.call(loss(type), "build");
      default -> {
        long[] sizes = GoldenCase.longs(args);
        yield build(type, sizes[0], sizes[1], dtype, spec.getAsJsonObject("options"));
      }
    };
  }

  /** An int where Python has one, otherwise a float. */
  static Number number(JsonArray args, int i) {
    if (Calls.isInt(args.get(i))) {
      return args.get(i).getAsLong();
    }
    return args.get(i).getAsDouble();
  }

  static TorchModule build(
      String kind, long first, long second, DataType dtype, JsonObject options) {
    Object builder = builder(kind, first, second);
    Calls.call(builder, "dtype", dtype);
    Calls.setAll(builder, options);
    return (TorchModule) Calls.call(builder, "build");
  }

  private static Object builder(String kind, long first, long second) {
    return switch (kind) {
      case "RNN" -> RNN.builder(first, second);
      case "LSTM" -> LSTM.builder(first, second);
      case "GRU" -> GRU.builder(first, second);
      case "RNNCell" -> RNNCell.builder(first, second);
      case "LSTMCell" -> LSTMCell.builder(first, second);
      case "GRUCell" -> GRUCell.builder(first, second);
      case "Linear" -> Linear.builder(first, second);
      case "Embedding" -> Embedding.builder(first, second);
      default -> throw new AssertionError("no layer " + kind);
    };
  }

  /** The builder of a loss. */
  static Object loss(String kind) {
    return switch (kind) {
      case "CrossEntropyLoss" -> CrossEntropyLoss.builder();
      case "NLLLoss" -> NLLLoss.builder();
      case "MSELoss" -> MSELoss.builder();
      case "BCEWithLogitsLoss" -> BCEWithLogitsLoss.builder();
      case "BCELoss" -> BCELoss.builder();
      case "L1Loss" -> L1Loss.builder();
      case "SmoothL1Loss" -> SmoothL1Loss.builder();
      case "HuberLoss" -> HuberLoss.builder();
      case "KLDivLoss" -> KLDivLoss.builder();
      case "CTCLoss" -> CTCLoss.builder();
      case "MarginRankingLoss" -> MarginRankingLoss.builder();
      case "HingeEmbeddingLoss" -> HingeEmbeddingLoss.builder();
      case "CosineEmbeddingLoss" -> CosineEmbeddingLoss.builder();
      case "MultiMarginLoss" -> MultiMarginLoss.builder();
      case "PoissonNLLLoss" -> PoissonNLLLoss.builder();
      case "GaussianNLLLoss" -> GaussianNLLLoss.builder();
      case "TripletMarginLoss" -> TripletMarginLoss.builder();
      case "SoftMarginLoss" -> SoftMarginLoss.builder();
      case "MultiLabelMarginLoss" -> MultiLabelMarginLoss.builder();
      case "MultiLabelSoftMarginLoss" -> MultiLabelSoftMarginLoss.builder();
      default -> throw new AssertionError("no loss " + kind);
    };
  }
}
