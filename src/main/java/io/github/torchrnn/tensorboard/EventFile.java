package io.github.torchrnn.tensorboard;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;

/**
 * A file of TensorBoard's events: records of TFRecord, each a message {@code tensorflow.Event} with
 * checksums. Fields have the numbers of TensorFlow's event.proto.
 */
final class EventFile {

  private static final AtomicInteger FILES = new AtomicInteger();
  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int SESSION_LOG = 7;
  private static final double MILLIS = 1000;
  private static final int MASK = 0xa282ead8;
  private static final int ROTATION = 15;

  private final OutputStream out;
  private final int maxQueue;
  private final long flushNanos;
  private int pending;
  private long flushed = System.nanoTime();

  /**
   * Creates the file, and folders that are missing.
   *
   * @param maxQueue how many events may wait in memory
   * @param flushSecs how long, in seconds, events may wait until the next one comes
   */
  EventFile(Path folder, String suffix, int maxQueue, long flushSecs) throws IOException {
    this.maxQueue = maxQueue;
    flushNanos = TimeUnit.SECONDS.toNanos(flushSecs);
    Files.createDirectories(folder);
    String name =
        String.format(
            Locale.ROOT,
            "events.out.tfevents.%010d.%s.%s.%s%s",
            TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis()),
            LogDir.host(),
            ProcessHandle.current().pid(),
            FILES.getAndIncrement(),
            suffix);
    out = new BufferedOutputStream(Files.newOutputStream(folder.resolve(name)));
    write(timed().text(FILE_VERSION, "brain.Event:2"));
    flush();
  }

  /** Tells TensorBoard to hide an earlier run's events from a step on. */
  void purgeFrom(long step) throws IOException {
    write(timed().integer(STEP, step).text(FILE_VERSION, "brain.Event:2"));
    ProtoBytes start = new ProtoBytes().integer(1, 1);
    write(timed().integer(STEP, step).message(SESSION_LOG, start));
  }

  void add(ProtoBytes summary, long step) throws IOException {
    write(timed().integer(STEP, step).message(SUMMARY, summary));
    pending++;
    if (pending >= maxQueue || System.nanoTime() - flushed >= flushNanos) {
      flush();
    }
  }

  private static ProtoBytes timed() {
    return new ProtoBytes().real(WALL_TIME, System.currentTimeMillis() / MILLIS);
  }

  /** The length and its checksum, the event and its checksum. */
  private void write(ProtoBytes event) throws IOException {
    byte[] data = event.toByteArray();
    byte[] length = littleEndian(Long.BYTES).putLong(data.length).array();
    out.write(length);
    out.write(littleEndian(Integer.BYTES).putInt(masked(length)).array());
    out.write(data);
    out.write(littleEndian(Integer.BYTES).putInt(masked(data)).array());
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** TFRecord's masked CRC-32C. */
  private static int masked(byte... data) {
    CRC32C checksum = new CRC32C();
    checksum.update(data);
    return Integer.rotateRight((int) checksum.getValue(), ROTATION) + MASK;
  }

  void flush() throws IOException {
    out.flush();
    pending = 0;
    flushed = System.nanoTime();
  }

  void close() throws IOException {
    out.close();
  }
}
