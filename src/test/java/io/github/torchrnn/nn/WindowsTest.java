package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Options of windows that no array needs. */
@Scoped
class WindowsTest {

  /**
   * {@code F.avg_pool1d(torch.ones(1, 4), 2**40)} and others: torch 2.13 cuts, hangs or refuses.
   */
  @Test
  void numbersBeyond32Bits() {
    NDArray x = Torch.ones(1, 4);
    NDArray plane = Torch.ones(1, 4, 4);
    long huge = 1L << 40;
    for (boolean ceil : new boolean[] {false, true}) {
      MaxPoolOptions max = new MaxPoolOptions().stride(1).ceilMode(ceil);
      AvgPoolOptions average = new AvgPoolOptions().stride(3).ceilMode(ceil);
      refusedAsInt(() -> Functional.maxPool1d(x, huge, max));
      refusedAsInt(() -> Functional.maxPool1d(Torch.to(x, DataType.FLOAT64), huge, max));
      refusedAsInt(() -> Functional.maxPool2d(plane, new long[] {2, huge}, max));
      refusedAsInt(() -> Functional.avgPool1d(x, huge, average));
      refusedAsInt(() -> Functional.avgPool2d(plane, 1L << 62, average));
    }
    refusedAsInt(() -> Functional.maxPool1d(x, 2, new MaxPoolOptions().dilation(huge)));
    refusedAsInt(() -> Functional.maxPool2d(plane, 2, new MaxPoolOptions().stride(huge)));
    NDArray kernel = Torch.ones(1, 1, 2);
    for (ConvOptions options :
        new ConvOptions[] {
          new ConvOptions().stride(huge),
          new ConvOptions().padding(huge),
          new ConvOptions().dilation(huge)
        }) {
      refusedAsInt(() -> Functional.conv1d(x, kernel, null, options));
      refusedAsInt(() -> Functional.conv2d(plane, Torch.ones(1, 1, 2, 2), null, options));
    }
    refusedAsInt(
        () ->
            Functional.convTranspose1d(
                x, kernel, null, new ConvTransposeOptions().stride(1L << 32)));
  }

  private static void refusedAsInt(Executable call) {
    Expect.refusal("value cannot be converted to type int without overflow", call);
  }
}
