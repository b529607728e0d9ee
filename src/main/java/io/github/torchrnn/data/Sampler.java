package io.github.torchrnn.data;

/**
 * An order of a dataset's positions: {@index torch.utils.data.Sampler}. Each iteration may have
 * another.
 *
 * <pre>{@code
 * class ByLength implements Sampler<List<Integer>> {   // batches of reviews of similar lengths
 *   public Iterator<List<Integer>> iterator() { ... }
 *
 *   public int len() { ... }
 * }
 * }</pre>
 *
 * @param <T> Integer for positions, {@code List<Integer>} for batches of positions
 */
public interface Sampler<T> extends Iterable<T> {

  /** The number of positions, or of batches, of one iteration: {@code len(sampler)}. */
  int len();
}
