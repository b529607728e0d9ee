package io.github.torchrnn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Near;
import io.github.torchrnn.Torch;
import io.github.torchrnn.golden.Processor;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.Linear;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Arrays scaled by their 2-norm have Python's bits at every width: LibTorch 2.7.1 adds the squares
 * in another order than torch 2.13. Digests of all the numbers, and their {@link Near#digest
 * moment}:
 *
 * <pre>{@code
 * import hashlib
 * import torch
 * from torch import nn
 *
 * def digest(*tensors):
 *     return hashlib.sha256(b"".join(t.detach().numpy().tobytes() for t in tensors)).hexdigest()[:16]
 *
 * for n in [1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 31, 32, 33, 64, 100, 257, 1000]:
 *     torch.manual_seed(n)
 *     embedding = nn.Embedding(100, n, max_norm=0.9)
 *     with torch.no_grad():
 *         embedding.weight.mul_(torch.rand(100, 1) * 3)
 *     embedding(torch.arange(0, 100, 3).reshape(2, 17))
 *     params = [torch.zeros(size, requires_grad=True) for size in [(n,), (3, n), (2, 2, n), ()]]
 *     for p in params:
 *         p.grad = torch.randn(p.shape)
 *     norm = nn.utils.clip_grad_norm_(params, 0.3)
 *     for tensors in [embedding.weight], [norm, *(p.grad for p in params)]:
 *         print(n, digest(*tensors), moment(*tensors))
 * }</pre>
 */
class NormOrderTest {

  private static final String DIGESTS =
      """
      1 2db35916ae94d91e -17.04291 47ee066720bb2a92 0.535956
      2 22c7e8a7af1c4a06 0.7919586 fbab86ac8b56cd4b 0.3800709
      3 d0845820660d534a -6.405865 8a574b94f6f96f60 0.02135961
      4 719cb3e15f91e345 -23.59232 633323d4835e7fc1 -0.01624437
      5 f799c5eeeb8cb34c 6.75502 bc27632d6796f6d7 0.1708428
      7 1b071d89c7be509d 12.29708 75380e037916c957 -0.0756761
      8 0ed6d16938fa5e92 -7.286745 2c8218a3c2215456 -0.1457073
      9 aa09d5ef4cb22b58 -15.56684 369cf52ab60b4b8a 0.1289533
      12 de6797f92c3d812b -5.752464 a02bb515dd5f3643 0.1314888
      15 3ee1ac058a3fbebf -27.74986 3d285c4ec9683743 0.08924011
      16 fbd9696713322001 -29.75702 103a08626e769b48 0.1333948
      17 d3088b2f166c7883 4.417437 474ae1c2b927b023 0.132338
      31 c5c9b0e268f84b48 16.52266 55de2e5e7a529566 0.2689542
      32 12d93620d2af3db2 -43.87105 d6d58877ca62ef17 0.224147
      33 97b6ffd88bfe6499 35.48569 b73ff483242bc8b8 -0.1946962
      64 6d7a06406dc2c166 53.21733 a60fe082ead676f2 0.4445621
      100 09d151dcb8a443ca 9.217071 10dae9d644ff450f -0.04801423
      257 06df894701fcd2f8 -53.52339 490751acfcae4472 -0.001358626
      1000 017dce48deb10408 192.3009 457d1b419946710e -0.1501616
      """;

  @ParameterizedTest(name = "of width {0}")
  @CsvSource(textBlock = DIGESTS, delimiter = ' ')
  void addsInTorchsOrder(
      int width, String weight, double weightMoment, String gradients, double moment) {
    Torch.manualSeed(width);
    try (var scope = Torch.scope();
        var embedding = Embedding.builder(100, width).maxNorm(.9).build()) {
      embedding.weight().muli(Torch.rand(100, 1).mul(3));
      long[] thirds = LongStream.range(0, 34).map(i -> 3 * i).toArray();
      embedding.forward(Torch.tensor(thirds, 2, 17));
      boolean exact = Processor.here().vectorised();
      Near.digest(exact, weight, weightMoment, embedding.weight());
      List<NDArray> params =
          List.of(
              Torch.zeros(width), Torch.zeros(3, width), Torch.zeros(2, 2, width), Torch.zeros());
      params.forEach(NormOrderTest::drawGradient);
      List<NDArray> clipped = new ArrayList<>(List.of(ClipGrad.clipGradNorm(params, .3)));
      params.forEach(param -> clipped.add(Torch.grad(param)));
      Near.digest(exact, gradients, moment, clipped.toArray(new NDArray[0]));
    }
  }

  /**
   * A gradient that was zeroed and not written to since is None in Python, which no norm counts.
   */
  @Test
  void aFreshGradientIsNotClipped() {
    try (var scope = Torch.scope();
        var grad = Torch.enableGrad();
        var linear = new Linear(2, 1)) {
      List<NDArray> params = linear.parameters();
      for (Runnable zero : List.<Runnable>of(linear::zeroGrad, new SGD(params, 1)::zeroGrad)) {
        Torch.backward(linear.forward(Torch.tensor(new float[] {3, 4}, 1, 2)).sum());
        zero.run();
        Torch.backward(linear.weight().mul(Torch.tensor(new float[] {3, 4}, 1, 2)).sum());
        NDArray norm = ClipGrad.clipGradNorm(params, 1, Double.NEGATIVE_INFINITY);
        assertEquals(3, norm.getFloat());
        ClipGrad.clipGradValue(params, -1);
        assertEquals(0, Torch.grad(linear.bias()).getFloat());
        assertArrayEquals(new float[] {-1, -1}, Torch.grad(linear.weight()).toFloatArray());
        linear.zeroGrad();
      }
    }
  }

  private static void drawGradient(NDArray param) {
    param.setRequiresGradient(true);
    NDArray drawn = Torch.randn(param.getShape().getShape());
    try (var grad = Torch.enableGrad()) {
      Torch.backward(param.mul(drawn).sum());
    }
  }
}
