package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Near;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import org.junit.jupiter.api.Test;

/** Bags of vectors: what Python prints. */
@Scoped
class EmbeddingBagTest {

  private static NDArray indices(long... indices) {
    return Torch.tensor(indices, indices.length);
  }

  private static void assertText(String expected, NDArray actual) {
    Near.text(expected, Torch.repr(actual.stopGradient()).replaceAll("\n *", " "));
  }

  /**
   *
   *
   * <pre>{@code
   * torch.manual_seed(1)
   * e = nn.EmbeddingBag(5, 2, mode='sum')
   * print(e(torch.tensor([1, 2, 4, 4, 0]), torch.tensor([0, 2, 2]), torch.tensor([.5, 1, 2, 3, -1])))
   * }</pre>
   */
  @Test
  void weightedSumsOfBagsOfWhichOneIsEmpty() {
    Torch.manualSeed(1);
    try (EmbeddingBag bag = EmbeddingBag.builder(5, 2).mode("sum").build()) {
      assertText(
          "tensor([[ 0.6614,  0.2669], [ 0.0617,  0.6213], [-0.4519, -0.1661],"
              + " [-1.5228,  0.3817], [-1.0276, -0.5631]])",
          bag.weight());
      assertText(
          "tensor([[-0.4211,  0.1445], [ 0.0000,  0.0000], [-5.7994, -3.0822]])",
          bag.forward(indices(1, 2, 4, 4, 0), indices(0, 2, 2), Torch.tensor(.5f, 1, 2, 3, -1)));
    }
  }

  /**
   *
   *
   * <pre>{@code
   * b = nn.EmbeddingBag.from_pretrained(torch.arange(10.).reshape(5, 2), mode='max', padding_idx=-1)
   * print(b, b(torch.tensor([[1, 2], [4, 4], [4, 0]])), b.weight.requires_grad)
   * }</pre>
   */
  @Test
  void fromPretrained() {
    NDArray table = Torch.arange(10.).reshape(5, 2);
    EmbeddingBagOptions options = new EmbeddingBagOptions().mode("max").paddingIdx(-1);
    try (EmbeddingBag bag = EmbeddingBag.fromPretrained(table, true, options)) {
      options.mode("sum"); // the layer has a copy
      assertEquals("EmbeddingBag(5, 2, mode='max', padding_idx=4)", bag.toString());
      NDArray rows = Torch.tensor(new long[][] {{1, 2}, {4, 4}, {4, 0}});
      assertText("tensor([[4., 5.], [0., 0.], [0., 1.]])", bag.forward(rows));
      assertFalse(bag.weight().hasGradient());
    }
    Expect.refusal(
        "Embeddings parameter is expected to be 2-dimensional",
        () -> EmbeddingBag.fromPretrained(Torch.ones(5)));
    Expect.refusal(
        "Only Tensors of floating point and complex dtype can require gradients",
        () -> EmbeddingBag.fromPretrained(Torch.tensor(new long[][] {{1, 2}})));
  }

  /** Rows that are looked up are shortened in place, no others. */
  @Test
  void maxNorm() {
    try (EmbeddingBag bag = EmbeddingBag.builder(3, 2).maxNorm(1.0).build()) {
      Init.zeros_(bag.weight()).addi(Torch.tensor(new float[] {3, 4, .3f, .4f, 6, 8}, 3, 2));
      assertText("tensor([[0.4500, 0.6000]])", bag.forward(Torch.tensor(new long[][] {{0, 1}})));
      assertText("tensor([[0.6000, 0.8000], [0.3000, 0.4000], [6.0000, 8.0000]])", bag.weight());
    }
  }

  /** What LibTorch would follow into memory of others. */
  @Test
  void refusesWrongOffsetsAndIndices() {
    NDArray table = Torch.ones(5, 3);
    NDArray four = indices(0, 1, 2, 3);
    Expect.refusal(
        "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. However, got 1",
        () -> Functional.embeddingBag(four, table, indices(1, 2)));
    Expect.refusal(
        "offsets[-1] can not be greater than input's length 4 but got offsets[-1] of 5",
        () -> Functional.embeddingBag(four, table, indices(0, 5)));
    Expect.refusal(
        "index out of range in self",
        () -> Functional.embeddingBag(four, table, indices(0, -1, 2)));
    for (String mode : new String[] {"sum", "mean", "max"}) {
      Expect.refusal(
          "Expected i < index_size to be true, but got false.  (Could this error message be improved?  If so, please report an enhancement request to PyTorch.)",
          () ->
              Functional.embeddingBag(
                  four, table, indices(0, 3, 1), new EmbeddingBagOptions().mode(mode)));
    }
    Expect.refusal(
        "include_last_offset: number of offset should be at least 1",
        () ->
            Functional.embeddingBag(
                four,
                table,
                Torch.to(Torch.zeros(0), DataType.INT64),
                new EmbeddingBagOptions().includeLastOffset(true)));
    Expect.refusal(
        "Index 2 of input takes value 5 which is not in the valid range [0, 5)",
        () -> Functional.embeddingBag(indices(0, 1, 5), table, indices(0)));
    Expect.refusal(
        "embedding_bag: Expected idx >= 0 && idx < num_embeddings but found idx to be -1",
        () ->
            Functional.embeddingBag(
                indices(0, -1), table, indices(0), new EmbeddingBagOptions().mode("max")));
    Expect.refusal(
        "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got torch.FloatTensor instead (while checking arguments for embedding_bag)",
        () -> Functional.embeddingBag(Torch.ones(2), table, indices(0)));
    Expect.refusal(
        "Expected tensor for argument #1 'weight' to have one of the following scalar types: Half, BFloat16, Float, Double; but got torch.LongTensor instead (while checking arguments for embedding_bag)",
        () -> Functional.embeddingBag(four, Torch.to(table, DataType.INT64), indices(0)));
    Expect.refusal(
        "Expected tensor for argument #1 'weight' to have the same type as tensor for argument #1 'per_sample_weights'; but type torch.FloatTensor does not equal torch.DoubleTensor (while checking arguments for embedding_bag)",
        () ->
            Functional.embeddingBag(
                four,
                table,
                indices(0),
                new EmbeddingBagOptions()
                    .mode("sum")
                    .perSampleWeights(Torch.to(Torch.ones(4), DataType.FLOAT64))));
    Expect.refusal(
        "step must be nonzero",
        () -> Functional.embeddingBag(Torch.to(Torch.zeros(2, 0), DataType.INT64), table, null));
  }

  @Test
  void emptyOnes() {
    NDArray none = Torch.to(Torch.zeros(0), DataType.INT64);
    NDArray table = Torch.ones(5, 3);
    assertText("tensor([], size=(0, 3))", Functional.embeddingBag(indices(1, 2), table, none));
    assertText(
        "tensor([[0., 0., 0.], [0., 0., 0.]])",
        Functional.embeddingBag(none, table, indices(0, 0)));
    assertText(
        "tensor([], size=(0, 3))",
        Functional.embeddingBag(
            indices(1, 2), table, indices(0), new EmbeddingBagOptions().includeLastOffset(true)));
  }
}
