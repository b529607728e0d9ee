package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The later layers as DJL's blocks, and their state dicts. */
@Scoped
class LayerShapesTest {

  private static NDArray asBlock(TorchModule layer, NDArray... inputs) {
    ParameterStore store = new ParameterStore(inputs[0].getManager(), false);
    return layer.forward(store, new NDList(inputs), false).singletonOrThrow();
  }

  private static void check(UnaryLayer layer, long... sizes) {
    try (layer) {
      NDArray x = Torch.randn(sizes);
      layer.eval();
      NDArray expected = layer.forward(x);
      assertEquals(expected, asBlock(layer, x), layer.toString());
      assertEquals(
          expected.getShape(),
          layer.getOutputShapes(new Shape[] {x.getShape()})[0],
          layer.toString());
    }
  }

  @Test
  void blocksOfDjl() {
    check(new PReLU(3), 2, 3, 4);
    check(new SELU(), 2, 3);
    check(new CELU(0.5), 2, 3);
    check(new Mish(), 2, 3);
    check(new Softsign(), 2, 3);
    check(new Hardsigmoid(), 2, 3);
    check(new Hardswish(), 2, 3);
    check(new Threshold(0.1, 2), 2, 3);
    check(new GLU(), 2, 6);
    check(new GLU(0), 4, 3);
    check(new Dropout1d(), 2, 3, 4);
    check(new Unflatten(1, 2, -1), 3, 6, 5);
    check(new Unflatten(-1, 5), 3, 5);
    check(new GroupNorm(2, 4), 3, 4, 5);
    check(
        ConvTranspose1d.builder(2, 4, 3)
            .stride(3)
            .padding(1)
            .outputPadding(2)
            .dilation(2)
            .groups(2)
            .build(),
        3,
        2,
        5);
    check(new ConvTranspose1d(2, 3, 2), 2, 5);
    try (EmbeddingBag bag = new EmbeddingBag(5, 3)) {
      NDArray rows = Torch.tensor(new long[][] {{1, 2}, {4, 4}, {4, 0}});
      assertEquals(bag.forward(rows), asBlock(bag, rows));
      assertEquals(new Shape(3, 3), bag.getOutputShapes(new Shape[] {rows.getShape()})[0]);
    }
    try (Bilinear bilinear = new Bilinear(2, 3, 4)) {
      NDArray one = Torch.randn(5, 2);
      NDArray other = Torch.randn(5, 3);
      assertEquals(bilinear.forward(one, other), asBlock(bilinear, one, other));
      Shape[] shapes = {one.getShape(), other.getShape()};
      assertEquals(new Shape(5, 4), bilinear.getOutputShapes(shapes)[0]);
    }
  }

  @Test
  void stateDicts() {
    Map<List<String>, TorchModule> layers =
        Map.of(
            List.of("weight"), new PReLU(3),
            List.of("weight", "bias"), new Bilinear(2, 3, 4),
            List.of(), GroupNorm.builder(2, 4).affine(false).build());
    layers.forEach(
        (names, layer) -> {
          try (layer) {
            assertEquals(names, List.copyOf(layer.stateDict().keySet()));
          }
        });
    try (ConvTranspose1d layer = ConvTranspose1d.builder(4, 6, 3).groups(2).build();
        ConvTranspose1d other = ConvTranspose1d.builder(4, 6, 3).groups(2).build()) {
      assertEquals(new Shape(4, 3, 3), layer.weight().getShape());
      other.loadStateDict(layer.stateDict());
      assertEquals(layer.weight(), other.weight());
      assertEquals(layer.bias(), other.bias());
    }
  }

  @Test
  void modulesOfOtherLayers() {
    try (GroupNorm norm = GroupNorm.builder(2, 4).bias(false).build()) {
      assertEquals(null, norm.bias());
      Expect.refusal(
          "mixed dtype (CPU): all inputs must share same datatype.",
          () -> norm.forward(Torch.to(Torch.ones(2, 4), DataType.FLOAT64)));
    }
    Expect.refusal(
        "in1_features must be > 0, but got (in1_features=0)", () -> new Bilinear(0, 2, 3));
    try (Bilinear bilinear = new Bilinear(2, 3, 4)) {
      Expect.refusal(
          "All tensors must have the same dtype, got input1: double, input2: float, weight: float, bias: float",
          () -> bilinear.forward(Torch.to(Torch.ones(5, 2), DataType.FLOAT64), Torch.ones(5, 3)));
    }
  }
}
