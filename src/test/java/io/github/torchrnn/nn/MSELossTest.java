package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import org.junit.jupiter.api.Test;

/**
 * The numbers are Python's, with the {@code criterion} that each test names:
 *
 * <pre>{@code
 * x = torch.tensor([[.5, -1.25, 2, .75], [-.3, .9, .1, -2.2], [1.5, 1.4, -.6, .2]],
 *                  requires_grad=True)
 * y = torch.tensor([[1., 0, 1, 0], [0, .25, 1, 1], [1, 1, 0, 0]])
 * l = criterion(x, y)
 * (l * torch.arange(1, l.numel() + 1).reshape(l.shape)).sum().backward()
 * print(l.grad_fn.name(), l, x.grad)
 * criterion(x, y).sum().backward()
 * print(x.grad)
 * }</pre>
 */
@Scoped
class MSELossTest {

  private final NDArray target =
      Torch.tensor(new float[] {1, 0, 1, 0, 0, .25f, 1, 1, 1, 1, 0, 0}, 3, 4);

  @Test
  void takesTheMeanByDefault() {
    new LossCalls(new MSELoss(), Expect.scores(), target)
        .gradFn("MseLossBackward0")
        .losses(1.31229174f)
        .firstGrad(
            new float[] {
              -0.0833333358f, -0.208333343f, 0.166666672f, 0.125f,
              -0.0500000045f, 0.108333334f, -0.150000006f, -0.533333361f,
              0.0833333358f, 0.0666666627f, -0.100000009f, 0.0333333351f
            })
        .bothGrads(
            new float[] {
              -0.166666672f, -0.416666687f, 0.333333343f, 0.25f,
              -0.100000009f, 0.216666669f, -0.300000012f, -1.06666672f,
              0.166666672f, 0.133333325f, -0.200000018f, 0.0666666701f
            });
  }

  /** {@code y[1]}, with a warning */
  @Test
  void sumsOverABroadcastRow() {
    new LossCalls(MSELoss.builder().reduction("sum").build(), Expect.scores(), target.get(1))
        .gradFn("MseLossBackward0")
        .losses(21.8974991f)
        .firstGrad(
            new float[] {
              1,
              -3,
              2,
              -0.5f,
              -0.600000024f,
              1.29999995f,
              -1.79999995f,
              -6.4000001f,
              3,
              2.29999995f,
              -3.20000005f,
              -1.60000002f
            })
        .bothGrads(
            new float[] {
              2,
              -6,
              4,
              -1,
              -1.20000005f,
              2.5999999f,
              -3.5999999f,
              -12.8000002f,
              6,
              4.5999999f,
              -6.4000001f,
              -3.20000005f
            });
  }

  @Test
  void keepsEachLossWithoutReduction() {
    new LossCalls(MSELoss.builder().reduction("none").build(), Expect.scores(), target)
        .gradFn("MseLossBackward0")
        .losses(
            new float[] {
              0.25f, 1.5625f, 1, 0.5625f,
              0.0900000036f, 0.422499955f, 0.809999943f, 10.2400007f,
              0.25f, 0.159999982f, 0.360000014f, 0.0400000028f
            })
        .firstGrad(
            new float[] {
              -1, -5, 6, 6,
              -3, 7.79999971f, -12.5999994f, -51.2000008f,
              9, 7.99999952f, -13.2000008f, 4.80000019f
            })
        .bothGrads(
            new float[] {
              -2,
              -7.5f,
              8,
              7.5f,
              -3.5999999f,
              9.09999943f,
              -14.3999996f,
              -57.6000023f,
              10,
              8.79999924f,
              -14.4000006f,
              5.20000029f
            });
  }

  @Test
  void refusesWhatTorchRefuses() {
    MSELoss plain = new MSELoss();
    Expect.refusal(
        "The size of tensor a (4) must match the size of tensor b (3) at non-singleton dimension 1",
        () -> plain.forward(Expect.scores(), Torch.ones(3)));
    NDArray ints = Torch.to(target, DataType.INT64);
    Expect.refusal(
        "\"mse_cpu\" not implemented for 'Long'",
        () -> plain.forward(ints, Torch.to(target, DataType.UINT8)));
    Expect.refusal(
        "\"mse_cpu\" not implemented for 'Short'",
        () -> plain.forward(Torch.to(target, DataType.INT8), Torch.to(target, DataType.UINT8)));
    Expect.refusal(
        "half is not a valid value for reduction",
        () -> MSELoss.builder().reduction("half").build());
    assertEquals("MSELoss()", plain.toString());
    assertThrows(NullPointerException.class, () -> plain.forward(null, target));
  }
}
