package io.github.torchrnn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.nn.Expect;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class TorchTest {

  // ---- gradient modes

  @Test
  void nothingIsRecordedUntilAskedFor() {
    assertFalse(Torch.isGradEnabled());
    try (var grad = Torch.enableGrad()) {
      assertTrue(Torch.isGradEnabled());
      try (var off = Torch.noGrad()) {
        assertFalse(Torch.isGradEnabled());
        try (var on = Torch.enableGrad()) {
          assertTrue(Torch.isGradEnabled());
        }
        assertFalse(Torch.isGradEnabled());
      }
      assertTrue(Torch.isGradEnabled());
    }
    assertFalse(Torch.isGradEnabled());
  }

  @Test
  void closingAModeTwiceIsHarmless() {
    GradMode outer = Torch.enableGrad();
    GradMode inner = Torch.noGrad();
    inner.close();
    inner.close();
    assertTrue(Torch.isGradEnabled());
    outer.close();
    assertFalse(Torch.isGradEnabled());
  }

  @Test
  void eachThreadHasItsOwnMode() throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try (var grad = Torch.enableGrad()) {
      // LibTorch's own default in a new thread is to record.
      assertFalse(pool.submit(Torch::isGradEnabled).get());
      assertTrue(
          pool.submit(
                  () -> {
                    try (var on = Torch.enableGrad();
                        var scope = Torch.scope()) {
                      NDArray x = Torch.tensor(3f);
                      x.setRequiresGradient(true);
                      Torch.backward(x.mul(x).sum());
                      return Torch.grad(x).toFloatArray()[0] == 6;
                    }
                  })
              .get());
      assertFalse(pool.submit(Torch::isGradEnabled).get());
      assertTrue(Torch.isGradEnabled());
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void aModeIsClosedInItsThread() throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try (var grad = Torch.enableGrad()) {
      assertThrows(ExecutionException.class, () -> pool.submit(grad::close).get());
      assertTrue(Torch.isGradEnabled());
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void aCollectorOfDjlsIsLeftAlone() {
    try (GradientCollector collector = LibTorch.manager().getEngine().newGradientCollector()) {
      assertTrue(Torch.isGradEnabled());
    }
    assertFalse(Torch.isGradEnabled());
  }

  // ---- backward

  @Test
  void gradientsAddUp() {
    try (var scope = Torch.scope();
        var grad = Torch.enableGrad()) {
      NDArray x = Torch.tensor(1f, 2f);
      x.setRequiresGradient(true);
      assertNull(Torch.grad(x));
      Torch.backward(x.mul(x).sum());
      Torch.backward(x.mul(3).sum());
      // x = torch.tensor([1., 2.], requires_grad=True)
      // (x * x).sum().backward(); (x * 3).sum().backward(); x.grad
      assertEquals("tensor([5., 7.])", Torch.repr(Torch.grad(x)));
    }
  }

  @Test
  void backwardTakesAScalar() {
    try (var scope = Torch.scope();
        var grad = Torch.enableGrad()) {
      NDArray x = Torch.tensor(1f, 2f);
      x.setRequiresGradient(true);
      Expect.refusal(
          "grad can be implicitly created only for scalar outputs", () -> Torch.backward(x.mul(2)));
    }
  }

  @Test
  void backwardOfWhatWasNotRecordedNamesTheCure() {
    try (var scope = Torch.scope()) {
      NDArray x = Torch.tensor(1f);
      x.setRequiresGradient(true);
      String message =
          assertThrows(IllegalStateException.class, () -> Torch.backward(x.mul(2).sum()))
              .getMessage();
      assertEquals(
          "element 0 of tensors does not require grad and does not have a grad_fn: compute the loss"
              + " inside try (var grad = Torch.enableGrad()) { ... }",
          message);
    }
  }

  @Test
  void aGraphIsUsedOnce() {
    try (var scope = Torch.scope();
        var grad = Torch.enableGrad()) {
      NDArray x = Torch.tensor(1f, 2f);
      x.setRequiresGradient(true);
      NDArray loss = x.mul(x).sum();
      Torch.backward(loss);
      String message =
          assertThrows(IllegalStateException.class, () -> Torch.backward(loss)).getMessage();
      assertTrue(message.startsWith("Trying to backward through the graph a second time"), message);
    }
  }

  // ---- scopes

  @Test
  void aScopeFreesWhatWasMadeInIt() {
    NDArray made;
    try (var scope = Torch.scope()) {
      made = Torch.zeros(2).add(1);
    }
    assertThrows(IllegalStateException.class, made::toFloatArray);
  }

  @Test
  void whatIsKeptBelongsToTheScopeAround() {
    NDArray kept;
    try (var outer = Torch.scope()) {
      try (var inner = Torch.scope()) {
        kept = inner.keep(Torch.ones(2));
      }
      assertArrayEquals(new float[] {1, 1}, kept.toFloatArray());
    }
    assertThrows(IllegalStateException.class, kept::toFloatArray);
  }

  @Test
  void aClosedScopeKeepsNothing() {
    Scope scope = Torch.scope();
    NDArray array = Torch.zeros(1);
    scope.close();
    scope.close();
    assertEquals(
        "this scope has been closed: open another with Torch.scope()",
        assertThrows(IllegalStateException.class, () -> scope.keep(array)).getMessage());
  }

  // ---- new arrays

  @Test
  void drawsAreTorchs() {
    try (var scope = Torch.scope()) {
      // torch.manual_seed(1 << 40); torch.randn(3); torch.rand(2, 2)
      Torch.manualSeed(1L << 40);
      NDArray randn = Torch.randn(3);
      NDArray rand = Torch.rand(2, 2);
      Torch.manualSeed(1L << 40);
      assertArrayEquals(randn.toFloatArray(), Torch.randn(3).toFloatArray());
      assertArrayEquals(rand.toFloatArray(), Torch.rand(2, 2).toFloatArray());
      Torch.manualSeed(0);
      assertEquals("tensor([ 1.5410, -0.2934, -2.1788])", Torch.repr(Torch.randn(3)));
    }
  }

  @Test
  void anArrayOfJavaDataOutlivesTheData() {
    try (var scope = Torch.scope()) {
      float[] data = {1, 2};
      NDArray array = Torch.tensor(data);
      data[0] = 9;
      assertEquals("tensor([1., 2.])", Torch.repr(array));
      assertEquals("tensor([[1, 2]])", Torch.repr(Torch.tensor(new long[] {1, 2}, 1, 2)));
    }
  }

  @Test
  void badSizesAreRefusedInJava() {
    Expect.refusal(
        "Trying to create tensor with negative dimension -1: [2, -1]", () -> Torch.zeros(2, -1));
    Expect.refusal(
        "Storage size calculation overflowed with sizes=[4294967296, 4294967296]",
        () -> Torch.randn(1L << 32, 1L << 32));
    Expect.refusal(
        "shape '[2, 2]' is invalid for input of size 3",
        () -> Torch.tensor(new float[] {1, 2, 3}, 2, 2));
    Expect.refusal("number of steps must be non-negative", () -> Torch.linspace(0, 1, -1));
    Expect.refusal("n must be greater or equal to 0, got -1", () -> Torch.eye(-1));
    Expect.refusal("m must be greater or equal to 0, got -2", () -> Torch.eye(1, -2));
    Expect.refusal(
        "upper bound and lower bound inconsistent with step sign", () -> Torch.arange(0, 1, -1));
    Expect.refusal("step must be nonzero", () -> Torch.arange(0, 1, 0));
  }

  @Test
  void anArrayStaysWithItsManagersLifetime() {
    NDArray product;
    try (NDManager manager = NDManager.newBaseManager()) {
      product = manager.ones(new Shape(2)).mul(2);
    }
    assertThrows(IllegalStateException.class, product::toFloatArray);
  }

  // ---- random draws

  @Test
  void permutationsAndSamplesAreTorchs() {
    try (var scope = Torch.scope()) {
      // torch.manual_seed(3); print(torch.randperm(10)); print(torch.randperm(7))
      Torch.manualSeed(3);
      assertEquals("tensor([6, 0, 3, 7, 8, 5, 1, 9, 2, 4])", Torch.repr(Torch.randperm(10)));
      assertEquals("tensor([0, 5, 3, 4, 6, 1, 2])", Torch.repr(Torch.randperm(7)));
      assertEquals("tensor([], dtype=torch.int64)", Torch.repr(Torch.randperm(0)));
      NDArray rows = Torch.tensor(new float[] {.1f, .2f, .3f, .4f, 1, 0, 0, 1}, 2, 4);
      // torch.manual_seed(3); torch.multinomial(rows, 5, True)
      Torch.manualSeed(3);
      assertEquals(
          "tensor([[0, 1, 3, 1, 3],\n        [3, 0, 0, 0, 3]])",
          Torch.repr(Torch.multinomial(rows, 5, true)));
    }
  }

  @Test
  void whatCannotBeDrawnFromIsRefused() {
    try (var scope = Torch.scope()) {
      NDArray ones = Torch.ones(3);
      Expect.refusal(
          "Trying to create tensor with negative dimension -1: [-1]", () -> Torch.randperm(-1));
      Expect.refusal("cannot sample n_sample <= 0 samples", () -> Torch.multinomial(ones, 0));
      Expect.refusal(
          "cannot sample n_sample > prob_dist.size(-1) samples without replacement",
          () -> Torch.multinomial(ones, 4));
      Expect.refusal(
          "prob_dist must be 1 or 2 dim", () -> Torch.multinomial(Torch.ones(2, 3, 4), 1));
      Expect.refusal("prob_dist must be 1 or 2 dim", () -> Torch.multinomial(Torch.zeros(), 1));
      Expect.refusal(
          "multinomial only supports floating-point dtypes for input, got: Long",
          () -> Torch.multinomial(Torch.tensor(1L, 2L), 1));
      Expect.refusal(
          "probability tensor contains either `inf`, `nan` or element < 0",
          () -> Torch.multinomial(Torch.tensor(1f, Float.NaN), 1));
      Expect.refusal(
          "invalid multinomial distribution (encountering probability entry < 0)",
          () -> Torch.multinomial(Torch.tensor(1f, -1f), 2, true));
      Expect.refusal(
          "invalid multinomial distribution (encountering probability entry = infinity or NaN)",
          () -> Torch.multinomial(Torch.tensor(1f, Float.POSITIVE_INFINITY), 2, true));
      Expect.refusal(
          "invalid multinomial distribution (sum of probabilities <= 0)",
          () -> Torch.multinomial(Torch.tensor(new float[] {1, 1, 0, 0}, 2, 2), 1));
      String few =
          "invalid multinomial distribution (with replacement=False, not enough non-negative"
              + " category to sample)";
      Expect.refusal(few, () -> Torch.multinomial(Torch.tensor(1f, 0f, 0f), 2));
      Expect.refusal(
          few, () -> Torch.multinomial(Torch.to(Torch.tensor(1f, 0f), DataType.FLOAT16), 2));
      Expect.refusal(
          few, () -> Torch.multinomial(Torch.tensor(new float[] {1, 1, 0, 0, 1, 0}, 2, 3), 2));
      assertEquals("tensor([0, 0])", Torch.repr(Torch.multinomial(Torch.tensor(1f, 0f), 2, true)));
      assertEquals("tensor([0])", Torch.repr(Torch.multinomial(Torch.tensor(1f, 0f), 1)));
      Expect.refusal(
          "aminmax(): cannot compute aminmax over an empty dimension as the operation has no"
              + " identity.",
          () -> Torch.multinomial(Torch.zeros(0), 1, true));
      assertEquals(
          "tensor([], size=(0, 1), dtype=torch.int64)",
          Torch.repr(Torch.multinomial(Torch.zeros(0, 3), 1)));
    }
  }

  @Test
  void stopsAtALossThatIsNoNumber() {
    assertEquals(1.5, Torch.requireFinite(Torch.tensor(1.5f), 3));
    for (float loss : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      assertEquals(
          "loss is " + (Float.isNaN(loss) ? "nan" : "-inf") + " in step 17",
          assertThrows(ArithmeticException.class, () -> Torch.requireFinite(Torch.tensor(loss), 17))
              .getMessage());
    }
    Expect.refusal(
        "a Tensor with 2 elements cannot be converted to Scalar",
        () -> Torch.requireFinite(Torch.ones(2), 1));
  }

  @Test
  void devicesHaveTorchsNames() {
    assertEquals(Device.cpu(), Torch.device("cpu"));
    assertEquals(Device.cpu(), Torch.device("cpu:0"));
    assertEquals(Device.gpu(), Torch.device("cuda"));
    assertEquals(Device.gpu(1), Torch.device("cuda:1"));
    assertRefusedDevice("Device string must not be empty", "");
    for (String bad : new String[] {"cuda:x", "cuda:-1", "cuda:", "cuda:01", " cpu"}) {
      assertRefusedDevice("Invalid device string: '" + bad + "'", bad);
    }
    assertRefusedDevice(
        "Expected one of cpu, cuda device type at start of device string: gpu", "gpu");
  }

  private static void assertRefusedDevice(String message, String device) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> Torch.device(device)).getMessage());
  }

  @Test
  void choosesLibTorchsThreads() {
    int before = Torch.getNumThreads();
    Torch.setNumThreads(2);
    assertEquals(2, Torch.getNumThreads());
    Torch.setNumThreads(before);
    Expect.refusal("set_num_threads expects a positive integer", () -> Torch.setNumThreads(0));
  }
}
