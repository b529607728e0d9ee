package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.jit.Partition.Packing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The search for the batch: which axes of the arguments a program may be cut along. An axis of each
 * argument is guessed, those of one size together, the largest first; the first guess under which
 * all operations keep the rows apart is taken.
 */
final class PartGuesses {

  /** The most guesses that are made. */
  private static final int MOST = 2000;

  private final Program program;
  private final List<Packing> packings;
  private @Nullable Mixed reason;
  private int furthest = -1;
  private int guesses;

  private PartGuesses(Program program, List<Packing> packings) {
    this.program = program;
    this.packings = packings;
  }

  /**
   * Finds how to cut a program.
   *
   * @param arrays the arguments of its trace
   * @throws Mixed if it cannot be, with the operation at which the best guess failed
   */
  static Partition find(Program program, List<NDArray> arrays, List<Packing> packings) {
    if (arrays.stream().anyMatch(array -> array.getDevice().isGpu())) {
      throw new Mixed("threads share the work of a CPU, and an argument is on a GPU");
    }
    PartGuesses search = new PartGuesses(program, packings);
    for (long batch : search.batches(arrays)) {
      Partition found = search.find(search.choices(batch), new ArrayList<>());
      if (found != null) {
        return found;
      }
    }
    throw search.reason == null ? new Mixed("no argument has a batch") : search.reason;
  }

  /** The sizes that the batch may have, those that cut it finest first. */
  private List<Long> batches(List<NDArray> arrays) {
    if (!packings.isEmpty()) {
      List<Long> all = packings.stream().map(it -> it.batch(arrays)).distinct().toList();
      if (all.size() > 1) {
        throw new Mixed("packed batches have different numbers of sequences");
      }
      return all.stream().filter(batch -> batch > 1).toList();
    }
    return program.inputs().stream()
        .flatMapToLong(input -> LongStream.of(input.shape().getShape()))
        .filter(size -> size > 1)
        .distinct()
        .boxed()
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  private List<List<@Nullable Rows>> choices(long batch) {
    List<List<@Nullable Rows>> choices = new ArrayList<>();
    for (Value input : program.inputs()) {
      choices.add(choices(input, batch));
    }
    for (int i = 0; i < packings.size(); i++) {
      Packing packing = packings.get(i);
      choices.set(packing.data(), List.of(new Rows(0, 1, 1, i)));
      for (int other = packing.sizes(); other < packing.end(); other++) {
        choices.set(other, Collections.singletonList(null));
      }
    }
    return choices;
  }

  private List<@Nullable Rows> choices(Value input, long batch) {
    List<@Nullable Rows> plain = new ArrayList<>();
    List<@Nullable Rows> merged = new ArrayList<>();
    for (int axis = 0; axis < input.rank(); axis++) {
      long size = input.shape().get(axis);
      if (size == batch) {
        plain.add(Rows.along(axis));
      } else if (size % batch == 0 && size > 0) {
        merged.addAll(
            Arrays.asList(
                new Rows(axis, size / batch, 1, -1), new Rows(axis, 1, size / batch, -1)));
      }
    }
    for (int i = 0; i < packings.size() && input.rank() > 0; i++) {
      Value data = program.inputs().get(packings.get(i).data());
      if (data.shape().get(0) == input.shape().get(0)) {
        plain.add(new Rows(0, 1, 1, i));
      }
    }
    plain.add(null);
    plain.addAll(merged);
    return plain;
  }

  private @Nullable Partition find(List<List<@Nullable Rows>> choices, List<@Nullable Rows> guess) {
    if (guess.size() == choices.size()) {
      return packings.isEmpty() && guess.stream().noneMatch(it -> it != null && it.isPlain())
          ? null
          : tried(guess);
    }
    for (Rows choice : choices.get(guess.size())) {
      guess.add(choice);
      Partition found = find(choices, guess);
      guess.remove(guess.size() - 1);
      if (found != null || guesses >= MOST) {
        return found;
      }
    }
    return null;
  }

  private @Nullable Partition tried(List<@Nullable Rows> guess) {
    guesses++;
    Partitioner partitioner = new Partitioner(program, packings);
    try {
      return partitioner.partition(guess);
    } catch (Mixed e) {
      if (partitioner.progress() > furthest) {
        furthest = partitioner.progress();
        reason = e;
      }
      return null;
    }
  }
}
