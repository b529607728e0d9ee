package io.github.torchrnn.bench;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;

/** What the hello tutorials learn from. */
final class HelloWord {

  static final int LETTERS = 4;
  static final long[] LABELS = {3, 1, 2, 3, 2};

  private static final int[] WORD = {1, 0, 2, 2, 3};

  private HelloWord() {}

  /** The word in one-hot letters, of (seq, batch 1, letters). */
  static NDArray inputs() {
    return Torch.tensor(oneHot(), WORD.length, 1, LETTERS);
  }

  static NDArray labels() {
    return Torch.tensor(LABELS);
  }

  static float[] oneHot() {
    float[] letters = new float[WORD.length * LETTERS];
    for (int i = 0; i < WORD.length; i++) {
      letters[i * LETTERS + WORD[i]] = 1;
    }
    return letters;
  }
}
