package io.github.torchrnn.spark;

import io.github.torchrnn.nn.TorchModule;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.LongAccumulator;

/**
 * A round's task on a partition. It depends on the state that was broadcast, the shard and the
 * round only, so that one that is repeated elsewhere ends in the same bits.
 *
 * @param checksums of the shards, as they were first read
 * @param rows of all rounds, which the Spark page shows
 * @param losses of all rounds, times rows
 */
record RoundTask<M extends TorchModule>(
    Recipe<M> recipe,
    Settings settings,
    long round,
    Broadcast<Values> state,
    Broadcast<long[]> checksums,
    LongAccumulator rows,
    DoubleAccumulator losses)
    implements Function2<Integer, Iterator<Shard>, Iterator<Contribution>> {

  @Override
  public Iterator<Contribution> call(Integer partition, Iterator<Shard> shards) throws Exception {
    Shard shard = shards.next();
    if (shard.checksum() != checksums.value()[partition]) {
      throw new IllegalStateException(
          "%s: partition %s was read again and has other rows: write the data to a file first"
              .formatted(settings.stage(), partition));
    }
    if (shard.rows() == 0) {
      return Collections.emptyIterator();
    }
    Worker.Pool<M> pool = ExecutorCache.ofTask(settings.key(), Worker.Pool::new);
    Worker<M> worker = null;
    boolean done = false;
    try {
      worker = pool.take(recipe, settings);
      Contribution contribution = worker.round(state.value(), shard, partition, round);
      done = true;
      rows.add(contribution.rows());
      losses.add(contribution.loss() * contribution.rows());
      return List.of(contribution).iterator();
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "%s, round %s, partition %s: %s"
              .formatted(settings.stage(), round, partition, e.getMessage()),
          e);
    } finally {
      if (done) {
        pool.giveBack(worker);
      } else if (worker != null) {
        worker.close(); // after an error too
      }
    }
  }
}
