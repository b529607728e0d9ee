package io.github.torchrnn;

import io.github.torchrnn.internal.Held;
import io.github.torchrnn.internal.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * A source of random numbers on the CPU of its own: {@index torch.Generator}. What draws from it
 * leaves the global one, of {@link Torch#manualSeed}, alone.
 *
 * <pre>{@code
 * Generator generator = new Generator().manualSeed(42);
 * NDArray order = Torch.randperm(10, generator);
 * }</pre>
 */
public final class Generator implements AutoCloseable {

  /** The seed of a generator that was never seeded. */
  private static final long DEFAULT_SEED = 67280421310721L;

  private final Held state;
  private volatile long seed = DEFAULT_SEED;

  /** A generator with torch's default seed: {@code torch.Generator()}. */
  public Generator() {
    state = Held.result("new_generator", DEFAULT_SEED);
  }

  /**
   * Seeds the generator: {@code generator.manual_seed(seed)}.
   *
   * @return this generator
   */
  public Generator manualSeed(long seed) {
    Kernels.update("seed_generator", state, seed);
    this.seed = seed;
    return this;
  }

  /** The last seed: {@code generator.initial_seed()}. */
  public long initialSeed() {
    return seed;
  }

  /** The generator as a kernel takes it; null for the global one. */
  static @Nullable Held stateOf(@Nullable Generator generator) {
    return generator == null ? null : generator.state;
  }

  /** Frees the generator. Closing twice is harmless. */
  @Override
  public void close() {
    state.close();
  }
}
