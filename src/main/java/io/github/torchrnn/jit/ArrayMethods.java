package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.index.dim.NDIndexAll;
import ai.djl.ndarray.index.dim.NDIndexElement;
import ai.djl.ndarray.index.dim.NDIndexFixed;
import ai.djl.ndarray.index.dim.NDIndexSlice;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The methods of DJL's arrays that a program can hold, and the operations that they are. */
final class ArrayMethods {

  /**
   * An operation and its arguments.
   *
   * @param arguments arrays and constants as {@link Trace#argument} takes them
   */
  record Call(String operation, @Nullable Object... arguments) {}

  /** From the array and the method's arguments to the operation; null for none. */
  @FunctionalInterface
  private interface Translation {
    @Nullable Call of(NDArray array, Object... arguments);
  }

  private static final Map<String, Translation> METHODS = new HashMap<>();
  private static final Map<String, Translation> INTERNAL = new HashMap<>();

  static {
    for (String name :
        List.of("tanh", "exp", "log", "sqrt", "abs", "neg", "square", "sin", "cos")) {
      METHODS.put(name + "()", (x, a) -> new Call(name, x));
    }
    for (String name : List.of("add", "sub", "mul", "div", "pow", "maximum", "minimum")) {
      METHODS.put(name + "(NDArray)", (x, a) -> new Call(name, x, a[0]));
      METHODS.put(name + "(Number)", (x, a) -> new Call(name, x, a[0]));
    }
    METHODS.put("matMul(NDArray)", (x, a) -> new Call("matmul", x, a[0]));
    METHODS.put("reshape(Shape)", (x, a) -> new Call("reshape", x, a[0]));
    METHODS.put("expandDims(int)", (x, a) -> new Call("unsqueeze", x, a[0]));
    METHODS.put(
        "concat(NDArray,int)", (x, a) -> new Call("cat", new NDArray[] {x, (NDArray) a[0]}, a[1]));
    METHODS.put("softmax(int)", (x, a) -> new Call("softmax", x, a[0]));
    METHODS.put("logSoftmax(int)", (x, a) -> new Call("log_softmax", x, a[0]));
    METHODS.put("sum()", (x, a) -> new Call("sum", x, null, false));
    METHODS.put("mean()", (x, a) -> new Call("mean", x, null, false));
    METHODS.put("transpose(int[])", (x, a) -> new Call("permute", x, a[0]));
    METHODS.put("squeeze(int[])", (x, a) -> squeeze(x, (int[]) a[0]));
    METHODS.put("get(NDManager,NDIndex)", (x, a) -> get(x, (NDIndex) a[1]));
    METHODS.put("stopGradient()", (x, a) -> new Call("detach", x));
  }

  private ArrayMethods() {}

  /** The operation of a method of NDArray; null if it is none. */
  static @Nullable Call of(NDArray array, Method method, Object... arguments) {
    return translate(METHODS, array, method, arguments);
  }

  /** The operation of a method of NDArrayEx; null if it is none. */
  static @Nullable Call ofInternal(NDArray array, Method method, Object... arguments) {
    return translate(INTERNAL, array, method, arguments);
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

  /** {@code get(x, parts)}: see {@link GetRule} for the parts. */
  private static @Nullable Call get(NDArray array, NDIndex index) {
    List<String> parts = new ArrayList<>();
    int rank = index.getRank();
    for (int i = 0; i < rank; i++) {
      NDIndexElement element = index.get(i);
      if (i == index.getEllipsisIndex()) {
        return null;
      } else if (element instanceof NDIndexFixed fixed) {
        parts.add(Long.toString(fixed.getIndex()));
      } else if (element instanceof NDIndexSlice slice) {
        parts.add(slice.getMin() + ":" + slice.getMax() + ":" + slice.getStep());
      } else if (element instanceof NDIndexAll) {
        parts.add(":");
      } else {
        return null;
      }
    }
    return new Call("get", array, String.join(",", parts));
  }

  private static @Nullable Call squeeze(NDArray array, int... axes) {
    return axes.length == 1 ? new Call("squeeze_dim", array, axes[0]) : null;
  }
}
