package io.github.torchrnn.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Near;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Expect;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** NumPy's lines in Java, and what NumPy refuses. */
class RandomStateTest {

  private final RandomState random = new RandomState(0);

  @Test
  void linesReadAsNumpys() {
    // np.random.seed(2)
    // print(torch.from_numpy(np.random.randint(-80, 80, (2, 3))))
    // print(torch.from_numpy(np.random.randn(2, 3)))
    // p = np.array([0.1, 0.2, 0.3, 0.4])
    // print(np.random.choice(4, p=p), np.random.choice(["a", "b", "c", "d"], p=p),
    //     torch.from_numpy(np.random.permutation(5)))
    Numpy.random.seed(2);
    try (var scope = Torch.scope()) {
      NDArray starts = Numpy.random.randint(-80, 80, 2, 3);
      assertEquals("tensor([[-65,  -8, -58],\n        [-37,  -5,  24]])", Torch.repr(starts));
      Near.text(
          "tensor([[-0.8875, -0.4609, -0.6938],\n        [ 0.3631,  2.2837, -0.2550]], dtype=torch.float64)",
          Torch.repr(Numpy.random.randn(2, 3)));
      double[] p = {0.1, 0.2, 0.3, 0.4};
      int next = Numpy.random.choice(4, p);
      String letter = Numpy.random.choice(List.of("a", "b", "c", "d"), p);
      assertEquals(
          "3 d tensor([1, 0, 3, 2, 4])",
          next + " " + letter + " " + Torch.repr(Numpy.random.permutation(5)));
    }
  }

  @Test
  void kindsOfNumbersAreDrawnAlike() {
    try (var scope = Torch.scope()) {
      RandomState other = new RandomState(0);
      int[] numbers = IntStream.range(0, 9).toArray();
      List<Integer> list = new ArrayList<>(IntStream.range(0, 9).boxed().toList());
      random.shuffle(numbers);
      other.shuffle(list);
      assertArrayEquals(list.stream().mapToInt(i -> i).toArray(), numbers);
      assertEquals(random.randint(40L), other.randint(40));
      assertEquals(random.randint(3L, 40L), other.randint(3, 40));
      assertEquals(random.choice(40), other.choice(IntStream.range(0, 40).boxed().toList()));
      NDArray p = Torch.tensor(.25, .75);
      assertEquals(random.choice(2, p), other.choice(2, new double[] {.25, .75}));
      ChoiceOptions three = new ChoiceOptions().size(3);
      assertEquals(
          Torch.repr(random.choice(9, three)),
          Torch.repr(
              Torch.tensor(
                  other.choice(IntStream.range(0, 9).boxed().toList(), three).stream()
                      .mapToLong(i -> i)
                      .toArray())));
      assertEquals(random.random(), other.rand());
    }
  }

  @Test
  void anArrayOfParametersIsShuffledOutsideOfTheGraph() {
    // x = torch.arange(4.).requires_grad_(); np.random.RandomState(0).shuffle(x.data.numpy())
    try (var scope = Torch.scope();
        var grad = Torch.enableGrad()) {
      NDArray x = Torch.tensor(0f, 1, 2, 3);
      x.setRequiresGradient(true);
      random.shuffle(x);
      assertEquals("tensor([2., 3., 1., 0.], requires_grad=True)", Torch.repr(x));
    }
  }

  @Test
  void withoutASeedItIsSeededByChance() {
    assertNotEquals(new RandomState().rand(), new RandomState().rand());
    double first = random.rand();
    random.seed();
    assertNotEquals(first, random.rand());
  }

  @Test
  void aSeedForgetsTheSecondNumberOfAPair() {
    double first = random.randn();
    random.seed(0);
    assertEquals(first, random.randn());
    random.seed(new long[] {5});
    first = random.randn();
    random.seed(new long[] {5});
    assertEquals(first, random.randn());
  }

  @Test
  void refusesWhatNumpyRefuses() {
    String seeds = "Seed must be between 0 and 2**32 - 1";
    Expect.refusal(seeds, () -> new RandomState(-1));
    Expect.refusal(seeds, () -> random.seed(1L << 32));
    Expect.refusal(seeds, () -> random.seed(new long[] {1, -2}));
    Expect.refusal("Seed must be non-empty", () -> random.seed(new long[0]));
    Expect.refusal("high <= 0", () -> random.randint(0));
    Expect.refusal("low >= high", () -> random.randint(3, 3));
    Expect.refusal("low >= high", () -> random.randint(3, 2, 4));
    Expect.refusal("negative dimensions are not allowed", () -> random.randint(0, 2, 2, -1));
    Expect.refusal("negative dimensions are not allowed", () -> random.rand(-1));
    Expect.refusal("negative dimensions are not allowed", () -> random.randn(2, -1));
    Expect.refusal(
        "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible"
            + " size.",
        () -> random.rand(1L << 62, 2));
    String range = "Range exceeds valid bounds";
    Expect.refusal(range, () -> random.uniform(0, Double.POSITIVE_INFINITY));
    Expect.refusal(range, () -> random.uniform(-1.7e308, 1.7e308, 3));
    Expect.refusal("scale < 0", () -> random.normal(0, -1));
    Expect.refusal("scale < 0", () -> random.normal(0, -0.0, 2));
    try (var scope = Torch.scope()) {
      NDArray scalar = Torch.scalar(3.0);
      Expect.refusal(
          "x must be an integer or at least 1-dimensional", () -> random.permutation(scalar));
      Expect.refusal("len() of unsized object", () -> random.shuffle(scalar));
      assertEquals("tensor([], dtype=torch.int64)", Torch.repr(random.permutation(-1)));
      assertEquals("tensor([], dtype=torch.int64)", Torch.repr(random.randint(3, 2, 0)));
    }
  }

  @Test
  void refusesChoicesThatNumpyRefuses() {
    String none = "a must be greater than 0 unless no samples are taken";
    Expect.refusal(none, () -> random.choice(0));
    Expect.refusal(none, () -> random.choice(-3, new ChoiceOptions().size(2)));
    Expect.refusal(
        "'a' cannot be empty unless no samples are taken", () -> random.choice(List.of()));
    Expect.refusal(
        "'a' and 'p' must have same size", () -> random.choice(3, new double[] {.5, .5}));
    Expect.refusal("probabilities do not sum to 1", () -> random.choice(2, new double[] {.5, .6}));
    Expect.refusal(
        "probabilities are not non-negative", () -> random.choice(2, new double[] {-.5, 1.5}));
    Expect.refusal(
        "probabilities contain NaN", () -> random.choice(2, new double[] {Double.NaN, 1}));
    Expect.refusal(
        "Cannot take a larger sample than population when 'replace=False'",
        () -> random.choice(2, new ChoiceOptions().size(3).replace(false)));
    Expect.refusal(
        "Fewer non-zero entries in p than size",
        () -> random.choice(3, new ChoiceOptions().size(2).replace(false).p(1, 0, 0)));
    Expect.refusal(
        "negative dimensions are not allowed",
        () -> random.choice(3, new ChoiceOptions().size(-1)));
    Expect.refusal(
        "Negative dimensions are not allowed",
        () -> random.choice(3, new ChoiceOptions().size(-1).replace(false)));
    try (var scope = Torch.scope()) {
      Expect.refusal(
          "'p' must be 1-dimensional", () -> random.choice(2, Torch.tensor(new float[2], 1, 2)));
      NDArray off = Torch.tensor(.1, .2, .70001);
      assertEquals(2, new RandomState(0).choice(3, new ChoiceOptions().p(off)).toLongArray()[0]);
      Expect.refusal(
          "probabilities do not sum to 1", () -> random.choice(3, new double[] {.1, .2, .70001}));
      assertEquals(0, random.choice(0, new ChoiceOptions().size(0)).size());
      assertEquals(List.of(), random.choice(List.of(), new ChoiceOptions().size(0)));
    }
  }
}
