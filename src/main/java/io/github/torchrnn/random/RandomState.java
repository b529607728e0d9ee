package io.github.torchrnn.random;

import static io.github.torchrnn.random.Checks.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Recorder;
import io.github.torchrnn.internal.Tensors;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * NumPy's random numbers: {@index numpy.random.RandomState}, with the same numbers for the same
 * seed. {@link Numpy#random} is the module {@code np.random} itself:
 *
 * <pre>{@code
 * Numpy.random.seed(2);                             // np.random.seed(2)
 * NDArray starts = Numpy.random.randint(-80, 80, 100, 1);
 * int next = Numpy.random.choice(vocabSize, p);     // np.random.choice(vocab_size, p=p)
 *
 * var own = new RandomState(42);                    // np.random.RandomState(42)
 * NDArray x = own.randn(3, 4);
 * }</pre>
 *
 * <p>Arrays are what {@code torch.from_numpy} would make of NumPy's: float64, and int64 for
 * integers; without sizes the result is a number of Java. Integers, orders and uniform numbers are
 * NumPy's; normal ones, which have a logarithm behind them, may differ in the last bit. What NumPy
 * refuses is an {@link IllegalArgumentException} with its message. Threads may share an object, as
 * in Python: each call has its draws to itself.
 *
 * <p>A compiled step would draw only when it is traced: there, a draw ends the trace. Draw outside
 * and hand the array over.
 */
public final class RandomState {

  private static final long LARGEST_SEED = 0xffffffffL;

  private final MersenneTwister twister = new MersenneTwister();

  /** The second number of a normal pair; NaN if there is none. */
  private double kept = Double.NaN;

  /** A state seeded by chance: {@code RandomState()}. */
  public RandomState() {
    twister.seed(chance());
  }

  /**
   * A state with a seed: {@code RandomState(seed)}.
   *
   * @param seed from 0 to 2<sup>32</sup> - 1
   */
  public RandomState(long seed) {
    twister.seed(word(seed));
  }

  /** Seeds by chance: {@code np.random.seed()}. */
  public synchronized void seed() {
    twister().seed(chance());
    kept = Double.NaN;
  }

  /**
   * Seeds by a number: {@code np.random.seed(seed)}.
   *
   * @param seed from 0 to 2<sup>32</sup> - 1
   */
  public synchronized void seed(long seed) {
    twister().seed(word(seed));
    kept = Double.NaN;
  }

  /**
   * Seeds by numbers: {@code np.random.seed([1, 2, 3])}.
   *
   * @param seed numbers from 0 to 2<sup>32</sup> - 1, at least one
   */
  public synchronized void seed(long[] seed) {
    require(seed.length > 0, "Seed must be non-empty");
    twister().seed(Arrays.stream(seed).mapToInt(RandomState::word).toArray());
    kept = Double.NaN;
  }

  /**
   * The state, to go on from here later: {@code np.random.get_state()}.
   *
   * @return a list like NumPy's tuple: {@code MT19937}, a list of 624 integers in the place of an
   *     array, how many are used up, 1 if the second number of a normal pair is left, and that
   *     number. {@code Torch.save} writes it, for a checkpoint.
   */
  public synchronized List<Object> getState() {
    return SavedStates.ofNumpy(twister(), kept);
  }

  /**
   * Goes on from a state: {@code np.random.set_state(state)}.
   *
   * @param state what {@link #getState} returned; the last two may be left out
   * @throws IllegalArgumentException if it is no such state; nothing is changed then
   */
  public synchronized void setState(List<?> state) {
    kept = SavedStates.readNumpy(state, twister());
  }

  private static int[] chance() {
    return new SecureRandom().ints(8).toArray();
  }

  private static int word(long seed) {
    require(seed >= 0 && seed <= LARGEST_SEED, "Seed must be between 0 and 2**32 - 1");
    return (int) seed;
  }

  /** A number in [0, 1): {@code np.random.rand()}. */
  public synchronized double rand() {
    return twister().nextDouble();
  }

  /** Numbers in [0, 1), float64: {@code np.random.rand(*sizes)}. */
  public NDArray rand(long... sizes) {
    return uniform(0, 1, sizes);
  }

  /** A number in [0, 1): {@code np.random.random()}, {@code np.random.random_sample()}. */
  public double random() {
    return rand();
  }

  /** Numbers in [0, 1), float64: {@code np.random.random(size)}, {@code random_sample(size)}. */
  public NDArray random(long... size) {
    return rand(size);
  }

  /** A number in [low, high): {@code np.random.uniform(low, high)}. */
  public double uniform(double low, double high) {
    return low + range(low, high) * rand();
  }

  /** Numbers in [low, high), float64: {@code np.random.uniform(low, high, size)}. */
  public NDArray uniform(double low, double high, long... size) {
    double range = range(low, high);
    double[] numbers = doubles(Sizes.count(size));
    Arrays.setAll(numbers, i -> low + range * numbers[i]);
    return array(numbers, size);
  }

  private static double range(double low, double high) {
    require(Double.isFinite(high - low), "Range exceeds valid bounds");
    return high - low;
  }

  /** A number of the standard normal distribution: {@code np.random.randn()}. */
  public synchronized double randn() {
    MersenneTwister source = twister();
    double number = kept;
    kept = Double.NaN;
    while (Double.isNaN(number)) {
      double x = 2 * source.nextDouble() - 1;
      double y = 2 * source.nextDouble() - 1;
      double square = x * x + y * y;
      if (square < 1 && square != 0) {
        double factor = Math.sqrt(-2 * Math.log(square) / square);
        kept = factor * x;
        number = factor * y;
      }
    }
    return number;
  }

  /**
   * Numbers of the standard normal distribution, float64: {@code np.random.randn(*sizes)}, {@code
   * standard_normal(sizes)}.
   */
  public NDArray randn(long... sizes) {
    return normal(0, 1, sizes);
  }

  /** A number of a normal distribution: {@code np.random.normal(loc, scale)}. */
  public double normal(double loc, double scale) {
    requireScale(scale);
    return loc + scale * randn();
  }

  /** Numbers of a normal distribution, float64: {@code np.random.normal(loc, scale, size)}. */
  public synchronized NDArray normal(double loc, double scale, long... size) {
    requireScale(scale);
    double[] numbers = new double[Sizes.count(size)];
    Arrays.setAll(numbers, i -> loc + scale * randn());
    return array(numbers, size);
  }

  /** Refuses what has a minus sign, -0 too, as NumPy does. */
  private static void requireScale(double scale) {
    require(Double.isNaN(scale) || Math.copySign(1, scale) > 0, "scale < 0");
  }

  /** An integer in [0, high): {@code np.random.randint(high)}. */
  public int randint(int high) {
    return (int) randint((long) high);
  }

  /** An integer in [0, high): {@code np.random.randint(high)}. */
  public long randint(long high) {
    require(high > 0, "high <= 0");
    return integers(0, high, 1)[0];
  }

  /** An integer in [low, high): {@code np.random.randint(low, high)}. */
  public int randint(int low, int high) {
    return (int) randint((long) low, (long) high);
  }

  /** An integer in [low, high): {@code np.random.randint(low, high)}. */
  public long randint(long low, long high) {
    return integers(low, high, 1)[0];
  }

  /** Integers in [low, high), int64: {@code np.random.randint(low, high, size)}. */
  public NDArray randint(long low, long high, long... size) {
    return Torch.tensor(integers(low, high, Sizes.count(size)), size);
  }

  /** The numbers from 0 to n - 1 in random order, int64: {@code np.random.permutation(n)}. */
  public NDArray permutation(long n) {
    int size = Sizes.count(Math.max(0, n));
    return Torch.tensor(order(size), size);
  }

  /**
   * The rows of an array in random order, copied: {@code np.random.permutation(x)}.
   *
   * @param x of (rows, ...)
   */
  public NDArray permutation(NDArray x) {
    require(
        Tensors.usable("x", x).getShape().dimension() > 0,
        "x must be an integer or at least 1-dimensional");
    try (NDArray order = permutation(x.size(0))) {
      return x.get(order);
    }
  }

  /** Shuffles a list in place: {@code np.random.shuffle(list)}. */
  public synchronized void shuffle(List<?> list) {
    for (int i = list.size() - 1; i > 0; i--) {
      Collections.swap(list, i, (int) below(i));
    }
  }

  /** Shuffles numbers in place: {@code np.random.shuffle(numbers)}. */
  public synchronized void shuffle(int[] numbers) {
    long[] order = order(numbers.length);
    int[] before = numbers.clone();
    Arrays.setAll(numbers, i -> before[(int) order[i]]);
  }

  /**
   * Shuffles the rows of an array in place: {@code np.random.shuffle(x)}.
   *
   * @param x of (rows, ...)
   */
  public void shuffle(NDArray x) {
    require(Tensors.usable("x", x).getShape().dimension() > 0, "len() of unsized object");
    try (var grad = Torch.noGrad();
        NDArray shuffled = permutation(x)) {
      Torch.copy_(x, shuffled);
    }
  }

  /** A number from 0 to a - 1: {@code np.random.choice(a)}. */
  public int choice(int a) {
    return (int) positions(a, new ChoiceOptions())[0];
  }

  /**
   * A number from 0 to a - 1: {@code np.random.choice(a, p=p)}.
   *
   * @param p the probability of each
   */
  public int choice(int a, double[] p) {
    return (int) positions(a, new ChoiceOptions().p(p))[0];
  }

  /**
   * A number from 0 to a - 1: {@code np.random.choice(a, p=p)}.
   *
   * @param p the probability of each, of (a)
   */
  public int choice(int a, NDArray p) {
    return (int) positions(a, new ChoiceOptions().p(p))[0];
  }

  /**
   * Numbers from 0 to a - 1, int64: {@code np.random.choice(a, size, replace, p)}.
   *
   * @return of the size of the options; without one it has no dimensions
   */
  public NDArray choice(int a, ChoiceOptions options) {
    long[] size = options.size();
    return Torch.tensor(positions(a, options), size == null ? new long[0] : size);
  }

  /** An element of a list: {@code np.random.choice(a)}. */
  public <T> T choice(List<T> a) {
    return choice(a, new ChoiceOptions()).get(0);
  }

  /**
   * An element of a list: {@code np.random.choice(a, p=p)}.
   *
   * @param p the probability of each
   */
  public <T> T choice(List<T> a, double[] p) {
    return choice(a, new ChoiceOptions().p(p)).get(0);
  }

  /**
   * Elements of a list: {@code np.random.choice(a, size, replace, p)}.
   *
   * @return as many as the sizes say, in the order of NumPy's flattened array
   */
  public <T> List<T> choice(List<T> a, ChoiceOptions options) {
    String emptiness = "'a' cannot be empty unless no samples are taken";
    long[] positions = positions(a.size(), options, emptiness);
    return Arrays.stream(positions).mapToObj(position -> a.get((int) position)).toList();
  }

  private long[] positions(int a, ChoiceOptions options) {
    return positions(a, options, "a must be greater than 0 unless no samples are taken");
  }

  private synchronized long[] positions(int size, ChoiceOptions options, String emptiness) {
    Objects.requireNonNull(options, "options is null");
    return new Choice(this, size, options, emptiness).positions();
  }

  /** Numbers in [0, 1). */
  synchronized double[] doubles(int count) {
    double[] numbers = new double[count];
    Arrays.setAll(numbers, i -> rand());
    return numbers;
  }

  /** Integers in [low, high). */
  synchronized long[] integers(long low, long high, int count) {
    require(low < high || count == 0, "low >= high");
    long[] numbers = new long[count];
    Arrays.setAll(numbers, i -> low + below(high - 1 - low));
    return numbers;
  }

  /** The numbers from 0 to size - 1, shuffled. */
  synchronized long[] order(int size) {
    long[] order = new long[size];
    Arrays.setAll(order, i -> i);
    for (int i = size - 1; i > 0; i--) {
      int j = (int) below(i);
      long number = order[i];
      order[i] = order[j];
      order[j] = number;
    }
    return order;
  }

  /**
   * An integer from 0 to last, by masked rejection.
   *
   * @param last as an unsigned number; for 0 nothing is drawn
   */
  private synchronized long below(long last) {
    if (last == 0) {
      return 0;
    }
    long mask = -1L >>> Long.numberOfLeadingZeros(last);
    while (true) {
      long high = mask >>> 32 == 0 ? 0 : (long) twister().next() << 32;
      long drawn = (high | Integer.toUnsignedLong(twister().next())) & mask;
      if (Long.compareUnsigned(drawn, last) <= 0) {
        return drawn;
      }
    }
  }

  /** The source of all draws, which a traced lambda would make once only. */
  private MersenneTwister twister() {
    Recorder.refuseHere("random");
    return twister;
  }

  private static NDArray array(double[] numbers, long... sizes) {
    return LibTorch.manager().create(numbers, new Shape(sizes));
  }
}
