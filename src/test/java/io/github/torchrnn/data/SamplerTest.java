package io.github.torchrnn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Expect;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Samplers, concatenated datasets and streams: what they give, keep alive, and refuse. */
class SamplerTest {

  private static final Dataset<Integer> THREE = Dataset.of(List.of(10, 11, 12));

  private static <T> List<T> list(Iterable<T> iterable) {
    List<T> list = new ArrayList<>();
    iterable.forEach(list::add);
    return list;
  }

  @Test
  void weightsMayBeAnArray() {
    // torch.manual_seed(0)
    // print(list(WeightedRandomSampler(torch.tensor([0.1, 0.9, 0.4, 0.7]), 5)))
    // print(list(WeightedRandomSampler([0.1, 0.9, 0.4, 0.7], 3, replacement=False)))
    Torch.manualSeed(0);
    try (var scope = Torch.scope()) {
      NDArray weights = Torch.tensor(.1, .9, .4, .7);
      assertEquals(List.of(3, 3, 1, 3, 2), list(WeightedRandomSampler.builder(weights, 5).build()));
      assertEquals(
          List.of(1, 2, 3),
          list(
              WeightedRandomSampler.builder(new double[] {.1, .9, .4, .7}, 3)
                  .replacement(false)
                  .build()));
    }
    assertEquals(5, new WeightedRandomSampler(new double[] {1}, 5).len());
  }

  @Test
  void batchesOfTheProgramsOwn() {
    // batches = [[2], [0, 1]]
    // print(list(DataLoader([10, 11, 12], batch_sampler=batches)), len(...)
    Sampler<List<Integer>> byLength =
        new Sampler<>() {
          @Override
          public Iterator<List<Integer>> iterator() {
            return List.of(List.of(2), List.of(0, 1)).iterator();
          }

          @Override
          public int len() {
            return 2;
          }
        };
    try (var scope = Torch.scope()) {
      var loader = DataLoader.builder(THREE).batchSampler(byLength).build();
      StringBuilder text = new StringBuilder();
      loader.forEach(batch -> text.append(Torch.repr(batch.head())).append(' '));
      assertEquals("tensor([12]) tensor([10, 11]) ", text.toString());
      assertEquals(2, loader.len());
    }
  }

  @Test
  void concatenatedDatasetsCountFromTheEndToo() {
    // data = ConcatDataset([[10, 11, 12], [], [20]])
    // print([data[i] for i in (-4, -1, 0, 3)], len(data), data.cumulative_sizes)
    var data = new ConcatDataset<>(List.of(THREE, Dataset.of(List.of()), Dataset.of(List.of(20))));
    assertEquals(List.of(10, 20, 10, 20), IntStream.of(-4, -1, 0, 3).mapToObj(data::get).toList());
    assertEquals(4, data.len());
    assertArrayEquals(new int[] {3, 3, 4}, data.cumulativeSizes());
    assertEquals(List.of(10, 11, 12, 20), list(data));
    assertEquals(3, data.datasets().size());
    Expect.refusal("absolute value of index should not exceed dataset length", () -> data.get(-5));
    Expect.refusal(IndexOutOfBoundsException.class, "list index out of range", () -> data.get(4));
    Expect.refusal(
        "datasets should not be an empty iterable",
        () -> new ConcatDataset<>(List.<Dataset<Integer>>of()));
    Expect.refusal(
        "ConcatDataset does not support IterableDataset",
        () -> new ConcatDataset<>(List.of(THREE, new Buffered())));
  }

  /** Rows of an array that its iterator reads ahead, as one that shuffles does. */
  private static final class Buffered implements IterableDataset<Integer> {

    private final List<NDArray> read = new ArrayList<>();

    @Override
    public Iterator<Integer> iterator() {
      for (int i = 0; i < 5; i++) {
        read.add(Torch.tensor(i * 2L));
      }
      return IntStream.range(0, 5).map(i -> (int) read.get(i).toLongArray()[0]).iterator();
    }
  }

  @Test
  void aStreamsArraysOutliveTheBatch() {
    for (int prefetch : new int[] {0, 2}) {
      Buffered data = new Buffered();
      List<NDArray> batches = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      for (NDList batch : DataLoader.builder(data).batchSize(2).prefetch(prefetch).build()) {
        batches.add(batch.head());
        text.append(Torch.repr(batch.head())).append(' ');
      }
      assertEquals("tensor([0, 2]) tensor([4, 6]) tensor([8]) ", text.toString());
      assertEquals(List.of(true, true, true), batches.stream().map(NDArray::isReleased).toList());
      assertEquals(
          List.of(false, false, false, false, false),
          data.read.stream().map(NDArray::isReleased).toList());
    }
  }

  @Test
  void anErrorOfAStreamReachesTheLoop() {
    IterableDataset<Integer> broken =
        () ->
            IntStream.range(0, 4)
                .map(
                    i -> {
                      if (i == 2) {
                        throw new IllegalStateException("no example " + i);
                      }
                      return i;
                    })
                .iterator();
    for (int prefetch : new int[] {0, 2}) {
      var batches = DataLoader.builder(broken).prefetch(prefetch).build().iterator();
      batches.next();
      batches.next();
      assertEquals(
          "no example 2", assertThrows(IllegalStateException.class, batches::next).getMessage());
    }
  }

  @Test
  void refusesWhatPythonRefuses() {
    IterableDataset<Integer> stream = new Buffered();
    var sampler = new SequentialSampler(THREE);
    String unspecified = "DataLoader with IterableDataset: expected unspecified ";
    Expect.refusal(
        unspecified + "shuffle option, but got shuffle=True",
        () -> DataLoader.builder(stream).shuffle(true).sampler(sampler).build());
    Expect.refusal(
        unspecified + "sampler option, but got sampler=" + sampler,
        () -> DataLoader.builder(stream).sampler(sampler).build());
    var batches = new BatchSampler(sampler, 2, false);
    Expect.refusal(
        unspecified + "batch_sampler option, but got batch_sampler=" + batches,
        () -> DataLoader.builder(stream).batchSampler(batches).build());
    Expect.refusal(
        "batch_size should be a positive integer value, but got batch_size=0",
        () -> DataLoader.builder(stream).batchSize(0).build());
    Class<UnsupportedOperationException> typeError = UnsupportedOperationException.class;
    Expect.refusal(
        typeError,
        "object of type 'Buffered' has no len()",
        () -> DataLoader.builder(stream).build().len());
    Expect.refusal(
        typeError, "Subclasses of Dataset should implement __getitem__.", () -> stream.get(0));
    String exclusive =
        "batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and"
            + " drop_last";
    var options = DataLoader.builder(THREE).batchSampler(batches);
    Expect.refusal(exclusive, options.batchSize(2)::build);
    Expect.refusal(exclusive, options.batchSize(1).shuffle(true)::build);
    Expect.refusal(exclusive, options.shuffle(false).dropLast(true)::build);
    Expect.refusal(exclusive, options.dropLast(false).sampler(sampler)::build);
    Expect.refusal(
        "batch_size should be a positive integer value, but got batch_size=-1",
        () -> new BatchSampler(sampler, -1, false));
    double[] weights = {.5, .5};
    Expect.refusal(
        "num_samples should be a positive integer value, but got num_samples=0",
        () -> new WeightedRandomSampler(weights, 0));
    Expect.refusal(
        "cannot sample n_sample > prob_dist.size(-1) samples without replacement",
        () -> list(WeightedRandomSampler.builder(weights, 3).replacement(false).build()));
    Expect.refusal(
        "invalid multinomial distribution (encountering probability entry < 0)",
        () -> list(new WeightedRandomSampler(new double[] {.5, -.5}, 3)));
    try (var scope = Torch.scope()) {
      Expect.refusal(
          "weights should be a 1d sequence but given weights have shape (2, 3)",
          () -> WeightedRandomSampler.builder(Torch.ones(2, 3), 1));
    }
  }
}
