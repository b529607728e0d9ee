package io.github.torchrnn.jit;

import static io.github.torchrnn.jit.OperationCase.graph;
import static io.github.torchrnn.jit.OperationCase.own;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.distributions.Bernoulli;
import io.github.torchrnn.distributions.Categorical;
import io.github.torchrnn.distributions.Normal;
import io.github.torchrnn.nn.BCELoss;
import io.github.torchrnn.nn.BCEWithLogitsLoss;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.L1Loss;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.NLLLoss;
import io.github.torchrnn.nn.SmoothL1Loss;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each function of Torch and Functional in a compiled step and forward, against single calls. */
@Scoped
class TorchFunctionsTest {

  private static NDArray wide(NDArray x) {
    return x.sub(0.4f).mul(3);
  }

  private static NDArray image(NDArray x) {
    return x.reshape(-1, 1, 3, 1).mul(Torch.tensor(0.4f, 0.3f, 0.8f)); // (n, 1, 3, 3)
  }

  static Stream<OperationCase> arrays() {
    return Stream.of(
        own("tensor", (a, b) -> a.mul(Torch.tensor(0.3f, 0.2f, 0.7f))),
        own(
            "tensor of rows",
            (a, b) ->
                a.matMul(Torch.to(Torch.tensor(new double[][] {{1}, {2}, {4}}), a.getDataType()))),
        own("tensor of integers", (a, b) -> a.mul(Torch.tensor(1, 2, 5))),
        own("tensor of truths", (a, b) -> Torch.where(Torch.tensor(true, false, true), a, b)),
        own("scalar", (a, b) -> a.mul(Torch.scalar(0.3))),
        own("zeros", (a, b) -> a.add(Torch.zeros(3))),
        own("ones", (a, b) -> a.add(Torch.ones(3))),
        own("full", (a, b) -> a.mul(Torch.full(new Shape(3), 0.3))),
        own("arange", (a, b) -> a.mul(Torch.arange(3))),
        own("linspace", (a, b) -> a.mul(Torch.linspace(0, 1, 3))),
        own("eye", (a, b) -> a.matMul(Torch.to(Torch.eye(3), a.getDataType()))),
        own("zerosLike", (a, b) -> Torch.zerosLike(a).add(b)),
        own("fullLike", (a, b) -> Torch.fullLike(a, 0.3).mul(b)),
        own("rand", (a, b) -> a.mul(Torch.rand(3))),
        own("randn", (a, b) -> a.mul(Torch.randn(3))),
        own(
            "randn, unused",
            (a, b) -> {
              Torch.randn(5);
              return a.mul(Torch.rand(3));
            }),
        own("normal", (a, b) -> a.mul(Torch.normal(0.3, 0.2, new Shape(3)))),
        own("randint", (a, b) -> a.mul(Torch.randint(2, 7, new Shape(3)))),
        own("randperm", (a, b) -> a.mul(Torch.randperm(3))),
        own("randLike", (a, b) -> a.mul(Torch.randLike(b))),
        own("randnLike", (a, b) -> a.mul(Torch.randnLike(b))),
        own("bernoulli", (a, b) -> Torch.bernoulli(a).add(b)),
        own("multinomial", (a, b) -> Torch.gather(b, 1, Torch.multinomial(a, 2))),
        own("clone", (a, b) -> Torch.clone(a)),
        own(
            "to a type",
            (a, b) -> Torch.to(Torch.to(a, DataType.FLOAT64).mul(b), DataType.FLOAT32)),
        own("to a device", (a, b) -> Torch.to(a, a.getDevice()).mul(b)));
  }

  static Stream<OperationCase> shapes() {
    return Stream.of(
        own("cat", (a, b) -> Torch.cat(List.of(a, b), 1)),
        own("stack", (a, b) -> Torch.stack(List.of(a, b), -1)),
        own("unsqueeze", (a, b) -> Torch.unsqueeze(a, -1)),
        own("squeeze", (a, b) -> Torch.squeeze(a.expandDims(0))),
        own("squeeze of an axis", (a, b) -> Torch.squeeze(a.expandDims(0), 0)),
        own("transpose", (a, b) -> Torch.transpose(a, 0, 1)),
        own("split", (a, b) -> Torch.split(a, 2, 1).get(1).mul(Torch.split(b, 2, 1).get(0))),
        own("split of sizes", (a, b) -> Torch.split(a, new long[] {1, 2}, 1).get(1)),
        own("chunk", (a, b) -> Torch.chunk(a, 2).get(1)),
        own("unbind", (a, b) -> Torch.unbind(a, 1).get(2).mul(Torch.unbind(a, 1).get(0))),
        own("flip", (a, b) -> Torch.flip(a, 0, 1)),
        own("roll", (a, b) -> Torch.roll(a, 2).mul(b)),
        own("roll of an axis", (a, b) -> Torch.roll(a, 1, 1).mul(b)),
        own("tril", (a, b) -> Torch.tril(a, -1)),
        own("triu", (a, b) -> Torch.triu(a)),
        own("tile", (a, b) -> Torch.tile(a, 2)),
        own("repeat", (a, b) -> Torch.repeat(a, 2, 1, 3)),
        own("gather", (a, b) -> Torch.gather(a, 1, Torch.argsort(b))),
        own(
            "gather by int32",
            (a, b) -> Torch.gather(a, 1, Torch.argsort(b).toType(DataType.INT32, false))),
        own(
            "scatter",
            (a, b) -> Torch.scatter(a, 1, Torch.argsort(b).get(":, :2"), b.get(":, :2"))),
        own(
            "scatter of a number",
            (a, b) -> Torch.scatter(a, 1, Torch.argsort(b).get(":, :2"), 0.3)),
        own("pad", (a, b) -> Functional.pad(a, 1, -1, 2, 0)),
        graph("pad by reflection", (a, b) -> Functional.pad(a, new long[] {1, 1}, "reflect")));
  }

  static Stream<OperationCase> numbers() {
    return Stream.of(
        own("where", (a, b) -> Torch.where(a.gt(0.4), a, b.get(0))),
        own("where with a number", (a, b) -> Torch.where(a.gt(0.4), a, 0.3)),
        own("where with a number first", (a, b) -> Torch.where(a.gt(0.4), 2, b)),
        own("where with numbers", (a, b) -> Torch.where(a.gt(0.4), 2, 0.3)),
        own("clamp", (a, b) -> Torch.clamp(a, 0.2, 0.5)),
        own("clamp below", (a, b) -> Torch.clamp(a, 0.2, null)),
        own("clamp above", (a, b) -> Torch.clamp(a, null, 0.5)),
        own("maskedFill", (a, b) -> Torch.maskedFill(a.get(1), b.gt(0.4), 0.7)),
        own("rsub", (a, b) -> Torch.rsub(1, a)),
        own("rdiv", (a, b) -> Torch.rdiv(0.7, a)),
        own("isnan", (a, b) -> Torch.isnan(a)),
        own("bmm", (a, b) -> Torch.bmm(a.expandDims(1), b.expandDims(2))),
        own("matmul", (a, b) -> Torch.matmul(a, Torch.transpose(b, 0, 1))),
        own("outer", (a, b) -> Torch.outer(a.get(0), b.get(1))),
        own("max", (a, b) -> Torch.max(a, 1).values()),
        own("max positions", (a, b) -> Torch.max(a, 1).indices()),
        own("min", (a, b) -> Torch.min(a, 0, true).values()),
        own("sort", (a, b) -> Torch.sort(a, 1, true).values()),
        own("argsort", (a, b) -> Torch.argsort(a, 0, true)),
        own("topk", (a, b) -> Torch.topk(a, 2, 1, false).values()),
        own("sum", (a, b) -> Torch.sum(a)),
        own("sum of an axis", (a, b) -> Torch.sum(a, -1, true)),
        own("mean", (a, b) -> Torch.mean(a)),
        own("mean of an axis", (a, b) -> Torch.mean(a, 0)),
        own("std", (a, b) -> Torch.std(a)),
        own("std of an axis", (a, b) -> Torch.std(a, 0)),
        own("std of an axis, biased", (a, b) -> Torch.std(a, 1, false, true)),
        own("var", (a, b) -> Torch.var(a)),
        own("var of an axis", (a, b) -> Torch.var(a, -1)),
        own("cumsum", (a, b) -> Torch.cumsum(a, 0)),
        own("logsumexp", (a, b) -> Torch.logsumexp(a, 1)),
        own("logsumexp, axes kept", (a, b) -> Torch.logsumexp(a, 0, true)));
  }

  static Stream<OperationCase> layers() {
    return Stream.of(
        own("relu", (a, b) -> Functional.relu(wide(a))),
        own("sigmoid", (a, b) -> Functional.sigmoid(wide(a))),
        own("tanh", (a, b) -> Functional.tanh(wide(a))),
        own("softmax", (a, b) -> Functional.softmax(wide(a), -1)),
        own("logSoftmax", (a, b) -> Functional.logSoftmax(wide(a), 0)),
        own("leakyRelu", (a, b) -> Functional.leakyRelu(wide(a), 0.2)),
        own("elu", (a, b) -> Functional.elu(wide(a), 0.7)),
        own("gelu", (a, b) -> Functional.gelu(wide(a))),
        own("gelu by tanh", (a, b) -> Functional.gelu(wide(a), "tanh")),
        own("silu", (a, b) -> Functional.silu(wide(a))),
        own("softplus", (a, b) -> Functional.softplus(wide(a), 2, 1.5)),
        own("hardtanh", (a, b) -> Functional.hardtanh(wide(a), -0.3, 0.8)),
        own("logsigmoid", (a, b) -> Functional.logsigmoid(wide(a))),
        own("linear", (a, b) -> Functional.linear(a, b, b.sum(new int[] {1}))),
        own("linear without bias", (a, b) -> Functional.linear(a, b)),
        own(
            "linear of batches",
            (a, b) -> Functional.linear(a.expandDims(0), b, b.sum(new int[] {1}))),
        own("linear of a vector", (a, b) -> Functional.linear(a.get(0), b, b.sum(new int[] {1}))),
        own("dropout", (a, b) -> Functional.dropout(a, 0.4, true)),
        own("dropout of all", (a, b) -> Functional.dropout(a, 1, true).add(b)),
        own("dropout of a transposed one", (a, b) -> Functional.dropout(a.transpose(), 0.4, true)),
        own("no dropout", (a, b) -> Functional.dropout(a, 0.4, false)),
        own("dropout2d", (a, b) -> Functional.dropout2d(a.reshape(-1, 3, 1, 1).tile(2), 0.4, true)),
        own(
            "embedding",
            (a, b) -> Functional.embedding(Torch.tensor(new long[][] {{1, 0, 3}, {3, 3, 2}}), a)),
        own(
            "embedding with padding",
            (a, b) -> Functional.embedding(Torch.tensor(1, 0, 3, 3), a, 3L, null, 2, false)),
        own(
            "embedding by frequency",
            (a, b) -> Functional.embedding(Torch.tensor(1, 0, 3, 3), a, null, null, 2, true)),
        own("layerNorm", (a, b) -> Functional.layerNorm(a, 3)),
        own(
            "layerNorm with weights",
            (a, b) -> Functional.layerNorm(a, new long[] {3}, b.get(0), b.get(1), 1e-5)),
        graph(
            "batchNorm",
            (a, b) -> Functional.batchNorm(a, null, null, b.get(0), b.get(1), true, 0.1, 1e-5)),
        graph("normalize", (a, b) -> Functional.normalize(a)),
        graph("cosineSimilarity", (a, b) -> Functional.cosineSimilarity(a, b)),
        graph("conv1d", (a, b) -> Functional.conv1d(a.expandDims(1), b.get("0:2").expandDims(1))),
        graph("maxPool1d", (a, b) -> Functional.maxPool1d(a.expandDims(1), 2)),
        graph("avgPool1d", (a, b) -> Functional.avgPool1d(a.expandDims(1), 2)),
        graph("adaptiveAvgPool1d", (a, b) -> Functional.adaptiveAvgPool1d(a.expandDims(1), 2)),
        graph("conv2d", (a, b) -> Functional.conv2d(image(a), b.get("0:2").reshape(2, 1, 3, 1))),
        graph("maxPool2d", (a, b) -> Functional.maxPool2d(image(a), 2)),
        graph("avgPool2d", (a, b) -> Functional.avgPool2d(image(a), 2)),
        graph("adaptiveAvgPool2d", (a, b) -> Functional.adaptiveAvgPool2d(image(a), 2)),
        own("oneHot", (a, b) -> Functional.oneHot(a.argMax(1), 4)),
        graph(
            "a part without recording, in LibTorch's graph",
            (a, b) -> {
              try (var mode = Torch.noGrad()) {
                a = a.mul(b).exp();
              }
              return Functional.normalize(b).mul(a);
            }));
  }

  static Stream<OperationCase> losses() {
    var each = MSELoss.builder().reduction("none");
    return Stream.of(
        own("crossEntropy", (a, b) -> Functional.crossEntropy(wide(a), b.argMax(1))),
        own(
            "crossEntropy, sum",
            (a, b) ->
                Functional.crossEntropy(
                    wide(a),
                    b.argMax(1),
                    CrossEntropyLoss.builder().reduction("sum").ignoreIndex(1))),
        own(
            "crossEntropy, each",
            (a, b) ->
                Functional.crossEntropy(
                    wide(a), b.argMax(1), CrossEntropyLoss.builder().reduction("none"))),
        own("crossEntropy of one", (a, b) -> Functional.crossEntropy(a.get(0), b.argMax(1).get(0))),
        own(
            "crossEntropy of one, as a list",
            (a, b) -> Functional.crossEntropy(a.get(0), b.argMax(1).get("0:1"))),
        own(
            "crossEntropy of lengths",
            (a, b) ->
                Functional.crossEntropy(
                    a.expandDims(0).transpose(0, 2, 1), b.argMax(1).expandDims(0))),
        own(
            "crossEntropy of lengths, each",
            (a, b) ->
                Functional.crossEntropy(
                    a.expandDims(0).transpose(0, 2, 1),
                    b.argMax(1).expandDims(0),
                    CrossEntropyLoss.builder().reduction("none"))),
        own(
            "crossEntropy of images",
            (a, b) ->
                Functional.crossEntropy(
                    a.reshape(-1, 3, 1, 1).tile(2).get(":, :3"),
                    b.argMax(1).reshape(-1, 1, 1).tile(2))),
        own(
            "crossEntropy of more axes",
            (a, b) ->
                Functional.crossEntropy(
                    a.reshape(-1, 3, 1, 1, 1),
                    b.argMax(1).reshape(-1, 1, 1, 1),
                    CrossEntropyLoss.builder().reduction("none"))),
        graph(
            "crossEntropy, smoothed",
            (a, b) ->
                Functional.crossEntropy(
                    wide(a), b.argMax(1), CrossEntropyLoss.builder().labelSmoothing(0.1))),
        graph("crossEntropy of probabilities", (a, b) -> Functional.crossEntropy(a, b.softmax(1))),
        own("nllLoss", (a, b) -> Functional.nllLoss(a.logSoftmax(1), b.argMax(1))),
        own(
            "nllLoss, each",
            (a, b) ->
                Functional.nllLoss(
                    a.logSoftmax(1), b.argMax(1), NLLLoss.builder().reduction("none"))),
        own("mseLoss", (a, b) -> Functional.mseLoss(a, b)),
        own("mseLoss, each", (a, b) -> Functional.mseLoss(a, b, each)),
        own("l1Loss", (a, b) -> Functional.l1Loss(a, b)),
        own("l1Loss, sum", (a, b) -> Functional.l1Loss(a, b, L1Loss.builder().reduction("sum"))),
        own(
            "smoothL1Loss",
            (a, b) -> Functional.smoothL1Loss(a, b, SmoothL1Loss.builder().beta(0.3))),
        own(
            "smoothL1Loss, beta 0",
            (a, b) -> Functional.smoothL1Loss(a, b, SmoothL1Loss.builder().beta(0))),
        own(
            "binaryCrossEntropy",
            (a, b) -> Functional.binaryCrossEntropy(a, b.gt(0.4).toType(a.getDataType(), false))),
        graph(
            "binaryCrossEntropy of two",
            (a, b) -> Functional.binaryCrossEntropy(a, b, BCELoss.builder().reduction("sum"))),
        own(
            "binaryCrossEntropyWithLogits",
            (a, b) ->
                Functional.binaryCrossEntropyWithLogits(
                    wide(a), b.gt(0.4).toType(a.getDataType(), false))),
        own(
            "binaryCrossEntropyWithLogits, each",
            (a, b) ->
                Functional.binaryCrossEntropyWithLogits(
                    wide(a), b.stopGradient(), BCEWithLogitsLoss.builder().reduction("none"))));
  }

  static Stream<OperationCase> distributions() {
    return Stream.of(
        own("Normal.logProb", (a, b) -> normal(a, b).logProb(Torch.onesLike(a))),
        own("Normal.rsample", (a, b) -> normal(a, b).rsample()).sized(),
        own("Normal.sample", (a, b) -> normal(a, b).sample()).sized(),
        own("Normal.entropy", (a, b) -> normal(a, b).entropy()),
        own("Categorical.logProb", (a, b) -> new Categorical(a.softmax(1)).logProb(b.argMax(1))),
        own("Categorical.ofLogits", (a, b) -> Categorical.ofLogits(a).logProb(b.argMax(1))),
        own("Categorical.sample", (a, b) -> new Categorical(a.softmax(1)).sample()).sized(),
        own("Categorical.entropy", (a, b) -> Categorical.ofLogits(a).entropy()),
        own("Bernoulli.logProb", (a, b) -> Bernoulli.ofLogits(a).logProb(Torch.onesLike(b))),
        own("Bernoulli.entropy", (a, b) -> Bernoulli.ofLogits(a).entropy()),
        own("Categorical of probabilities", (a, b) -> new Categorical(a.softmax(1)).entropy()),
        own("Bernoulli of probabilities", (a, b) -> new Bernoulli(a.softmax(1)).entropy()),
        own(
            "Normal.logProb, broadcast",
            (a, b) -> normal(a.get(0), b.get(":, :1")).logProb(b.add(1))),
        own("Categorical.probs", (a, b) -> Categorical.ofLogits(a).probs()),
        own("Categorical.logits", (a, b) -> new Categorical(a.softmax(1)).logits()),
        own("Bernoulli.logits", (a, b) -> new Bernoulli(a.softmax(1)).logits()),
        own("Bernoulli.sample", (a, b) -> new Bernoulli(a.softmax(1)).sample().mul(b)).sized());
  }

  private static Normal normal(NDArray a, NDArray b) {
    return new Normal(a, b.square().add(0.6f));
  }

  @ParameterizedTest
  @MethodSource({"arrays", "shapes", "numbers", "layers", "losses", "distributions"})
  void inFloat32(OperationCase function) {
    function.check(DataType.FLOAT32);
  }

  @ParameterizedTest
  @MethodSource({"shapes", "numbers", "layers", "losses"})
  void inFloat64(OperationCase function) {
    function.check(DataType.FLOAT64);
  }
}
