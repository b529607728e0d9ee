package io.github.torchrnn.spark;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/**
 * What the tasks of an executor share: a network is built by the first of them. No task tells an
 * executor that a stage will never run again, so that all but the last few that no task uses are
 * closed when another is built.
 */
final class ExecutorCache {

  /** A function that builds what is shared. */
  @FunctionalInterface
  interface Builder<T> {
    T build() throws Exception;
  }

  /** The number of entries, with one that is built, that are kept without a task that uses them. */
  static final int IDLE = 2;

  private static final class Entry {
    final AutoCloseable value;
    int users;

    Entry(AutoCloseable value) {
      this.value = value;
    }
  }

  /** By key, the one used last at the end. */
  private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>(16, 0.75f, true);

  private ExecutorCache() {}

  /** The value of a key, built if it is not there, in use until the task has ended. */
  @SuppressWarnings("unchecked") // a key belongs to one kind of value
  static <T extends AutoCloseable> T ofTask(String key, Builder<T> builder) throws Exception {
    Entry entry;
    synchronized (ENTRIES) {
      entry = ENTRIES.get(key);
      if (entry == null) {
        closeIdle();
        entry = new Entry(builder.build());
        ENTRIES.put(key, entry);
      }
      entry.users++;
    }
    Entry used = entry;
    TaskCompletionListener release = context -> release(used);
    TaskContext.get().addTaskCompletionListener(release);
    return (T) entry.value;
  }

  private static void release(Entry entry) {
    synchronized (ENTRIES) {
      entry.users--;
    }
  }

  /** Makes room for another entry: those that a pipeline's tasks use one after the other stay. */
  private static void closeIdle() {
    long idle = ENTRIES.values().stream().filter(it -> it.users == 0).count();
    Iterator<Entry> eldest = ENTRIES.values().iterator();
    while (idle >= IDLE) {
      Entry next = eldest.next();
      if (next.users == 0) {
        eldest.remove();
        close(next);
        idle--;
      }
    }
  }

  private static void close(Entry entry) {
    try {
      entry.value.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The number of entries, for tests. */
  static int size() {
    synchronized (ENTRIES) {
      return ENTRIES.size();
    }
  }
}
