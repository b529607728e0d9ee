package io.github.torchrnn.tutorial;

import ai.djl.ndarray.NDList;
import io.github.torchrnn.Torch;
import io.github.torchrnn.data.Dataset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Words as pairs of inputs and targets, each of (longest + 1): the letters behind a 0, and the
 * letters with a 0 behind them. What follows in the targets is -1.
 *
 * @param chars the letters, of which the first is 1
 * @param maxWordLength the length of the longest word
 */
record CharDataset(List<String> words, String chars, int maxWordLength) implements Dataset<NDList> {

  /** Tells of the words, and holds back a tenth of them, in the order of {@code randperm}. */
  static List<CharDataset> split(List<String> words) {
    if (words.size() < 10) {
      throw new IllegalArgumentException("--data needs 10 words or more");
    }
    String chars =
        words.stream()
            .flatMapToInt(String::chars)
            .distinct()
            .sorted()
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    int longest = words.stream().mapToInt(String::length).max().orElseThrow();
    System.out.println("number of examples in the dataset: " + words.size());
    System.out.println("max word length: " + longest);
    System.out.println("number of unique characters in the vocabulary: " + chars.length());
    System.out.println("vocabulary:\n" + chars);
    int testSize = Math.min(1000, words.size() / 10);
    List<String> shuffled = Batches.shuffled(words);
    List<String> train = shuffled.subList(0, words.size() - testSize);
    List<String> test = shuffled.subList(train.size(), words.size());
    System.out.println(
        "split up the dataset into %s training examples and %s test examples"
            .formatted(train.size(), test.size()));
    return List.of(new CharDataset(train, chars, longest), new CharDataset(test, chars, longest));
  }

  /** The number of letters, with the 0. */
  int vocabSize() {
    return chars.length() + 1;
  }

  @Override
  public NDList get(int index) {
    long[] ix = words.get(index).chars().mapToLong(letter -> chars.indexOf(letter) + 1).toArray();
    long[] x = new long[maxWordLength + 1];
    long[] y = new long[maxWordLength + 1];
    System.arraycopy(ix, 0, x, 1, ix.length);
    System.arraycopy(ix, 0, y, 0, ix.length);
    Arrays.fill(y, ix.length + 1, y.length, -1);
    return new NDList(Torch.tensor(x), Torch.tensor(y));
  }

  @Override
  public int len() {
    return words.size();
  }

  /** The word of letters up to the first 0. */
  String decode(long[] letters) {
    return LongStream.of(letters)
        .takeWhile(letter -> letter != 0)
        .mapToObj(letter -> chars.substring((int) letter - 1, (int) letter))
        .collect(Collectors.joining());
  }
}
