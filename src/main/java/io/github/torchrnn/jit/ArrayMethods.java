package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.internal.Tensors;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The methods of DJL's arrays that a program can hold, and the operations that they are: with the
 * meaning of DJL's PtNDArray, which is not always torch's. A number is an array of no axes and of
 * the number's own type there, and so are types promoted.
 */
final class ArrayMethods {

  /**
   * An operation and its arguments.
   *
   * @param arguments arrays and constants as {@link TracedArguments} takes them
   */
  record Call(String operation, @Nullable Object... arguments) {}

  /**
   * A number, as the array that DJL makes of it.
   *
   * @param type to which DJL converts it; null for the number's own
   */
  record Scalar(Number number, @Nullable DataType type) {}

  /** From the array and the method's arguments to the operation; null for none. */
  @FunctionalInterface
  private interface Translation {
    @Nullable Call of(NDArray array, Object... arguments);
  }

  private static final Map<String, Translation> METHODS = new HashMap<>();
  private static final Map<String, Translation> INTERNAL = new HashMap<>();

  /** The methods whose operation has another name. */
  private static final Map<String, String> RENAMED =
      Map.ofEntries(
          Map.entry("mod", "remainder"),
          Map.entry("neq", "ne"),
          Map.entry("gte", "ge"),
          Map.entry("lte", "le"),
          Map.entry("logicalAnd", "logical_and"),
          Map.entry("logicalOr", "logical_or"),
          Map.entry("logicalXor", "logical_xor"),
          Map.entry("logicalNot", "logical_not"),
          Map.entry("isNaN", "isnan"),
          Map.entry("isInfinite", "isinf"),
          Map.entry("gammaln", "lgamma"),
          Map.entry("batchMatMul", "bmm"),
          Map.entry("matMul", "matmul"),
          Map.entry("stopGradient", "detach"),
          Map.entry("zerosLike", "zeros_like"),
          Map.entry("onesLike", "ones_like"),
          Map.entry("softSign", "softsign"));

  static {
    addElementwise();
    addShapes();
    addReductions();
    addInternal();
  }

  private ArrayMethods() {}

  private static void add(String signature, Translation translation) {
    METHODS.put(signature, translation);
  }

  private static String operation(String method) {
    return RENAMED.getOrDefault(method, method);
  }

  private static void addElementwise() {
    for (String name :
        List.of(
            "tanh",
            "exp",
            "log",
            "log2",
            "log10",
            "sqrt",
            "square",
            "abs",
            "neg",
            "sin",
            "cos",
            "tan",
            "asin",
            "acos",
            "atan",
            "sinh",
            "cosh",
            "erf",
            "erfinv",
            "gammaln",
            "sign",
            "floor",
            "ceil",
            "round",
            "trunc",
            "isNaN",
            "isInfinite",
            "logicalNot",
            "all",
            "any",
            "stopGradient",
            "duplicate",
            "zerosLike",
            "onesLike")) {
      add(name + "()", (x, a) -> new Call(operation(name), x));
    }
    for (String name :
        List.of(
            "add", "sub", "mul", "div", "mod", "pow", "maximum", "minimum", "eq", "neq", "gt",
            "gte", "lt", "lte")) {
      add(name + "(NDArray)", (x, a) -> new Call(operation(name), x, a[0]));
      add(name + "(Number)", (x, a) -> new Call(operation(name), x, scalar(a[0])));
    }
    for (String name :
        List.of(
            "logicalAnd", "logicalOr", "logicalXor", "atan2", "xlogy", "matMul", "batchMatMul")) {
      add(name + "(NDArray)", (x, a) -> new Call(operation(name), x, a[0]));
    }
    add("pow(Number)", (x, a) -> pow(x, (Number) a[0]));
    add("cbrt()", (x, a) -> new Call("pow", x, scalar(1.0 / 3)));
    add("dot(NDArray)", (x, a) -> new Call(rank(x) == 1 ? "dot" : "matmul", x, a[0]));
    add("clip(Number,Number)", (x, a) -> new Call("clamp", x, a[0], a[1]));
    add("toType(DataType,boolean)", (x, a) -> new Call("to_type", x, number((DataType) a[0])));
    add("softmax(int)", (x, a) -> new Call("softmax", x, a[0]));
    add("logSoftmax(int)", (x, a) -> new Call("log_softmax", x, a[0]));
    add("normalize(double,long,double)", (x, a) -> new Call("normalize", x, a[0], a[1], a[2]));
    add("oneHot(int)", (x, a) -> new Call("one_hot_as", x, a[0], number(DataType.FLOAT32)));
    add("oneHot(int,DataType)", (x, a) -> new Call("one_hot_as", x, a[0], number((DataType) a[1])));
  }

  private static void addShapes() {
    add("reshape(Shape)", (x, a) -> new Call("reshape", x, a[0]));
    add("flatten()", (x, a) -> new Call("flatten", x, 0, -1));
    add("flatten(int,int)", (x, a) -> new Call("flatten", x, a[0], a[1]));
    add("expandDims(int)", (x, a) -> new Call("unsqueeze", x, a[0]));
    add("squeeze()", (x, a) -> new Call("squeeze", x));
    add("squeeze(int)", (x, a) -> new Call("squeeze_dim", x, a[0]));
    add("squeeze(int[])", (x, a) -> new Call("squeeze_dims", x, a[0]));
    add("transpose()", (x, a) -> new Call("permute", x, reversed(rank(x))));
    add("transpose(int[])", (x, a) -> new Call("permute", x, a[0]));
    add("swapAxes(int,int)", (x, a) -> new Call("transpose", x, a[0], a[1]));
    add("flip(int[])", (x, a) -> new Call("flip", x, a[0]));
    add("broadcast(Shape)", (x, a) -> new Call("expand", x, a[0]));
    add("tile(long)", (x, a) -> new Call("tile", x, same((Long) a[0], Math.max(1, rank(x)))));
    add("tile(long[])", (x, a) -> new Call("tile", x, a[0]));
    add("repeat(long)", (x, a) -> new Call("repeat_each", x, same((Long) a[0], rank(x))));
    add("repeat(int,long)", (x, a) -> repeat(x, (Integer) a[0], (Long) a[1]));
    add("repeat(long[])", (x, a) -> new Call("repeat_each", x, a[0]));
    add("split(long,int)", (x, a) -> new Call("split_sections", x, a[0], a[1]));
    add("split(long[],int)", (x, a) -> split(x, (long[]) a[0], (Integer) a[1]));
    add("diagonal()", (x, a) -> new Call("diagonal", x, 0, 0, 1));
    add("diagonal(int)", (x, a) -> new Call("diagonal", x, a[0], 0, 1));
    add("diagonal(int,int,int)", (x, a) -> new Call("diagonal", x, a[0], a[1], a[2]));
    add("pad(Shape,double)", (x, a) -> new Call("pad", x, a[0], "constant", a[1]));
    add("get(NDManager,NDIndex)", (x, a) -> ArrayIndex.call(x, (NDIndex) a[1]));
    add("get(NDManager,long[])", (x, a) -> ArrayIndex.call(x, (long[]) a[1]));
    add("gather(NDArray,int)", (x, a) -> new Call("gather_any", x, a[1], a[0]));
    add("take(NDManager,NDArray)", (x, a) -> new Call("take", x, a[1]));
  }

  private static void addReductions() {
    add("sum()", (x, a) -> new Call("sum", x, null, false));
    add("sum(int[],boolean)", (x, a) -> new Call("sum", x, a[0], a[1]));
    add("mean()", (x, a) -> new Call("mean", x, null, false));
    add("mean(int[],boolean)", (x, a) -> ofAxis("mean", x, (int[]) a[0], a[1], true));
    for (String name : List.of("max", "min")) {
      add(name + "()", (x, a) -> new Call(name + "_all", x));
      add(
          name + "(int[],boolean)",
          (x, a) -> ofAxis(name + "_values", x, (int[]) a[0], a[1], false));
    }
    add("prod()", (x, a) -> new Call("prod_all", x));
    add("prod(int[],boolean)", (x, a) -> ofAxis("prod_axis", x, (int[]) a[0], a[1], false));
    for (String name : List.of("argMax", "argMin")) {
      String operation = name.toLowerCase(Locale.ROOT);
      add(name + "()", (x, a) -> rank(x) == 0 ? null : new Call(operation + "_all", x));
      add(name + "(int)", (x, a) -> rank(x) == 0 ? null : new Call(operation + "_axis", x, a[0]));
    }
    add("cumSum()", (x, a) -> rank(x) == 0 ? null : new Call("cumsum", x, 0));
    add("cumSum(int)", (x, a) -> new Call("cumsum", x, a[0]));
    add("norm(boolean)", (x, a) -> new Call("norm", x, 2, new long[0], a[0]));
    add("norm(int,int[],boolean)", (x, a) -> new Call("norm", x, a[0], a[1], a[2]));
    add("sort()", (x, a) -> new Call("sort_values", x, -1));
    add("sort(int)", (x, a) -> new Call("sort_values", x, a[0]));
    add(
        "argSort(int,boolean)",
        (x, a) ->
            (Boolean) a[1]
                ? new Call("argsort", x, a[0], false)
                : new Call("argsort_flipped", x, a[0]));
    add("topK(int,int,boolean,boolean)", (x, a) -> new Call("topk", x, a[0], a[1], a[2], a[3]));
  }

  private static void addInternal() {
    for (String name : List.of("relu", "sigmoid", "tanh", "softSign")) {
      INTERNAL.put(name + "()", (x, a) -> new Call(operation(name), x));
    }
    INTERNAL.put("gelu()", (x, a) -> new Call("gelu", x, "none"));
    INTERNAL.put("softPlus()", (x, a) -> new Call("softplus", x, 1, 20));
    INTERNAL.put("leakyRelu(float)", (x, a) -> new Call("leaky_relu", x, a[0]));
    INTERNAL.put("selu()", (x, a) -> new Call("selu_of_libtorch", x));
    INTERNAL.put("elu(float)", (x, a) -> new Call("elu_of_libtorch", x, a[0]));
    INTERNAL.put("rdiv(Number)", (x, a) -> new Call("div", like(x, a[0]), x));
    INTERNAL.put("rmod(Number)", (x, a) -> new Call("remainder", like(x, a[0]), x));
    INTERNAL.put("rpow(Number)", (x, a) -> new Call("pow", like(x, a[0]), x));
    INTERNAL.put("where(NDArray,NDArray)", (x, a) -> new Call("where", a[0], x, a[1]));
    INTERNAL.put("stack(NDList,int)", (x, a) -> new Call("stack", with(x, a[0]), a[1]));
    INTERNAL.put("stack(NDList)", (x, a) -> new Call("stack", with(x, a[0]), 0));
    INTERNAL.put("concat(NDList,int)", (x, a) -> new Call("cat", with(x, a[0]), a[1]));
    INTERNAL.put("concat(NDList)", (x, a) -> new Call("cat", with(x, a[0]), 0));
  }

  /** The operation of a method of NDArray; null if it is none. */
  static @Nullable Call of(NDArray array, Method method, Object... arguments) {
    return translate(METHODS, array, method, arguments);
  }

  /** The operation of a method of NDArrayEx; null if it is none. */
  static @Nullable Call ofInternal(NDArray array, Method method, Object... arguments) {
    return translate(INTERNAL, array, method, arguments);
  }

  /** Whether a method returns the array itself: a conversion to what it is. */
  static boolean isSame(NDArray array, Method method, Object... arguments) {
    return switch (method.getName()) {
      case "toType" -> arguments[0].equals(array.getDataType());
      case "toDevice" -> arguments[0].equals(array.getDevice());
      default -> false;
    };
  }

  private static @Nullable Call translate(
      Map<String, Translation> table, NDArray array, Method method, Object... arguments) {
    StringBuilder signature = new StringBuilder(method.getName()).append('(');
    for (Class<?> type : method.getParameterTypes()) {
      signature.append(signature.charAt(signature.length() - 1) == '(' ? "" : ",");
      signature.append(type.getSimpleName());
    }
    Translation translation = table.get(signature.append(')').toString());
    return translation == null ? null : translation.of(array, arguments);
  }

  private static int rank(NDArray array) {
    return Trace.rank(array);
  }

  private static Scalar scalar(Object number) {
    return new Scalar((Number) number, null);
  }

  /** A square where it is one, as its gradient is said in less. */
  private static Call pow(NDArray array, Number exponent) {
    boolean keepsType = array.getDataType().isFloating() && rank(array) > 0;
    return keepsType && exponent.doubleValue() == 2
        ? new Call("square", array)
        : new Call("pow", array, scalar(exponent));
  }

  private static Scalar like(NDArray array, Object number) {
    return new Scalar((Number) number, array.getDataType());
  }

  private static int number(DataType type) {
    return Tensors.torchNumber(type);
  }

  private static NDArray[] with(NDArray first, Object others) {
    NDList list = new NDList(first);
    list.addAll((NDList) others);
    return list.toArray(new NDArray[0]);
  }

  private static int[] reversed(int rank) {
    return IntStream.range(0, rank).map(axis -> rank - 1 - axis).toArray();
  }

  private static long[] same(long number, int count) {
    return LongStream.generate(() -> number).limit(count).toArray();
  }

  private static @Nullable Call repeat(NDArray array, int axis, long count) {
    int rank = rank(array);
    long[] counts = same(1, rank);
    if (rank == 0 || axis < -rank || axis >= rank) {
      return null;
    }
    counts[Math.floorMod(axis, rank)] = count;
    return new Call("repeat_each", array, counts);
  }

  /** DJL takes where to cut, torch the lengths; the last is what remains. */
  private static @Nullable Call split(NDArray array, long[] cuts, int axis) {
    return cuts.length == 0 ? null : new Call("split_at", array, cuts, axis);
  }

  private static @Nullable Call ofAxis(
      String operation, NDArray array, int[] axes, Object keepdim, boolean asList) {
    if (axes.length != 1) {
      return null; // which DJL refuses
    }
    return new Call(operation, array, asList ? axes : (Object) axes[0], keepdim);
  }
}
