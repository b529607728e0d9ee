package io.github.torchrnn.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Generator;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.LibTorch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Random numbers of loaders and samplers as Java's, drawn as torch draws them. */
final class Draws {

  private Draws() {}

  /** A seed: {@code torch.empty((), dtype=torch.int64).random_(generator=generator).item()}. */
  static long seed(@Nullable Generator generator) {
    try (NDArray seed = Torch.scalar(0L)) {
      return Torch.random_(seed, generator).toLongArray()[0];
    }
  }

  static int[] permutation(int n, @Nullable Generator generator) {
    try (NDArray order = Torch.randperm(n, generator)) {
      return ints(order);
    }
  }

  static int[] integers(int high, int count, @Nullable Generator generator) {
    try (NDArray numbers = Torch.randint(0, high, new Shape(count), generator)) {
      return ints(numbers);
    }
  }

  /** Positions of weights, as {@code torch.multinomial} draws them. */
  static int[] weighted(
      double[] weights, int count, boolean replacement, @Nullable Generator generator) {
    try (NDArray numbers = LibTorch.manager().create(weights);
        NDArray drawn = Torch.multinomial(numbers, count, replacement, generator)) {
      return ints(drawn);
    }
  }

  private static int[] ints(NDArray numbers) {
    return Arrays.stream(numbers.toLongArray()).mapToInt(Math::toIntExact).toArray();
  }
}
