package io.github.torchrnn.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/** What a partition, or several together, give to a round. A class of plain fields. */
final class Contribution implements Serializable {

  private static final long serialVersionUID = 1;

  /** The number of contributions that the driver takes one by one. */
  static final int DIRECT = 32;

  /** The first partition. */
  private final int partition;

  private final long rows;

  /** The mean over the rows. */
  private final double loss;

  /** Gradients and buffers of an exact round, else the states of network and optimizer. */
  private final Values values;

  Contribution(int partition, long rows, double loss, Values values) {
    this.partition = partition;
    this.rows = rows;
    this.loss = loss;
    this.values = values;
  }

  long rows() {
    return rows;
  }

  double loss() {
    return loss;
  }

  Values values() {
    return values;
  }

  /** The mean, weighted by rows, in the order of the partitions. */
  static Contribution mean(Iterable<Contribution> parts, boolean exact) {
    List<Contribution> ordered = new ArrayList<>();
    parts.forEach(ordered::add);
    ordered.sort(Comparator.comparingInt(it -> it.partition));
    if (ordered.size() == 1) {
      return ordered.get(0);
    }
    long rows = ordered.stream().mapToLong(it -> it.rows).sum();
    double losses = 0;
    for (Contribution part : ordered) {
      losses += part.rows * part.loss;
    }
    List<Values> values = ordered.stream().map(it -> it.values).toList();
    return new Contribution(
        ordered.get(0).partition, rows, losses / rows, Values.mean(values, exact ? rows : 0));
  }

  /**
   * Brings the contributions to the driver. Spark's {@code treeAggregate} adds them in the order in
   * which tasks end, which moves last bits; here many are first averaged in groups of neighbours,
   * by which each sum has one order.
   *
   * @return none if all partitions are empty
   */
  static List<Contribution> collect(JavaRDD<Contribution> parts, int direct, boolean exact) {
    int count = parts.getNumPartitions();
    if (count <= direct) {
      return parts.collect();
    }
    int size = (int) Math.ceil(Math.sqrt(count));
    return parts
        .mapToPair(part -> new Tuple2<>(part.partition / size, part))
        .groupByKey(new HashPartitioner((count + size - 1) / size))
        .map(group -> mean(group._2(), exact))
        .collect();
  }
}
