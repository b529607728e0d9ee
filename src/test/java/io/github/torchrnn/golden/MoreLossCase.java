package io.github.torchrnn.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.nn.CTCLoss;
import io.github.torchrnn.nn.CosineEmbeddingLoss;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.GaussianNLLLoss;
import io.github.torchrnn.nn.HingeEmbeddingLoss;
import io.github.torchrnn.nn.HuberLoss;
import io.github.torchrnn.nn.KLDivLoss;
import io.github.torchrnn.nn.L1Loss;
import io.github.torchrnn.nn.Loss;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.MarginRankingLoss;
import io.github.torchrnn.nn.MultiLabelMarginLoss;
import io.github.torchrnn.nn.MultiLabelSoftMarginLoss;
import io.github.torchrnn.nn.MultiMarginLoss;
import io.github.torchrnn.nn.PoissonNLLLoss;
import io.github.torchrnn.nn.SoftMarginLoss;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.nn.TripletMarginLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code more_losses.py}: a loss of two to four arrays as a class and as a function. */
final class MoreLossCase extends GoldenCase {

  MoreLossCase(JsonObject golden) {
    super(golden);
  }

  /** LibTorch 2.7 sums the powers of a norm in another order. */
  @Override
  double olderKernelUlps(String name) {
    return text("loss").equals("TripletMarginLoss") ? OLDER_KERNEL_ULPS : 0;
  }

  @Override
  void run() {
    Torch.manualSeed(number("seed"));
    List<Object> arrays = arrays();
    NDArray loss = loss(arrays);
    backward(loss.mul(Torch.to(Torch.randn(shape(loss)), loss.getDataType())).sum());
    expect("loss", loss);
    for (int i = 0; i < arrays.size(); i++) {
      if (arrays.get(i) instanceof NDArray array && array.hasGradient()) {
        expectGrad("grad." + i, array);
      }
    }
  }

  /** What Python refuses. */
  void refused() {
    Torch.manualSeed(0);
    loss(arrays());
  }

  private static long[] shape(NDArray array) {
    return array.getShape().getShape();
  }

  /** An array for each that the case describes, long[] for a tuple, and Double for a number. */
  private List<Object> arrays() {
    List<Object> arrays = new ArrayList<>();
    for (JsonElement spec : golden.getAsJsonArray("arrays")) {
      if (spec.isJsonArray()) {
        arrays.add(longs(spec));
      } else {
        arrays.add(spec.isJsonObject() ? array(spec.getAsJsonObject()) : spec.getAsDouble());
      }
    }
    return arrays;
  }

  private static NDArray array(JsonObject spec) {
    String name = spec.get("dtype").getAsString();
    DataType type =
        name.equals("bool") ? DataType.BOOLEAN : DataType.valueOf(name.toUpperCase(Locale.ROOT));
    long[] shape = longs(spec.get("shape"));
    NDArray made =
        spec.has("values")
            ? Torch.to(values(spec.getAsJsonArray("values"), shape), type)
            : Torch.to(drawn(spec.get("draw").getAsString(), shape), type);
    NDArray leaf = made.stopGradient();
    leaf.setRequiresGradient(spec.get("leaf").getAsBoolean());
    return leaf;
  }

  private static NDArray values(JsonArray values, long... shape) {
    double[] numbers =
        values.asList().stream()
            .map(JsonElement::getAsString)
            .mapToDouble(
                text ->
                    switch (text) {
                      case "inf" -> Double.POSITIVE_INFINITY;
                      case "-inf" -> Double.NEGATIVE_INFINITY;
                      case "nan" -> Double.NaN;
                      default -> Double.parseDouble(text);
                    })
            .toArray();
    return LibTorch.manager().create(numbers, new Shape(shape));
  }

  private static NDArray drawn(String draw, long... shape) {
    return switch (draw) {
      case "rand" -> Torch.rand(shape);
      case "logs" -> Torch.rand(shape).mul(-3);
      case "counts" -> Torch.rand(shape).mul(5).floor();
      case "signs" -> Torch.rand(shape).mul(2).floor().mul(2).sub(1);
      default -> Torch.randn(shape);
    };
  }

  /** The loss of the class, which is that of the function too. */
  private NDArray loss(List<Object> arrays) {
    Object builder = Layers.loss(text("loss"));
    Calls.setAll(builder, options());
    if (given("weight")) {
      DataType type = ((NDArray) arrays.get(0)).getDataType();
      Calls.call(builder, "weight", Torch.to(Torch.rand(longs("weight")), type));
    }
    boolean weighted =
        builder instanceof MSELoss.Builder
            || builder instanceof L1Loss.Builder
            || builder instanceof HuberLoss.Builder && arrays.size() == 3;
    if (weighted) {
      return weighted(builder, arrays);
    }
    try (TorchModule criterion = (TorchModule) Calls.call(builder, "build")) {
      NDArray loss = forward(criterion, arrays);
      NDArray same = function(builder, arrays);
      assertArrayEquals(loss.toArray(), same.toArray(), "class and function");
      return loss;
    }
  }

  private static NDArray weighted(Object builder, List<Object> arrays) {
    NDArray x = (NDArray) arrays.get(0);
    NDArray y = (NDArray) arrays.get(1);
    NDArray weight = (NDArray) arrays.get(2);
    if (builder instanceof MSELoss.Builder options) {
      return Functional.mseLoss(x, y, options, weight);
    } else if (builder instanceof L1Loss.Builder options) {
      return Functional.l1Loss(x, y, options, weight);
    }
    return Functional.huberLoss(x, y, (HuberLoss.Builder) builder, weight);
  }

  private static NDArray forward(TorchModule criterion, List<Object> arrays) {
    NDArray first = (NDArray) arrays.get(0);
    NDArray second = (NDArray) arrays.get(1);
    if (criterion instanceof Loss loss) {
      return loss.forward(first, second);
    } else if (criterion instanceof CTCLoss loss) {
      return arrays.get(2) instanceof long[] lengths
          ? loss.forward(first, second, lengths, (long[]) arrays.get(3))
          : loss.forward(first, second, (NDArray) arrays.get(2), (NDArray) arrays.get(3));
    } else if (criterion instanceof GaussianNLLLoss loss) {
      return arrays.get(2) instanceof Double var
          ? loss.forward(first, second, var)
          : loss.forward(first, second, (NDArray) arrays.get(2));
    }
    NDArray third = (NDArray) arrays.get(2);
    return (NDArray) Calls.call(criterion, "forward", first, second, third);
  }

  private static NDArray function(Object builder, List<Object> arrays) {
    NDArray x = (NDArray) arrays.get(0);
    NDArray y = (NDArray) arrays.get(1);
    if (builder instanceof HuberLoss.Builder options) {
      return Functional.huberLoss(x, y, options);
    } else if (builder instanceof KLDivLoss.Builder options) {
      return Functional.klDiv(x, y, options);
    } else if (builder instanceof PoissonNLLLoss.Builder options) {
      return Functional.poissonNllLoss(x, y, options);
    } else if (builder instanceof SoftMarginLoss.Builder options) {
      return Functional.softMarginLoss(x, y, options);
    } else if (builder instanceof HingeEmbeddingLoss.Builder options) {
      return Functional.hingeEmbeddingLoss(x, y, options);
    } else if (builder instanceof MultiMarginLoss.Builder options) {
      return Functional.multiMarginLoss(x, y, options);
    } else if (builder instanceof MultiLabelMarginLoss.Builder options) {
      return Functional.multilabelMarginLoss(x, y, options);
    } else if (builder instanceof MultiLabelSoftMarginLoss.Builder options) {
      return Functional.multilabelSoftMarginLoss(x, y, options);
    } else if (builder instanceof CTCLoss.Builder options) {
      return arrays.get(2) instanceof long[] lengths
          ? Functional.ctcLoss(x, y, lengths, (long[]) arrays.get(3), options)
          : Functional.ctcLoss(x, y, (NDArray) arrays.get(2), (NDArray) arrays.get(3), options);
    } else if (arrays.get(2) instanceof Double var) {
      return Functional.gaussianNllLoss(x, y, var, (GaussianNLLLoss.Builder) builder);
    }
    NDArray z = (NDArray) arrays.get(2);
    if (builder instanceof GaussianNLLLoss.Builder options) {
      return Functional.gaussianNllLoss(x, y, z, options);
    } else if (builder instanceof MarginRankingLoss.Builder options) {
      return Functional.marginRankingLoss(x, y, z, options);
    } else if (builder instanceof CosineEmbeddingLoss.Builder options) {
      return Functional.cosineEmbeddingLoss(x, y, z, options);
    }
    return Functional.tripletMarginLoss(x, y, z, (TripletMarginLoss.Builder) builder);
  }
}
