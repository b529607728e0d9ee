package io.github.torchrnn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.Tensors;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Positions drawn, numbers picked and repeated, and products of arrays whose axes have letters. */
abstract class SelectionFunctions extends ReductionFunctions {

  SelectionFunctions() {}

  /** {@link #multinomial(NDArray, long, boolean)} where no position is drawn twice. */
  public static NDArray multinomial(NDArray probabilities, long numSamples) {
    return multinomial(probabilities, numSamples, false);
  }

  /** {@link #multinomial(NDArray, long, boolean, Generator)} from the global generator. */
  public static NDArray multinomial(NDArray probabilities, long numSamples, boolean replacement) {
    return multinomial(probabilities, numSamples, replacement, null);
  }

  /**
   * Draws positions of a row, each with the probability at that position: {@code
   * torch.multinomial(input, num_samples, replacement, generator=generator)}.
   *
   * @param probabilities (positions) or (rows, positions), not negative; they need not sum to 1
   * @param replacement whether a position may be drawn again
   * @param generator null for the global one
   * @return (num_samples) or (rows, num_samples), int64, which belongs to the argument's manager
   * @throws IllegalArgumentException with torch's message if a rank, type or number is wrong; also
   *     if without replacement a row has fewer positive numbers than samples
   */
  public static NDArray multinomial(
      NDArray probabilities, long numSamples, boolean replacement, @Nullable Generator generator) {
    MultinomialChecks.check(probabilities, numSamples, replacement);
    Shape shape = probabilities.getShape();
    Tensors.requireSizes(
        shape.dimension() == 1 ? new long[] {numSamples} : new long[] {shape.get(0), numSamples});
    return Kernels.call(
        probabilities.getManager(),
        "multinomial",
        probabilities,
        numSamples,
        replacement,
        Generator.stateOf(generator));
  }

  /**
   * The slices at some positions of an axis: {@code torch.index_select(x, dim, index)}.
   *
   * @param dim the axis, counted from the end if negative
   * @param index positions of (n), int64 or int32, or one of no axes
   * @return a copy whose axis has size n
   * @throws IllegalArgumentException with torch's message if an axis, a type or a position is wrong
   */
  public static NDArray indexSelect(NDArray input, int dim, NDArray index) {
    Tensors.usable("index", index);
    return Functions.call(managerOf(input), "index_select", input, dim, index);
  }

  /**
   * The numbers where a mask is true: {@code torch.masked_select(x, mask)}.
   *
   * @param mask bool, of a shape that broadcasts with the input's
   * @return (n), in row-major order
   * @throws IllegalArgumentException with torch's message if the mask's shape or type is wrong
   */
  public static NDArray maskedSelect(NDArray input, NDArray mask) {
    Tensors.usable("mask", mask);
    return Functions.call(managerOf(input), "masked_select", input, mask);
  }

  /** The positions of the numbers that are not 0, int64 of (n, axes): {@code torch.nonzero(x)}. */
  public static NDArray nonzero(NDArray input) {
    return Functions.call(managerOf(input), "nonzero", input);
  }

  /** Each of all numbers several times, of (n): {@code torch.repeat_interleave(x, repeats)}. */
  public static NDArray repeatInterleave(NDArray input, long repeats) {
    requireRepeats(repeats);
    return Functions.call(managerOf(input), "repeat_interleave", input, repeats, null);
  }

  /**
   * Each slice of an axis several times, one beside the other: {@code torch.repeat_interleave(x,
   * repeats, dim)}.
   *
   * @param repeats how often each, not negative
   * @param dim the axis, counted from the end if negative
   * @throws IllegalArgumentException with torch's message if the number or the axis is wrong
   */
  public static NDArray repeatInterleave(NDArray input, long repeats, int dim) {
    requireRepeats(repeats);
    return Functions.call(managerOf(input), "repeat_interleave", input, repeats, dim);
  }

  /**
   * Each position as often as its number says, of (n): {@code torch.repeat_interleave(repeats)}.
   */
  public static NDArray repeatInterleave(NDArray repeats) {
    return Functions.call(managerOf(repeats), "repeat_interleave_of", repeats);
  }

  /** Each of all numbers as often as its own number says, of (n), with the input flattened. */
  public static NDArray repeatInterleave(NDArray input, NDArray repeats) {
    Tensors.usable("repeats", repeats);
    return Functions.call(managerOf(input), "repeat_interleave_each", input, repeats, null);
  }

  /**
   * Each slice of an axis as often as its own number says: {@code torch.repeat_interleave(x,
   * repeats, dim)}.
   *
   * @param repeats a number for each slice, int64 or int32, or one for all
   * @param dim the axis, counted from the end if negative
   * @throws IllegalArgumentException with torch's message if a shape, a type or a number is wrong
   */
  public static NDArray repeatInterleave(NDArray input, NDArray repeats, int dim) {
    Tensors.usable("repeats", repeats);
    return Functions.call(managerOf(input), "repeat_interleave_each", input, repeats, dim);
  }

  private static void requireRepeats(long repeats) {
    if (repeats < 0) {
      throw new IllegalArgumentException("Repeats must be non-negative");
    }
    Tensors.requireSizes(repeats);
  }

  /**
   * Sums of products of arrays whose axes are named by letters: {@code torch.einsum(equation,
   * *operands)}.
   *
   * <pre>{@code
   * NDArray scores = Torch.einsum("bqd,bkd->bqk", query, key);
   * }</pre>
   *
   * @param equation the letters of each operand's axes with commas between, and after an arrow
   *     those of the result; without an arrow these are the letters that occur once, in the
   *     alphabet's order. Three dots stand for axes that broadcast.
   * @return an array that belongs to the first operand's manager
   * @throws IllegalArgumentException with torch's message if the equation or a size is wrong
   */
  public static NDArray einsum(String equation, NDArray... operands) {
    Objects.requireNonNull(equation, "equation is null");
    for (NDArray operand : Objects.requireNonNull(operands, "operands is null")) {
      Tensors.usable("operand", operand);
    }
    if (operands.length == 0) {
      throw new IllegalArgumentException(
          "einsum(): must specify the equation string and at least one operand, or at least one"
              + " operand and its subscripts list");
    }
    NDManager manager = operands[0].getManager();
    return Functions.call(manager, "einsum", equation, operands.clone());
  }

  /**
   * The sum of the products of two vectors: {@code torch.dot(x, y)}.
   *
   * @param input (n)
   * @param tensor (n), of the same type
   * @return an array of no axes
   */
  public static NDArray dot(NDArray input, NDArray tensor) {
    Tensors.usable("tensor", tensor);
    return Functions.call(managerOf(input), "dot", input, tensor);
  }
}
