package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The shapes of arguments with which a program was seen to be the right one, and those that can be
 * told from them. A size that differed between two traces of one program is free, if it is neither
 * 0 nor 1; sizes that were always equal, a batch in two arguments for example, have to stay so.
 */
final class Sizes {

  /** The types and ranks of the arguments, and on which devices they are. */
  private final List<Object> kinds;

  /** The arguments whose sizes the lambda asked for, which are never free. */
  private final BitSet fixed;

  /** All sizes of all arguments in a row, for each trace. */
  private final List<long[]> seen = new ArrayList<>();

  Sizes(List<NDArray> arguments, BitSet fixed) {
    kinds = kinds(arguments);
    this.fixed = new BitSet();
    for (int i = 0, position = 0; i < arguments.size(); i++) {
      int rank = arguments.get(i).getShape().dimension();
      this.fixed.set(position, position + rank, fixed.get(i));
      position += rank;
    }
    seen.add(sizes(arguments));
  }

  /** Adds the shapes of another trace of the same program. */
  void add(List<NDArray> arguments) {
    seen.add(sizes(arguments));
  }

  /**
   * Whether the arguments have the shapes of one of the traces, or shapes that follow from them.
   */
  boolean fit(List<NDArray> arguments) {
    if (!kinds.equals(kinds(arguments))) {
      return false;
    }
    long[] sizes = sizes(arguments);
    return seen.stream().anyMatch(known -> Arrays.equals(known, sizes)) || follow(sizes);
  }

  private boolean follow(long... sizes) {
    for (int i = 0; i < sizes.length; i++) {
      if (!isFree(i) && sizes[i] != seen.get(0)[i] || isFree(i) && sizes[i] < 2) {
        return false;
      }
      for (int j = 0; j < i; j++) {
        if (sizes[i] != sizes[j] && areEqual(i, j)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean isFree(int position) {
    return !fixed.get(position)
        && seen.stream().anyMatch(sizes -> sizes[position] != seen.get(0)[position]);
  }

  private boolean areEqual(int one, int other) {
    return seen.stream().allMatch(sizes -> sizes[one] == sizes[other]);
  }

  /** Types, devices and ranks, and the sizes that decide how an operation broadcasts. */
  private static List<Object> kinds(List<NDArray> arguments) {
    List<Object> kinds = new ArrayList<>(3 * arguments.size());
    for (NDArray argument : arguments) {
      kinds.add(argument.getDataType());
      kinds.add(argument.getDevice());
      kinds.add(argument.getShape().dimension());
    }
    return kinds;
  }

  private static long[] sizes(List<NDArray> arguments) {
    int count = 0;
    for (NDArray argument : arguments) {
      count += argument.getShape().dimension();
    }
    long[] sizes = new long[count];
    int position = 0;
    for (NDArray argument : arguments) {
      Shape shape = argument.getShape();
      for (int i = 0; i < shape.dimension(); i++) {
        sizes[position++] = shape.get(i);
      }
    }
    return sizes;
  }
}
