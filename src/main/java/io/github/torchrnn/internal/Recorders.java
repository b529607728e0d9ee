package io.github.torchrnn.internal;

/** The recorders of all threads: a field that each call reads, and one value a thread. */
final class Recorders {

  static final ThreadLocal<Recorder> CURRENT = new ThreadLocal<>();

  /** How many threads have a recorder. */
  static volatile int running;

  private Recorders() {}

  static synchronized void set(Recorder recorder) {
    boolean was = CURRENT.get() != null;
    if (recorder == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(recorder);
    }
    if (was != (recorder != null)) {
      running += recorder == null ? -1 : 1;
    }
  }
}
