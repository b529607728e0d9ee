package io.github.torchrnn.io;

import io.github.torchrnn.internal.Shown;
import io.github.torchrnn.internal.Utf8;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a zip file. The JDK's {@code ZipFile} tells no positions, so that several
 * entries could name the same bytes, and does not limit the memory that a directory takes.
 */
final class ZipDirectory {

  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int MAX_COMMENT = 0xffff;
  private static final int LOCATOR = 0x07064b50;
  private static final int LOCATOR_BYTES = 20;
  private static final int END64 = 0x06064b50;
  private static final int END64_BYTES = 56;
  private static final int ENTRY = 0x02014b50;
  private static final int ENTRY_BYTES = 46;
  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_BYTES = 30;
  private static final int ZIP64_EXTRA = 1;
  private static final long IN_ZIP64 = 0xffffffffL;
  private static final int ENCRYPTED = 1;

  /** Bytes of Java's heap for an entry, without its name. */
  private static final int PART_BYTES = 200;

  private final FileChannel file;
  private final Map<String, ZipPart> parts = new LinkedHashMap<>();

  private ZipDirectory(FileChannel file) {
    this.file = file;
  }

  /** Reads the directory, or returns null if the file has none. */
  static @Nullable ZipDirectory of(FileChannel file, Budget budget) throws IOException {
    ByteBuffer tail = tail(file);
    for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
      if (tail.getInt(at) == END
          && at + END_BYTES + (tail.getShort(at + 20) & 0xffff) == tail.limit()) {
        ZipDirectory parts = new ZipDirectory(file);
        parts.readDirectory(tail, at, budget);
        return parts;
      }
    }
    return null;
  }

  private static ByteBuffer tail(FileChannel file) throws IOException {
    long size = file.size();
    int length = (int) Math.min(size, END_BYTES + MAX_COMMENT + LOCATOR_BYTES);
    return read(file, size - length, length);
  }

  private static ByteBuffer read(FileChannel file, long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, position + bytes.position()) < 0) {
        throw damaged("the file ends within it");
      }
    }
    return bytes.flip();
  }

  private static TorchFormatException damaged(String how) {
    return new TorchFormatException("its zip directory is damaged: " + how);
  }

  private void readDirectory(ByteBuffer tail, int end, Budget budget) throws IOException {
    long size = tail.getInt(end + 12) & IN_ZIP64;
    long start = tail.getInt(end + 16) & IN_ZIP64;
    long endsAt = file.size() - tail.limit() + end;
    int locator = end - LOCATOR_BYTES;
    if (locator >= 0 && tail.getInt(locator) == LOCATOR) {
      endsAt = tail.getLong(locator + 8);
      if (endsAt < 0 || endsAt > file.size() - END64_BYTES) {
        throw damaged("it lies beyond the end of the file");
      }
      ByteBuffer end64 = read(file, endsAt, END64_BYTES);
      if (end64.getInt(0) != END64) {
        throw damaged("its end record is missing");
      }
      size = end64.getLong(40);
      start = end64.getLong(48);
    }
    if (size < 0 || start < 0 || size > endsAt - start) {
      throw damaged("it lies beyond the end of the file");
    }
    budget.objects(size);
    List<ZipPart> all = new ArrayList<>();
    ByteBuffer directory = read(file, start, Math.toIntExact(size));
    while (directory.remaining() >= ENTRY_BYTES) {
      all.add(entry(directory, start, budget));
    }
    if (directory.hasRemaining()) {
      throw damaged("it ends within an entry");
    }
    requireApart(all, start);
    for (ZipPart part : all) {
      if (parts.put(part.name(), part) != null) {
        throw damaged("it lists " + Shown.name(part.name()) + " twice");
      }
    }
  }

  private static ZipPart entry(ByteBuffer directory, long start, Budget budget)
      throws TorchFormatException {
    int at = directory.position();
    int nameLength = directory.getShort(at + 28) & 0xffff;
    int extraLength = directory.getShort(at + 30) & 0xffff;
    int next = at + ENTRY_BYTES + nameLength + extraLength;
    next += directory.getShort(at + 32) & 0xffff;
    if (directory.getInt(at) != ENTRY || next > directory.limit()) {
      throw damaged("it ends within an entry");
    }
    budget.objects(PART_BYTES + 2L * nameLength);
    long packed = directory.getInt(at + 20) & IN_ZIP64;
    long size = directory.getInt(at + 24) & IN_ZIP64;
    long offset = directory.getInt(at + 42) & IN_ZIP64;
    ByteBuffer wide = zip64(directory, at + ENTRY_BYTES + nameLength, extraLength);
    if (size == IN_ZIP64) {
      size = next(wide);
    }
    if (packed == IN_ZIP64) {
      packed = next(wide);
    }
    if (offset == IN_ZIP64) {
      offset = next(wide);
    }
    if (size < 0 || packed < 0 || offset < 0 || offset > start) {
      throw damaged("an entry lies beyond the end of the file");
    }
    byte[] name = new byte[nameLength];
    directory.get(at + ENTRY_BYTES, name);
    directory.position(next);
    return new ZipPart(
        text(name),
        (directory.getShort(at + 8) & ENCRYPTED) != 0 ? -1 : directory.getShort(at + 10) & 0xffff,
        directory.getInt(at + 16),
        packed,
        size,
        offset);
  }

  private static String text(byte[] name) throws TorchFormatException {
    try {
      return Utf8.decode(name);
    } catch (CharacterCodingException e) {
      throw damaged("the name of an entry is not UTF-8");
    }
  }

  /** The extra field with sizes of more than 32 bits; empty if there is none. */
  private static ByteBuffer zip64(ByteBuffer directory, int at, int length) {
    int next = at;
    while (next + 4 <= at + length) {
      int size = directory.getShort(next + 2) & 0xffff;
      if (directory.getShort(next) == ZIP64_EXTRA && next + 4 + size <= at + length) {
        return directory.slice(next + 4, size).order(ByteOrder.LITTLE_ENDIAN);
      }
      next += 4 + size;
    }
    return ByteBuffer.allocate(0);
  }

  private static long next(ByteBuffer wide) throws TorchFormatException {
    if (wide.remaining() < Long.BYTES) {
      throw damaged("the size of an entry is missing");
    }
    return wide.getLong();
  }

  /** Refuses entries that overlap. */
  private static void requireApart(List<ZipPart> parts, long end) throws TorchFormatException {
    List<ZipPart> sorted = new ArrayList<>(parts);
    sorted.sort(Comparator.comparingLong(ZipPart::offset));
    for (int i = 0; i < sorted.size(); i++) {
      ZipPart part = sorted.get(i);
      long limit = i + 1 < sorted.size() ? sorted.get(i + 1).offset() : end;
      if (part.packed() > limit - part.offset() - LOCAL_BYTES) {
        throw damaged(Shown.name(part.name()) + " overlaps the next entry");
      }
      part.endsBy(limit);
    }
  }

  Set<String> names() {
    return parts.keySet();
  }

  boolean has(String name) {
    return parts.containsKey(name);
  }

  /** The size of an entry after decompression, in bytes. */
  long size(String name) throws TorchFormatException {
    return part(name).size();
  }

  /** Opens an entry, whose reader calls {@code verify()} at the end. */
  ZipPart.Content open(String name) throws IOException {
    ZipPart part = part(name);
    ByteBuffer local = read(file, part.offset(), LOCAL_BYTES);
    long start =
        part.offset() + LOCAL_BYTES + (local.getShort(26) & 0xffff) + (local.getShort(28) & 0xffff);
    if (local.getInt(0) != LOCAL || part.packed() > part.end() - start) {
      throw damaged(Shown.name(name) + " overlaps the next entry");
    }
    return part.content(file, start);
  }

  private ZipPart part(String name) throws TorchFormatException {
    ZipPart part = parts.get(name);
    if (part == null) {
      throw new TorchFormatException("has no entry " + Shown.name(name));
    }
    return part;
  }
}
