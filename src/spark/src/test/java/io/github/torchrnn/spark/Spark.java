package io.github.torchrnn.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The session of the tests, and rows for them. */
final class Spark {

  private static final StructType WORDS =
      new StructType()
          .add("number", DataTypes.IntegerType)
          .add("letters", DataTypes.createArrayType(DataTypes.LongType))
          .add("label", DataTypes.LongType)
          .add("text", DataTypes.StringType);

  private Spark() {}

  /** Two threads of this JVM, which try a task twice, unless a script names a cluster. */
  static SparkSession session() {
    return SparkSession.builder()
        .master(System.getProperty("spark.master", "local[2,2]"))
        .appName("torchrnn")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.log.level", "ERROR")
        .getOrCreate();
  }

  static JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(session().sparkContext());
  }

  static boolean isLocal() {
    return context().isLocal();
  }

  /** Returns when listeners have heard of all that has ended. */
  static void await() {
    try {
      context().sc().listenerBus().waitUntilEmpty();
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Words of 1 to 9 letters, always the same, whose label depends on their letters. */
  static List<Row> rows(int count) {
    Random random = new Random(7);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Long[] letters = new Long[1 + random.nextInt(9)];
      long sum = 0;
      for (int j = 0; j < letters.length; j++) {
        letters[j] = (long) random.nextInt(20);
        sum += letters[j];
      }
      rows.add(RowFactory.create(i, letters, sum / letters.length / 7, "row " + i));
    }
    return rows;
  }

  /** Rows in partitions of these sizes, in this order. */
  static Dataset<Row> words(int... partitions) {
    List<Row> rows = rows(Arrays.stream(partitions).sum());
    return inPartitions(rows, WORDS, partitions);
  }

  static Dataset<Row> inPartitions(List<Row> rows, StructType schema, int... partitions) {
    List<List<Row>> parts = new ArrayList<>();
    int from = 0;
    for (int size : partitions) {
      parts.add(new ArrayList<>(rows.subList(from, from + size)));
      from += size;
    }
    JavaRDD<Row> all = context().parallelize(parts, parts.size()).flatMap(List::iterator);
    return session().createDataFrame(all, schema);
  }

  /** The rows of each partition, as Spark holds them. */
  static List<List<InternalRow>> partitions(Dataset<Row> rows) {
    return rows.queryExecution().toRdd().toJavaRDD().map(InternalRow::copy).glom().collect();
  }
}
