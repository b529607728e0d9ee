package io.github.torchrnn.spark;

import java.io.Serializable;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.util.SchemaUtils;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A column of sequences: arrays of ids, of numbers, of vectors, or of arrays of numbers. */
final class SequenceColumn implements Serializable {

  private static final long serialVersionUID = 1;

  static final Set<DataType> WHOLE =
      Set.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);
  static final Set<DataType> FLOATING = Set.of(DataTypes.FloatType, DataTypes.DoubleType);

  private enum Kind {
    IDS,
    NUMBERS,
    VECTORS,
    ARRAYS
  }

  private final String name;
  private final int index;
  private final Kind kind;

  private SequenceColumn(String name, int index, Kind kind) {
    this.name = name;
    this.index = index;
    this.kind = kind;
  }

  /**
   * Finds a column.
   *
   * @throws IllegalArgumentException in Spark's words if there is none, or it is of another type
   */
  static SequenceColumn of(StructType schema, String name) {
    DataType type = SchemaUtils.getSchemaFieldType(schema, name);
    Kind kind = null;
    if (type instanceof ArrayType array) {
      kind = kind(array.elementType());
    }
    if (kind == null) {
      throw new IllegalArgumentException(
          "Column %s must be of type equal to one of the following types: [array<vector>, array<array<float>>, array<array<double>>, array<float>, array<double>, array<int>, array<bigint>] but was actually of type %s."
              .formatted(name, type.catalogString()));
    }
    return new SequenceColumn(name, schema.fieldIndex(name), kind);
  }

  private static Kind kind(DataType step) {
    if (WHOLE.contains(step)) {
      return Kind.IDS;
    } else if (FLOATING.contains(step)) {
      return Kind.NUMBERS;
    } else if (step.equals(SQLDataTypes.VectorType())) {
      return Kind.VECTORS;
    } else if (step instanceof ArrayType array && FLOATING.contains(array.elementType())) {
      return Kind.ARRAYS;
    }
    return null;
  }

  /**
   * Reads a row's sequence.
   *
   * @throws IllegalArgumentException if there is none, or a step of it is null or of another width
   */
  Sequence read(Row row) {
    if (row.isNullAt(index)) {
      throw new IllegalArgumentException("column " + name + " has a null");
    }
    List<?> steps = row.getList(index);
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i) == null) {
        throw new IllegalArgumentException(
            "column %s has a sequence whose step %d is null".formatted(name, i));
      }
    }
    return switch (kind) {
      case IDS ->
          Sequence.ofIds(steps.stream().mapToLong(id -> ((Number) id).longValue()).toArray());
      case NUMBERS -> {
        float[] numbers = new float[steps.size()];
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = ((Number) steps.get(i)).floatValue();
        }
        yield Sequence.ofNumbers(numbers, 1);
      }
      case VECTORS -> rows(steps.stream().map(it -> ((Vector) it).toArray()).toList());
      case ARRAYS -> rows(steps.stream().map(this::numbers).toList());
    };
  }

  private double[] numbers(Object step) {
    List<?> values = scala.jdk.javaapi.CollectionConverters.asJava((scala.collection.Seq<?>) step);
    double[] numbers = new double[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (values.get(i) == null) {
        throw new IllegalArgumentException("column " + name + " has a step with a null");
      }
      numbers[i] = ((Number) values.get(i)).doubleValue();
    }
    return numbers;
  }

  private Sequence rows(List<double[]> steps) {
    int width = steps.isEmpty() ? 1 : steps.get(0).length;
    float[] numbers = new float[steps.size() * width];
    for (int i = 0; i < steps.size(); i++) {
      double[] step = steps.get(i);
      if (step.length != width || width == 0) {
        throw new IllegalArgumentException(
            "column %s has a sequence whose step %d has %d numbers, where its first has %d"
                .formatted(name, i, step.length, width));
      }
      for (int j = 0; j < width; j++) {
        numbers[i * width + j] = (float) step[j];
      }
    }
    return Sequence.ofNumbers(numbers, width);
  }
}
