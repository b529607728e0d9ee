package io.github.torchrnn.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDManager.SystemNDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The arrays that were made outside of any scope and that no manager of the user's owns: each is
 * freed some time after Java no longer reaches it.
 *
 * <p>The collector finds them, and {@link Calls} frees them. It does not see their memory, so it
 * gets a hint when much has been made since it last ran.
 */
final class LooseArrays {

  /** How many bytes are made before the collector gets its first hint. */
  private static final long HINT = 256L << 20;

  /** The size of one array in so many is looked at, and stands for the others. */
  private static final int SAMPLE = 4;

  private static final ReferenceQueue<NDArray> QUEUE = new ReferenceQueue<>();

  /** The last of the references, which have to be reachable themselves. */
  private static Loose last;

  /** How many arrays have been made. */
  private static long made;

  /** How many bytes the arrays have that are not known to be unreachable, about. */
  private static long bytes;

  /** How many of them were made since the last hint, about. */
  private static long fresh;

  private LooseArrays() {}

  /** A reference to an array, between those that were made before and after it. */
  private static final class Loose extends PhantomReference<NDArray> {
    private final AtomicReference<Long> address;
    private final long bytes;
    private Loose before;
    private Loose after;

    Loose(NDArray array, long bytes) {
      super(array, QUEUE);
      address = Jni.address(array);
      this.bytes = bytes;
    }
  }

  /** Frees an array when it is dropped, if nothing but the library's own manager owns it. */
  static void add(NDArray array) {
    NDManager manager = array.getManager();
    if (Kernels.isOwnManager(manager)) {
      ((PtNDManager) manager).detachInternal(array.getUid());
    } else if (!(manager instanceof SystemNDManager)) {
      return;
    }
    if (Kernels.isOpenTensor(array) && link(array)) {
      System.gc();
    }
  }

  /** Returns whether it is time for a hint. */
  private static synchronized boolean link(NDArray array) {
    long size =
        made++ % SAMPLE == 0 ? SAMPLE * array.size() * array.getDataType().getNumOfBytes() : 0;
    Loose loose = new Loose(array, size);
    loose.before = last;
    if (last != null) {
      last.after = loose;
    }
    last = loose;
    bytes += size;
    fresh += size;
    // If much is held on purpose, looking for more pays off later.
    boolean hint = fresh > Math.max(HINT, bytes / 2);
    if (hint) {
      fresh = 0;
    }
    return hint;
  }

  /** Hands over what the collector has found. */
  static void collect() {
    Reference<? extends NDArray> found = QUEUE.poll();
    while (found != null) {
      Loose loose = (Loose) found;
      unlink(loose);
      if (loose.address.get() != null) {
        Calls.freeLater(() -> NativeMemory.free(loose.address, JniUtils::deleteNDArray));
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
