package io.github.torchrnn.data;

import io.github.torchrnn.Generator;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Some positions, each once, in random order: {@index torch.utils.data.SubsetRandomSampler}. */
public final class SubsetRandomSampler implements Sampler<Integer> {

  private final int[] indices;
  private final @Nullable Generator generator;

  /** A sampler that draws from the global generator: {@code SubsetRandomSampler(indices)}. */
  public SubsetRandomSampler(int... indices) {
    this(indices, null);
  }

  /**
   * A sampler of positions: {@code SubsetRandomSampler(indices, generator)}.
   *
   * @param generator null for the global one
   */
  public SubsetRandomSampler(int[] indices, @Nullable Generator generator) {
    this.indices = Objects.requireNonNull(indices, "indices is null").clone();
    this.generator = generator;
  }

  @Override
  public Iterator<Integer> iterator() {
    return new DrawnPositions(
        () ->
            Arrays.stream(Draws.permutation(indices.length, generator))
                .map(position -> indices[position])
                .toArray());
  }

  @Override
  public int len() {
    return indices.length;
  }
}
