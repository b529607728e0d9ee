package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Layers of windows and normalization over odd sizes in float32, each beside the same in float64,
 * which LibTorch computes by other code: outputs, gradients and buffers, recorded and not.
 */
class SpatialSweepTest {

  private static final long[] SIZES = {1, 3, 7, 17, 33};

  /** In units of the largest number: sums of some hundred terms in float32. */
  private static final double TOLERANCE = 2e-5;

  private static NDArray wide(NDArray array) {
    return Torch.to(array.stopGradient(), DataType.FLOAT64);
  }

  private static void assertNear(String name, NDArray narrow, NDArray wide) {
    assertEquals(wide.getShape(), narrow.getShape(), name);
    double size = Math.max(1, wide.abs().max().getDouble());
    double error = wide(narrow).sub(wide).abs().max().getDouble();
    assertTrue(error <= TOLERANCE * size, name + " is off by " + error + " of " + size);
  }

  /** Two calls of a layer, in both types. */
  private static void compare(
      String name, Function<DataType, UnaryLayer> layer, boolean train, long... shape) {
    try (var scope = Torch.scope();
        UnaryLayer narrow = layer.apply(DataType.FLOAT32);
        UnaryLayer wide = layer.apply(DataType.FLOAT64)) {
      wide.loadStateDict(narrow.stateDict());
      narrow.train(train);
      wide.train(train);
      NDArray x = Torch.randn(shape);
      assertNear(name + " unrecorded", narrow.forward(x), wide.forward(wide(x)));
      try (var grad = Torch.enableGrad()) {
        List<NDArray> one = recorded(narrow, x, DataType.FLOAT32);
        List<NDArray> other = recorded(wide, wide(x), DataType.FLOAT64);
        for (int i = 0; i < one.size(); i++) {
          assertNear(name + " recorded, array " + i, one.get(i), other.get(i));
        }
      }
    }
  }

  /** The output, all gradients, and the floating buffers. */
  private static List<NDArray> recorded(UnaryLayer layer, NDArray x, DataType type) {
    NDArray input = x.stopGradient();
    input.setRequiresGradient(true);
    NDArray output = layer.forward(input);
    NDArray waves = Torch.ones(output.size()).cumSum().sin().reshape(output.getShape());
    Torch.backward(output.mul(Torch.to(waves, type)).sum());
    List<NDArray> found = new ArrayList<>(List.of(output, Torch.grad(input)));
    layer.parameters().forEach(parameter -> found.add(Torch.grad(parameter)));
    for (Map.Entry<String, NDArray> buffer : layer.namedBuffers().entrySet()) {
      if (buffer.getValue().getDataType() == type) {
        found.add(buffer.getValue());
      }
    }
    return found;
  }

  @Test
  void convolutionsAlongOneAxis() {
    Torch.manualSeed(1);
    for (long in : SIZES) {
      for (long out : SIZES) {
        for (long kernel : new long[] {1, 3, 5}) {
          for (long batch : new long[] {1, 2}) {
            compare(
                "conv1d %d %d %d %d".formatted(in, out, kernel, batch),
                type -> Conv1d.builder(in, out, kernel).padding(kernel / 2).dtype(type).build(),
                true,
                batch,
                in,
                17);
          }
        }
      }
    }
  }

  @Test
  void convolutionsAlongTwoAxes() {
    Torch.manualSeed(2);
    for (long in : SIZES) {
      for (long out : SIZES) {
        for (long kernel : new long[] {1, 3, 5}) {
          long batch = in % 4 == 1 ? 2 : 3;
          compare(
              "conv2d %d %d %d".formatted(in, out, kernel),
              type -> Conv2d.builder(in, out, kernel).stride(1, 2).dtype(type).build(),
              true,
              batch,
              in,
              7,
              9);
        }
      }
    }
  }

  @Test
  void groupsAndPaddings() {
    Torch.manualSeed(3);
    for (long groups : new long[] {3, 7, 17}) {
      for (String mode : new String[] {"zeros", "reflect", "replicate", "circular"}) {
        compare(
            "conv1d %s %d".formatted(mode, groups),
            type ->
                Conv1d.builder(groups, 3 * groups, 3)
                    .groups(groups)
                    .padding("same")
                    .dilation(2)
                    .paddingMode(mode)
                    .dtype(type)
                    .build(),
            true,
            3,
            groups,
            17);
        compare(
            "conv2d %s %d".formatted(mode, groups),
            type ->
                Conv2d.builder(groups, groups, 3, 1)
                    .groups(groups)
                    .padding(1, 0)
                    .paddingMode(mode)
                    .dtype(type)
                    .build(),
            true,
            3,
            groups,
            7,
            3);
      }
    }
  }

  @Test
  void pools() {
    Torch.manualSeed(4);
    for (long length : new long[] {3, 7, 17, 33}) {
      for (long channels : SIZES) {
        compare("max1", type -> new MaxPool1d(3), true, 2, channels, length);
        compare("avg1", type -> new AvgPool1d(3, 1), true, 2, channels, length);
        compare("adaptive1", type -> new AdaptiveAvgPool1d(5), true, 2, channels, length);
        compare("max2", type -> new MaxPool2d(3, 2), true, channels, length, 7);
        compare("avg2", type -> new AvgPool2d(3), true, channels, length, 7);
        compare("adaptive2", type -> new AdaptiveAvgPool2d(3, 5), true, channels, 7, length);
      }
    }
  }

  @Test
  void normalization() {
    Torch.manualSeed(5);
    for (boolean train : new boolean[] {true, false}) {
      for (long batch : new long[] {3, 7, 17, 33}) {
        for (long size : SIZES) {
          compare(
              "batch norm %d %d".formatted(batch, size),
              type -> BatchNorm1d.builder(size).dtype(type).build(),
              train,
              batch,
              size);
          compare(
              "batch norm of sequences %d %d".formatted(batch, size),
              type -> BatchNorm1d.builder(size).momentum(null).dtype(type).build(),
              train,
              batch,
              size,
              7);
          compare(
              "layer norm %d %d".formatted(batch, size),
              type -> LayerNorm.builder(size, 3).dtype(type).build(),
              train,
              batch,
              size,
              3);
        }
      }
    }
  }

  @Test
  void layersThatMoveNumbers() {
    Torch.manualSeed(6);
    for (long size : SIZES) {
      compare("identity", type -> new Identity(), true, size, 3);
      compare("flatten", type -> new Flatten(), true, 3, size, 7);
      compare("dropout", type -> new Dropout2d(), false, 3, size, 7, 1);
    }
  }
}
