package io.github.torchrnn.io;

import io.github.torchrnn.internal.Shown;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** An entry of a zip file, stored or deflated. */
final class ZipPart {

  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final int INFLATED_PART = 1 << 16;

  /** Bytes per read: few enough to be still in the processor's cache for the checksum. */
  private static final int READ = 1 << 17;

  private final String name;
  private final int method;
  private final int crc;
  private final long packed;
  private final long size;
  private final long offset;
  private long end;

  ZipPart(String name, int method, int crc, long packed, long size, long offset) {
    this.name = name;
    this.method = method;
    this.crc = crc;
    this.packed = packed;
    this.size = size;
    this.offset = offset;
  }

  String name() {
    return name;
  }

  /** Its size in the file, in bytes. */
  long packed() {
    return packed;
  }

  /** Its size after decompression, in bytes. */
  long size() {
    return size;
  }

  /** The position of its local header in the file. */
  long offset() {
    return offset;
  }

  /** The position in the file at which it must have ended. */
  long end() {
    return end;
  }

  void endsBy(long limit) {
    end = limit;
  }

  /** Its content, which begins at a position of the file. */
  Content content(FileChannel file, long start) throws TorchFormatException {
    if (method != STORED && method != DEFLATED || method == STORED && packed != size) {
      throw new TorchFormatException(
          "is compressed in a way that torch cannot read: " + Shown.name(name));
    }
    ReadableByteChannel stored = new Stored(file, start, packed);
    return new Content(method == STORED ? stored : new Deflated(stored));
  }

  /** The decompressed bytes of the entry, and their checksum so far. */
  final class Content implements ReadableByteChannel {
    private final ReadableByteChannel bytes;
    private final CRC32 read = new CRC32();
    private long left = size;

    private Content(ReadableByteChannel bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
      if (left == 0) {
        return -1;
      }
      int start = to.position();
      int limit = to.limit();
      to.limit((int) Math.min(limit, start + Math.min(left, READ)));
      try {
        int count = bytes.read(to);
        if (count < 0) {
          throw new TorchFormatException("is truncated within its entry " + Shown.name(name));
        }
        left -= count;
        if (crc != 0) {
          read.update(to.duplicate().position(start).limit(start + count));
        }
        return count;
      } catch (ZipException | EOFException e) {
        throw new TorchFormatException(
            "is damaged: its entry " + Shown.name(name) + " cannot be decompressed");
      } finally {
        to.limit(limit);
      }
    }

    /**
     * Reads the rest, and compares the checksum. On request torch writes zeros for checksums: such
     * an entry cannot be checked.
     */
    void verify() throws IOException {
      ByteBuffer rest = ByteBuffer.allocate((int) Math.min(left, INFLATED_PART));
      while (left > 0) {
        read(rest.clear());
      }
      if (crc != 0 && (int) read.getValue() != crc) {
        throw new TorchFormatException(
            "is damaged: the checksum of its entry " + Shown.name(name) + " does not match");
      }
    }

    @Override
    public boolean isOpen() {
      return bytes.isOpen();
    }

    @Override
    public void close() throws IOException {
      bytes.close();
    }
  }

  /** A range of a file, which stays open. */
  private static final class Stored implements ReadableByteChannel {
    private final FileChannel file;
    private long position;
    private final long end;

    Stored(FileChannel file, long start, long length) {
      this.file = file;
      position = start;
      end = start + length;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
      if (position == end) {
        return -1;
      }
      int limit = to.limit();
      to.limit((int) Math.min(limit, to.position() + end - position));
      int count = file.read(to, position);
      to.limit(limit);
      position += Math.max(0, count);
      return count;
    }

    @Override
    public boolean isOpen() {
      return file.isOpen();
    }

    @Override
    public void close() {
      // the caller closes the file
    }
  }

  /** Bytes that are decompressed as they are read. */
  private static final class Deflated implements ReadableByteChannel {
    private final Inflater inflater = new Inflater(true);
    private final InputStream in;
    private final byte[] part = new byte[INFLATED_PART];

    Deflated(ReadableByteChannel packed) {
      in = new InflaterInputStream(Channels.newInputStream(packed), inflater, INFLATED_PART);
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
      int count = in.read(part, 0, Math.min(part.length, to.remaining()));
      if (count > 0) {
        to.put(part, 0, count);
      }
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      inflater.end();
    }
  }
}
