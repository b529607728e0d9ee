package io.github.torchrnn.data;

import java.util.Iterator;
import java.util.Objects;
import java.util.stream.IntStream;

/** All positions from 0 on: {@index torch.utils.data.SequentialSampler}. */
public final class SequentialSampler implements Sampler<Integer> {

  private final Dataset<?> dataSource;

  /** A sampler of a dataset: {@code SequentialSampler(data_source)}. */
  public SequentialSampler(Dataset<?> dataSource) {
    this.dataSource = Objects.requireNonNull(dataSource, "data_source is null");
  }

  @Override
  public Iterator<Integer> iterator() {
    return IntStream.range(0, dataSource.len()).iterator();
  }

  @Override
  public int len() {
    return dataSource.len();
  }
}
