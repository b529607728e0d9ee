package io.github.torchrnn.data;

import io.github.torchrnn.internal.CapturedArrays;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A dataset and the function that makes one batch of some of its examples. */
record BatchMaker<T, B>(Dataset<T> dataset, Function<? super List<T>, ? extends B> collate) {

  /** A batch and the arrays that were made for it. */
  record Made<B>(B batch, CapturedArrays arrays) {}

  Made<B> make(List<Integer> indices) {
    CapturedArrays arrays = new CapturedArrays();
    List<B> batch = new ArrayList<>();
    arrays.capture(
        () -> {
          List<T> examples = new ArrayList<>();
          indices.forEach(index -> examples.add(dataset.get(index)));
          batch.add(collate.apply(examples));
        });
    return new Made<>(batch.get(0), arrays);
  }
}
