package io.github.torchrnn.spark;

import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.UserDefinedType;

/** Numbers of cells as Spark holds them, without an object for each. */
final class Cells {

  private Cells() {}

  static boolean hasNull(ArrayData array) {
    for (int i = 0; i < array.numElements(); i++) {
      if (array.isNullAt(i)) {
        return true;
      }
    }
    return false;
  }

  /** The whole numbers of an array without nulls. */
  static long[] longs(ArrayData array, DataType type) {
    if (type.equals(DataTypes.LongType)) {
      return array.toLongArray();
    }
    long[] longs = new long[array.numElements()];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = ((Number) array.get(i, type)).longValue();
    }
    return longs;
  }

  /** The numbers of an array without nulls. */
  static float[] floats(ArrayData array, DataType type) {
    return type.equals(DataTypes.FloatType) ? array.toFloatArray() : floats(array.toDoubleArray());
  }

  /** The numbers of a vector as Spark holds it. */
  static float[] floats(Object vector) {
    return floats(
        ((Vector) ((UserDefinedType<?>) SQLDataTypes.VectorType()).deserialize(vector)).toArray());
  }

  private static float[] floats(double... numbers) {
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
    }
    return floats;
  }
}
