package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Near;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import org.junit.jupiter.api.Test;

/** Transposed convolutions and interpolation: what Python prints. */
@Scoped
class UpsamplingTest {

  private static void assertText(String expected, NDArray actual) {
    Near.text(expected, Torch.repr(actual.stopGradient()).replaceAll("\n *", " "));
  }

  /**
   *
   *
   * <pre>{@code
   * t = nn.ConvTranspose1d(1, 1, 3, stride=2)
   * t.weight.copy_(torch.tensor([[[1., 2, 4]]])); t.bias.fill_(.5)
   * x = torch.tensor([[[1., -2, 3]]])
   * print(t(x), t(x, output_size=[8]))
   * }</pre>
   */
  @Test
  void transposedConvolution() {
    NDArray x = Torch.tensor(new float[] {1, -2, 3}, 1, 1, 3);
    try (ConvTranspose1d layer = ConvTranspose1d.builder(1, 1, 3).stride(2).build()) {
      Init.zeros_(layer.weight()).addi(Torch.tensor(1f, 2, 4));
      Init.constant_(layer.bias(), 0.5);
      assertText(
          "tensor([[[ 1.5000,  2.5000,  2.5000, -3.5000, -4.5000,  6.5000, 12.5000]]])",
          layer.forward(x));
      assertText(
          "tensor([[[ 1.5000,  2.5000,  2.5000, -3.5000, -4.5000,  6.5000, 12.5000, 0.5000]]])",
          layer.forward(x, 8));
    }
  }

  /** Over odd sizes in float32, beside the same in float64, which LibTorch computes otherwise. */
  @Test
  void float32BesideFloat64() {
    Torch.manualSeed(1);
    for (long in : new long[] {1, 7, 17, 33}) {
      for (long out : new long[] {1, 3, 17}) {
        for (long kernel : new long[] {1, 3, 5}) {
          for (long batch : new long[] {1, 3}) {
            compare(in, out, kernel, batch);
          }
        }
      }
    }
  }

  private static void compare(long in, long out, long kernel, long batch) {
    ConvTransposeOptions options = new ConvTransposeOptions().stride(2).padding(kernel / 2);
    NDArray x = Torch.randn(batch, in, 9);
    NDArray weight = Torch.randn(in, out, kernel);
    NDArray narrow = Functional.convTranspose1d(x, weight, null, options);
    NDArray wide =
        Functional.convTranspose1d(
            Torch.to(x, DataType.FLOAT64), Torch.to(weight, DataType.FLOAT64), null, options);
    double error = Torch.to(narrow, DataType.FLOAT64).sub(wide).abs().max().getDouble();
    assertTrue(
        error <= 2e-5 * Math.max(1, wide.abs().max().getDouble()),
        "conv_transpose1d %d %d %d %d: %s".formatted(in, out, kernel, batch, error));
  }

  /** Sizes by which LibTorch's own arithmetic would overflow. */
  @Test
  void refusesSizesBeyondAnyMemory() {
    String overflow = "Storage size calculation overflowed with sizes=[9223372036854775807]";
    for (ConvTransposeOptions options :
        new ConvTransposeOptions[] {
          new ConvTransposeOptions().stride(Long.MAX_VALUE),
          new ConvTransposeOptions().padding(Long.MAX_VALUE),
          new ConvTransposeOptions().dilation(1L << 60)
        }) {
      Expect.refusal(
          overflow,
          () ->
              Functional.convTranspose1d(Torch.ones(1, 2, 5), Torch.ones(2, 3, 4), null, options));
    }
    Expect.refusal(
        "Storage size calculation overflowed with sizes=[1, 2, 4611686018427387904]",
        () -> Functional.interpolate(Torch.ones(1, 2, 5), 1L << 62));
    Expect.refusal(
        "value cannot be converted to type int64_t without overflow",
        () ->
            Functional.interpolate(
                Torch.ones(1, 2, 5), new InterpolateOptions().scaleFactor(Double.NaN)));
    Expect.refusal(
        "cannot convert float infinity to integer",
        () ->
            Functional.interpolate(
                Torch.ones(1, 2, 5),
                new InterpolateOptions()
                    .scaleFactor(Double.POSITIVE_INFINITY)
                    .recomputeScaleFactor(true)));
  }

  /**
   *
   *
   * <pre>{@code
   * x = torch.tensor([[[1., 2, 4]]])
   * print(F.interpolate(x, size=5), F.interpolate(x, scale_factor=1.7, mode='linear'))
   * print(F.interpolate(x, scale_factor=1.7, mode='linear', recompute_scale_factor=True))
   * print(F.interpolate(x, size=5, mode='linear', align_corners=True))
   * }</pre>
   */
  @Test
  void interpolation() {
    NDArray x = Torch.tensor(new float[] {1, 2, 4}, 1, 1, 3);
    assertText("tensor([[[1., 1., 2., 2., 4.]]])", Functional.interpolate(x, 5));
    InterpolateOptions linear = new InterpolateOptions().mode("linear").scaleFactor(1.7);
    assertText(
        "tensor([[[1.0000, 1.3824, 1.9706, 3.1176, 4.0000]]])", Functional.interpolate(x, linear));
    assertText(
        "tensor([[[1.0000, 1.4000, 2.0000, 3.2000, 4.0000]]])",
        Functional.interpolate(x, linear.recomputeScaleFactor(true)));
    assertText(
        "tensor([[[1.0000, 1.5000, 2.0000, 3.0000, 4.0000]]])",
        Functional.interpolate(
            x, new InterpolateOptions().mode("linear").size(5).alignCorners(true)));
  }

  /** Modes that torch has, and this library has not. */
  @Test
  void refusesModesThatAreTorchsAlone() {
    InterpolateOptions options = new InterpolateOptions().size(5).mode("bicubic");
    Expect.refusal(
        "interpolate of 4D input by mode bicubic is not supported",
        () -> Functional.interpolate(Torch.ones(1, 2, 5, 5), options));
    Expect.refusal(
        "interpolate of 5D input by mode nearest is not supported",
        () -> Functional.interpolate(Torch.ones(1, 2, 5, 5, 5), 3));
    assertEquals("(2.0, 0.5)", InterpolateOptions.tuple(2, 0.5));
  }
}
