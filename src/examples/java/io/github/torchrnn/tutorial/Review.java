package io.github.torchrnn.tutorial;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.data.Dataset;
import io.github.torchrnn.nn.PadOptions;
import io.github.torchrnn.nn.RNNUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A sentence of one or three clauses about a film, made up at random.
 *
 * @param label 1 where most of the clauses are praise, otherwise 0
 */
record Review(List<String> words, double label) {

  private static final List<String> THINGS =
      List.of("film", "plot", "cast", "music", "ending", "dialogue", "camera", "pace");
  private static final List<String> DEGREES = List.of("", "very", "quite", "rather", "really");
  private static final List<String> GOOD =
      List.of("good", "great", "funny", "clever", "moving", "fresh", "bright", "superb");
  private static final List<String> BAD =
      List.of("bad", "awful", "dull", "clumsy", "hollow", "stale", "noisy", "tedious");

  /** The words of the sentences, by their codes; that of 0 is what shorter ones are filled with. */
  static final List<String> VOCABULARY =
      Stream.of(
              List.of("<pad>", "the", "is", "not", "and"), THINGS, DEGREES.subList(1, 5), GOOD, BAD)
          .flatMap(List::stream)
          .toList();

  /** Codes of (batch, longest), the lengths, and 1 for praise, of (batch). */
  record Batch(NDArray text, NDArray lengths, NDArray labels) {}

  /** Sentences as one batch: {@code collate_fn}. */
  static Batch collate(List<Review> reviews, Device device) {
    List<NDArray> codes = reviews.stream().map(review -> Torch.tensor(review.codes())).toList();
    NDArray text = RNNUtils.padSequence(codes, new PadOptions().batchFirst(true));
    long[] lengths = codes.stream().mapToLong(NDArray::size).toArray();
    NDArray labels = Torch.tensor(reviews.stream().mapToDouble(Review::label).toArray());
    labels = Torch.to(Torch.to(labels, DataType.FLOAT32), device);
    return new Batch(Torch.to(text, device), Torch.tensor(lengths), labels);
  }

  /** The code of each word. */
  long[] codes() {
    return words.stream().mapToLong(VOCABULARY::indexOf).toArray();
  }

  @Override
  public String toString() {
    return String.join(" ", words);
  }

  /** Sentences of what {@code torch.randint} draws. */
  static Dataset<Review> dataset(int count) {
    if (count < 40) {
      throw new IllegalArgumentException("--sentences is at least 40");
    }
    List<Review> reviews = new ArrayList<>();
    long[] numbers = Torch.randint(1000, new Shape(count, 16)).toLongArray();
    for (int i = 0; i < numbers.length; i += 16) {
      reviews.add(of(numbers, i));
    }
    return Dataset.of(reviews);
  }

  /** One that is made from 16 numbers: of its length, and 5 for each clause. */
  private static Review of(long[] numbers, int start) {
    List<String> words = new ArrayList<>();
    int balance = 0;
    for (int at = start + 1; at < start + 1 + 5 * (1 + 2 * (numbers[start] % 2)); at += 5) {
      if (!words.isEmpty()) {
        words.add("and");
      }
      boolean denied = numbers[at + 1] % 4 == 0;
      boolean good = numbers[at + 3] % 2 == 0;
      words.addAll(List.of("the", choice(THINGS, numbers[at]), "is"));
      words.add(denied ? "not" : "");
      words.add(choice(DEGREES, numbers[at + 2]));
      words.add(choice(good ? GOOD : BAD, numbers[at + 4]));
      balance += good != denied ? 1 : -1;
    }
    words.removeIf(String::isEmpty);
    return new Review(words, balance > 0 ? 1 : 0);
  }

  private static String choice(List<String> words, long number) {
    return words.get((int) (number % words.size()));
  }
}
