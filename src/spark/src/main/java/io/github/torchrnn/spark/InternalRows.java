package io.github.torchrnn.spark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.CreateStruct;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.objects.Invoke;
import org.apache.spark.sql.catalyst.plans.logical.DeserializeToObject;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.MapPartitions;
import org.apache.spark.sql.catalyst.plans.logical.SerializeFromObject;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.ObjectType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * {@code Dataset.mapPartitions} on rows as Spark holds them. Its public form makes objects of every
 * number of every column and turns them back, which takes longer than a small network. What is used
 * of Spark's inside stands in this file.
 */
final class InternalRows {

  private static final DataType ROW = new ObjectType(InternalRow.class);

  /** A function of a partition's rows, each a copy that stays as it is. */
  @FunctionalInterface
  interface Mapping extends java.io.Serializable {
    Iterator<InternalRow> map(Iterator<InternalRow> rows) throws Exception;
  }

  private record Function(Mapping mapping)
      implements scala.Function1<
              scala.collection.Iterator<Object>, scala.collection.Iterator<Object>>,
          java.io.Serializable {

    @Override
    @SuppressWarnings("unchecked") // of rows, as the plan below says
    public scala.collection.Iterator<Object> apply(scala.collection.Iterator<Object> rows) {
      try {
        Iterator<?> in = CollectionConverters.asJava(rows);
        Iterator<?> out = mapping.map((Iterator<InternalRow>) in);
        return CollectionConverters.asScala((Iterator<Object>) out);
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private InternalRows() {}

  /**
   * Maps the partitions of a dataset.
   *
   * @param schema of the rows that the mapping returns
   */
  static Dataset<Row> mapPartitions(Dataset<?> dataset, StructType schema, Mapping mapping) {
    var of = (org.apache.spark.sql.classic.Dataset<?>) dataset;
    LogicalPlan in = of.logicalPlan();
    List<Expression> cells = List.copyOf(CollectionConverters.asJava(in.output()));
    Expression row = CreateStruct.create(seq(cells));
    Expression copy = new Invoke(row, "copy", ROW, none(), none(), false, false, true);
    LogicalPlan rows = new DeserializeToObject(copy, attribute(), in);
    LogicalPlan mapped = new MapPartitions(new Function(mapping), attribute(), rows);
    LogicalPlan out = new SerializeFromObject(columns(schema), mapped);
    return org.apache.spark.sql.classic.Dataset.ofRows(of.sparkSession(), out);
  }

  private static Attribute attribute() {
    return new AttributeReference(
        "row", ROW, false, Metadata.empty(), NamedExpression.newExprId(), none());
  }

  /** The columns of the row that is the only column. */
  private static Seq<NamedExpression> columns(StructType schema) {
    Expression row = new BoundReference(0, schema, false);
    List<NamedExpression> columns = new ArrayList<>();
    for (StructField field : schema.fields()) {
      columns.add(
          new Alias(
              new GetStructField(row, columns.size(), Option.empty()),
              field.name(),
              NamedExpression.newExprId(),
              none(),
              Option.empty(),
              none()));
    }
    return seq(columns);
  }

  private static <T> Seq<T> none() {
    return seq(List.of());
  }

  private static <T> Seq<T> seq(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }
}
