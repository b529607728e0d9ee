package io.github.torchrnn.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDManager.SystemNDManager;
import ai.djl.pytorch.engine.PtNDManager;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The arrays that were made outside of any scope and that no manager of the user owns. Each is
 * freed some time after it has become unreachable.
 *
 * <p>The garbage collector finds them, and {@link Calls} frees them. The collector does not see
 * their native memory, so it gets a hint after much of it has been allocated.
 */
final class LooseArrays {

  /** The bytes that are allocated before the collector gets its first hint. */
  private static final long HINT_BYTES = 256L << 20;

  /** One array in this many has its size measured, as a sample of the others. */
  private static final int SAMPLE = 4;

  private static final ReferenceQueue<NDArray> QUEUE = new ReferenceQueue<>();

  /** The end of a linked list of the references, which have to stay reachable themselves. */
  private static Loose last;

  /** The number of arrays so far. */
  private static long count;

  /** The bytes of the arrays that are not known to be unreachable, estimated. */
  private static long bytes;

  /** The bytes allocated since the last hint, estimated. */
  private static long bytesSinceHint;

  private LooseArrays() {}

  /** A reference to an array, linked to the references made before and after it. */
  private static final class Loose extends PhantomReference<NDArray> {
    private final AtomicReference<Long> address;
    private final long bytes;
    private Loose before;
    private Loose after;

    Loose(NDArray array, long bytes) {
      super(array, QUEUE);
      address = DjlMembers.address(array);
      this.bytes = bytes;
    }
  }

  /** Lets an array be freed when it is dropped, if only the library's own manager owns it. */
  static void add(NDArray array) {
    NDManager manager = array.getManager();
    if (LibTorch.isOwnManager(manager)) {
      ((PtNDManager) manager).detachInternal(array.getUid());
    } else if (!(manager instanceof SystemNDManager)) {
      return;
    }
    if (LibTorch.isOpenTensor(array) && link(array)) {
      System.gc();
    }
  }

  /** Adds an array to the list; returns whether it is time for a hint. */
  private static synchronized boolean link(NDArray array) {
    long size =
        count++ % SAMPLE == 0 ? SAMPLE * array.size() * array.getDataType().getNumOfBytes() : 0;
    Loose loose = new Loose(array, size);
    loose.before = last;
    if (last != null) {
      last.after = loose;
    }
    last = loose;
    bytes += size;
    bytesSinceHint += size;
    // The more memory is in use on purpose, the rarer a collection pays off.
    boolean hint = bytesSinceHint > Math.max(HINT_BYTES, bytes / 2);
    if (hint) {
      bytesSinceHint = 0;
    }
    return hint;
  }

  /** Hands the arrays that the garbage collector has found to {@link Calls}. */
  static void collect() {
    Reference<? extends NDArray> found = QUEUE.poll();
    while (found != null) {
      Loose loose = (Loose) found;
      unlink(loose);
      if (loose.address.get() != null) {
        Calls.freeLater(() -> NativeMemory.free(loose.address, Handles::delete));
      }
      found = QUEUE.poll();
    }
  }

  private static synchronized void unlink(Loose loose) {
    if (loose.before != null) {
      loose.before.after = loose.after;
    }
    if (loose.after != null) {
      loose.after.before = loose.before;
    } else {
      last = loose.before;
    }
    bytes -= loose.bytes;
  }
}
