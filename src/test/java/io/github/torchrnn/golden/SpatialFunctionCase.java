package io.github.torchrnn.golden;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonObject;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Primitive;
import io.github.torchrnn.nn.AvgPoolOptions;
import io.github.torchrnn.nn.ConvOptions;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.MaxPoolOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code spatial_functions.py}: a function of windows or of normalization, and its gradients. */
final class SpatialFunctionCase extends GoldenCase {

  /** Functions whose float32 sums have another order in LibTorch 2.7. */
  private static final Set<String> OLDER = Set.of("layer_norm", "normalize", "cosine_similarity");

  SpatialFunctionCase(JsonObject golden) {
    super(golden);
  }

  @Override
  double detourUlps() {
    boolean detour =
        switch (text("function")) {
          case "conv1d" -> Primitive.CONV1D.way() != 0;
          case "conv2d" -> Primitive.CONV2D.way() != 0;
          default -> false;
        };
    return detour && dtype() == DataType.FLOAT32 ? CONV_DETOUR_ULPS : 0;
  }

  @Override
  double olderKernelUlps(String name) {
    boolean older =
        OLDER.contains(text("function"))
            || text("function").equals("batch_norm") && name.startsWith("grad.");
    return older && dtype() == DataType.FLOAT32 ? OLDER_KERNEL_ULPS : 0;
  }

  @Override
  void run() {
    Torch.manualSeed(number("seed"));
    List<NDArray> inputs = new ArrayList<>();
    golden.getAsJsonArray("shapes").forEach(shape -> inputs.add(drawLeaf(longs(shape))));
    NDArray[] given = inputs.toArray(new NDArray[3]);
    NDArray[] buffers = {};
    if (text("function").equals("batch_norm")) {
      long channels = number("channels");
      buffers = new NDArray[] {draw(channels), draw(channels).exp()};
    }
    NDArray output = function(given, buffers);
    expect("output", output);
    backward(output.mul(draw(output.getShape().getShape())).sum());
    for (int i = 0; i < inputs.size(); i++) {
      expectGrad("grad." + i, given[i]);
    }
    for (int i = 0; i < buffers.length; i++) {
      expect("buffer." + i, buffers[i]);
    }
  }

  private NDArray function(NDArray[] given, NDArray... buffers) {
    NDArray x = given[0];
    return switch (text("function")) {
      case "pad" ->
          given("value")
              ? Functional.pad(x, longs("pad"), text("mode"), real("value"))
              : Functional.pad(x, longs("pad"), text("mode"));
      case "normalize" -> Functional.normalize(x, real("p"), (int) number("dim"), real("eps"));
      case "cosine_similarity" ->
          Functional.cosineSimilarity(x, given[1], (int) number("dim"), real("eps"));
      case "linear" -> Functional.linear(x, given[1], given[2]);
      case "layer_norm" ->
          Functional.layerNorm(x, longs("normalized"), given[1], given[2], real("eps"));
      case "batch_norm" ->
          Functional.batchNorm(
              x,
              buffers[0],
              buffers[1],
              given[1],
              given[2],
              flag("training"),
              real("momentum"),
              real("eps"));
      case "conv1d" -> Functional.conv1d(x, given[1], given[2], convOptions());
      case "conv2d" -> Functional.conv2d(x, given[1], given[2], convOptions());
      case "embedding" ->
          Functional.embedding(
              Torch.tensor(longs("indices"), longs("indices").length),
              x,
              given("paddingIdx") ? number("paddingIdx") : null,
              null,
              2,
              flag("scaleGradByFreq"));
      case "avg_pool2d" -> Functional.avgPool2d(x, longs("kernel"), avgOptions());
      case "max_pool1d" -> Functional.maxPool1d(x, number("kernel"), maxOptions());
      default -> throw new AssertionError("no function " + text("function"));
    };
  }

  private ConvOptions convOptions() {
    return new ConvOptions()
        .stride(number("stride"))
        .padding(number("padding"))
        .dilation(number("dilation"))
        .groups(number("groups"));
  }

  private MaxPoolOptions maxOptions() {
    MaxPoolOptions options =
        new MaxPoolOptions()
            .padding(number("padding"))
            .ceilMode(flag("ceilMode"))
            .dilation(number("dilation"));
    return given("stride") ? options.stride(number("stride")) : options;
  }

  private AvgPoolOptions avgOptions() {
    AvgPoolOptions options =
        new AvgPoolOptions()
            .padding(number("padding"))
            .ceilMode(flag("ceilMode"))
            .countIncludePad(flag("countIncludePad"));
    if (given("stride")) {
      options.stride(number("stride"));
    }
    return given("divisorOverride") ? options.divisorOverride(number("divisorOverride")) : options;
  }
}
