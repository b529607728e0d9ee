package io.github.torchrnn.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;

/** A stream of bytes of known length, little-endian: pickles, and the numbers that follow them. */
final class ByteSource implements ReadableByteChannel {

  private static final int BUFFER_BYTES = 1 << 16;

  private final ReadableByteChannel in;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);

  /** The number of bytes that are not yet in the buffer. */
  private long unread;

  /** The number of bytes before the buffer's start. */
  private long passed;

  ByteSource(ReadableByteChannel in, long length) {
    this.in = in;
    unread = length;
  }

  long position() {
    return passed + buffer.position();
  }

  long remaining() {
    return unread + buffer.remaining();
  }

  int u8() throws IOException {
    return need(1).get() & 0xff;
  }

  int u16() throws IOException {
    return need(Short.BYTES).getShort() & 0xffff;
  }

  int int32() throws IOException {
    return need(Integer.BYTES).getInt();
  }

  long int64() throws IOException {
    return need(Long.BYTES).getLong();
  }

  private ByteBuffer need(int count) throws IOException {
    if (buffer.remaining() < count) {
      if (remaining() < count) {
        throw new TorchFormatException("is truncated at byte " + (position() + remaining()));
      }
      passed += buffer.position();
      buffer.compact();
      buffer.limit((int) Math.min(buffer.capacity(), buffer.position() + unread));
      while (buffer.position() < count) {
        fill(buffer);
      }
      buffer.flip();
    }
    return buffer;
  }

  private void fill(ByteBuffer to) throws IOException {
    int count = in.read(to);
    if (count < 0) {
      throw new TorchFormatException("is truncated: it shrank while it was read");
    }
    unread -= count;
  }

  /** The next bytes; the caller has checked that so many are left. */
  byte[] bytes(int length) throws IOException {
    byte[] bytes = new byte[length];
    ByteBuffer to = ByteBuffer.wrap(bytes);
    while (to.hasRemaining()) {
      if (read(to) < 0) {
        throw new TorchFormatException("is truncated at byte " + position());
      }
    }
    return bytes;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    if (remaining() == 0) {
      return -1;
    }
    if (!buffer.hasRemaining()) {
      int limit = to.limit();
      int start = to.position();
      to.limit((int) Math.min(limit, start + unread));
      fill(to);
      to.limit(limit);
      passed += to.position() - start;
      return to.position() - start;
    }
    int count = Math.min(to.remaining(), buffer.remaining());
    to.put(to.position(), buffer, buffer.position(), count).position(to.position() + count);
    buffer.position(buffer.position() + count);
    return count;
  }

  @Override
  public boolean isOpen() {
    return in.isOpen();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
