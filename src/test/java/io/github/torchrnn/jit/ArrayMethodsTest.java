package io.github.torchrnn.jit;

import static io.github.torchrnn.jit.OperationCase.graph;
import static io.github.torchrnn.jit.OperationCase.own;

import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each method of DJL's arrays in a compiled step and forward, against single calls. */
@Scoped
class ArrayMethodsTest {

  static Stream<OperationCase> elements() {
    return Stream.of(
        own("tanh", (a, b) -> a.tanh()),
        own("exp", (a, b) -> a.exp()),
        own("log", (a, b) -> a.log()),
        own("log2", (a, b) -> a.log2()),
        own("log10", (a, b) -> a.log10()),
        own("sqrt", (a, b) -> a.sqrt()),
        own("cbrt", (a, b) -> a.cbrt()),
        own("square", (a, b) -> a.square()),
        own("abs", (a, b) -> a.sub(0.4f).abs()),
        own("neg", (a, b) -> a.neg()),
        own("sin", (a, b) -> a.sin()),
        own("cos", (a, b) -> a.cos()),
        own("tan", (a, b) -> a.tan()),
        own("asin", (a, b) -> a.asin()),
        own("acos", (a, b) -> a.acos()),
        own("atan", (a, b) -> a.atan()),
        own("sinh", (a, b) -> a.sinh()),
        own("cosh", (a, b) -> a.cosh()),
        own("erf", (a, b) -> a.erf()),
        own("erfinv", (a, b) -> a.erfinv()),
        own("gammaln", (a, b) -> a.gammaln()),
        own("sign", (a, b) -> a.sub(0.4f).sign()),
        own("floor", (a, b) -> a.mul(3).floor()),
        own("ceil", (a, b) -> a.mul(3).ceil()),
        own("round", (a, b) -> a.mul(3).round()),
        own("trunc", (a, b) -> a.mul(3).trunc()),
        own("isNaN", (a, b) -> a.isNaN()),
        own("isInfinite", (a, b) -> a.isInfinite()),
        own("logicalNot", (a, b) -> a.gt(0.4f).logicalNot()),
        own("all", (a, b) -> a.gt(0.01f).all()),
        own("any", (a, b) -> a.any()),
        own("countNonzero", (a, b) -> a.floor().countNonzero()),
        own("stopGradient", (a, b) -> a.stopGradient().mul(b)),
        own("scaleGradient", (a, b) -> a.scaleGradient(0.3).mul(b)),
        own("duplicate, which cuts gradients", (a, b) -> a.duplicate().mul(b)),
        own("toType, which cuts gradients", (a, b) -> a.toType(DataType.FLOAT16, false)),
        own("toType of the same", (a, b) -> a.toType(a.getDataType(), true).mul(b)),
        own("toDevice of the same", (a, b) -> a.toDevice(a.getDevice(), false).mul(b)),
        own("zerosLike", (a, b) -> a.zerosLike().add(b)),
        own("onesLike", (a, b) -> a.onesLike().add(b)),
        own("clip", (a, b) -> a.clip(0.2, 0.6f)),
        own("clip of one number", (a, b) -> a.get(0, 1).clip(0.2, 0.6)),
        own("relu", (a, b) -> a.sub(0.4f).getNDArrayInternal().relu()),
        own("sigmoid", (a, b) -> a.getNDArrayInternal().sigmoid()),
        own("softPlus", (a, b) -> a.getNDArrayInternal().softPlus()),
        own("softSign", (a, b) -> a.sub(0.4f).getNDArrayInternal().softSign()),
        own("leakyRelu", (a, b) -> a.sub(0.4f).getNDArrayInternal().leakyRelu(0.1f)),
        own("elu", (a, b) -> a.sub(0.4f).getNDArrayInternal().elu(0.7f)),
        own("selu", (a, b) -> a.sub(0.4f).getNDArrayInternal().selu()),
        own("gelu", (a, b) -> a.sub(0.4f).getNDArrayInternal().gelu()),
        own("swish", (a, b) -> a.getNDArrayInternal().swish(1.5f)),
        own("mish", (a, b) -> a.getNDArrayInternal().mish()));
  }

  static Stream<OperationCase> pairs() {
    return Stream.of(
        own("add", (a, b) -> a.add(b.get(0))),
        own("sub", (a, b) -> a.get("0:1").sub(b)),
        own("mul", (a, b) -> a.mul(b.sum(new int[] {1}, true))),
        own("div", (a, b) -> a.div(b)),
        own("div by one number", (a, b) -> a.div(b.sum())),
        own("pow", (a, b) -> a.pow(b)),
        own("mod", (a, b) -> a.mul(3).mod(b)),
        own("maximum", (a, b) -> a.maximum(b).add(a.maximum(a))),
        own("minimum", (a, b) -> a.minimum(b)),
        own("atan2", (a, b) -> a.atan2(b)),
        own("xlogy", (a, b) -> a.xlogy(b)),
        own("add a Double", (a, b) -> a.add(0.1)),
        own("add a Double to one number", (a, b) -> a.get(1, 2).add(0.1)),
        own("mul a Float and one number", (a, b) -> a.get(1, 2).mul(0.1f)),
        own("mul a Float", (a, b) -> a.mul(0.1f)),
        own("mul an Integer", (a, b) -> a.mul(3)),
        own("mul a Long", (a, b) -> a.mul(3L)),
        own("integers times a Double", (a, b) -> a.gt(0.4).toType(DataType.INT64, false).mul(0.3)),
        own("sub a Number", (a, b) -> a.sub(0.3)),
        own("div by a Number", (a, b) -> a.div(3)),
        own("mod a Number", (a, b) -> a.mod(0.3)),
        own("pow 2", (a, b) -> a.pow(2)),
        own("pow 2 of one number", (a, b) -> a.get(1, 2).pow(2.0)),
        own("pow 0", (a, b) -> a.pow(0)),
        own("pow a Double", (a, b) -> a.pow(1.5)),
        own("maximum of a Number", (a, b) -> a.maximum(0.4)),
        own("minimum of a Number", (a, b) -> a.minimum(0.4f)),
        own("a Number minus", (a, b) -> NDArrays.sub(1, a)),
        own("a Number minus one number", (a, b) -> NDArrays.sub(1.5, a.get(0, 0))),
        own("a Number by", (a, b) -> NDArrays.div(0.7, a)),
        own("a Number mod", (a, b) -> NDArrays.mod(2.5, a)),
        own("a Number to the power", (a, b) -> NDArrays.pow(2.5, a)),
        own("eq", (a, b) -> a.eq(b)),
        own("neq", (a, b) -> a.neq(b)),
        own("gt", (a, b) -> a.gt(b)),
        own("gte", (a, b) -> a.gte(b)),
        own("lt", (a, b) -> a.lt(b)),
        own("lte", (a, b) -> a.lte(b)),
        own("comparisons with Numbers", (a, b) -> a.lt(0.3).logicalOr(a.gte(0.6))),
        own("logicalAnd", (a, b) -> a.lt(0.6).logicalAnd(b.lt(0.5))),
        own("logicalXor", (a, b) -> a.lt(0.6).logicalXor(b.lt(0.5))),
        own("where", (a, b) -> NDArrays.where(a.gt(0.4), a, b)),
        own("matMul", (a, b) -> a.matMul(b.transpose())),
        own("matMul of a vector", (a, b) -> a.matMul(b.get(1))),
        own("matMul by a vector", (a, b) -> a.get(1).matMul(b.transpose())),
        own("matMul of vectors", (a, b) -> a.get(1).matMul(b.get(0))),
        own("matMul of batches", (a, b) -> a.expandDims(1).matMul(b.expandDims(2))),
        own("matMul by one matrix", (a, b) -> a.expandDims(0).matMul(b.transpose())),
        own("matMul by a batch", (a, b) -> a.matMul(b.expandDims(2))),
        own("matMul of a vector, batches", (a, b) -> a.get(0).matMul(b.expandDims(2))),
        own("matMul by a vector, batches", (a, b) -> a.expandDims(0).matMul(b.get(0))),
        own("dot", (a, b) -> a.get(1).dot(b.get(0))),
        own("dot of matrices", (a, b) -> a.dot(b.transpose())),
        own("batchMatMul", (a, b) -> a.expandDims(1).batchMatMul(b.expandDims(2))));
  }

  static Stream<OperationCase> shapes() {
    return Stream.of(
        own("reshape", (a, b) -> a.reshape(-1, 1, 3).mul(b.reshape(-1, 3, 1))),
        own("flatten", (a, b) -> a.flatten()),
        own("flatten of axes", (a, b) -> a.expandDims(0).flatten(0, 1)),
        own("expandDims", (a, b) -> a.expandDims(-1)),
        own("squeeze", (a, b) -> a.expandDims(0).squeeze()),
        own("squeeze of an axis", (a, b) -> a.expandDims(1).squeeze(1)),
        own("squeeze of axes", (a, b) -> a.expandDims(0).expandDims(2).squeeze(new int[] {0, 2})),
        own("transpose", (a, b) -> a.transpose()),
        own("transpose of axes", (a, b) -> a.expandDims(0).transpose(2, 0, 1)),
        own("swapAxes", (a, b) -> a.swapAxes(0, -1)),
        own("flip", (a, b) -> a.flip(1)),
        own("broadcast", (a, b) -> a.expandDims(1).broadcast(-1, 2, 3)),
        own("tile", (a, b) -> a.tile(2)),
        own("tile of axes", (a, b) -> a.tile(new long[] {2, 3})),
        own("repeat", (a, b) -> a.repeat(2)),
        own("repeat of an axis", (a, b) -> a.repeat(-1, 3)),
        own("repeat of axes", (a, b) -> a.repeat(new long[] {2, 3})),
        own("split", (a, b) -> a.split(3, 1).get(1)),
        own("split of the batch", (a, b) -> a.split(2).get(1).mul(b.split(2).get(0))),
        own("split at positions", (a, b) -> a.split(new long[] {1}, 1).get(1)),
        own("concat", (a, b) -> a.concat(b, 1)),
        own("concat of a list", (a, b) -> NDArrays.concat(new NDList(a, b, a), -1)),
        own("concat of types", (a, b) -> a.concat(b.gt(0.4).toType(DataType.INT64, false))),
        own("stack", (a, b) -> a.stack(b, 1)),
        own("stack of a list", (a, b) -> NDArrays.stack(new NDList(a, b, a))),
        own("diagonal", (a, b) -> a.diagonal(1)),
        own("pad", (a, b) -> a.pad(new Shape(1, 2), 0.5)),
        own("get", (a, b) -> a.get(1)),
        own("get from the end", (a, b) -> a.get(-2)),
        own("get of two axes", (a, b) -> a.get(2, 1)),
        own("get a range", (a, b) -> a.get("1:-1")),
        own("get a range of axes", (a, b) -> a.get("::2, 1:")),
        own("get by NDIndex", (a, b) -> a.get(new NDIndex("{}:{}, {}", 1, 3, 2))),
        own("get with an ellipsis", (a, b) -> a.expandDims(0).get("..., 1")),
        own("get with an ellipsis last", (a, b) -> a.get("1, ...")),
        own("get a new axis", (a, b) -> a.get("1:, null, 2")),
        own("get rows", (a, b) -> a.get(Torch.tensor(1L, 0L, 1L))),
        own("get columns", (a, b) -> a.get(":, {}", Torch.tensor(2, 0))),
        own("get numbers", (a, b) -> a.get("{}, {}", Torch.tensor(1, 0), Torch.tensor(2, 0))),
        own("get mixed", (a, b) -> a.get("{}, 1", Torch.tensor(1, 0))),
        own("gather", (a, b) -> a.gather(b.argSort(1), 1)),
        own("take", (a, b) -> a.take(Torch.tensor(4L, 1L, 4L))));
  }

  static Stream<OperationCase> reductions() {
    return Stream.of(
        own("sum", (a, b) -> a.sum()),
        own("sum of an axis", (a, b) -> a.sum(new int[] {0})),
        own("sum of axes", (a, b) -> a.expandDims(0).sum(new int[] {0, -1}, true)),
        own("sum of none", (a, b) -> a.sum(new int[0])),
        own("mean", (a, b) -> a.mean()),
        own("mean of an axis", (a, b) -> a.mean(new int[] {1})),
        own("max", (a, b) -> a.max()),
        own("max of an axis", (a, b) -> a.max(new int[] {1})),
        own("min", (a, b) -> a.min()),
        own("min of an axis", (a, b) -> a.min(new int[] {0}, true)),
        graph("prod", (a, b) -> a.prod()),
        graph("prod of an axis", (a, b) -> a.prod(new int[] {1})),
        own("argMax", (a, b) -> a.argMax()),
        own("argMax of an axis", (a, b) -> a.argMax(1)),
        own("argMin", (a, b) -> a.argMin()),
        own("argMin of an axis", (a, b) -> a.argMin(0)),
        own("cumSum", (a, b) -> a.cumSum()),
        own("cumSum of an axis", (a, b) -> a.cumSum(1)),
        own("norm", (a, b) -> a.norm()),
        own("norm of axes", (a, b) -> a.norm(new int[] {1})),
        own("norm with axes", (a, b) -> a.norm(true)),
        own("norm of order 1", (a, b) -> a.norm(1, new int[] {1}, true)),
        graph("norm of order 3", (a, b) -> a.norm(3, new int[] {1}, true)),
        graph("normalize", (a, b) -> a.normalize()),
        own("sort", (a, b) -> a.sort()),
        own("sort of an axis", (a, b) -> a.sort(0)),
        own("argSort", (a, b) -> a.argSort()),
        own("argSort downwards", (a, b) -> a.argSort(1, false)),
        own("topK", (a, b) -> a.topK(2, 1).get(0)),
        own("topK upwards", (a, b) -> a.topK(2, 1, false, true).get(0)),
        own("topK positions", (a, b) -> a.topK(2, 1).get(1)),
        own("softmax", (a, b) -> a.softmax(1)),
        own("logSoftmax", (a, b) -> a.logSoftmax(-1)),
        own("oneHot", (a, b) -> a.argMax(1).oneHot(3)),
        own("oneHot of a type", (a, b) -> a.argMax(1).oneHot(4, DataType.INT32)));
  }

  @ParameterizedTest
  @MethodSource({"elements", "pairs", "shapes", "reductions"})
  void inFloat32(OperationCase method) {
    method.check(DataType.FLOAT32);
  }

  @ParameterizedTest
  @MethodSource({"elements", "pairs", "shapes", "reductions"})
  void inFloat64(OperationCase method) {
    method.check(DataType.FLOAT64);
  }
}
