package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.index.dim.NDIndexAll;
import ai.djl.ndarray.index.dim.NDIndexElement;
import ai.djl.ndarray.index.dim.NDIndexFixed;
import ai.djl.ndarray.index.dim.NDIndexNull;
import ai.djl.ndarray.index.dim.NDIndexSlice;
import ai.djl.ndarray.index.dim.NDIndexTake;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** DJL's indices as {@code get(x, parts)}: see {@link GetRule} for the parts. */
final class ArrayIndex {

  private ArrayIndex() {}

  static ArrayMethods.Call call(NDArray array, long... positions) {
    return new ArrayMethods.Call("get", array, String.join(",", texts(positions)));
  }

  private static List<String> texts(long... positions) {
    return LongStream.of(positions).mapToObj(Long::toString).toList();
  }

  /** Null for an index by truth values, whose result has as many numbers as are true. */
  static ArrayMethods.@Nullable Call call(NDArray array, NDIndex index) {
    List<NDIndexElement> elements = index.getIndices();
    List<String> parts = new ArrayList<>();
    List<NDArray> indices = new ArrayList<>();
    int axes = 0;
    int ellipsis = -1;
    for (int i = 0; i <= elements.size(); i++) {
      if (i == index.getEllipsisIndex()) {
        ellipsis = parts.size();
      }
      if (i == elements.size()) {
        break;
      }
      NDIndexElement element = elements.get(i);
      if (element instanceof NDIndexFixed fixed) {
        parts.add(Long.toString(fixed.getIndex()));
      } else if (element instanceof NDIndexSlice slice) {
        parts.add(slice.getMin() + ":" + slice.getMax() + ":" + slice.getStep());
      } else if (element instanceof NDIndexAll) {
        parts.add(":");
      } else if (element instanceof NDIndexNull) {
        parts.add("new");
      } else if (element instanceof NDIndexTake take) {
        parts.add("@" + indices.size());
        indices.add(take.getIndex());
      } else {
        return null;
      }
      axes += element instanceof NDIndexNull ? 0 : 1;
    }
    int rank = Trace.rank(array);
    if (ellipsis >= 0 && rank > axes) {
      parts.addAll(ellipsis, Collections.nCopies(rank - axes, ":"));
    }
    if (rank == 0 && parts.equals(List.of(":")) || parts.isEmpty()) {
      return null;
    }
    String text = String.join(",", parts);
    return indices.isEmpty()
        ? new ArrayMethods.Call("get", array, text)
        : new ArrayMethods.Call("get", array, text, indices.toArray(new NDArray[0]));
  }

  /** An index with other arrays in the places of its own. */
  static NDIndex replaced(NDIndex index, UnaryOperator<NDArray> other) {
    if (index.stream().noneMatch(NDIndexTake.class::isInstance)) {
      return index;
    }
    List<NDIndexElement> elements = index.getIndices();
    List<String> texts = new ArrayList<>();
    List<NDArray> arrays = new ArrayList<>();
    for (NDIndexElement element : elements) {
      if (element instanceof NDIndexFixed fixed) {
        texts.add(Long.toString(fixed.getIndex()));
      } else if (element instanceof NDIndexSlice slice) {
        texts.add(text(slice.getMin()) + ":" + text(slice.getMax()) + ":" + text(slice.getStep()));
      } else if (element instanceof NDIndexTake take) {
        texts.add("{}");
        arrays.add(other.apply(take.getIndex()));
      } else {
        texts.add(element instanceof NDIndexNull ? "null" : ":");
      }
    }
    if (index.getEllipsisIndex() >= 0) {
      texts.add(index.getEllipsisIndex(), "...");
    }
    return new NDIndex(String.join(",", texts), arrays.toArray());
  }

  private static String text(@Nullable Long end) {
    return end == null ? "" : end.toString();
  }
}
