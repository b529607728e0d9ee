package io.github.torchrnn.data;

import io.github.torchrnn.internal.CapturedArrays;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The function that makes one batch of some examples, and keeps the arrays of both together. */
record BatchMaker<T, B>(Function<? super List<T>, ? extends B> collate) {

  /** A batch and the arrays that were made for it. */
  record Made<B>(B batch, CapturedArrays arrays) {}

  /**
   * Makes a batch.
   *
   * @param examples gives null if there are no more
   * @return null if there are no more
   */
  @Nullable Made<B> make(Supplier<? extends @Nullable List<T>> examples) {
    CapturedArrays arrays = new CapturedArrays();
    List<B> batch = new ArrayList<>();
    arrays.capture(
        () -> {
          List<T> taken = examples.get();
          if (taken != null) {
            batch.add(collate.apply(taken));
          }
        });
    if (batch.isEmpty()) {
      arrays.close();
      return null;
    }
    return new Made<>(batch.get(0), arrays);
  }
}
