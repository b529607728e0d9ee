package io.github.torchrnn.internal;

import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A zip as torch writes it: all entries in one folder and stored, each beginning at a multiple of
 * 64 bytes, so that LibTorch can map tensors into memory.
 */
public final class StoredZip implements Closeable {

  /** The content of an entry. It is written twice, the first time to find its checksum. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private static final int ALIGNMENT = 64;
  private static final int LOCAL_HEADER = 30;
  private static final int EXTRA_HEADER = 4;
  private static final int ZIP64_EXTRA = 20;
  private static final long ZIP64_SIZE = 0xFFFFFFFFL;
  private static final byte[] PADDING_ID = {'F', 'B'};
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 2, 1, 0, 0);

  private final Counter counter;
  private final ZipOutputStream zip;
  private final String folder;

  /** A zip whose entries are in the named folder. */
  public StoredZip(OutputStream out, String folder) {
    counter = new Counter(out);
    zip = new ZipOutputStream(counter);
    this.folder = folder;
  }

  /** Adds an entry of text, in UTF-8. */
  public void add(String name, String text) throws IOException {
    add(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds an entry of bytes. */
  public void add(String name, byte[] content) throws IOException {
    add(name, content.length, out -> out.write(content));
  }

  /** Adds an entry of a known size in bytes, which may be too large for an array. */
  public void add(String name, long size, Content content) throws IOException {
    CRC32 crc = new CRC32();
    content.writeTo(new CheckedOutputStream(OutputStream.nullOutputStream(), crc));
    ZipEntry entry = new ZipEntry(folder + "/" + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(size);
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(EPOCH);
    int before = LOCAL_HEADER + entry.getName().getBytes(StandardCharsets.UTF_8).length;
    entry.setExtra(padding(before + (size >= ZIP64_SIZE ? ZIP64_EXTRA : 0)));
    zip.putNextEntry(entry);
    content.writeTo(zip);
    zip.closeEntry();
  }

  private byte[] padding(int before) {
    long start = counter.count + before + EXTRA_HEADER;
    int length = (int) Math.floorMod(-start, (long) ALIGNMENT);
    byte[] extra = new byte[EXTRA_HEADER + length];
    Arrays.fill(extra, (byte) 'Z');
    ByteBuffer.wrap(extra).order(ByteOrder.LITTLE_ENDIAN).put(PADDING_ID).putShort((short) length);
    return extra;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  /** A stream that counts its bytes, and so knows where the zip's next entry begins. */
  private static final class Counter extends FilterOutputStream {
    private long count;

    Counter(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      count += length;
    }
  }
}
