package io.github.torchrnn.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.Log;
import io.github.torchrnn.nn.Expect;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Datasets from the end, in slices and in chains, as Python's lines take them. */
class DatasetTest {

  private static final Class<IndexOutOfBoundsException> INDEX_ERROR =
      IndexOutOfBoundsException.class;

  /** Numbers from 0 on, and how many it says to have. */
  private record Stream(int numbers, int len) implements IterableDataset<Integer> {

    @Override
    public Iterator<Integer> iterator() {
      return IntStream.range(0, numbers).iterator();
    }

    @Override
    public String toString() {
      return "Stream";
    }
  }

  private static String text(NDList arrays) {
    return String.join(" ", arrays.stream().map(Torch::repr).toList());
  }

  @Test
  void rowsCountFromTheEndToo() {
    // d = TensorDataset(torch.arange(3.), torch.arange(6).reshape(3, 2))
    // print(*d[-1]); print(*d[-3])
    // for i in (3, -4): d[i]
    try (var scope = Torch.scope()) {
      TensorDataset data = new TensorDataset(Torch.tensor(0f, 1, 2), Torch.arange(6).reshape(3, 2));
      assertEquals("tensor(2.) tensor([4, 5])", text(data.get(-1)));
      assertEquals("tensor(0.) tensor([0, 1])", text(data.get(-3)));
      Expect.refusal(
          INDEX_ERROR, "index 3 is out of bounds for dimension 0 with size 3", () -> data.get(3));
      Expect.refusal(
          INDEX_ERROR, "index -4 is out of bounds for dimension 0 with size 3", () -> data.get(-4));
    }
  }

  @Test
  void slicesAreRowsOfEachArray() {
    // print(*d[:5]); print(*d[-2:]); print(*d[2:1]); print(*d[5:9]); print(*d[-9:-2])
    try (var scope = Torch.scope()) {
      NDArray first = Torch.tensor(0f, 1, 2);
      TensorDataset data = new TensorDataset(first, Torch.arange(6).reshape(3, 2));
      assertEquals(
          "tensor([0., 1., 2.]) tensor([[0, 1],\n        [2, 3],\n        [4, 5]])",
          text(data.slice(0, 5)));
      assertEquals(
          "tensor([1., 2.]) tensor([[2, 3],\n        [4, 5]])", text(data.slice(-2, data.len())));
      String none = "tensor([]) tensor([], size=(0, 2), dtype=torch.int64)";
      assertEquals(none, text(data.slice(2, 1)));
      assertEquals(none, text(data.slice(5, 9)));
      assertEquals("tensor([0.]) tensor([[0, 1]])", text(data.slice(-9, -2)));
      data.slice(1, 2).get(0).addi(6);
      assertEquals("tensor([0., 7., 2.])", Torch.repr(first), "a view");
    }
  }

  @Test
  void listsAndSubsetsCountFromTheEndToo() {
    // s = Subset([10, 11, 12], [0, -1]); print(s[-1], s[-2]); s[2]; s[-3]
    Dataset<Integer> list = Dataset.of(List.of(10, 11, 12));
    Subset<Integer> subset = new Subset<>(list, 0, -1);
    assertEquals(12, subset.get(-1));
    assertEquals(10, subset.get(-2));
    for (int index : new int[] {2, -3}) {
      Expect.refusal(INDEX_ERROR, "list index out of range", () -> subset.get(index));
    }
    Expect.refusal(INDEX_ERROR, "list index out of range", () -> list.get(3));
    Expect.refusal(INDEX_ERROR, "list index out of range", () -> list.get(-4));
  }

  @Test
  void fractionsMayNotExceedOneByRounding() {
    // random_split(range(20), [0.2, 0.4, 0.3, 0.1])   # their sum is 1.0000000000000002
    double[] fractions = {.2, .4, .3, .1};
    Expect.refusal(
        "Sum of input lengths does not equal the length of the input dataset!",
        () -> Subset.randomSplit(Dataset.of(List.of(1, 2, 3)), fractions));
  }

  @Test
  void streamsGoOnInTheNext() {
    // c = ChainDataset([Stream(2), Stream(0), Stream(1)]); print(list(c), len(c)); c[0]
    var chain = new ChainDataset<>(List.of(new Stream(2, 2), new Stream(0, 0), new Stream(1, 5)));
    List<Integer> examples = new ArrayList<>();
    chain.forEach(examples::add);
    assertEquals(List.of(0, 1, 0), examples);
    assertEquals(7, chain.len());
    assertEquals(3, chain.datasets().size());
    Expect.refusal(
        UnsupportedOperationException.class,
        "Subclasses of Dataset should implement __getitem__.",
        () -> chain.get(0));
    var none = new ChainDataset<>(List.<Stream>of()).iterator();
    assertThrows(NoSuchElementException.class, none::next);
    assertEquals(0, new ChainDataset<>(List.<Stream>of()).len());
    try (var scope = Torch.scope()) {
      StringBuilder text = new StringBuilder();
      DataLoader.builder(chain)
          .batchSize(2)
          .build()
          .forEach(batch -> text.append(text(batch)).append(' '));
      assertEquals("tensor([0, 1]) tensor([0]) ", text.toString());
    }
  }

  @Test
  void moreBatchesThanAStreamSaidAreWarnedOf() throws ReflectiveOperationException {
    // l = DataLoader(Stream(7, 2), batch_size=2); list(l); print(len(l)); list(l)
    for (int prefetch : new int[] {0, 2}) {
      var loader = DataLoader.builder(new Stream(7, 2)).batchSize(2).prefetch(prefetch).build();
      Runnable epoch = () -> loader.forEach(batch -> {});
      assertEquals(List.of(), Log.of(DataLoader.class, epoch), "nobody asked for the length");
      assertEquals(1, loader.len());
      String warning =
          "Length of IterableDataset Stream was reported to be 2(when accessing len(dataloader)),"
              + " but %d samples have been fetched. ";
      assertEquals(
          List.of(warning.formatted(3), warning.formatted(4)), Log.of(DataLoader.class, epoch));
    }
  }

  @Test
  void aSamplerMayDrawMoreThanAnInt() {
    // torch.manual_seed(0)
    // s = RandomSampler([10, 11, 12], replacement=True, num_samples=10**10); i = iter(s)
    // print([next(i) for _ in range(5)])
    // i = iter(RandomSampler([10, 11, 12], num_samples=10**10)); print([next(i) for _ in range(5)])
    Torch.manualSeed(0);
    Dataset<Integer> list = Dataset.of(List.of(10, 11, 12));
    long many = 10_000_000_000L;
    RandomSampler sampler = RandomSampler.builder(list).replacement(true).numSamples(many).build();
    assertEquals(List.of(0, 2, 2, 0, 0), first(sampler));
    assertEquals(
        List.of(0, 2, 1, 0, 1), first(RandomSampler.builder(list).numSamples(many).build()));
    assertThrows(ArithmeticException.class, sampler::len);
    Expect.refusal(
        "num_samples should be a positive integer value, but got num_samples=-10000000000",
        () -> RandomSampler.builder(list).numSamples(-many).build());
  }

  private static List<Integer> first(RandomSampler sampler) {
    Iterator<Integer> positions = sampler.iterator();
    return IntStream.range(0, 5).mapToObj(i -> positions.next()).toList();
  }
}
