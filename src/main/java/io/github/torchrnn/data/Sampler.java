package io.github.torchrnn.data;

/**
 * An order of a dataset's positions: {@code torch.utils.data.Sampler}. Each iteration may have
 * another.
 */
public interface Sampler extends Iterable<Integer> {

  /** The number of positions of one iteration: {@code len(sampler)}. */
  int len();
}
