package io.github.torchrnn.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.nn.PackOptions;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.PadOptions;
import io.github.torchrnn.nn.RNNUtils;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.nn.UnpackOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code errors.py} and {@code refusals.py}: what is refused, with its whole message. */
final class ErrorCase extends GoldenCase {

  ErrorCase(JsonObject golden) {
    super(golden);
  }

  @Override
  void run() {
    RuntimeException refusal = assertThrows(RuntimeException.class, this::call);
    assertEquals(text("message"), refusal.getMessage());
    // All are about an argument but this one, which is about what was done before.
    boolean state = text("message").startsWith("element 0 of tensors does not require grad");
    assertEquals(
        state ? IllegalStateException.class : IllegalArgumentException.class, refusal.getClass());
  }

  private void call() {
    switch (text("call")) {
      case "layer" -> layer();
      case "packed" -> {
        try (TorchModule module = module()) {
          Recurrent.packed(module, zeros(), longs("lengths"), new PackOptions(), false, states());
        }
      }
      case "packPadded" ->
          RNNUtils.packPaddedSequence(
              Torch.zeros(longs("shape")),
              longs("lengths"),
              new PackOptions()
                  .batchFirst(flag("batchFirst"))
                  .enforceSorted(flag("enforceSorted")));
      case "padPacked" -> {
        PackedSequence packed =
            RNNUtils.packPaddedSequence(Torch.zeros(longs("shape")), longs("lengths"));
        RNNUtils.padPackedSequence(packed, new UnpackOptions().totalLength(number("totalLength")));
      }
      case "padSequence" ->
          RNNUtils.padSequence(sequences(), new PadOptions().paddingSide(text("paddingSide")));
      case "packSequence" -> RNNUtils.packSequence(sequences());
      case "loadStateDict" -> loadStateDict();
      case "backward" -> {
        NDArray x = Torch.zeros(longs("shape"));
        x.setRequiresGradient(flag("recorded"));
        Torch.backward(x.mul(2));
      }
      case "loss" -> loss();
      case "criterion" -> new MoreLossCase(golden).refused();
      case "small" -> {
        try (TorchModule module = Layers.build(golden.getAsJsonObject("spec"), DataType.FLOAT32)) {
          LayerCase.forward(module, full("shape", "value", dtype()));
        }
      }
      case "more" -> new MoreFunctionCase(golden).refuse();
      case "optimizer" -> optimizer();
      case "init" -> InitCase.init(zeros(), text("function"), golden.getAsJsonArray("args"));
      default -> throw new AssertionError("no call " + text("call"));
    }
  }

  private void layer() {
    try (TorchModule module = module()) {
      if (text("module").endsWith("Cell")) {
        CellCase.step(module, zeros(), states());
      } else {
        Recurrent.padded(module, zeros(), states());
      }
    }
  }

  private TorchModule module() {
    return Layers.build(
        text("module"), number("inputSize"), number("hiddenSize"), DataType.FLOAT32, options());
  }

  private NDArray zeros() {
    return LibTorch.manager().zeros(new Shape(longs("shape")), dtype());
  }

  private NDArray full(String shape, String value, DataType type) {
    return Torch.to(Torch.zeros(longs(shape)).add(number(value)), type);
  }

  private List<NDArray> states() {
    List<NDArray> states = new ArrayList<>();
    golden
        .getAsJsonArray("states")
        .forEach(
            sizes ->
                states.add(LibTorch.manager().zeros(new Shape(longs(sizes)), dtype("stateType"))));
    return states;
  }

  private List<NDArray> sequences() {
    return Arrays.stream(longs("lengths")).mapToObj(n -> Torch.zeros(n, 3)).toList();
  }

  private void loadStateDict() {
    Map<String, NDArray> state = new LinkedHashMap<>();
    golden
        .getAsJsonObject("state")
        .entrySet()
        .forEach(entry -> state.put(entry.getKey(), Torch.zeros(longs(entry.getValue()))));
    try (TorchModule module = Layers.build(golden.getAsJsonObject("spec"), DataType.FLOAT32)) {
      module.loadStateDict(state);
    }
  }

  private void loss() {
    Object builder = Layers.loss(text("module"));
    Calls.setAll(builder, options());
    if (given("weight")) {
      Calls.call(builder, "weight", Torch.ones(longs("weight")));
    }
    try (TorchModule criterion = (TorchModule) Calls.call(builder, "build")) {
      Calls.call(criterion, "forward", zeros(), full("targetShape", "target", dtype("targetType")));
    }
  }

  private void optimizer() {
    List<NDArray> params = number("params") == 0 ? List.of() : List.of(Torch.zeros(2));
    Object builder =
        OptimizerCase.builder(text("module"), params, golden.get("lr").getAsDouble(), options());
    Calls.call(builder, "build");
  }
}
