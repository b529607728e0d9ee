package io.github.torchrnn.random;

/**
 * The generator MT19937 of Matsumoto and Nishimura, from which Python and NumPy draw. Its own code,
 * so that whoever imports the library needs DJL and nothing else.
 */
final class MersenneTwister {

  /** The number of words of the state. */
  private static final int N = 624;

  /** The distance between words that are mixed. */
  private static final int M = 397;

  private static final int MATRIX = 0x9908b0df;
  private static final int UPPER = 0x80000000;

  private final int[] state = new int[N];

  /** The word that comes next; N if all are used up. */
  private int next = N;

  /** Seeds by one number, as {@code init_genrand} does. */
  void seed(int seed) {
    state[0] = seed;
    for (int i = 1; i < N; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ state[i - 1] >>> 30) + i;
    }
    next = N;
  }

  /**
   * Seeds by numbers, as {@code init_by_array} does.
   *
   * @param key at least one, as unsigned numbers
   */
  void seed(int[] key) {
    seed(19650218);
    int i = 1;
    for (int k = 0; k < Math.max(N, key.length); k++) {
      int j = k % key.length;
      state[i] = (state[i] ^ mixed(i) * 1664525) + key[j] + j;
      i = following(i);
    }
    for (int k = 1; k < N; k++) {
      state[i] = (state[i] ^ mixed(i) * 1566083941) - i;
      i = following(i);
    }
    state[0] = UPPER;
  }

  private int mixed(int i) {
    return state[i - 1] ^ state[i - 1] >>> 30;
  }

  private int following(int i) {
    if (i + 1 < N) {
      return i + 1;
    }
    state[0] = state[N - 1];
    return 1;
  }

  /** The next 32 bits. */
  int next() {
    if (next == N) {
      twist();
    }
    int y = state[next++];
    y ^= y >>> 11;
    y ^= y << 7 & 0x9d2c5680;
    y ^= y << 15 & 0xefc60000;
    return y ^ y >>> 18;
  }

  private void twist() {
    for (int i = 0; i < N; i++) {
      int y = state[i] & UPPER | state[(i + 1) % N] & ~UPPER;
      state[i] = state[(i + M) % N] ^ y >>> 1 ^ (y & 1) * MATRIX;
    }
    next = 0;
  }

  /** The next number in [0, 1), of 53 bits. */
  double nextDouble() {
    long high = next() >>> 5;
    long low = next() >>> 6;
    return (high << 26 | low) * 0x1p-53;
  }
}
