package io.github.torchrnn.distributions;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.LibTorch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An array that a distribution computes from its parameter when it is first asked for, as torch's
 * lazy_property. It is computed again where the scope of the first one has been closed, or where
 * this thread records and the first one was not recorded.
 */
final class Derived {

  private final Supplier<NDArray> compute;
  private @Nullable NDArray last;
  private boolean recorded;

  Derived(Supplier<NDArray> compute) {
    this.compute = compute;
  }

  NDArray get() {
    NDArray array = last;
    boolean records = Torch.isGradEnabled();
    if (array == null || !LibTorch.isOpenTensor(array) || records && !recorded) {
      array = compute.get();
      last = array;
      recorded = records;
    }
    return array;
  }

  /** The array if it has been asked for before, for torch's text of the distribution. */
  @Nullable NDArray known() {
    return last == null ? null : get();
  }
}
