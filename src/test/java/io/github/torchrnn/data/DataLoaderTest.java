package io.github.torchrnn.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Expect;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a loader makes of arrays, records and numbers, and how long it lives. */
class DataLoaderTest {

  /** A word and its label. */
  record Example(NDArray word, NDArray label) {}

  /** A measurement in Java's numbers. */
  record Measured(NDArray x, double y, int count, boolean flag) {}

  @Test
  void aDatasetIsIteratedOver() {
    // x = torch.arange(6.).reshape(3, 2)
    // for a, b in Subset(TensorDataset(x, torch.arange(3)), [2, 0]): print(a, b)
    try (var scope = Torch.scope()) {
      NDArray x = Torch.tensor(new float[] {0, 1, 2, 3, 4, 5}, 3, 2);
      StringBuilder text = new StringBuilder();
      for (NDList pair : new Subset<>(new TensorDataset(x, Torch.tensor(0L, 1L, 2L)), 2, 0)) {
        text.append(Torch.repr(pair.get(0))).append(' ');
        text.append(Torch.repr(pair.get(1))).append('\n');
      }
      assertEquals(
          """
          tensor([4., 5.]) tensor(2)
          tensor([0., 1.]) tensor(0)
          """,
          text.toString());
    }
  }

  @Test
  void batchesOfTensors() {
    // torch.manual_seed(1)
    // x = torch.arange(10.).reshape(5, 2)
    // for a, b in DataLoader(TensorDataset(x, torch.arange(5)), batch_size=2, shuffle=True):
    //     print(a, b)
    Torch.manualSeed(1);
    try (var scope = Torch.scope()) {
      NDArray x = Torch.tensor(new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 5, 2);
      var data = new TensorDataset(x, Torch.tensor(0L, 1L, 2L, 3L, 4L));
      StringBuilder text = new StringBuilder();
      for (NDList batch : DataLoader.builder(data).batchSize(2).shuffle(true).build()) {
        try (var step = Torch.scope()) {
          text.append(Torch.repr(batch.get(0))).append(' ');
          text.append(Torch.repr(batch.get(1))).append('\n');
        }
      }
      assertEquals(
          """
          tensor([[8., 9.],
                  [2., 3.]]) tensor([4, 1])
          tensor([[6., 7.],
                  [0., 1.]]) tensor([3, 0])
          tensor([[4., 5.]]) tensor([2])
          """,
          text.toString());
    }
  }

  @Test
  void recordsOfArraysStayRecords() {
    try (var scope = Torch.scope()) {
      var examples =
          List.of(
              new Example(Torch.tensor(1f, 2f), Torch.scalar(0L)),
              new Example(Torch.tensor(3f, 4f), Torch.scalar(1L)));
      for (Example batch :
          DataLoader.builder(Dataset.of(examples))
              .batchSize(2)
              .collate(Collate::toSameType)
              .build()) {
        assertEquals("tensor([[1., 2.],\n        [3., 4.]])", Torch.repr(batch.word()));
        assertEquals("tensor([0, 1])", Torch.repr(batch.label()));
      }
    }
  }

  @Test
  void numbersBecomeArraysOfPythonsTypes() {
    // default_collate([(torch.ones(1), 0.5, 3, True), (torch.ones(1) * 2, 0.25, 4, False)])
    try (var scope = Torch.scope()) {
      var examples =
          List.of(
              new Measured(Torch.tensor(1f), .5, 3, true),
              new Measured(Torch.tensor(2f), .25, 4, false));
      NDList batch = Collate.toList(examples);
      assertEquals(
          "[tensor([[1.],\n        [2.]]), tensor([0.5000, 0.2500], dtype=torch.float64),"
              + " tensor([3, 4]), tensor([ True, False])]",
          batch.stream().map(Torch::repr).toList().toString());
      assertEquals("tensor([1, 2])", Torch.repr(Collate.toList(List.of(1, 2)).head()));
    }
  }

  @Test
  void aBatchLivesUntilTheNextIsTaken() {
    for (int prefetch : new int[] {0, 2}) {
      try (var scope = Torch.scope()) {
        var data = new TensorDataset(Torch.ones(5, 2));
        List<NDArray> seen = new ArrayList<>();
        for (NDList batch : DataLoader.builder(data).batchSize(2).prefetch(prefetch).build()) {
          try (var step = Torch.scope()) {
            batch.head().mul(2);
          }
          assertTrue(seen.stream().allMatch(NDArray::isReleased));
          assertEquals(2, batch.head().size(1));
          seen.add(batch.head());
        }
        assertEquals(3, seen.size());
        assertTrue(seen.stream().allMatch(NDArray::isReleased));
        assertEquals("tensor([1., 1.])", Torch.repr(data.get(4).head()));
      }
    }
  }

  @Test
  void anErrorOfTheDatasetReachesTheLoop() {
    Dataset<NDArray> broken =
        new Dataset<>() {
          @Override
          public NDArray get(int index) {
            throw new IllegalStateException("no example " + index);
          }

          @Override
          public int len() {
            return 3;
          }
        };
    for (int prefetch : new int[] {0, 2}) {
      var batches = DataLoader.builder(broken).prefetch(prefetch).build().iterator();
      assertEquals(
          "no example 0", assertThrows(IllegalStateException.class, batches::next).getMessage());
    }
  }

  @Test
  void refusesWhatPythonRefuses() {
    try (var scope = Torch.scope()) {
      var data = new TensorDataset(Torch.ones(5, 2));
      Expect.refusal(
          "sampler option is mutually exclusive with shuffle",
          () ->
              DataLoader.builder(data).shuffle(true).sampler(new SequentialSampler(data)).build());
      Expect.refusal(
          "batch_size should be a positive integer value, but got batch_size=0",
          () -> DataLoader.builder(data).batchSize(0).build());
      Expect.refusal(
          "prefetch_factor option should be non-negative",
          () -> DataLoader.builder(data).prefetch(-1).build());
      Expect.refusal(
          "num_samples should be a positive integer value, but got num_samples=0",
          () -> DataLoader.builder(Dataset.of(List.of())).shuffle(true).build());
      Expect.refusal(
          "Size mismatch between tensors",
          () -> new TensorDataset(Torch.ones(5, 2), Torch.ones(4)));
      Expect.refusal(
          "stack expects each tensor to be equal size, but got [2] at entry 0 and [3] at entry 1",
          () -> Collate.toList(List.of(Torch.ones(2), Torch.ones(3))));
      Expect.refusal(
          "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists;"
              + " found class java.lang.String",
          () -> Collate.toList(List.of("a", "b")));
      Expect.refusal("a batch takes at least one example", () -> Collate.toList(List.of()));
      Expect.refusal(
          "each element in list of batch should be of one kind, but got Number and NDArray",
          () -> Collate.toList(List.of(1.0, Torch.ones(2))));
      Expect.refusal(
          "each element in list of batch should be of equal size",
          () ->
              Collate.toList(
                  List.of(new NDList(Torch.ones(1)), new NDList(Torch.ones(1), Torch.ones(1)))));
      Expect.refusal(
          "Sum of input lengths does not equal the length of the input dataset!",
          () -> Subset.randomSplit(data, 3, 1));
      Expect.refusal(
          "Fraction at index 0 is not between 0 and 1", () -> Subset.randomSplit(data, 1.5, -.5));
      Expect.refusal(
          "a batch of Measured would need an NDArray in place of its double: collate it to another"
              + " type",
          () ->
              Collate.toSameType(
                  List.of(new Measured(Torch.ones(1).toType(DataType.FLOAT32, true), 1, 1, true))));
    }
  }
}
