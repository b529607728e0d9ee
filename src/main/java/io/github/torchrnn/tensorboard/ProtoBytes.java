package io.github.torchrnn.tensorboard;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A message in the wire format of Protocol Buffers, field by field. */
final class ProtoBytes {

  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int LENGTH = 2;
  private static final int FOUR_BYTES = 5;
  private static final int BITS = 7;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A field of type int64 or an enum; 0 is the default, which is not written. */
  ProtoBytes integer(int field, long value) {
    if (value != 0) {
      key(field, VARINT);
      varint(value);
    }
    return this;
  }

  /** A field of type double; 0 is the default, which is not written. */
  ProtoBytes real(int field, double value) {
    if (Double.doubleToRawLongBits(value) != 0) {
      key(field, EIGHT_BYTES);
      raw(bytes(Double.BYTES).putDouble(value));
    }
    return this;
  }

  /** A field of type float within a oneof, where 0 is written. */
  ProtoBytes single(int field, float value) {
    key(field, FOUR_BYTES);
    return raw(bytes(Float.BYTES).putFloat(value));
  }

  /** A repeated field of type double, packed. */
  ProtoBytes reals(int field, double... values) {
    if (values.length > 0) {
      ByteBuffer packed = bytes(Double.BYTES * values.length);
      packed.asDoubleBuffer().put(values);
      bytes(field, packed.array());
    }
    return this;
  }

  ProtoBytes text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoBytes message(int field, ProtoBytes message) {
    return bytes(field, message.toByteArray());
  }

  private ProtoBytes bytes(int field, byte... value) {
    key(field, LENGTH);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  private void key(int field, int wireType) {
    varint((long) field << 3 | wireType);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & -1L << BITS) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= BITS;
    }
    out.write((int) rest);
  }

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
  }

  private ProtoBytes raw(ByteBuffer bytes) {
    out.writeBytes(bytes.array());
    return this;
  }

  byte[] toByteArray() {
    return out.toByteArray();
  }
}
