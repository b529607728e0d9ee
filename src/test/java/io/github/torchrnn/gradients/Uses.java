package io.github.torchrnn.gradients;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Functional;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Uses of NDArray's methods that have a gradient, on a float64 array of (2, 3) between 0.2 and 0.9.
 * The part of a name before a parenthesis or a space is the method's.
 */
final class Uses {

  private Uses() {}

  /** Those to which a Java number or array is handed, which DJL puts into an array of its own. */
  static Map<String, UnaryOperator<NDArray>> ofJavaData() {
    Map<String, UnaryOperator<NDArray>> uses = new LinkedHashMap<>();
    uses.put("add(Number)", x -> x.add(3));
    uses.put("sub(Number)", x -> x.sub(3.5));
    uses.put("mul(Number)", x -> x.mul(3));
    uses.put("mul(Number) float", x -> x.mul(2.5f));
    uses.put("mul(Number) double", x -> x.mul(Math.sqrt(2)));
    uses.put("div(Number)", x -> x.div(2));
    uses.put("mod(Number)", x -> x.mod(0.37));
    uses.put("pow(Number)", x -> x.pow(2));
    uses.put("pow(Number) fraction", x -> x.pow(1.7));
    uses.put("maximum(Number)", x -> x.maximum(0.5));
    uses.put("minimum(Number)", x -> x.minimum(0.5));
    uses.put("clip", x -> x.clip(0.3, 0.7));
    uses.put("addi(Number)", x -> x.neg().addi(3));
    uses.put("subi(Number)", x -> x.neg().subi(3));
    uses.put("muli(Number)", x -> x.neg().muli(3));
    uses.put("divi(Number)", x -> x.neg().divi(3));
    uses.put("modi(Number)", x -> x.abs().modi(0.37));
    uses.put("powi(Number)", x -> x.abs().powi(3));
    uses.put("scaleGradient", x -> x.scaleGradient(1));
    uses.put("NDArrays.add(Number, NDArray)", x -> NDArrays.add(2, x));
    uses.put("NDArrays.sub(Number, NDArray)", x -> NDArrays.sub(2, x));
    uses.put("NDArrays.mul(Number, NDArray)", x -> NDArrays.mul(2, x));
    uses.put("NDArrays.div(Number, NDArray)", x -> NDArrays.div(2, x));
    uses.put("NDArrays.mod(Number, NDArray)", x -> NDArrays.mod(2, x));
    uses.put("NDArrays.pow(Number, NDArray)", x -> NDArrays.pow(2, x));
    uses.put("NDArrays.maximum(Number, NDArray)", x -> NDArrays.maximum(0.5, x));
    uses.put("NDArrays.minimum(Number, NDArray)", x -> NDArrays.minimum(0.5, x));
    uses.put("NDArrays.add(NDArray, Number)", x -> NDArrays.add(x, 2));
    uses.put("NDArrays.sub(NDArray, Number)", x -> NDArrays.sub(x, 2));
    uses.put("NDArrays.mul(NDArray, Number)", x -> NDArrays.mul(x, 2));
    uses.put("NDArrays.div(NDArray, Number)", x -> NDArrays.div(x, 2));
    uses.put("NDArrays.mod(NDArray, Number)", x -> NDArrays.mod(x, 0.37));
    uses.put("NDArrays.pow(NDArray, Number)", x -> NDArrays.pow(x, 3));
    uses.put("NDArrays.maximum(NDArray, Number)", x -> NDArrays.maximum(x, 0.5));
    uses.put("NDArrays.minimum(NDArray, Number)", x -> NDArrays.minimum(x, 0.5));
    uses.put("NDArrays.addi(NDArray, Number)", x -> NDArrays.addi(x.neg(), 2));
    uses.put("NDArrays.addi(Number, NDArray)", x -> NDArrays.addi(2, x.neg()));
    uses.put("NDArrays.modi(NDArray, Number)", x -> NDArrays.modi(x.abs(), 0.37));
    uses.put("NDArrays.subi(NDArray, Number)", x -> NDArrays.subi(x.neg(), 2));
    uses.put("NDArrays.subi(Number, NDArray)", x -> NDArrays.subi(2, x.neg()));
    uses.put("NDArrays.muli(NDArray, Number)", x -> NDArrays.muli(x.neg(), 2));
    uses.put("NDArrays.muli(Number, NDArray)", x -> NDArrays.muli(2, x.neg()));
    uses.put("NDArrays.divi(NDArray, Number)", x -> NDArrays.divi(x.neg(), 2));
    uses.put("NDArrays.powi(NDArray, Number)", x -> NDArrays.powi(x.abs(), 3));
    uses.put("rdiv(Number)", x -> ex(x).rdiv(2));
    uses.put("rsub(Number)", x -> ex(x).rsub(2));
    uses.put("rsubi(Number)", x -> ex(x.neg()).rsubi(2));
    uses.put("rmod(Number)", x -> ex(x).rmod(2));
    uses.put("rpow(Number)", x -> ex(x).rpow(2));
    uses.put("leakyRelu", x -> ex(x.sub(0.5)).leakyRelu(0.1f));
    uses.put("elu", x -> ex(x.sub(0.5)).elu(0.7f));
    uses.put("swish", x -> ex(x).swish(1.5f));
    uses.put("set(NDIndex, Number)", x -> written(x, y -> y.set(new NDIndex("0, 1"), 7.)));
    uses.put(
        "set(NDIndex, NDArray)",
        x ->
            written(
                x,
                y -> {
                  try (NDArray row = numbers(x, 3)) {
                    y.set(new NDIndex("1"), row);
                  }
                }));
    uses.put("get(String)", x -> x.get("1, ..."));
    uses.put("get(NDArray)", x -> withData(x, index(x, 1, 0, 1), x::get));
    uses.put("take", x -> withData(x, index(x, 4, 0), x::take));
    uses.put(
        "gather",
        x -> withData(x, index(x, 1, 0, 2, 2, 1, 0).reshape(2, 3), at -> x.gather(at, 1)));
    uses.put("mul(NDArray)", x -> withData(x, numbers(x, 6).reshape(2, 3), x::mul));
    uses.put("div(NDArray)", x -> withData(x, numbers(x, 3), x::div));
    uses.put("pow(NDArray)", x -> withData(x, numbers(x, 3), x::pow));
    uses.put("matMul", x -> withData(x, numbers(x, 6).reshape(3, 2), x::matMul));
    uses.put("dot", x -> withData(x, numbers(x, 6).reshape(3, 2), x::dot));
    uses.put("maximum(NDArray)", x -> withData(x, numbers(x, 3).div(3), x::maximum));
    uses.put("minimum(NDArray)", x -> withData(x, numbers(x, 3).div(3), x::minimum));
    uses.put("atan2", x -> withData(x, numbers(x, 3), x::atan2));
    uses.put("xlogy", x -> withData(x, numbers(x, 3), y -> y.xlogy(x)));
    uses.put(
        "NDArrays.where",
        x -> withData(x, numbers(x, 6).reshape(2, 3), y -> NDArrays.where(x.gt(0.5), x, y)));
    uses.put("booleanMask", x -> withData(x, x.gt(0.5), x::booleanMask));
    uses.put("pad", x -> x.pad(new Shape(1, 2), 0.5));
    return uses;
  }

  /** The others. */
  static Map<String, UnaryOperator<NDArray>> ofArrays() {
    Map<String, UnaryOperator<NDArray>> uses = new LinkedHashMap<>();
    uses.put("add(NDArray)", x -> x.add(x));
    uses.put("sub(NDArray)", x -> x.sub(x.square()));
    uses.put("mod(NDArray)", x -> x.mod(x.neg().add(1.5)));
    uses.put("addi(NDArray)", x -> x.neg().addi(x));
    uses.put("subi(NDArray)", x -> x.square().subi(x));
    uses.put("muli(NDArray)", x -> x.neg().muli(x));
    uses.put("divi(NDArray)", x -> x.square().divi(x.exp()));
    uses.put("modi(NDArray)", x -> x.abs().modi(x.exp()));
    uses.put("powi(NDArray)", x -> x.abs().powi(x));
    uses.put("NDArrays.add(NDArray...)", x -> NDArrays.add(x, x.square(), x));
    uses.put("NDArrays.mul(NDArray...)", x -> NDArrays.mul(x, x.square(), x));
    uses.put("NDArrays.addi(NDArray...)", x -> NDArrays.addi(x.neg(), x.square()));
    uses.put("NDArrays.muli(NDArray...)", x -> NDArrays.muli(x.neg(), x.square()));
    uses.put("rdiv(NDArray)", x -> ex(x).rdiv(x.square()));
    uses.put("rsub(NDArray)", x -> ex(x).rsub(x.square()));
    uses.put("rsubi(NDArray)", x -> ex(x.neg()).rsubi(x));
    uses.put("rmod(NDArray)", x -> ex(x).rmod(x.square()));
    uses.put("neg", NDArray::neg);
    uses.put("negi", x -> x.square().negi());
    uses.put("abs", x -> x.sub(0.5).abs());
    uses.put("square", NDArray::square);
    uses.put("sqrt", NDArray::sqrt);
    uses.put("cbrt", NDArray::cbrt);
    uses.put("exp", NDArray::exp);
    uses.put("gammaln", NDArray::gammaln);
    uses.put("log", NDArray::log);
    uses.put("log10", NDArray::log10);
    uses.put("log2", NDArray::log2);
    uses.put("sin", NDArray::sin);
    uses.put("cos", NDArray::cos);
    uses.put("tan", NDArray::tan);
    uses.put("asin", NDArray::asin);
    uses.put("acos", NDArray::acos);
    uses.put("atan", NDArray::atan);
    uses.put("sinh", NDArray::sinh);
    uses.put("cosh", NDArray::cosh);
    uses.put("tanh", NDArray::tanh);
    uses.put("erf", NDArray::erf);
    uses.put("erfinv", NDArray::erfinv);
    uses.put("toDegrees", NDArray::toDegrees);
    uses.put("toRadians", NDArray::toRadians);
    uses.put("max", NDArray::max);
    uses.put("max of axes", x -> x.max(new int[] {1}));
    uses.put("min", NDArray::min);
    uses.put("min of axes", x -> x.min(new int[] {1}, true));
    uses.put("sum", NDArray::sum);
    uses.put("sum of axes", x -> x.sum(new int[] {0}));
    uses.put("cumSum", x -> x.cumSum(1));
    uses.put("cumProd", x -> x.cumProd(1));
    uses.put("prod", NDArray::prod);
    uses.put("prod of axes", x -> x.prod(new int[] {1}));
    uses.put("mean", NDArray::mean);
    uses.put("mean of axes", x -> x.mean(new int[] {1}, true));
    uses.put("median", x -> x.median(new int[] {1}));
    uses.put("percentile", x -> x.percentile(25, new int[] {1}));
    uses.put("norm", NDArray::norm);
    uses.put("norm of axes", x -> x.norm(new int[] {1}));
    uses.put("normalize", x -> x.normalize(2, 1));
    uses.put("rotate90", x -> x.rotate90(1, new int[] {0, 1}));
    uses.put("split", x -> x.split(3, 1).get(1));
    uses.put("flatten", NDArray::flatten);
    uses.put("reshape", x -> x.reshape(3, 2));
    uses.put("expandDims", x -> x.expandDims(1));
    uses.put("squeeze", x -> x.get("0:1").squeeze(0));
    uses.put("stack", x -> x.stack(x.square()));
    uses.put("concat", x -> x.concat(x.square(), 1));
    uses.put("NDArrays.stack", x -> NDArrays.stack(new NDList(x, x.square()), 1));
    uses.put("NDArrays.concat", x -> NDArrays.concat(new NDList(x, x.square()), 1));
    uses.put("sort", x -> x.sort(1));
    uses.put("topK", x -> x.topK(2, 1).get(0));
    uses.put("softmax", x -> x.softmax(1));
    uses.put("logSoftmax", x -> x.logSoftmax(0));
    uses.put("diagonal", NDArray::diagonal);
    uses.put("inverse", x -> x.get(":, :2").inverse());
    uses.put("tile", x -> x.tile(new long[] {1, 2}));
    uses.put("repeat", x -> x.repeat(1, 2));
    uses.put("batchMatMul", x -> x.expandDims(0).batchMatMul(x.transpose().expandDims(0)));
    uses.put("swapAxes", x -> x.swapAxes(0, 1));
    uses.put("flip", x -> x.flip(1));
    uses.put("transpose", NDArray::transpose);
    uses.put("broadcast", x -> x.expandDims(0).broadcast(4, 2, 3));
    uses.put("getScalar", x -> x.getScalar(1, 2));
    uses.put("diff", x -> x.diff(1, 1));
    uses.put("relu", x -> ex(x.sub(0.5)).relu());
    uses.put("sigmoid", x -> ex(x).sigmoid());
    uses.put("softPlus", x -> ex(x).softPlus());
    uses.put("softSign", x -> ex(x).softSign());
    uses.put("selu", x -> ex(x).selu());
    uses.put("gelu", x -> ex(x).gelu());
    uses.put("mish", x -> ex(x).mish());
    uses.put("toDevice", x -> x.toDevice(x.getDevice(), false));
    uses.put("Torch.clone", Torch::clone);
    uses.put("Torch.to of a type", x -> Torch.to(x.square(), DataType.FLOAT64));
    uses.put("Torch.to of a device", x -> Torch.to(x, x.getDevice()));
    uses.put("Functional.relu", x -> Functional.relu(x.sub(0.5)));
    return uses;
  }

  private static NDArrayEx ex(NDArray x) {
    return x.getNDArrayInternal();
  }

  private interface Write {
    void to(NDArray array);
  }

  private static NDArray written(NDArray x, Write write) {
    NDArray y = x.square();
    write.to(y);
    return y;
  }

  /** Closes the data when the result is there, which DJL does with the array of a number. */
  private static NDArray withData(NDArray x, NDArray data, UnaryOperator<NDArray> use) {
    try (data) {
      return use.apply(data);
    }
  }

  /** 1.25, 1.75, ... */
  static NDArray numbers(NDArray beside, int count) {
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = 1.25 + i * 0.5;
    }
    return beside.getManager().create(numbers);
  }

  private static NDArray index(NDArray beside, long... index) {
    return beside.getManager().create(index);
  }
}
