package io.github.torchrnn.spark;

import java.io.Serializable;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.util.SchemaUtils;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A column of labels: whole numbers, which are classes, other numbers, vectors, or arrays. */
final class LabelColumn implements Serializable {

  private static final long serialVersionUID = 1;

  private final String name;
  private final int index;

  @SuppressWarnings("serial") // Spark declares only its own types serializable
  private final DataType type;

  private final boolean whole;

  private LabelColumn(String name, int index, DataType type, boolean whole) {
    this.name = name;
    this.index = index;
    this.type = type;
    this.whole = whole;
  }

  /**
   * Finds a column.
   *
   * @throws IllegalArgumentException in Spark's words if there is none, or it is of another type
   */
  static LabelColumn of(StructType schema, String name) {
    DataType type = SchemaUtils.getSchemaFieldType(schema, name);
    boolean whole = SequenceColumn.WHOLE.contains(type);
    if (!whole
        && !SequenceColumn.FLOATING.contains(type)
        && !type.equals(SQLDataTypes.VectorType())
        && !(type instanceof ArrayType array
            && SequenceColumn.FLOATING.contains(array.elementType()))) {
      throw new IllegalArgumentException(
          "Column %s must be of type equal to one of the following types: [%s, %s, float, double, vector, array<float>, array<double>] but was actually of type %s."
              .formatted(
                  name,
                  DataTypes.IntegerType.catalogString(),
                  DataTypes.LongType.catalogString(),
                  type.catalogString()));
    }
    return new LabelColumn(name, schema.fieldIndex(name), type, whole);
  }

  /** Whether labels are classes. */
  boolean isWhole() {
    return whole;
  }

  /** A row's label: a Long, a Float, or a float[]. */
  Object read(InternalRow row) {
    if (!row.isNullAt(index)) {
      Object value = row.get(index, type);
      if (value instanceof Number number) {
        return whole ? (Object) number.longValue() : (Object) number.floatValue();
      } else if (!(type instanceof ArrayType array)) {
        return Cells.floats(value);
      } else if (!Cells.hasNull((ArrayData) value)) {
        return Cells.floats((ArrayData) value, array.elementType());
      }
    }
    throw new IllegalArgumentException("column " + name + " has a null");
  }
}
