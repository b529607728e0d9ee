package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Autograd;
import org.junit.jupiter.api.Test;

/**
 * The numbers are Python's:
 *
 * <pre>{@code
 * torch.manual_seed(7)
 * linear = Linear(3, 2)
 * embedding = Embedding(4, 3, padding_idx=-2)
 * i = torch.tensor([[1, 2, 1], [3, 2, 0]])
 * for call in range(2):
 *     y = embedding(i)
 *     (y * torch.arange(1., 19).reshape(2, 3, 3)).sum().backward()
 *     print(y, embedding.weight.grad)
 * }</pre>
 */
@Scoped
class EmbeddingTest {

  private static final float[] COUNTS = {
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18
  };

  private final NDArray indices = Torch.tensor(new long[] {1, 2, 1, 3, 2, 0}, 2, 3);

  @Test
  void looksUpTwice() {
    Torch.manualSeed(7);
    new Linear(3, 2).close();
    try (var embedding = Embedding.builder(4, 3).paddingIdx(-2).build();
        var grad = Torch.enableGrad()) {
      Expect.numbers(
          embedding.weight(),
          1.69079018f,
          -0.894827902f,
          -0.355625033f,
          1.23238575f,
          0.138172656f,
          -1.68219852f,
          0,
          0,
          0,
          0.240546122f,
          1.39545083f,
          1.34702265f);
      for (int call = 1; call <= 2; call++) {
        NDArray y = embedding.forward(indices);
        assertEquals("EmbeddingBackward0", Autograd.gradFn(y));
        assertEquals(new Shape(2, 3, 3), y.getShape());
        Expect.numbers(y.get(1, 2), 1.69079018f, -0.894827902f, -0.355625033f);
        Torch.backward(y.mul(Torch.tensor(COUNTS, 2, 3, 3)).sum());
        float c = call;
        Expect.grad(
            embedding.weight(),
            16 * c,
            17 * c,
            18 * c,
            8 * c,
            10 * c,
            12 * c,
            0,
            0,
            0,
            10 * c,
            11 * c,
            12 * c);
      }
      NDArray ints = indices.toType(DataType.INT32, true);
      Expect.numbers(embedding.forward(ints), embedding.forward(indices).toFloatArray());
    }
  }

  /** {@code Embedding(4, 3, max_norm=1., norm_type=1., scale_grad_by_freq=True)} after seed 7 */
  @Test
  void shortensLongVectorsAndScalesGradients() {
    Torch.manualSeed(7);
    try (var embedding =
            Embedding.builder(4, 3).maxNorm(1.0).normType(1.0).scaleGradByFreq(true).build();
        var grad = Torch.enableGrad()) {
      assertEquals(
          "Embedding(4, 3, max_norm=1.0, norm_type=1.0, scale_grad_by_freq=True)",
          embedding.toString());
      NDArray y = embedding.forward(indices);
      Expect.numbers(y.get(0, 0), -0.301177144f, 0.456974983f, -0.241847843f);
      Torch.backward(y.mul(Torch.tensor(COUNTS, 2, 3, 3)).sum());
      Expect.grad(embedding.weight(), 16, 17, 18, 4, 5, 6, 8.5f, 9.5f, 10.5f, 10, 11, 12);
      Expect.numbers(
          embedding.weight(),
          -0.0780925378f,
          0.418214053f,
          0.503693283f,
          -0.301177144f,
          0.456974983f,
          -0.241847843f,
          -0.20601809f,
          0.713936687f,
          0.0800451711f,
          -0.788770676f,
          0.148957059f,
          0.0622722283f);
    }
  }

  /**
   *
   *
   * <pre>{@code
   * print(Embedding(3, 2, max_norm=1), Embedding(3, 2, max_norm=1.0, norm_type=3),
   *       Embedding(3, 2, max_norm=0, norm_type=2), Embedding(3, 2, norm_type=1.0))
   * }</pre>
   */
  @Test
  void printsTheNumbersThatItWasGiven() {
    assertRepr("Embedding(3, 2, max_norm=1)", Embedding.builder(3, 2).maxNorm(1));
    assertRepr(
        "Embedding(3, 2, max_norm=1.0, norm_type=3)",
        Embedding.builder(3, 2).maxNorm(1.0).normType(3));
    assertRepr("Embedding(3, 2, max_norm=0)", Embedding.builder(3, 2).maxNorm(0).normType(2));
    assertRepr("Embedding(3, 2, norm_type=1.0)", Embedding.builder(3, 2).normType(1.0));
    assertRepr(
        "Embedding(3, 2, norm_type=inf)",
        Embedding.builder(3, 2).normType(Double.POSITIVE_INFINITY));
  }

  private static void assertRepr(String expected, Embedding.Builder builder) {
    try (Embedding embedding = builder.build()) {
      assertEquals(expected, embedding.toString());
    }
  }

  @Test
  void refusesWhatTorchRefuses() {
    try (var embedding = Embedding.builder(3, 2).paddingIdx(-1).build()) {
      assertEquals("Embedding(3, 2, padding_idx=2)", embedding.toString());
      Expect.refusal("index out of range in self", () -> embedding.forward(Torch.tensor(1L, 3)));
      Expect.refusal("index out of range in self", () -> embedding.forward(Torch.tensor(-1L)));
      Expect.refusal(
          "Expected tensor for argument #1 'indices' to have one of the following scalar types:"
              + " Long, Int; but got torch.FloatTensor instead (while checking arguments for"
              + " embedding)",
          () -> embedding.forward(Torch.ones(3)));
      assertEquals(new Shape(0, 2), embedding.forward(Torch.tensor(new long[0])).getShape());
      assertThrows(NullPointerException.class, () -> embedding.forward(null));
    }
    Expect.refusal(
        "Padding_idx must be within num_embeddings",
        () -> Embedding.builder(3, 2).paddingIdx(3).build());
    Expect.refusal(
        "Padding_idx must be within num_embeddings",
        () -> Embedding.builder(3, 2).paddingIdx(-4).build());
    Expect.refusal(
        "Trying to create tensor with negative dimension -3: [-3, 2]", () -> new Embedding(-3, 2));
  }

  /**
   *
   *
   * <pre>{@code
   * e = nn.Embedding.from_pretrained(torch.tensor([[1., 2], [3, 4], [5, 6]]), freeze=False)
   * e(torch.tensor([2, 0])).sum().backward()
   * print(e, e.weight.grad)
   * print(torch.rand(1))
   * }</pre>
   */
  @Test
  void takesGivenVectorsAndDrawsNone() {
    Torch.manualSeed(0);
    NDArray vectors = Torch.tensor(new double[][] {{1, 2}, {3, 4}, {5, 6}});
    try (Embedding frozen = Embedding.fromPretrained(Torch.clone(vectors));
        Embedding trained = Embedding.fromPretrained(vectors, false)) {
      assertEquals("Embedding(3, 2)", trained.toString());
      assertFalse(frozen.weight().hasGradient());
      try (var grad = Torch.enableGrad()) {
        Torch.backward(trained.forward(Torch.tensor(2, 0)).sum());
      }
      Expect.grad(trained.weight(), 1, 1, 0, 0, 1, 1);
      Expect.numbers(frozen.forward(Torch.tensor(2, 0)), 5, 6, 1, 2);
      Expect.numbers(Torch.rand(1), 0.49625658f);
      Expect.refusal(
          "Embeddings parameter is expected to be 2-dimensional",
          () -> Embedding.fromPretrained(Torch.ones(3)));
      NDArray integers = Torch.to(Torch.ones(3, 2), DataType.INT8);
      Expect.refusal(
          "Only Tensors of floating point and complex dtype can require gradients",
          () -> Embedding.fromPretrained(integers, false));
      try (Embedding counted = Embedding.fromPretrained(integers)) {
        assertEquals(DataType.INT8, counted.forward(Torch.tensor(2, 0)).getDataType());
      }
    }
  }
}
