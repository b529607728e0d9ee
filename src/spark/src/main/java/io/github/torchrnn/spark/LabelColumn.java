package io.github.torchrnn.spark;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.util.SchemaUtils;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A column of labels: whole numbers, which are classes, other numbers, vectors, or arrays. */
final class LabelColumn implements Serializable {

  private static final long serialVersionUID = 1;

  private final String name;
  private final int index;
  private final boolean whole;

  private LabelColumn(String name, int index, boolean whole) {
    this.name = name;
    this.index = index;
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
    return new LabelColumn(name, schema.fieldIndex(name), whole);
  }

  /** Whether labels are classes. */
  boolean isWhole() {
    return whole;
  }

  /** A row's label: a Long, a Float, or a float[]. */
  Object read(Row row) {
    Object value = row.get(index);
    if (value instanceof Number number) {
      return whole ? (Object) number.longValue() : (Object) number.floatValue();
    } else if (value instanceof Vector vector) {
      return floats(vector.toArray());
    } else if (value != null) {
      List<Number> numbers = row.getList(index);
      if (!numbers.contains(null)) {
        return floats(numbers.stream().mapToDouble(Number::doubleValue).toArray());
      }
    }
    throw new IllegalArgumentException("column " + name + " has a null");
  }

  private static float[] floats(double... numbers) {
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
    }
    return floats;
  }
}
