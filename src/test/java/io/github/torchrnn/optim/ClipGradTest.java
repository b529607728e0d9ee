package io.github.torchrnn.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * Norms, and parameters as vectors. Numbers and texts are those of {@code torch.nn.utils}, in torch
 * 2.13: {@code get_total_norm([tensor([3., 4.]), tensor([[12.]])])} is 13.
 */
@Scoped
class ClipGradTest {

  private static final float INF = Float.POSITIVE_INFINITY;

  private static NDArray leaf(float[] values, long... sizes) {
    NDArray leaf = Torch.tensor(values, sizes);
    leaf.setRequiresGradient(true);
    return leaf;
  }

  /** A parameter with a gradient. */
  private static NDArray withGradient(float... gradient) {
    NDArray param = leaf(new float[gradient.length], gradient.length);
    try (var grad = Torch.enableGrad()) {
      Torch.backward(param.mul(Torch.tensor(gradient)).sum());
    }
    return param;
  }

  private static void refused(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  private static String nonFinite(String order) {
    return "The total norm of order "
        + order
        + " for gradients from `parameters` is non-finite, so it cannot be clipped. To disable this"
        + " error and scale the gradients by the non-finite norm anyway, set"
        + " `error_if_nonfinite=False`";
  }

  @Test
  void theTotalNormIsThatOfOneVector() {
    List<NDArray> tensors = List.of(Torch.tensor(3f, 4), Torch.tensor(new float[] {-12}, 1, 1));
    assertEquals("tensor(13.)", Torch.repr(ClipGrad.getTotalNorm(tensors)));
    assertEquals("tensor(19.)", Torch.repr(ClipGrad.getTotalNorm(tensors, 1, true)));
    assertEquals(
        "tensor(12.)", Torch.repr(ClipGrad.getTotalNorm(tensors, Double.POSITIVE_INFINITY, true)));
    assertEquals("tensor(0.)", Torch.repr(ClipGrad.getTotalNorm(List.of())));
    NDArray wide = Torch.to(Torch.ones(3), DataType.FLOAT64);
    assertEquals(
        "tensor(2.2361, dtype=torch.float64)",
        Torch.repr(ClipGrad.getTotalNorm(List.of(Torch.ones(2), wide))));
    try (var grad = Torch.enableGrad()) {
      NDArray recorded = ClipGrad.getTotalNorm(List.of(leaf(new float[] {3, 4}, 2)));
      assertEquals("tensor(5.)", Torch.repr(recorded));
    }
  }

  @Test
  void refusesWhatHasNoNorm() {
    refused(
        "linalg.vector_norm: Expected a floating point or complex tensor as input. Got Long",
        () -> ClipGrad.getTotalNorm(List.of(Torch.arange(2))));
    refused(
        "_foreach_norm cannot compute the infinity norm on an empty tensor because the operation"
            + " does not have an identity",
        () -> ClipGrad.getTotalNorm(List.of(Torch.zeros(0)), Double.POSITIVE_INFINITY, false));
    refused(
        "linalg.vector_norm cannot compute the -1 norm on an empty tensor because the operation"
            + " does not have an identity",
        () -> ClipGrad.getTotalNorm(List.of(Torch.zeros(0)), -1, false));
    NDArray infinite = Torch.tensor(3, INF);
    assertEquals(
        nonFinite("2.0"),
        assertThrows(
                IllegalStateException.class,
                () -> ClipGrad.getTotalNorm(List.of(infinite), 2, true))
            .getMessage());
    assertEquals("tensor(inf)", Torch.repr(ClipGrad.getTotalNorm(List.of(infinite))));
  }

  @Test
  void aNormThatIsNotFiniteIsAnErrorOnDemand() {
    NDArray param = withGradient(INF, 1);
    for (double order : new double[] {2, Double.POSITIVE_INFINITY}) {
      assertEquals(
          nonFinite(order == 2 ? "2.0" : "inf"),
          assertThrows(
                  IllegalStateException.class,
                  () -> ClipGrad.clipGradNorm(List.of(param), 1, order, true))
              .getMessage());
      assertEquals("tensor([inf, 1.])", Torch.repr(Torch.grad(param)));
    }
    assertEquals("tensor(inf)", Torch.repr(ClipGrad.clipGradNorm(List.of(param), 1, 2, false)));
    assertEquals("tensor([nan, 0.])", Torch.repr(Torch.grad(param)));
    NDArray finite = withGradient(3, 4);
    assertEquals("tensor(5.)", Torch.repr(ClipGrad.clipGradNorm(List.of(finite), 1, 2, true)));
    assertEquals("tensor([0.6000, 0.8000])", Torch.repr(Torch.grad(finite)));
  }

  @Test
  void clipsByAGivenNorm() {
    NDArray param = withGradient(3, 4);
    ClipGrad.clipGradsWithNorm(List.of(param), 1, Torch.tensor(new float[] {10}, new long[0]));
    assertEquals("tensor([0.3000, 0.4000])", Torch.repr(Torch.grad(param)));
    refused(
        "scalar tensor expected to be 0 dim but it has 2 dimensions and 1 elements.",
        () -> ClipGrad.clipGradsWithNorm(List.of(param), 1, Torch.ones(1, 1)));
  }

  @Test
  void parametersAreAVectorAndBack() {
    NDArray p = leaf(new float[] {1, 2}, 2);
    NDArray q = leaf(new float[] {3, 4, 5, 6}, 2, 2);
    List<NDArray> both = List.of(p, q);
    try (var grad = Torch.enableGrad()) {
      NDArray vector = ConvertParameters.parametersToVector(both);
      assertEquals("tensor([1., 2., 3., 4., 5., 6.], grad_fn=<CatBackward0>)", Torch.repr(vector));
      Torch.backward(vector.mul(Torch.arange(6)).sum());
      assertEquals("tensor([[2., 3.],\n        [4., 5.]])", Torch.repr(Torch.grad(q)));
    }
    NDArray vector = Torch.to(Torch.arange(8), DataType.FLOAT64).mul(.5);
    ConvertParameters.vectorToParameters(vector, both);
    assertEquals("tensor([0.0000, 0.5000], requires_grad=True)", Torch.repr(p));
    assertEquals(
        "tensor([[1.0000, 1.5000],\n        [2.0000, 2.5000]], requires_grad=True)", Torch.repr(q));
    refused(
        "torch.cat(): expected a non-empty list of Tensors",
        () -> ConvertParameters.parametersToVector(List.of()));
  }

  @Test
  void refusesVectorsThatDoNotFitAndChangesNothing() {
    NDArray p = leaf(new float[] {1, 2}, 2);
    NDArray q = leaf(new float[] {3, 4, 5, 6}, 2, 2);
    List<NDArray> both = List.of(p, q);
    refused(
        "shape '[2, 2]' is invalid for input of size 3",
        () -> ConvertParameters.vectorToParameters(Torch.ones(5), both));
    refused(
        "shape '[2]' is invalid for input of size 6",
        () -> ConvertParameters.vectorToParameters(Torch.ones(2, 3), both));
    refused(
        "data set to a tensor that requires gradients must be floating point or complex dtype",
        () -> ConvertParameters.vectorToParameters(Torch.arange(6), both));
    refused(
        "slice() cannot be applied to a 0-dim tensor.",
        () -> ConvertParameters.vectorToParameters(Torch.zeros(), both));
    assertEquals("tensor([1., 2.], requires_grad=True)", Torch.repr(p));
  }
}
