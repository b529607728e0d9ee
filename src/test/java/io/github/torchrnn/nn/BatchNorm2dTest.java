package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Near;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import org.junit.jupiter.api.Test;

/**
 * Batch norm of images:
 *
 * <pre>{@code
 * bn = nn.BatchNorm2d(2)
 * x = torch.arange(16.).reshape(2, 2, 2, 2).requires_grad_()
 * y = bn(x)
 * (y * torch.arange(16.).reshape(2, 2, 2, 2)).pow(2).sum().backward()
 * print(bn, y, x.grad, bn.running_mean, bn.running_var)
 * print(bn.eval()(x))
 * }</pre>
 */
@Scoped
class BatchNorm2dTest {

  @Test
  void trainsAndEvaluates() {
    NDArray x = Torch.arange(16.).reshape(2, 2, 2, 2);
    x.setRequiresGradient(true);
    try (BatchNorm2d norm = new BatchNorm2d(2)) {
      assertEquals(
          "BatchNorm2d(2, eps=1e-05, momentum=0.1, affine=True, bias=True,"
              + " track_running_stats=True)",
          norm.toString());
      try (var grad = Torch.enableGrad()) {
        NDArray y = norm.forward(x);
        near("[-1.3242, -1.0835, -0.8427, -0.6019]", y.flatten().get("0:4"));
        Torch.backward(y.mul(Torch.arange(16.).reshape(2, 2, 2, 2)).pow(2).sum());
      }
      near("[11.2842, 4.7108, -2.4424, -9.4795]", Torch.grad(x).flatten().get("0:4"));
      near("[0.5500, 0.9500]", norm.runningMean());
      near("[2.8714, 2.8714]", norm.runningVar());
      assertEquals(1, norm.numBatchesTracked().getLong());
      norm.eval();
      near("[-0.3246, 0.2656, 0.8557, 1.4458]", norm.forward(x).flatten().get("0:4"));
      Expect.refusal("expected 4D input (got 2D input)", () -> norm.forward(Torch.ones(2, 2)));
    }
  }

  private static void near(String expected, NDArray actual) {
    Near.text(
        expected,
        Torch.repr(actual)
            .replaceAll("tensor\\(|(, grad_fn.*)?\\)", "")
            .replaceAll(" +", " ")
            .replace("[ ", "["));
  }
}
