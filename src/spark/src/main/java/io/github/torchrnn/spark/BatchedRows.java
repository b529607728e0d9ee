package io.github.torchrnn.spark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.PackedSequence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;

/** The rows of a partition with their results, computed a batch at a time as they are asked for. */
final class BatchedRows implements Iterator<InternalRow> {

  private final String stage;
  private final Iterator<InternalRow> rows;
  private final SequenceColumn column;
  private final int batchSize;
  private final Network.Loaded network;
  private final Queue<InternalRow> ready = new ArrayDeque<>();

  /** The number of rows read. */
  private long read;

  BatchedRows(
      String stage,
      Iterator<InternalRow> rows,
      SequenceColumn column,
      int batchSize,
      Network.Loaded network) {
    this.stage = stage;
    this.rows = rows;
    this.column = column;
    this.batchSize = batchSize;
    this.network = network;
  }

  @Override
  public boolean hasNext() {
    return !ready.isEmpty() || rows.hasNext();
  }

  @Override
  public InternalRow next() {
    if (ready.isEmpty()) {
      List<InternalRow> batch = new ArrayList<>(batchSize);
      do {
        batch.add(rows.next());
      } while (batch.size() < batchSize && rows.hasNext());
      try {
        compute(batch);
      } catch (RuntimeException e) {
        throw new IllegalStateException(
            "%s, rows %s to %s of partition %s: %s"
                .formatted(
                    stage,
                    read,
                    read + batch.size() - 1,
                    TaskContext.getPartitionId(),
                    e.getMessage()),
            e);
      }
      read += batch.size();
    }
    return ready.remove();
  }

  private void compute(List<InternalRow> batch) {
    float[] results;
    try (var scope = Torch.scope();
        var inference = Torch.noGrad()) {
      PackedSequence packed = Sequence.pack(batch.stream().map(column::read).toList());
      NDArray result = Objects.requireNonNull(network.forward(packed), "the forward returned null");
      if (result.getShape().dimension() == 0 || result.getShape().get(0) != batch.size()) {
        throw new IllegalArgumentException(
            "the network returned %s for a batch of %s sequences: the first size must be the batch's"
                .formatted(Torch.repr(result.getShape()), batch.size()));
      }
      results = Torch.to(result, DataType.FLOAT32).toFloatArray();
    }
    int width = results.length / batch.size();
    for (int i = 0; i < batch.size(); i++) {
      float[] part = Arrays.copyOfRange(results, i * width, (i + 1) * width);
      ArrayData result = UnsafeArrayData.fromPrimitiveArray(part);
      ready.add(new JoinedRow(batch.get(i), new GenericInternalRow(new Object[] {result})));
    }
  }
}
