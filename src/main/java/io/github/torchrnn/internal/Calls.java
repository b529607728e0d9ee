package io.github.torchrnn.internal;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The calls of this library that are in progress, and the native objects that wait for their end.
 *
 * <p>A native call works on addresses that were read from Java objects before it. Meanwhile another
 * thread may close such an object, or the garbage collector may find it unreachable: an address
 * keeps nothing alive. So a call is announced before it reads an address, and an object of the
 * library is not freed while a call that may have read its address is in progress.
 *
 * <ul>
 *   <li>A closed object is freed at once if no other thread is in a call, otherwise by the last of
 *       the calls that were in progress.
 *   <li>A dropped object is freed on entry to a call, never by the collector's thread. It is freed
 *       at once if only one living thread has ever called the library, since that thread is not in
 *       a native call then. Otherwise a thread may be in a native call that DJL made by itself,
 *       unannounced, so the object waits for ten seconds.
 * </ul>
 */
public final class Calls {

  /** A function that frees the native object at an address. */
  @FunctionalInterface
  interface Free {
    void free(long address);
  }

  /** The time that a dropped object waits if several threads work, in nanoseconds. */
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final List<Caller> CALLERS = new CopyOnWriteArrayList<>();
  private static final ThreadLocal<Caller> CURRENT = ThreadLocal.withInitial(Calls::register);
  private static final Queue<Dropped> DROPPED = new ConcurrentLinkedQueue<>();

  /** Closed objects whose address a call in progress may have read; guarded by itself. */
  private static final List<Closed> CLOSED = new ArrayList<>();

  /** Whether {@link #CLOSED} has elements: most calls read only this. */
  private static volatile boolean closedWaiting;

  private Calls() {}

  /** A thread that has called the library. */
  private static final class Caller {
    private final WeakReference<Thread> thread = new WeakReference<>(Thread.currentThread());

    boolean isAlive() {
      Thread live = thread.get();
      return live != null && live.isAlive();
    }

    /** The number of this thread's nested calls in progress. */
    private int depth;

    /** A counter of the beginnings and ends of outermost calls: odd during a call. */
    private volatile long turn;
  }

  /** A call of another thread, identified by the turn in which it began. */
  private record InProgress(Caller caller, long turn) {
    boolean hasEnded() {
      return caller.turn != turn;
    }
  }

  /**
   * A closed object.
   *
   * @param calls the calls that may have read its address
   */
  private record Closed(long address, Free how, List<InProgress> calls) {}

  /**
   * An object that the garbage collector found unreachable.
   *
   * @param since the time when it did, by {@link System#nanoTime}
   */
  private record Dropped(Runnable free, long since) {}

  private static Caller register() {
    Caller caller = new Caller();
    synchronized (CALLERS) {
      CALLERS.removeIf(other -> !other.isAlive());
      CALLERS.add(caller);
    }
    return caller;
  }

  /** Announces a call of this thread. Calls nest. */
  public static void enter() {
    Caller caller = CURRENT.get();
    if (caller.depth++ == 0) {
      freeWaiting(caller);
      caller.turn = caller.turn + 1;
    }
  }

  /** Frees waiting objects, unless this thread is in a call. Runs before arrays are made. */
  static void tidy() {
    Caller caller = CURRENT.get();
    if (caller.depth == 0) {
      freeWaiting(caller);
    }
  }

  private static void freeWaiting(Caller caller) {
    LooseArrays.collect();
    if (!DROPPED.isEmpty()) {
      freeDropped(caller);
    }
    if (closedWaiting) {
      freeClosed();
    }
  }

  /** Ends what {@link #enter} began. */
  public static void exit() {
    Caller caller = CURRENT.get();
    if (--caller.depth == 0) {
      caller.turn = caller.turn + 1;
      if (closedWaiting) {
        freeClosed();
      }
    }
  }

  /** Frees a closed object, whose address no later call can read, once no call works with it. */
  static void free(long address, Free how) {
    List<InProgress> calls = others();
    if (calls.isEmpty()) {
      how.free(address);
      return;
    }
    synchronized (CLOSED) {
      CLOSED.add(new Closed(address, how, calls));
      closedWaiting = true;
    }
  }

  /** Queues the freeing of an object that the garbage collector found unreachable. */
  static void freeLater(Runnable free) {
    DROPPED.add(new Dropped(free, System.nanoTime()));
  }

  private static List<InProgress> others() {
    Caller own = CURRENT.get();
    List<InProgress> calls = new ArrayList<>();
    for (Caller caller : CALLERS) {
      long turn = caller.turn;
      if (caller != own && turn % 2 == 1) {
        calls.add(new InProgress(caller, turn));
      }
    }
    return calls;
  }

  private static void freeDropped(Caller own) {
    boolean alone = CALLERS.stream().allMatch(caller -> caller == own || !caller.isAlive());
    long now = System.nanoTime();
    Dropped first = DROPPED.peek();
    while (first != null && (alone || now - first.since > GRACE_NANOS)) {
      if (DROPPED.remove(first)) {
        first.free.run();
      }
      first = DROPPED.peek();
    }
  }

  private static void freeClosed() {
    List<Closed> free = new ArrayList<>();
    synchronized (CLOSED) {
      CLOSED.removeIf(
          closed -> closed.calls.stream().allMatch(InProgress::hasEnded) && free.add(closed));
      closedWaiting = !CLOSED.isEmpty();
    }
    free.forEach(closed -> closed.how.free(closed.address));
  }
}
