package io.github.torchrnn.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The means of what partitions give. */
class ContributionTest {

  @Test
  void manyPartitionsAreAddedInGroupsOfOneOrder() {
    List<Contribution> parts = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      parts.add(contribution(i, new float[] {1f / (i + 1), i * 0.1f}));
    }
    JavaRDD<Contribution> distributed = Spark.context().parallelize(parts, 7);
    Contribution direct = Contribution.mean(Contribution.collect(distributed, 7, true), true);
    List<Contribution> groups = Contribution.collect(distributed, 2, true);
    assertEquals(3, groups.size());
    Contribution grouped = Contribution.mean(groups, true);
    assertEquals(28, direct.rows());
    assertEquals(28, grouped.rows());
    assertEquals(direct.loss(), grouped.loss(), 1e-12);
    float[] expected = gradient(direct);
    assertArrayEquals(new float[] {7f / 28, 0.1f * 112 / 28}, expected, 1e-7f);
    float[] first = gradient(grouped);
    assertArrayEquals(expected, first, 1e-6f);
    for (int i = 0; i < 3; i++) {
      Contribution again = Contribution.mean(Contribution.collect(distributed, 2, true), true);
      assertArrayEquals(first, gradient(again));
    }
  }

  /** Of partitions with 1, 2, 3 rows and so on, some without the array. */
  @Test
  void groupsWeighAnArrayByTheRowsThatHaveIt() {
    List<Contribution> parts = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      parts.add(contribution(i, i % 3 == 1 ? null : new float[] {i}));
    }
    JavaRDD<Contribution> distributed = Spark.context().parallelize(parts, 7);
    for (boolean exact : new boolean[] {true, false}) {
      float mean = (2 * 3 + 3 * 4 + 5 * 6 + 6 * 7) / (exact ? 28f : 1 + 3 + 4 + 6 + 7);
      for (int direct : new int[] {7, 2}) {
        List<Contribution> collected = Contribution.collect(distributed, direct, exact);
        assertArrayEquals(new float[] {mean}, gradient(Contribution.mean(collected, exact)), 1e-6f);
      }
    }
  }

  private static Contribution contribution(int partition, float @Nullable [] gradient) {
    try (var scope = Torch.scope()) {
      Map<String, Object> gradients =
          gradient == null ? Map.of() : Map.of("p", Torch.tensor(gradient));
      Map<String, Object> values = Map.of("gradients", gradients, "model", Map.of());
      long rows = partition + 1;
      return new Contribution(partition, rows, partition, Values.of(values, rows));
    }
  }

  private static float[] gradient(Contribution contribution) {
    try (var scope = Torch.scope()) {
      return Worker.gradients(contribution.values().arrays()).get("p").toFloatArray();
    }
  }

  @Test
  void wholeNumbersAreTheHighestAndCountOnlyWhereTheyAre() {
    try (var scope = Torch.scope()) {
      Values first =
          Values.of(
              Map.of(
                  "ids", Torch.tensor(-5L, 7L),
                  "long", Torch.tensor(Long.MAX_VALUE - 1),
                  "seen", Torch.tensor(true, false, false),
                  "bytes", Torch.to(Torch.tensor(250L, 3L), DataType.UINT8),
                  "half", Torch.to(Torch.tensor(1f), DataType.FLOAT16),
                  "step", Torch.tensor(new float[] {3}),
                  "alone", Torch.tensor(new float[] {2})),
              1);
      Values second =
          Values.of(
              Map.of(
                  "ids", Torch.tensor(-2L, -9L),
                  "long", Torch.tensor(Long.MAX_VALUE - 2),
                  "seen", Torch.tensor(false, false, true),
                  "bytes", Torch.to(Torch.tensor(4L, 200L), DataType.UINT8),
                  "half", Torch.to(Torch.tensor(2f), DataType.FLOAT16),
                  "step", Torch.tensor(new float[] {4})),
              3);
      for (boolean absentIsZero : new boolean[] {true, false}) {
        Map<?, ?> mean = Values.mean(List.of(first, second), absentIsZero ? 4 : 0).arrays();
        assertArrayEquals(new long[] {-2, 7}, ((NDArray) mean.get("ids")).toLongArray());
        assertArrayEquals(
            new long[] {Long.MAX_VALUE - 1}, ((NDArray) mean.get("long")).toLongArray());
        assertArrayEquals(
            new boolean[] {true, false, true}, ((NDArray) mean.get("seen")).toBooleanArray());
        assertArrayEquals(new int[] {250, 200}, ((NDArray) mean.get("bytes")).toUint8Array());
        NDArray half = (NDArray) mean.get("half");
        assertEquals(DataType.FLOAT16, half.getDataType());
        assertEquals(1.75, Torch.item(Torch.to(half, DataType.FLOAT32)));
        assertEquals(4, Torch.item((NDArray) mean.get("step")));
        assertEquals(absentIsZero ? 0.5 : 2, Torch.item((NDArray) mean.get("alone")));
      }
    }
  }
}
