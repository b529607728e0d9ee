package io.github.torchrnn.random;

import static io.github.torchrnn.random.Checks.require;

import io.github.torchrnn.internal.Recorder;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Python's random numbers: {@index random.Random}, with the same numbers for the same seed. {@link
 * #random} is the module {@code random} itself:
 *
 * <pre>{@code
 * import static io.github.torchrnn.random.PythonRandom.random;
 *
 * random.seed(0);
 * String category = random.choice(categories);
 * if (random.random() < 0.5) ...
 *
 * var own = new PythonRandom(42);   // random.Random(42)
 * own.shuffle(pairs);
 * }</pre>
 *
 * <p>Integers, orders and choices are Python's; a number behind a logarithm or a sine ({@link
 * #gauss} and {@link #normalvariate}) may differ in its last bit, as between Python's on two
 * machines. What Python refuses by a ValueError is an {@link IllegalArgumentException}, an
 * IndexError an {@link IndexOutOfBoundsException}, with the messages of Python 3.11. Threads may
 * share an object, as in Python: each call has its draws to itself.
 *
 * <p>A compiled step would draw only when it is traced: there, a draw ends the trace. Draw outside
 * and hand the number over.
 */
public final class PythonRandom {

  private static final double TWO_PI = 2 * Math.PI;

  /** The constant of Kinderman and Monahan's ratio of uniforms. */
  private static final double NORMAL_RATIO = 4 * Math.exp(-0.5) / Math.sqrt(2);

  /** The module {@code random}: the generator that its functions share, seeded by chance. */
  public static final PythonRandom random = new PythonRandom();

  private final MersenneTwister twister = new MersenneTwister();

  /** The second number of a pair of {@link #gauss}; NaN if there is none. */
  private double kept;

  /** A generator seeded by chance: {@code random.Random()}. */
  public PythonRandom() {
    start(PythonSeed.chance());
  }

  /** A generator with a seed: {@code random.Random(seed)}. */
  public PythonRandom(long seed) {
    start(BigInteger.valueOf(seed));
  }

  /** Seeds by chance: {@code random.seed()}. */
  public void seed() {
    seed(PythonSeed.chance());
  }

  /** Seeds by an integer, whose sign does not matter: {@code random.seed(seed)}. */
  public void seed(long seed) {
    seed(BigInteger.valueOf(seed));
  }

  /** Seeds by an integer of any size, whose sign does not matter: {@code random.seed(2**70)}. */
  public void seed(BigInteger seed) {
    Recorder.refuseHere("seed");
    start(Objects.requireNonNull(seed, "seed is null"));
  }

  private synchronized void start(BigInteger seed) {
    twister.seed(PythonSeed.words(seed));
    kept = Double.NaN;
  }

  /** Seeds by a text: {@code random.seed("text")}. */
  public void seed(String seed) {
    seed(Objects.requireNonNull(seed, "seed is null").getBytes(StandardCharsets.UTF_8));
  }

  /** Seeds by bytes: {@code random.seed(b"bytes")}. */
  public void seed(byte[] seed) {
    seed(PythonSeed.of(Objects.requireNonNull(seed, "seed is null")));
  }

  /** Seeds by a float's hash: {@code random.seed(0.5)}; NaN, whose hash is by chance, by chance. */
  public void seed(double seed) {
    seed(Double.isNaN(seed) ? PythonSeed.chance() : PythonSeed.of(seed));
  }

  /**
   * The state, to go on from here later: {@code random.getstate()}.
   *
   * @return a list like Python's tuple: the version 3, a list of 625 integers, and the second
   *     number of a pair of {@link #gauss} or null. {@code Torch.save} writes it, for a checkpoint.
   */
  public synchronized List<@Nullable Object> getstate() {
    return SavedStates.ofPython(twister(), kept);
  }

  /**
   * Goes on from a state: {@code random.setstate(state)}.
   *
   * @param state what {@link #getstate} returned, or a file with Python's tuple loads as
   * @throws IllegalArgumentException with Python's message if it is no such state; nothing is
   *     changed then
   */
  public synchronized void setstate(List<?> state) {
    kept = SavedStates.readPython(state, twister());
  }

  /** A number in [0, 1): {@code random.random()}. */
  public synchronized double random() {
    return twister().nextDouble();
  }

  /**
   * An integer of some random bits: {@code random.getrandbits(k)}.
   *
   * @param k the number of bits
   */
  public synchronized BigInteger getrandbits(int k) {
    require(k >= 0, "number of bits must be non-negative");
    BigInteger bits = BigInteger.ZERO;
    for (int have = 0; have < k; have += 32) {
      long word = bits(Math.min(32, k - have));
      bits = bits.or(BigInteger.valueOf(word).shiftLeft(have));
    }
    return bits;
  }

  /** An integer from a to b, both included: {@code random.randint(a, b)}. */
  public int randint(int a, int b) {
    return (int) randint((long) a, (long) b);
  }

  /** An integer from a to b, both included: {@code random.randint(a, b)}. */
  public long randint(long a, long b) {
    if (a > b) {
      throw Checks.emptyRange(a, BigInteger.valueOf(b).add(BigInteger.ONE));
    }
    return a + below(b - a);
  }

  /** An integer in [0, stop): {@code random.randrange(stop)}. */
  public int randrange(int stop) {
    return (int) randrange((long) stop);
  }

  /** An integer in [0, stop): {@code random.randrange(stop)}. */
  public long randrange(long stop) {
    require(stop > 0, "empty range for randrange()");
    return below(stop - 1);
  }

  /** An integer in [start, stop): {@code random.randrange(start, stop)}. */
  public int randrange(int start, int stop) {
    return (int) randrange((long) start, (long) stop);
  }

  /** An integer in [start, stop): {@code random.randrange(start, stop)}. */
  public long randrange(long start, long stop) {
    if (start >= stop) {
      throw Checks.emptyRange(start, BigInteger.valueOf(stop));
    }
    return start + below(stop - start - 1);
  }

  /** One of start, start + step, ... before stop: {@code random.randrange(start, stop, step)}. */
  public int randrange(int start, int stop, int step) {
    return (int) randrange((long) start, (long) stop, (long) step);
  }

  /** One of start, start + step, ... before stop: {@code random.randrange(start, stop, step)}. */
  public long randrange(long start, long stop, long step) {
    if (step == 1) {
      return randrange(start, stop);
    }
    require(step != 0, "zero step for randrange()");
    require(step > 0 ? start < stop : start > stop, "empty range for randrange()");
    long last = step > 0 ? stop - start - 1 : start - stop - 1;
    return start + step * below(Long.divideUnsigned(last, Math.abs(step)));
  }

  /**
   * An element: {@code random.choice(population)}.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public <T> T choice(List<T> population) {
    return population.get(position(population.size()));
  }

  /**
   * An element: {@code random.choice(population)}.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public <T> T choice(T[] population) {
    return population[position(population.length)];
  }

  /**
   * A character of a text, as a text: {@code random.choice(text)}.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public String choice(String text) {
    int start = text.offsetByCodePoints(0, position(text.codePointCount(0, text.length())));
    return Character.toString(text.codePointAt(start));
  }

  private int position(int size) {
    if (size == 0) {
      throw new IndexOutOfBoundsException("Cannot choose from an empty sequence");
    }
    return (int) below(size - 1);
  }

  /**
   * Some elements, each drawn from all: {@code random.choices(population, k=k)}.
   *
   * @throws IndexOutOfBoundsException if there is none to draw
   */
  public synchronized <T> List<T> choices(List<T> population, int k) {
    List<T> chosen = new ArrayList<>();
    for (int i = 0; i < k; i++) {
      if (population.isEmpty()) {
        throw new IndexOutOfBoundsException("list index out of range");
      }
      chosen.add(population.get((int) (random() * population.size())));
    }
    return chosen;
  }

  /**
   * Some elements, each drawn from all: {@code random.choices(population, weights, k=k)}.
   *
   * @param weights the relative weight of each element
   * @throws IndexOutOfBoundsException if there are no elements
   */
  public <T> List<T> choices(List<T> population, double[] weights, int k) {
    return choicesByCumWeights(population, Sums.of(weights), k);
  }

  /**
   * Some elements, each drawn from all: {@code random.choices(population, cum_weights=cum_weights,
   * k=k)}.
   *
   * @param cumWeights the weight of the first element, of the first two, and so on
   * @throws IndexOutOfBoundsException if there are no elements
   */
  public synchronized <T> List<T> choicesByCumWeights(
      List<T> population, double[] cumWeights, int k) {
    require(
        cumWeights.length == population.size(),
        "The number of weights does not match the population");
    if (cumWeights.length == 0) {
      throw new IndexOutOfBoundsException("list index out of range");
    }
    return Arrays.stream(Sums.draws(cumWeights, k, this::random))
        .mapToObj(population::get)
        .toList();
  }

  /** Shuffles a list in place: {@code random.shuffle(list)}. */
  public synchronized void shuffle(List<?> list) {
    for (int i = list.size() - 1; i > 0; i--) {
      Collections.swap(list, i, (int) below(i));
    }
  }

  /** Shuffles numbers in place: {@code random.shuffle(numbers)}. */
  public synchronized void shuffle(int[] numbers) {
    for (int i = numbers.length - 1; i > 0; i--) {
      int j = (int) below(i);
      int number = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = number;
    }
  }

  /**
   * Some elements, each at most once, in random order: {@code random.sample(population, k)}.
   *
   * @param k from 0 to the number of elements
   */
  public <T> List<T> sample(List<T> population, int k) {
    return Arrays.stream(drawn(population.size(), k))
        .mapToObj(position -> population.get((int) position))
        .toList();
  }

  /**
   * Some elements, each at most as often as it counts: {@code random.sample(population, k,
   * counts=counts)}.
   *
   * @param k from 0 to the sum of the counts
   * @param counts how often the population has each element
   * @throws IndexOutOfBoundsException if there are no elements
   */
  public <T> List<T> sample(List<T> population, int k, int[] counts) {
    if (counts.length == 0 && population.isEmpty()) {
      throw new IndexOutOfBoundsException("pop from empty list");
    }
    require(
        counts.length == population.size(), "The number of counts does not match the population");
    double[] sums = Sums.of(Arrays.stream(counts).asDoubleStream().toArray());
    int last = sums.length - 1;
    require(sums[last] > 0, "Total of counts must be greater than zero");
    return Arrays.stream(drawn((long) sums[last], k))
        .mapToObj(position -> population.get(Sums.position(sums, position, last)))
        .toList();
  }

  private synchronized long[] drawn(long size, int k) {
    require(0 <= k && k <= size, "Sample larger than population or is negative");
    return SampleDraws.positions(size, k, this::below);
  }

  /** A number in [a, b): {@code random.uniform(a, b)}. */
  public double uniform(double a, double b) {
    return a + (b - a) * random();
  }

  /** A number of the standard normal distribution: {@code random.gauss()}. */
  public double gauss() {
    return gauss(0, 1);
  }

  /**
   * A number of a normal distribution: {@code random.gauss(mu, sigma)}. Numbers are drawn in pairs,
   * of which the next call takes the second.
   */
  public synchronized double gauss(double mu, double sigma) {
    MersenneTwister source = twister();
    double z = kept;
    kept = Double.NaN;
    if (Double.isNaN(z)) {
      double angle = source.nextDouble() * TWO_PI;
      double radius = Math.sqrt(-2 * Math.log(1 - source.nextDouble()));
      z = Math.cos(angle) * radius;
      kept = Math.sin(angle) * radius;
    }
    return mu + z * sigma;
  }

  /** A number of a normal distribution: {@code random.normalvariate(mu, sigma)}. */
  public synchronized double normalvariate(double mu, double sigma) {
    while (true) {
      double u1 = random();
      double u2 = 1 - random();
      double z = NORMAL_RATIO * (u1 - 0.5) / u2;
      if (z * z / 4 <= -Math.log(u2)) {
        return mu + z * sigma;
      }
    }
  }

  /**
   * An integer from 0 to last, drawn as {@code _randbelow(last + 1)} does.
   *
   * @param last as an unsigned number
   */
  private synchronized long below(long last) {
    int bits = last == -1 ? 65 : Long.SIZE - Long.numberOfLeadingZeros(last + 1);
    while (true) {
      long drawn = bits(Math.min(bits, 32));
      if (bits > 32) {
        drawn |= bits(Math.min(bits - 32, 32)) << 32;
      }
      boolean beyond = bits > 64 && bits(1) == 1;
      if (!beyond && Long.compareUnsigned(drawn, last) <= 0) {
        return drawn;
      }
    }
  }

  /** Some bits of one word, from 1 to 32. */
  private long bits(int count) {
    return Integer.toUnsignedLong(twister().next() >>> (32 - count));
  }

  /** The source of all draws, which a traced lambda would make once only. */
  private MersenneTwister twister() {
    Recorder.refuseHere("random");
    return twister;
  }
}
