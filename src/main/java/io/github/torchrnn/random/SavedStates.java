package io.github.torchrnn.random;

import static io.github.torchrnn.random.Checks.require;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The states of generators as Python and NumPy give and take them, with their checks. */
final class SavedStates {

  private static final long VERSION = 3;
  private static final String ALGORITHM = "MT19937";

  private SavedStates() {}

  /** {@code (3, (word, ..., used), kept)}. */
  static List<@Nullable Object> ofPython(MersenneTwister twister, double kept) {
    List<Long> numbers = words(twister);
    numbers.add((long) twister.used());
    return Arrays.asList(VERSION, numbers, Double.isNaN(kept) ? null : kept);
  }

  /** {@code ('MT19937', [word, ...], used, has_gauss, kept)}. */
  static List<Object> ofNumpy(MersenneTwister twister, double kept) {
    boolean none = Double.isNaN(kept);
    long used = twister.used();
    return List.of(ALGORITHM, words(twister), used, none ? 0L : 1L, none ? 0.0 : kept);
  }

  private static List<Long> words(MersenneTwister twister) {
    return Arrays.stream(twister.words())
        .mapToObj(Integer::toUnsignedLong)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** Sets a generator to a state, whose number that was kept for later it gives; NaN for none. */
  static double readPython(List<?> state, MersenneTwister twister) {
    Objects.requireNonNull(state, "state is null");
    require(
        state.size() == 3,
        "%s values to unpack (expected 3%s)"
            .formatted(
                state.size() < 3 ? "not enough" : "too many",
                state.size() < 3 ? ", got " + state.size() : ""));
    Object version = state.get(0);
    require(
        version instanceof Number number && number.doubleValue() == VERSION,
        "state with version %s passed to Random.setstate() of version 3".formatted(version));
    require(state.get(1) instanceof List, "state vector must be a tuple");
    List<?> numbers = (List<?>) state.get(1);
    require(numbers.size() == MersenneTwister.N + 1, "state vector is the wrong size");
    int[] words = words(numbers, "unsigned int");
    long used = integer(numbers.get(MersenneTwister.N)).longValue();
    require(used >= 0 && used <= MersenneTwister.N, "invalid state");
    double kept = kept(state.get(2));
    twister.restore(words, (int) used);
    return kept;
  }

  /** Sets a generator to a state, whose number that was kept for later it gives; NaN for none. */
  static double readNumpy(List<?> state, MersenneTwister twister) {
    Objects.requireNonNull(state, "state is null");
    require(state.size() == 3 || state.size() == 5, "state must be a dict or a tuple.");
    require(
        ALGORITHM.equals(state.get(0)),
        "set_state can only be used with legacy MT19937 state instances.");
    require(
        state.get(1) instanceof List<?> key && key.size() >= MersenneTwister.N,
        "list index out of range");
    int[] words = words((List<?>) state.get(1), "uint32_t");
    long used = integer(state.get(2)).longValue();
    require(used >= 0 && used <= MersenneTwister.N, "invalid state");
    boolean hasKept = state.size() == 5 && integer(state.get(3)).signum() != 0;
    double kept = hasKept ? kept(state.get(4)) : Double.NaN;
    twister.restore(words, (int) used);
    return kept;
  }

  private static int[] words(List<?> numbers, String type) {
    int[] words = new int[MersenneTwister.N];
    for (int i = 0; i < words.length; i++) {
      BigInteger word = integer(numbers.get(i));
      require(word.signum() >= 0, "can't convert negative value to " + type);
      require(word.bitLength() <= Integer.SIZE, "value too large to convert to " + type);
      words[i] = word.intValue();
    }
    return words;
  }

  private static BigInteger integer(@Nullable Object value) {
    require(
        value instanceof BigInteger || value instanceof Long || value instanceof Integer,
        "an integer is required");
    return new BigInteger(String.valueOf(value));
  }

  private static double kept(@Nullable Object value) {
    require(value == null || value instanceof Number, "a float is required");
    return value == null ? Double.NaN : ((Number) value).doubleValue();
  }
}
