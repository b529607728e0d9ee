package io.github.torchrnn.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickles of protocol 2 by hand, good ones and bad ones. */
final class PickleBytes {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A pickle with its first instruction. */
  static PickleBytes begin() {
    return new PickleBytes().op("\u0080\u0002");
  }

  /** Instructions as they are, one byte a character. */
  PickleBytes op(String code) {
    out.writeBytes(code.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  PickleBytes op(String code, int times) {
    byte[] once = code.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < times; i++) {
      out.writeBytes(once);
    }
    return this;
  }

  PickleBytes add(PickleBytes other) {
    out.writeBytes(other.out.toByteArray());
    return this;
  }

  PickleBytes number(long number) {
    op("\u008a\u0008");
    return raw(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(number));
  }

  PickleBytes int32(String code, int number) {
    op(code);
    return raw(ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(number));
  }

  private PickleBytes raw(ByteBuffer bytes) {
    out.writeBytes(bytes.array());
    return this;
  }

  PickleBytes text(String text) {
    return text(text.getBytes(StandardCharsets.UTF_8));
  }

  PickleBytes text(byte... utf8) {
    int32("X", utf8.length);
    out.writeBytes(utf8);
    return this;
  }

  PickleBytes put(int index) {
    return int32("r", index);
  }

  PickleBytes get(int index) {
    return int32("j", index);
  }

  PickleBytes global(String module, String name) {
    return op("c" + module + "\n" + name + "\n");
  }

  /** The persistent id of a storage. */
  PickleBytes storage(String type, String key, long count) {
    op("(").text("storage");
    global(type.contains("Untyped") ? "torch.storage" : "torch", type);
    return text(key).text("cpu").number(count).op("tQ");
  }

  /** A tensor of one dimension, the numbers one after the other. */
  PickleBytes tensor(String type, String key, long storage, long count) {
    return tensor(type, key, storage, 0, new long[] {count}, new long[] {1});
  }

  PickleBytes tensor(
      String type, String key, long count, long offset, long[] sizes, long[] strides) {
    global("torch._utils", "_rebuild_tensor_v2").op("(").storage(type, key, count).number(offset);
    return tuple(sizes).tuple(strides).op("\u0089").global("collections", "OrderedDict").op(")RtR");
  }

  PickleBytes tuple(long... numbers) {
    op("(");
    for (long number : numbers) {
      number(number);
    }
    return op("t");
  }

  byte[] end() {
    return op(".").out.toByteArray();
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
