package io.github.torchrnn.golden;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Bilinear;
import io.github.torchrnn.nn.ConvTranspose1d;
import io.github.torchrnn.nn.ConvTransposeOptions;
import io.github.torchrnn.nn.EmbeddingBag;
import io.github.torchrnn.nn.EmbeddingBagOptions;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.InterpolateOptions;
import io.github.torchrnn.nn.TorchModule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** {@code more_layers.py}: a function, or a layer of several arrays, and its gradients. */
final class MoreFunctionCase extends GoldenCase {

  MoreFunctionCase(JsonObject golden) {
    super(golden);
  }

  @Override
  double olderKernelUlps(String name) {
    boolean older =
        text("function").equals("group_norm") || given("mode") && text("mode").endsWith("linear");
    return older ? OLDER_KERNEL_ULPS : 0;
  }

  @Override
  void run() {
    Torch.manualSeed(number("seed"));
    try (TorchModule module = module()) {
      NDArray[] given = inputs(sizes -> drawLeaf(sizes));
      if (module != null) {
        expectParameters("weight.", module);
      }
      NDArray output = function(module, given);
      expect("output", output);
      backward(output.mul(draw(output.getShape().getShape())).sum());
      for (int i = 0; i < golden.getAsJsonArray("shapes").size(); i++) {
        expectGrad("grad." + i, given[i]);
      }
      if (module != null) {
        expectGradients(module, "");
      }
    }
  }

  /** Calls on ones what is refused. */
  void refuse() {
    try (TorchModule module = module()) {
      function(module, inputs(sizes -> Torch.to(Torch.ones(sizes), dtype())));
    }
  }

  private TorchModule module() {
    return given("spec") ? Layers.build(golden.getAsJsonObject("spec"), dtype()) : null;
  }

  private NDArray[] inputs(Function<long[], NDArray> make) {
    List<NDArray> inputs = new ArrayList<>();
    golden.getAsJsonArray("shapes").forEach(shape -> inputs.add(make.apply(longs(shape))));
    return inputs.toArray(new NDArray[4]);
  }

  private NDArray function(TorchModule module, NDArray... given) {
    NDArray x = given[0];
    return switch (text("function")) {
      case "gumbel_softmax" ->
          Functional.gumbelSoftmax(x, real("tau"), flag("hard"), (int) number("dim"));
      case "interpolate" -> Functional.interpolate(x, interpolateOptions());
      case "embedding_bag" ->
          Functional.embeddingBag(indices("indices"), x, indices("offsets"), bagOptions(given[1]));
      case "bilinear" -> Functional.bilinear(x, given[1], given[2], given[3]);
      case "conv_transpose1d" -> {
        ConvTransposeOptions options = new ConvTransposeOptions();
        Calls.setAll(options, options());
        yield Functional.convTranspose1d(x, given[1], given[2], options);
      }
      case "output_size" -> ((ConvTranspose1d) module).forward(x, longs("outputSize"));
      case "group_norm" ->
          Functional.groupNorm(x, number("groups"), given[1], given[2], real("eps"));
      case "prelu" -> Functional.prelu(x, given[1]);
      case "Bilinear" -> ((Bilinear) module).forward(x, given[1]);
      case "bags" -> ((EmbeddingBag) module).forward(indices("indices"), indices("offsets"), x);
      default -> throw new AssertionError("no function " + text("function"));
    };
  }

  private NDArray indices(String name) {
    if (!given(name)) {
      return null;
    }
    long[] numbers = longs(name);
    return numbers.length == 0
        ? Torch.to(Torch.zeros(0), DataType.INT64)
        : Torch.tensor(numbers, numbers.length);
  }

  private EmbeddingBagOptions bagOptions(NDArray factors) {
    EmbeddingBagOptions options =
        new EmbeddingBagOptions()
            .mode(text("mode"))
            .scaleGradByFreq(flag("scaleGradByFreq"))
            .includeLastOffset(flag("includeLastOffset"));
    if (given("paddingIdx")) {
      options.paddingIdx(number("paddingIdx"));
    }
    return factors == null ? options : options.perSampleWeights(factors);
  }

  private InterpolateOptions interpolateOptions() {
    InterpolateOptions options = new InterpolateOptions().mode(text("mode"));
    if (given("size")) {
      long[] size = longs("size");
      options = size.length == 1 ? options.size(size[0]) : options.size(size[0], size[1]);
    }
    if (given("scaleFactor")) {
      JsonArray factors = golden.getAsJsonArray("scaleFactor");
      double first = factors.get(0).getAsDouble();
      options =
          factors.size() == 1
              ? options.scaleFactor(first)
              : options.scaleFactor(first, factors.get(1).getAsDouble());
    }
    if (given("alignCorners")) {
      options.alignCorners(flag("alignCorners"));
    }
    return given("recompute") ? options.recomputeScaleFactor(flag("recompute")) : options;
  }
}
