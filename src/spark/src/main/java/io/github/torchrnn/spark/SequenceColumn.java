package io.github.torchrnn.spark;

import java.io.Serializable;
import java.util.Set;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.util.SchemaUtils;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
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

  /** The type of a step. */
  @SuppressWarnings("serial") // Spark declares only its own types serializable
  private final DataType step;

  private SequenceColumn(String name, int index, Kind kind, DataType step) {
    this.name = name;
    this.index = index;
    this.kind = kind;
    this.step = step;
  }

  /**
   * Finds a column.
   *
   * @throws IllegalArgumentException in Spark's words if there is none, or it is of another type
   */
  static SequenceColumn of(StructType schema, String name) {
    DataType type = SchemaUtils.getSchemaFieldType(schema, name);
    DataType step = type instanceof ArrayType array ? array.elementType() : null;
    Kind kind = step == null ? null : kind(step);
    if (kind == null) {
      throw new IllegalArgumentException(
          "Column %s must be of type equal to one of the following types: [array<vector>, array<array<float>>, array<array<double>>, array<float>, array<double>, array<int>, array<bigint>] but was actually of type %s."
              .formatted(name, type.catalogString()));
    }
    return new SequenceColumn(name, schema.fieldIndex(name), kind, step);
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
  Sequence read(InternalRow row) {
    if (row.isNullAt(index)) {
      throw new IllegalArgumentException("column " + name + " has a null");
    }
    ArrayData steps = row.getArray(index);
    for (int i = 0; i < steps.numElements(); i++) {
      if (steps.isNullAt(i)) {
        throw new IllegalArgumentException(
            "column %s has a sequence whose step %s is null".formatted(name, i));
      }
    }
    return switch (kind) {
      case IDS -> Sequence.ofIds(Cells.longs(steps, step));
      case NUMBERS -> Sequence.ofNumbers(Cells.floats(steps, step), 1);
      case VECTORS, ARRAYS -> rows(steps);
    };
  }

  private Sequence rows(ArrayData steps) {
    int width = 1;
    float[] numbers = {};
    for (int i = 0; i < steps.numElements(); i++) {
      float[] row = numbers(steps, i);
      if (row.length == 0) {
        throw new IllegalArgumentException(
            "column %s has a sequence whose step %s has no numbers".formatted(name, i));
      } else if (i == 0) {
        width = row.length;
        numbers = new float[steps.numElements() * width];
      }
      if (row.length != width) {
        throw new IllegalArgumentException(
            "column %s has a sequence whose step %s has %s numbers, where its first has %s"
                .formatted(name, i, row.length, width));
      }
      System.arraycopy(row, 0, numbers, i * width, width);
    }
    return Sequence.ofNumbers(numbers, width);
  }

  private float[] numbers(ArrayData steps, int i) {
    if (kind == Kind.VECTORS) {
      return Cells.floats(steps.get(i, step));
    }
    ArrayData row = steps.getArray(i);
    if (Cells.hasNull(row)) {
      throw new IllegalArgumentException("column " + name + " has a step with a null");
    }
    return Cells.floats(row, ((ArrayType) step).elementType());
  }
}
