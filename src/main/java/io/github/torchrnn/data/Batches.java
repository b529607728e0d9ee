package io.github.torchrnn.data;

import io.github.torchrnn.data.BatchMaker.Made;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** One iteration over batches, each of which is freed when the next is taken. */
final class Batches<B> implements Iterator<B> {

  private final Iterator<Made<B>> made;
  private @Nullable Made<B> last;

  Batches(Iterator<Made<B>> made) {
    this.made = made;
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
