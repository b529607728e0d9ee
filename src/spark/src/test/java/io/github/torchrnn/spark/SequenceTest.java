package io.github.torchrnn.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Cells that are no sequences, and batches that cannot be packed. */
class SequenceTest {

  @Test
  void sequencesThatDoNotFitAreRefused() {
    StructType schema =
        new StructType()
            .add(
                "steps",
                DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.DoubleType)));
    SequenceColumn column = SequenceColumn.of(schema, "steps");
    assertEquals(
        "column steps has a sequence whose step 1 has no numbers",
        assertThrows(
                IllegalArgumentException.class, () -> column.read(steps(new double[][] {{1}, {}})))
            .getMessage());
    assertEquals(
        "column steps has a sequence whose step 1 has 2 numbers, where its first has 1",
        assertThrows(
                IllegalArgumentException.class,
                () -> column.read(steps(new double[][] {{1}, {1, 2}})))
            .getMessage());
    // Before any memory is asked for.
    Sequence wide = Sequence.ofNumbers(new float[70_000], 70_000);
    Sequence narrow = Sequence.ofNumbers(new float[40_000], 1);
    assertEquals(
        "sequences of one batch have steps of 1 and of 70000 numbers",
        assertThrows(IllegalArgumentException.class, () -> Sequence.pack(List.of(wide, narrow)))
            .getMessage());
    assertEquals(
        "a batch of 60000 sequences, the longest of 40000 steps of 1 numbers, is too large: set a smaller batchSize",
        assertThrows(
                IllegalArgumentException.class,
                () -> Sequence.pack(Collections.nCopies(60_000, narrow)))
            .getMessage());
  }

  private static InternalRow steps(double[]... steps) {
    Object[] rows = Arrays.stream(steps).map(UnsafeArrayData::fromPrimitiveArray).toArray();
    return new GenericInternalRow(new Object[] {new GenericArrayData(rows)});
  }
}
