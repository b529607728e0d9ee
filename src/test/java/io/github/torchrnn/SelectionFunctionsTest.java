package io.github.torchrnn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.nn.Expect;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Medians, norms, picked numbers and sums of products: what Python prints and refuses. The goldens
 * compare the numbers.
 */
@Scoped
class SelectionFunctionsTest {

  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /** {@code x = torch.tensor([[3., 1, 2], [-1, 5, 5]])}, and the same of integers. */
  private final NDArray x = Torch.tensor(new double[][] {{3, 1, 2}, {-1, 5, 5}});

  private final NDArray i = Torch.tensor(new long[][] {{3, 1, 2}, {-1, 5, 5}});

  private static void prints(String expected, NDArray array) {
    Near.text(expected, Torch.repr(array).replaceAll("\n *", " "));
  }

  private static NDArray ones(long... sizes) {
    return Torch.ones(sizes);
  }

  @Test
  void medians() {
    prints("tensor(2.)", Torch.median(x)); // torch.median(x), the lower one of two
    prints("tensor(2)", Torch.median(i));
    prints("tensor(nan)", Torch.median(Torch.tensor(1, Double.NaN)));
    prints("tensor(nan)", Torch.median(ones(0)));
    assertEquals(
        "torch.return_types.median(\nvalues=tensor([2., 5.]),\nindices=tensor([2, 1]))",
        Torch.median(x, 1).toString());
    prints("tensor([[-1.,  1.,  2.]])", Torch.median(x, 0, true).values());
    Expect.refusal(
        "median(): Expected reduction dim 1 to have non-zero size.",
        () -> Torch.median(ones(2, 0), 1));
    Expect.refusal(
        "Dimension out of range (expected to be in range of [-2, 1], but got 2)",
        () -> Torch.median(x, 2));
    Expect.refusal("\"median_cpu\" not implemented for 'Bool'", () -> Torch.median(x.gt(0)));
  }

  @Test
  void modes() {
    assertEquals(
        "torch.return_types.mode(\nvalues=tensor([1., 5.]),\nindices=tensor([1, 2]))",
        Torch.mode(x).toString());
    prints("tensor([[1, 0, 0]])", Torch.mode(x, 0, true).indices()); // torch.mode(x, 0, True)
    prints("tensor([-1.,  1.,  2.])", Torch.mode(x, 0).values());
    Expect.refusal(
        "mode(): Expected reduction dim 0 to have non-zero size.", () -> Torch.mode(ones(0)));
  }

  @Test
  void productsAndPositions() {
    prints("tensor([[  3.,   3.,   6.], [ -1.,  -5., -25.]])", Torch.cumprod(x, 1));
    prints("tensor([[ 3,  1,  2], [-3,  5, 10]])", Torch.cumprod(i, 0));
    prints("tensor([[1, 1, 1], [0, 1, 1]])", Torch.cumprod(x.gt(0), 0));
    prints("tensor(4)", Torch.argmax(x)); // torch.argmax(x)
    prints("tensor([0, 1])", Torch.argmax(x, 1));
    prints("tensor([[0], [1]])", Torch.argmax(x, 1, true));
    prints("tensor(5.)", Torch.max(x));
    prints("tensor(-1)", Torch.min(i));
    Expect.refusal("argmax(): does not support bool input", () -> Torch.argmax(x.gt(0)));
    Expect.refusal(
        "argmax(): Expected reduction dim to be specified for input.numel() == 0.",
        () -> Torch.argmax(ones(0)));
    Expect.refusal(
        "max(): Expected reduction dim to be specified for input.numel() == 0. Specify the"
            + " reduction dim with the 'dim' argument.",
        () -> Torch.max(ones(0)));
  }

  @Test
  void norms() {
    prints("tensor(8.0623)", Torch.norm(x)); // torch.norm(x)
    prints("tensor(17.)", Torch.norm(x, 1));
    prints("tensor(6.)", Torch.norm(x, 0));
    prints("tensor(5.)", Torch.norm(x, INFINITY));
    prints("tensor([1., 1.])", Torch.norm(x, -INFINITY, 1));
    prints("tensor([[3.7417], [7.1414]])", Torch.norm(x, 2, 1, true));
    prints("tensor(6.5962)", Torch.norm(x, 3, new long[] {0, 1}, false));
    prints("tensor([[17.]])", Torch.norm(x, 1, null, true));
    prints("tensor(8.0623)", Torch.norm(x, 2, new long[0], false));
    prints("tensor(8.0623)", Torch.norm(x, "fro"));
    prints("tensor([3.1623, 5.0990, 5.3852])", Torch.norm(x, "fro", new long[] {0}, false));
    prints("tensor(10.6183)", Torch.norm(x, "nuc"));
    prints("tensor([[10.6183]])", Torch.norm(x, "nuc", new long[] {0, 1}, true));
  }

  @Test
  void refusedNorms() {
    Expect.refusal(
        "linalg.vector_norm: Expected a floating point or complex tensor as input. Got Long",
        () -> Torch.norm(i));
    Expect.refusal(
        "linalg.vector_norm cannot compute the inf norm on an empty tensor because the operation"
            + " does not have an identity",
        () -> Torch.norm(ones(0), INFINITY));
    Expect.refusal(
        "dim 0 appears multiple times in the list of dims",
        () -> Torch.norm(x, 2, new long[] {0, 0}, false));
    Expect.refusal("linalg.matrix_norm: Order foo not supported.", () -> Torch.norm(x, "foo"));
    Expect.refusal(
        "linalg.matrix_norm: dim must be a 2-tuple. Got 0",
        () -> Torch.norm(x, "nuc", new long[] {0}, false));
    Expect.refusal(
        "linalg.matrix_norm: dim must be a 2-tuple. Got 0 1 2",
        () -> Torch.norm(ones(2, 2, 2), "fro", new long[] {0, 1, 2}, false));
    Expect.refusal(
        "linalg.matrix_norm: The input tensor A must have at least 2 dimensions.",
        () -> Torch.norm(x.get(0), "nuc"));
  }

  @Test
  void picks() {
    NDArray index = Torch.tensor(2, 0, 0);
    prints("tensor([[ 2.,  3.,  3.], [ 5., -1., -1.]])", Torch.indexSelect(x, 1, index));
    prints("tensor([[2.], [5.]])", Torch.indexSelect(x, 1, Torch.scalar(2)));
    prints("tensor(3.)", Torch.indexSelect(Torch.scalar(3.0), 0, Torch.tensor(0)));
    prints(
        "tensor([[-1.,  5.,  5.]])",
        Torch.indexSelect(x, 0, Torch.to(Torch.tensor(1), DataType.INT32)));
    prints("tensor([3., 2., 5., 5.])", Torch.maskedSelect(x, x.gt(1)));
    prints("tensor([ 3.,  2., -1.,  5.])", Torch.maskedSelect(x, Torch.tensor(true, false, true)));
    prints("tensor([[0, 0], [0, 2], [1, 1], [1, 2]])", Torch.nonzero(x.gt(1)));
    Expect.refusal(
        "INDICES element is out of DATA bounds, id=-1 axis_dim=3",
        () -> Torch.indexSelect(x, 1, Torch.tensor(-1)));
    Expect.refusal(
        "index out of range in self", () -> Torch.indexSelect(x.get(0), 0, Torch.tensor(9)));
    Expect.refusal(
        "index_select(): Expected dtype int32 or int64 for index",
        () -> Torch.indexSelect(x, 1, ones(1)));
    Expect.refusal(
        "index_select(): Index is supposed to be a vector",
        () -> Torch.indexSelect(x, 1, Torch.arange(1).reshape(1, 1)));
    Expect.refusal("masked_select: expected BoolTensor for mask", () -> Torch.maskedSelect(x, i));
    Expect.refusal(
        "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 1",
        () -> Torch.maskedSelect(x, Torch.tensor(true, false)));
  }

  @Test
  void repetitions() {
    prints(
        "tensor([ 3.,  3.,  1.,  1.,  2.,  2., -1., -1.,  5.,  5.,  5.,  5.])",
        Torch.repeatInterleave(x, 2));
    prints(
        "tensor([[ 3.,  3.,  1.,  1.,  2.,  2.], [-1., -1.,  5.,  5.,  5.,  5.]])",
        Torch.repeatInterleave(x, 2, -1));
    prints("tensor([], size=(2, 0))", Torch.repeatInterleave(x, 0, 1));
    NDArray repeats = Torch.tensor(1, 2);
    prints(
        "tensor([[ 3.,  1.,  2.], [-1.,  5.,  5.], [-1.,  5.,  5.]])",
        Torch.repeatInterleave(x, repeats, 0));
    prints(
        "tensor([ 3.,  1.,  1., -1.,  5.,  5.])",
        Torch.repeatInterleave(x, Torch.tensor(1, 2, 0, 1, 1, 1)));
    prints("tensor([1, 1, 1, 2])", Torch.repeatInterleave(Torch.tensor(0, 3, 1)));
    Expect.refusal("Repeats must be non-negative", () -> Torch.repeatInterleave(x, -1));
    Expect.refusal(
        "repeats can not be negative", () -> Torch.repeatInterleave(x, Torch.tensor(1, -2), 0));
    Expect.refusal(
        "repeats must have the same size as input along dim, but got repeats.size(0) = 3 and"
            + " input.size(0) = 2",
        () -> Torch.repeatInterleave(x, Torch.tensor(1, 2, 3), 0));
    Expect.refusal(
        "\"repeat_interleave_cpu\" not implemented for 'Float'",
        () -> Torch.repeatInterleave(x, ones(2), 0));
    Expect.refusal(
        "repeats must be 0-dim or 1-dim tensor",
        () -> Torch.repeatInterleave(x, repeats.reshape(1, 2), 0));
    Expect.refusal(
        "repeat_interleave only accept 1D vector as repeat",
        () -> Torch.repeatInterleave(repeats.reshape(1, 2)));
  }

  private static void einsumRefuses(String message, String equation, NDArray... operands) {
    Expect.refusal("einsum(): " + message, () -> Torch.einsum(equation, operands));
  }

  @Test
  void einsum() {
    assertEquals(
        new Shape(5, 2, 4),
        Torch.einsum("...ij,...jk->...ik", ones(5, 2, 3), ones(3, 4)).getShape());
    prints("tensor([11., 13.])", Torch.einsum("ij,j->i", x, Torch.tensor(2., 1, 2)));
    NDArray a = ones(2, 3);
    einsumRefuses(
        "must specify the equation string and at least one operand, or at least one operand and its"
            + " subscripts list",
        "i");
    einsumRefuses(
        "subscript j has size 4 for operand 1 which does not broadcast with previously seen size 3",
        "ij,jk->ik",
        a,
        ones(4, 4));
    einsumRefuses("fewer operands were provided than specified in the equation", "ij,jk->ik", a);
    einsumRefuses("more operands were provided than specified in the equation", "ij", a, a);
    einsumRefuses(
        "output subscript k does not appear in the equation for any input operand", "ij->ik", a);
    einsumRefuses("output subscript i appears more than once in the output", "ij->ii", a);
    einsumRefuses(
        "invalid subscript given at index 1 in the equation string, subscripts must be in [a-zA-Z]",
        "i1->i",
        a);
    einsumRefuses(
        "the number of subscripts in the equation (2) does not match the number of dimensions (3)"
            + " for operand 0 and no ellipsis was given",
        "ij->i",
        ones(2, 3, 4));
    einsumRefuses("found '.' for operand 0 that is not part of any ellipsis", "ij..->i", a);
    einsumRefuses(
        "found '.' for operand 0 for which an ellipsis was already found", "ij......->i", a);
    einsumRefuses("found '.' for output but an ellipsis (...) was already found", "ij->i....", a);
    einsumRefuses(
        "subscript i is repeated for operand 0 but the sizes don't match, 3 != 2", "ii->i", a);
  }

  @Test
  void mathematics() {
    // e = torch.tensor([.5, -1.5, 2.5])
    NDArray e = Torch.tensor(.5, -1.5, 2.5);
    prints("tensor([ 1.6487,  0.2231, 12.1825])", Torch.exp(e));
    prints("tensor([-0.6931,     nan,  0.9163])", Torch.log(e));
    prints("tensor([0.7071,    nan, 1.5811])", Torch.sqrt(e));
    prints("tensor([ 0.4794, -0.9975,  0.5985])", Torch.sin(e));
    prints("tensor([ 0.8776,  0.0707, -0.8011])", Torch.cos(e));
    prints("tensor([ 0.4621, -0.9051,  0.9866])", Torch.tanh(e));
    prints("tensor([0.6225, 0.1824, 0.9241])", Torch.sigmoid(e));
    prints("tensor([0.1173, 0.0159, 0.8668])", Torch.softmax(e, 0));
    prints("tensor([0.5000, 1.5000, 2.5000])", Torch.abs(e));
    prints("tensor([ 0., -2.,  2.])", Torch.round(e));
    prints("tensor([ 1., -3.,  5.])", Torch.mul(e, 2));
    prints("tensor([0.2500, 2.2500, 6.2500])", Torch.mul(e, e));
    prints("tensor([ True, False, False])", Torch.eq(e, .5));
    prints("tensor([False,  True,  True])", Torch.ne(e, .5));
    prints("tensor([False, False, False])", Torch.ne(e, e));
    prints("tensor([True, True, True])", Torch.eq(e, e));
    prints("tensor([0.5000, 1.0000, 2.5000])", Torch.maximum(e, Torch.tensor(-2., 1, 1)));
    prints("tensor([-2.0000, -1.5000,  1.0000])", Torch.minimum(e, Torch.tensor(-2., 1, 1)));
    prints("tensor(8.7500)", Torch.dot(e, e));
    prints("tensor([2.7183, 1.0000])", Torch.exp(Torch.tensor(1, 0))); // of integers
    Expect.refusal(
        "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0",
        () -> Torch.mul(Torch.ones(2), e));
    Expect.refusal("1D tensors expected, but got 2D and 2D tensors", () -> Torch.dot(x, x));
    assertEquals(new Shape(2, 3), Torch.empty(2, 3).getShape());
  }

  @Test
  void gradientModeAndGenerators() {
    try (var mode = Torch.setGradEnabled(true)) {
      assertEquals(true, Torch.isGradEnabled());
      try (var off = Torch.setGradEnabled(false)) {
        assertEquals(false, Torch.isGradEnabled());
      }
    }
    // g = torch.Generator().manual_seed(4); torch.multinomial(torch.ones(5), 3, generator=g)
    NDArray p = ones(5);
    List<String> drawn =
        List.of(4L, 4L, 5L).stream()
            .map(seed -> Torch.multinomial(p, 3, false, new Generator().manualSeed(seed)))
            .map(Torch::repr)
            .toList();
    assertEquals(List.of("tensor([2, 0, 1])", "tensor([2, 0, 1])", "tensor([1, 4, 3])"), drawn);
  }
}
