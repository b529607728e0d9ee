package io.github.torchrnn.random;

import static io.github.torchrnn.random.PythonRandom.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.torchrnn.nn.Expect;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Python's lines in Java, and what Python refuses. */
class PythonRandomTest {

  @Test
  void linesReadAsPythons() {
    // import random
    // random.seed(0)
    // print(random.choice(["Arabic", "Chinese", "Czech"]), random.randint(0, 9), random.random())
    // pairs = [1, 2, 3, 4, 5]
    // random.shuffle(pairs)
    // print(pairs, random.sample(pairs, 3), random.choice("abcdef"))
    random.seed(0);
    String category = random.choice(List.of("Arabic", "Chinese", "Czech"));
    int index = random.randint(0, 9);
    assertEquals("Chinese 6 0.04048437818077755", category + " " + index + " " + random.random());
    List<Integer> pairs = new ArrayList<>(List.of(1, 2, 3, 4, 5));
    random.shuffle(pairs);
    assertEquals(
        "[1, 3, 2, 4, 5] [4, 2, 5] b",
        pairs + " " + random.sample(pairs, 3) + " " + random.choice("abcdef"));
  }

  @Test
  void arraysAreDrawnFromAsLists() {
    PythonRandom lists = new PythonRandom(5);
    PythonRandom arrays = new PythonRandom(5);
    int[] numbers = IntStream.range(0, 9).toArray();
    List<Integer> list = new ArrayList<>(IntStream.range(0, 9).boxed().toList());
    arrays.shuffle(numbers);
    lists.shuffle(list);
    assertArrayEquals(list.stream().mapToInt(i -> i).toArray(), numbers);
    assertEquals(lists.choice(list), arrays.choice(list.toArray(Integer[]::new)));
    assertEquals(lists.randint(3L, 40L), arrays.randint(3, 40));
    assertEquals(lists.randrange(3L), arrays.randrange(3));
    assertEquals(lists.randrange(3L, 40L), arrays.randrange(3, 40));
    assertEquals(lists.randrange(40L, 3L, -2L), arrays.randrange(40, 3, -2));
  }

  @Test
  void withoutASeedItIsSeededByChance() {
    assertNotEquals(new PythonRandom().random(), new PythonRandom().random());
    PythonRandom reseeded = new PythonRandom(1);
    double first = reseeded.random();
    reseeded.seed(Double.NaN);
    assertNotEquals(first, reseeded.random());
    reseeded.seed();
    assertNotEquals(first, reseeded.random());
  }

  @Test
  void infinitiesSeedByTheirHash() {
    // random.seed(float("inf")); print(random.random())
    // random.seed(float("-inf")); print(random.random())
    random.seed(Double.POSITIVE_INFINITY);
    assertEquals(0.19236379321481523, random.random());
    random.seed(Double.NEGATIVE_INFINITY);
    assertEquals(0.820833204760975, random.random());
  }

  @Test
  void aSeedForgetsTheSecondNumberOfAPair() {
    random.seed(3);
    double first = random.gauss();
    random.seed(3);
    assertEquals(first, random.gauss());
  }

  @Test
  void threadsShareOneSequence() throws InterruptedException {
    PythonRandom shared = new PythonRandom(7);
    Set<Double> drawn = new ConcurrentSkipListSet<>();
    Runnable work =
        () -> {
          for (int i = 0; i < 20_000; i++) {
            drawn.add(shared.random());
          }
        };
    Thread other = new Thread(work);
    other.start();
    work.run();
    other.join();
    PythonRandom alone = new PythonRandom(7);
    Set<Double> expected = new TreeSet<>();
    for (int i = 0; i < 40_000; i++) {
      expected.add(alone.random());
    }
    assertEquals(expected, drawn);
  }

  @Test
  void refusesWhatPythonRefuses() {
    Expect.refusal("empty range for randrange() (3, 2, -1)", () -> random.randint(3, 1));
    Expect.refusal(
        "empty range for randrange() (9223372036854775807, -9223372036854775807,"
            + " -18446744073709551614)",
        () -> random.randint(Long.MAX_VALUE, Long.MIN_VALUE));
    Expect.refusal("empty range for randrange() (3, 1, -2)", () -> random.randrange(3, 1));
    Expect.refusal("empty range for randrange() (3, 3, 0)", () -> random.randrange(3, 3, 1));
    Expect.refusal("empty range for randrange()", () -> random.randrange(0));
    Expect.refusal("empty range for randrange()", () -> random.randrange(1, 5, -1));
    Expect.refusal("zero step for randrange()", () -> random.randrange(1, 5, 0));
    Expect.refusal("number of bits must be non-negative", () -> random.getrandbits(-1));
    List<Integer> two = List.of(1, 2);
    Expect.refusal("Sample larger than population or is negative", () -> random.sample(two, 3));
    Expect.refusal("Sample larger than population or is negative", () -> random.sample(two, -1));
    Expect.refusal(
        "The number of weights does not match the population",
        () -> random.choices(two, new double[1], 1));
    Expect.refusal(
        "Total of weights must be greater than zero", () -> random.choices(two, new double[2], 1));
    Expect.refusal(
        "Total of weights must be finite",
        () -> random.choices(two, new double[] {Double.NaN, 1}, 1));
    Class<IndexOutOfBoundsException> indexError = IndexOutOfBoundsException.class;
    String empty = "Cannot choose from an empty sequence";
    Expect.refusal(indexError, empty, () -> random.choice(List.of()));
    Expect.refusal(indexError, empty, () -> random.choice(new String[0]));
    Expect.refusal(indexError, empty, () -> random.choice(""));
    Expect.refusal(indexError, "list index out of range", () -> random.choices(List.of(), 1));
    Expect.refusal(
        indexError, "list index out of range", () -> random.choices(List.of(), new double[0], 1));
    assertEquals(List.of(), random.choices(List.of(), 0));
    assertEquals(List.of(), random.choices(two, -2));
  }
}
