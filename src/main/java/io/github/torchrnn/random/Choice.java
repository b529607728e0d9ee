package io.github.torchrnn.random;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.IntStream;

/** The draws of {@code RandomState.choice}, in NumPy's order, with its checks. */
final class Choice {

  private final RandomState source;

  /** The number of elements to draw from. */
  private final int population;

  private final ChoiceOptions options;

  /**
   * @param emptiness the refusal of an empty population
   */
  Choice(RandomState source, int population, ChoiceOptions options, String emptiness) {
    this.source = source;
    this.population = population;
    this.options = options;
    require(population > 0 || product() == 0, emptiness);
    if (options.probabilities() != null) {
      checkProbabilities(options.probabilities());
    }
  }

  /** The number of elements that the sizes ask for; less than 0 if one of them is. */
  private double product() {
    return options.size() == null
        ? 1
        : Arrays.stream(options.size()).asDoubleStream().reduce(1, (a, b) -> a * b);
  }

  private void checkProbabilities(double[] p) {
    require(p.length == population, "'a' and 'p' must have same size");
    double sum = sum(p);
    require(!Double.isNaN(sum), "probabilities contain NaN");
    require(Arrays.stream(p).noneMatch(x -> x < 0), "probabilities are not non-negative");
    require(Math.abs(sum - 1) <= options.tolerance(), "probabilities do not sum to 1");
  }

  /** Kahan's sum. */
  private static double sum(double[] numbers) {
    double sum = 0;
    double lost = 0;
    for (double number : numbers) {
      double part = number - lost;
      double next = sum + part;
      lost = next - sum - part;
      sum = next;
    }
    return sum;
  }

  /** The positions of the chosen elements, in the order of the flat result. */
  long[] positions() {
    double[] p = options.probabilities();
    if (options.replace()) {
      int count = count();
      return p == null
          ? source.integers(0, population, count)
          : places(p, source.doubles(count)).asLongStream().toArray();
    }
    require(
        product() <= population,
        "Cannot take a larger sample than population when 'replace=False'");
    require(product() >= 0, "Negative dimensions are not allowed");
    return p == null
        ? Arrays.copyOf(source.order(population), count())
        : withoutReplacement(p.clone(), count());
  }

  private int count() {
    return options.size() == null ? 1 : RandomState.count(options.size());
  }

  private static IntStream places(double[] p, double[] numbers) {
    double[] sums = Sums.of(p);
    double total = sums[sums.length - 1];
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= total;
    }
    return Arrays.stream(numbers).mapToInt(number -> Sums.position(sums, number, sums.length));
  }

  /** Draws anew for those that were drawn twice, until all differ. */
  private long[] withoutReplacement(double[] p, int count) {
    require(
        Arrays.stream(p).filter(x -> x > 0).count() >= count,
        "Fewer non-zero entries in p than size");
    Set<Integer> found = new LinkedHashSet<>();
    while (found.size() < count) {
      double[] numbers = source.doubles(count - found.size());
      found.forEach(position -> p[position] = 0);
      places(p, numbers).forEach(found::add);
    }
    return found.stream().mapToLong(position -> position).toArray();
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
