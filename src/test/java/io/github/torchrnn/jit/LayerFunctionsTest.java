package io.github.torchrnn.jit;

import static io.github.torchrnn.jit.OperationCase.graph;
import static io.github.torchrnn.jit.OperationCase.own;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.EmbeddingBag;
import io.github.torchrnn.nn.Expect;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.InterpolateOptions;
import io.github.torchrnn.nn.Unflatten;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The functions of layers.py in a compiled step and forward, against single calls. */
@Scoped
class LayerFunctionsTest {

  private static NDArray wide(NDArray x) {
    return x.sub(0.4f).mul(3);
  }

  private static NDArray image(NDArray x) {
    return x.reshape(-1, 1, 3, 1).mul(Torch.tensor(0.4f, 0.3f, 0.8f)); // (n, 1, 3, 3)
  }

  /** Two matrices of (3, 3). */
  private static NDArray square(NDArray a, NDArray b) {
    return Torch.stack(List.of(a.get(":3"), b.get("1:4")), 0);
  }

  static Stream<OperationCase> layers() {
    return Stream.of(
        own("prelu", (a, b) -> Functional.prelu(wide(a), b.get(1))),
        own("prelu of one", (a, b) -> Functional.prelu(wide(a), b.get(1).get("1:2"))),
        own("prelu of a vector", (a, b) -> Functional.prelu(wide(a).get(1), b.get(1).get("1:2"))),
        own(
            "prelu of channels",
            (a, b) -> Functional.prelu(wide(a).expandDims(2).mul(b.get(0)), b.get(1))),
        own("selu", (a, b) -> Functional.selu(wide(a))),
        own("celu", (a, b) -> Functional.celu(wide(a), 0.7)),
        own("celu of an int", (a, b) -> Functional.celu(wide(a), 2)),
        own("mish", (a, b) -> Functional.mish(wide(a))),
        own("softsign", (a, b) -> Functional.softsign(wide(a))),
        own("hardsigmoid", (a, b) -> Functional.hardsigmoid(wide(a).mul(3))),
        own("hardswish", (a, b) -> Functional.hardswish(wide(a).mul(3))),
        own("threshold", (a, b) -> Functional.threshold(wide(a), 0.2, -0.7)),
        own("glu", (a, b) -> Functional.glu(a.tile(2), 1)),
        own("gumbelSoftmax", (a, b) -> Functional.gumbelSoftmax(wide(a), 0.7)),
        own("gumbelSoftmax, hard", (a, b) -> Functional.gumbelSoftmax(wide(a), 2, true, 0).mul(b)),
        own("unflatten", (a, b) -> new Unflatten(0, 2, -1).forward(a)),
        own("bilinear", (a, b) -> Functional.bilinear(a, b, square(a, b), b.get(":2, 1"))),
        own(
            "bilinear of batches",
            (a, b) -> Functional.bilinear(a.expandDims(0), b.expandDims(0), square(a, b))),
        own("bilinear of vectors", (a, b) -> Functional.bilinear(a.get(0), b.get(1), square(a, b))),
        own("interpolate", (a, b) -> Functional.interpolate(a.expandDims(1), 5)),
        own(
            "interpolate by a factor",
            (a, b) ->
                Functional.interpolate(
                    a.expandDims(0), new InterpolateOptions().scaleFactor(1.7).mode("linear"))),
        own(
            "interpolate with corners",
            (a, b) ->
                Functional.interpolate(
                    a.expandDims(0),
                    new InterpolateOptions().size(7).mode("linear").alignCorners(true))),
        own("interpolate an image", (a, b) -> Functional.interpolate(image(a), 5)),
        own(
            "interpolate an image by factors",
            (a, b) ->
                Functional.interpolate(image(a), new InterpolateOptions().scaleFactor(1.4, 2.3))),
        own(
            "interpolate an image, bilinear",
            (a, b) ->
                Functional.interpolate(
                    image(a), new InterpolateOptions().size(5, 2).mode("bilinear"))),
        own("dropout1d", (a, b) -> Functional.dropout1d(a.expandDims(2).mul(b.get(0)), 0.4, true)),
        own("dropout1d of one", (a, b) -> Functional.dropout1d(a, 0.4, true)),
        graph("groupNorm", (a, b) -> Functional.groupNorm(a.tile(2), 2)),
        graph(
            "convTranspose1d",
            (a, b) -> Functional.convTranspose1d(a.expandDims(1), b.get("0:1").expandDims(1))),
        graph(
            "embeddingBag",
            (a, b) ->
                Functional.embeddingBag(Torch.tensor(new long[][] {{1, 0}, {3, 3}}), a, null)));
  }

  /** A compiled run refuses what a single call does. */
  @Test
  void bagsOfWrongIndices() {
    for (String mode : List.of("sum", "mean", "max")) {
      try (EmbeddingBag bag = EmbeddingBag.builder(4, 3).mode(mode).build();
          CompiledForward<NDArray> forward = CompiledForward.of(x -> bag.forward(x))) {
        NDArray right = Torch.tensor(new long[][] {{0, 3}, {1, 1}});
        assertEquals(bag.forward(right), forward.run(right));
        NDArray wrong = Torch.tensor(new long[][] {{0, 3}, {1, 1L << 40}});
        String message =
            assertThrows(IllegalArgumentException.class, () -> bag.forward(wrong)).getMessage();
        Expect.refusal(message, () -> forward.run(wrong));
        assertEquals(1, Compiled.programs(forward));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void inFloat32(OperationCase function) {
    function.check(DataType.FLOAT32);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void inFloat64(OperationCase function) {
    function.check(DataType.FLOAT64);
  }
}
