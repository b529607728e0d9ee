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
 * <p>A native call works on addresses that were read from Java objects before it. Another thread
 * may close such an object meanwhile, or the collector find it unreachable: an address keeps
 * nothing alive. So a call is announced before it reads an address, and what the library owns is
 * not freed while a call is in progress that may have read it.
 *
 * <ul>
 *   <li>A closed object is freed at once if no other thread is in a call, else by the last of the
 *       calls that were in progress.
 *   <li>A dropped object is freed on entry to a call, never by the collector's thread: at once if
 *       one thread alone has ever met the library, since that is in no native call then. If there
 *       are more, one may be in a native call of DJL's own, which nobody announces: the object
 *       waits for ten seconds.
 * </ul>
 */
public final class Calls {

  /** What frees an address. */
  @FunctionalInterface
  interface Free {
    void free(long address);
  }

  /** How long a dropped object waits where several threads work, in nanoseconds. */
  private static final long GRACE = TimeUnit.SECONDS.toNanos(10);

  private static final List<Caller> CALLERS = new CopyOnWriteArrayList<>();
  private static final ThreadLocal<Caller> CURRENT = ThreadLocal.withInitial(Calls::met);
  private static final Queue<Dropped> DROPPED = new ConcurrentLinkedQueue<>();

  /** Closed objects whose address a call in progress may have read; guarded by itself. */
  private static final List<Closed> CLOSED = new ArrayList<>();

  /** Whether there are any of these: all that most calls look at. */
  private static volatile boolean closedWait;

  private Calls() {}

  /** A thread that has met the library. */
  private static final class Caller {
    private final WeakReference<Thread> thread = new WeakReference<>(Thread.currentThread());

    boolean isAlive() {
      Thread live = thread.get();
      return live != null && live.isAlive();
    }

    /** How many calls of this thread are in progress, one inside the other. */
    private int depth;

    /** Grows by one when the outermost call begins, and when it ends: odd in between. */
    private volatile long turn;
  }

  /** A call of another thread, by the turn that it began with. */
  private record InProgress(Caller caller, long turn) {
    boolean hasEnded() {
      return caller.turn != turn;
    }
  }

  private record Closed(long address, Free how, List<InProgress> calls) {}

  /**
   * An object that the collector found.
   *
   * @param since when it did, by {@link System#nanoTime}
   */
  private record Dropped(Runnable free, long since) {}

  private static Caller met() {
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
      freeWhatMay(caller);
      caller.turn = caller.turn + 1;
    }
  }

  /** Frees what waits, if this thread is in no call: on the way to making arrays. */
  static void tidy() {
    Caller caller = CURRENT.get();
    if (caller.depth == 0) {
      freeWhatMay(caller);
    }
  }

  private static void freeWhatMay(Caller caller) {
    LooseArrays.collect();
    if (!DROPPED.isEmpty()) {
      freeDropped(caller);
    }
    if (closedWait) {
      freeClosed();
    }
  }

  /** Ends what {@link #enter} began. */
  public static void exit() {
    Caller caller = CURRENT.get();
    if (--caller.depth == 0) {
      caller.turn = caller.turn + 1;
      if (closedWait) {
        freeClosed();
      }
    }
  }

  /** Frees a closed object as soon as no call works with it. Nothing can read the address anew. */
  static void free(long address, Free how) {
    List<InProgress> calls = others();
    if (calls.isEmpty()) {
      how.free(address);
      return;
    }
    synchronized (CLOSED) {
      CLOSED.add(new Closed(address, how, calls));
      closedWait = true;
    }
  }

  /** Hands over what frees an object that the collector found. */
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
    while (first != null && (alone || now - first.since > GRACE)) {
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
      closedWait = !CLOSED.isEmpty();
    }
    free.forEach(closed -> closed.how.free(closed.address));
  }
}
