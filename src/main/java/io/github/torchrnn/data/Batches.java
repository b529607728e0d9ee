package io.github.torchrnn.data;

import io.github.torchrnn.data.BatchMaker.Made;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One iteration over batches, each of which is freed when the next is taken. */
final class Batches<B> implements Iterator<B> {

  private final Iterator<Made<B>> made;
  private @Nullable Made<B> last;

  Batches(Iterator<Made<B>> made) {
    this.made = made;
  }

  /** Batches that are made when they are taken. */
  static <T, B> Iterator<Made<B>> inTurn(Iterator<List<Integer>> indices, BatchMaker<T, B> maker) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return indices.hasNext();
      }

      @Override
      public Made<B> next() {
        return maker.make(indices.next());
      }
    };
  }

  @Override
  public boolean hasNext() {
    boolean more = made.hasNext();
    if (!more) {
      free();
    }
    return more;
  }

  @Override
  public B next() {
    free();
    last = made.next();
    return last.batch();
  }

  private void free() {
    if (last != null) {
      last.arrays().close();
      last = null;
    }
  }
}
