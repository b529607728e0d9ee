package io.github.torchrnn.golden;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Init;

/**
 * {@code inits.py} and {@code more_inits.py}: what an initialisation fills in, and what is drawn
 * after it.
 */
final class InitCase extends GoldenCase {

  InitCase(JsonObject golden) {
    super(golden);
  }

  @Override
  void run() {
    Torch.manualSeed(number("seed"));
    NDArray tensor = Torch.to(Torch.ones(longs("shape")), dtype());
    init(tensor, text("function"), golden.getAsJsonArray("args"));
    expect("tensor", tensor);
    expect("next", Torch.randn(3));
  }

  static NDArray init(NDArray tensor, String function, JsonArray args) {
    if (args.isEmpty()) {
      return switch (function) {
        case "uniform_" -> Init.uniform_(tensor);
        case "normal_" -> Init.normal_(tensor);
        case "zeros_" -> Init.zeros_(tensor);
        case "xavier_uniform_" -> Init.xavierUniform_(tensor);
        case "kaiming_uniform_" -> Init.kaimingUniform_(tensor);
        case "orthogonal_" -> Init.orthogonal_(tensor);
        case "ones_" -> Init.ones_(tensor);
        case "eye_" -> Init.eye_(tensor);
        case "xavier_normal_" -> Init.xavierNormal_(tensor);
        case "kaiming_normal_" -> Init.kaimingNormal_(tensor);
        case "trunc_normal_" -> Init.truncNormal_(tensor);
        default -> throw new AssertionError("no " + function);
      };
    }
    double first = args.get(0).getAsDouble();
    return switch (function) {
      case "uniform_" -> Init.uniform_(tensor, first, args.get(1).getAsDouble());
      case "normal_" -> Init.normal_(tensor, first, args.get(1).getAsDouble());
      case "xavier_uniform_" -> Init.xavierUniform_(tensor, first);
      case "kaiming_uniform_" ->
          args.size() == 1
              ? Init.kaimingUniform_(tensor, first)
              : Init.kaimingUniform_(
                  tensor, first, args.get(1).getAsString(), args.get(2).getAsString());
      case "orthogonal_" -> Init.orthogonal_(tensor, first);
      case "constant_" -> Init.constant_(tensor, first);
      case "xavier_normal_" -> Init.xavierNormal_(tensor, first);
      case "kaiming_normal_" ->
          args.size() == 1
              ? Init.kaimingNormal_(tensor, first)
              : Init.kaimingNormal_(
                  tensor, first, args.get(1).getAsString(), args.get(2).getAsString());
      case "trunc_normal_" ->
          args.size() == 2
              ? Init.truncNormal_(tensor, first, args.get(1).getAsDouble())
              : Init.truncNormal_(
                  tensor,
                  first,
                  args.get(1).getAsDouble(),
                  args.get(2).getAsDouble(),
                  args.get(3).getAsDouble());
      default -> throw new AssertionError("no " + function);
    };
  }
}
