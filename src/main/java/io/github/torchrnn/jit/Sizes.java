package io.github.torchrnn.jit;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The arguments for which a program was seen to be the right one, and those that follow from them.
 * Types, devices and ranks never differ. A size that differed between two traces of one program is
 * free, if it is neither 0 nor 1; sizes that were always equal, a batch in two arguments for
 * example, have to stay so.
 */
final class Sizes {

  /** What two arguments of equal ranks have in common. */
  private record Kind(DataType type, Device device, int rank) {
    static Kind of(NDArray array) {
      return new Kind(array.getDataType(), array.getDevice(), array.getShape().dimension());
    }

    boolean fits(NDArray array) {
      return type == array.getDataType()
          && rank == array.getShape().dimension()
          && device.equals(array.getDevice());
    }
  }

  /**
   * The traces so far.
   *
   * @param seen all sizes of all arguments in a row, for each trace
   * @param same for each size the first that was always equal to it, or -1 if it never differed
   */
  private record Seen(List<long[]> seen, int[] same) {

    boolean include(long... sizes) {
      for (long[] known : seen) {
        if (Arrays.equals(known, sizes)) {
          return true;
        }
      }
      for (int i = 0; i < sizes.length; i++) {
        boolean free = same[i] >= 0;
        if (free && (sizes[i] < 2 || sizes[i] != sizes[same[i]])
            || !free && sizes[i] != seen.get(0)[i]) {
          return false;
        }
      }
      return true;
    }
  }

  private final List<Kind> kinds;

  /** The sizes of arguments whose sizes the lambda asked for, which are never free. */
  private final BitSet fixed = new BitSet();

  private volatile Seen seen;

  /**
   * The arguments of a first trace.
   *
   * @param fixedArguments the arguments whose sizes the lambda asked for
   */
  Sizes(List<NDArray> arguments, BitSet fixedArguments) {
    kinds = arguments.stream().map(Kind::of).toList();
    int position = 0;
    for (int i = 0; i < kinds.size(); i++) {
      fixed.set(position, position + kinds.get(i).rank, fixedArguments.get(i));
      position += kinds.get(i).rank;
    }
    long[] sizes = sizes(arguments);
    int[] same = new int[sizes.length];
    Arrays.fill(same, -1);
    seen = new Seen(List.of(sizes), same);
  }

  /** Adds the arguments of another trace of the same program. */
  synchronized void add(List<NDArray> arguments) {
    List<long[]> all = new ArrayList<>(seen.seen);
    all.add(sizes(arguments));
    int[] same = new int[all.get(0).length];
    for (int i = 0; i < same.length; i++) {
      same[i] = isFree(all, i) ? firstEqual(all, i) : -1;
    }
    seen = new Seen(all, same);
  }

  private boolean isFree(List<long[]> all, int position) {
    return !fixed.get(position)
        && all.stream().anyMatch(sizes -> sizes[position] != all.get(0)[position])
        && all.stream().noneMatch(sizes -> sizes[position] < 2);
  }

  private static int firstEqual(List<long[]> all, int position) {
    for (int i = 0; i < position; i++) {
      int other = i;
      if (all.stream().allMatch(sizes -> sizes[other] == sizes[position])) {
        return i;
      }
    }
    return position;
  }

  /** Whether the program is the right one for these arguments. */
  boolean fit(List<NDArray> arguments) {
    if (arguments.size() != kinds.size()) {
      return false;
    }
    for (int i = 0; i < kinds.size(); i++) {
      if (!kinds.get(i).fits(arguments.get(i))) {
        return false;
      }
    }
    return seen.include(sizes(arguments));
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
