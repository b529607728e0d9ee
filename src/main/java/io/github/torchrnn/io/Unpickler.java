package io.github.torchrnn.io;

import io.github.torchrnn.internal.Tuple;
import io.github.torchrnn.internal.Utf8;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the pickles of {@code torch.save}, of protocols 2 to 5. It makes maps, lists, numbers
 * and strings, and hands every Python name to {@link PtGlobals}, so that a file never chooses a
 * class. A library for pickles would do the same behind a registry of constructors, as one more
 * dependency of every program.
 *
 * <p>Objects are counted in the {@link Budget} before they are made: each instruction takes time in
 * proportion to its bytes or to the bytes counted.
 */
final class Unpickler {

  private static final int MAX_LINE = 1000;

  // Bytes of Java's heap for each kind of object, or somewhat more.
  private static final int LIST_BYTES = 40;
  private static final int MAP_BYTES = 64;
  private static final int FIRST_ENTRY_BYTES = 100;
  private static final int BOX_BYTES = 24;
  private static final int TEXT_BYTES = 64;
  private static final int MEMO_BYTES = 64;
  private static final int REFERENCE_BYTES = 10;

  private final ByteSource in;
  private final PtGlobals globals;
  private final Budget budget;
  private final List<Object> stack = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Map<Integer, Object> memo = new HashMap<>();
  private int highest;

  Unpickler(ByteSource in, PtGlobals globals, Budget budget) {
    this.in = in;
    this.globals = globals;
    this.budget = budget;
  }

  /** The one value of the pickle. */
  @Nullable Object read() throws IOException {
    try {
      while (true) {
        int code = in.u8();
        if (code == '.') {
          return pop();
        }
        step(code);
      }
    } catch (RuntimeException e) { // a damaged pickle may do anything to the stack
      throw malformed();
    }
  }

  private TorchFormatException malformed() {
    return new TorchFormatException("its pickle is malformed at byte " + in.position());
  }

  private void step(int code) throws IOException {
    switch (code) {
      case 0x80 -> protocol(in.u8());
      case 0x95 -> in.int64(); // the length of a frame
      case '(' -> mark();
      case '0' -> pop();
      case '1' -> marked();
      case '2' -> push(top());
      case 'N' -> push(null);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'K' -> push((long) in.u8(), BOX_BYTES);
      case 'M' -> push((long) in.u16(), BOX_BYTES);
      case 'J' -> push((long) in.int32(), BOX_BYTES);
      case 0x8a -> push(integer(in.u8()), BOX_BYTES);
      case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(in.int64())), BOX_BYTES);
      case 'U', 0x8c -> push(text(in.u8()));
      case 'X' -> push(text(in.int32() & 0xffffffffL));
      case 0x8d -> push(text(in.int64()));
      case 'C' -> push(bytes(in.u8()));
      case 'B' -> push(bytes(in.int32() & 0xffffffffL));
      case 0x8e, 0x96 -> push(bytes(in.int64()));
      case ']' -> push(new ArrayList<>(0), LIST_BYTES);
      case '}' -> push(new LinkedHashMap<>(), MAP_BYTES);
      case 0x8f -> push(new LinkedHashSet<>(), 2 * MAP_BYTES);
      case ')' -> push(tuple(0));
      case 0x85 -> push(tuple(1));
      case 0x86 -> push(tuple(2));
      case 0x87 -> push(tuple(3));
      case 't' -> push(tuple(stack.size() - marks.get(marks.size() - 1), marks));
      case 'a' -> append();
      case 'e' -> list(marked());
      case 0x90 -> elements(marked());
      case 's' -> entries(taken(2));
      case 'u' -> entries(marked());
      case 'c' -> push(globals.named(line(), line()), BOX_BYTES);
      case 0x93 -> {
        String name = (String) pop();
        push(globals.named((String) pop(), name), BOX_BYTES);
      }
      case 'R', 0x81 -> {
        Tuple arguments = (Tuple) pop();
        push(globals.call(pop(), arguments), MAP_BYTES);
      }
      case 'b' -> attributes(pop());
      case 'Q' -> push(globals.persistent((Tuple) pop()), MAP_BYTES);
      case 'q' -> remember(in.u8());
      case 'r' -> remember(in.int32());
      case 0x94 -> remember(memo.size());
      case 'h' -> recall(in.u8());
      case 'j' -> recall(in.int32());
      default ->
          throw new TorchFormatException(
              "its pickle has an instruction that torch.save does not write: 0x"
                  + Integer.toHexString(code));
    }
  }

  private static void protocol(int protocol) throws TorchFormatException {
    if (protocol < 2 || protocol > 5) {
      throw new TorchFormatException("its pickle has protocol " + protocol + ", not 2 to 5");
    }
  }

  // ---- the stack

  private void mark() throws TorchFormatException {
    budget.objects(REFERENCE_BYTES + BOX_BYTES);
    marks.add(stack.size());
  }

  private void push(@Nullable Object value) throws TorchFormatException {
    stack.add(value);
    if (stack.size() > highest) {
      highest++;
      budget.objects(REFERENCE_BYTES);
    }
  }

  private void push(Object value, int bytes) throws TorchFormatException {
    budget.objects(bytes);
    push(value);
  }

  /** The index of the first value above the innermost mark. */
  private int base() {
    return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
  }

  private Object top() {
    if (stack.size() == base()) {
      throw new IndexOutOfBoundsException();
    }
    return stack.get(stack.size() - 1);
  }

  private Object pop() {
    Object value = top();
    stack.remove(stack.size() - 1);
    return value;
  }

  private Object[] taken(int count) {
    int start = stack.size() - count;
    if (start < base()) {
      throw new IndexOutOfBoundsException();
    }
    List<Object> top = stack.subList(start, stack.size());
    Object[] values = top.toArray();
    top.clear();
    return values;
  }

  private Object[] marked() {
    int start = marks.remove(marks.size() - 1);
    List<Object> top = stack.subList(start, stack.size());
    Object[] values = top.toArray();
    top.clear();
    return values;
  }

  private void remember(int index) throws TorchFormatException {
    if (!memo.containsKey(index)) {
      budget.objects(MEMO_BYTES);
    }
    memo.put(index, top());
  }

  private void recall(int index) throws TorchFormatException {
    if (!memo.containsKey(index)) {
      throw new IndexOutOfBoundsException();
    }
    push(memo.get(index));
  }

  // ---- containers

  private Tuple tuple(int count) throws TorchFormatException {
    budget.objects(LIST_BYTES + (long) REFERENCE_BYTES * count);
    return new Tuple(taken(count));
  }

  private Tuple tuple(int count, List<Integer> marks) throws TorchFormatException {
    Tuple tuple = tuple(count);
    marks.remove(marks.size() - 1);
    return tuple;
  }

  private void append() throws TorchFormatException {
    list(taken(1));
  }

  @SuppressWarnings("unchecked")
  private void list(Object... values) throws TorchFormatException {
    budget.objects((long) REFERENCE_BYTES * values.length);
    Object list = top() instanceof PythonObject object ? object.elements() : top();
    Collections.addAll((ArrayList<Object>) list, values);
  }

  @SuppressWarnings("unchecked")
  private void elements(Object... values) throws TorchFormatException {
    Set<Object> set = (LinkedHashSet<Object>) top();
    for (Object value : values) {
      DictKeys.add(set, value, budget);
    }
  }

  @SuppressWarnings("unchecked")
  private void entries(Object... pairs) throws TorchFormatException {
    Object dict = top() instanceof PythonObject object ? object.entries() : top();
    Map<Object, Object> map = (LinkedHashMap<Object, Object>) dict;
    if (map.isEmpty()) {
      budget.objects(FIRST_ENTRY_BYTES);
    }
    for (int i = 0; i < pairs.length; i += 2) {
      DictKeys.put(map, pairs[i], pairs[i + 1], budget);
    }
  }

  /**
   * Gives attributes to the description of an object, and ignores all others: those of a state_dict
   * are the versions of its modules.
   */
  private void attributes(@Nullable Object state) {
    if (top() instanceof PythonObject object) {
      object.setState(state);
    } else if (!(state instanceof Map<?, ?>) || !globals.hasAttributes(top())) {
      throw new ClassCastException();
    }
  }

  // ---- numbers and texts

  private Number integer(int length) throws IOException {
    byte[] littleEndian = in.bytes(length);
    if (length > Long.BYTES) {
      byte[] bigEndian = new byte[length];
      for (int i = 0; i < length; i++) {
        bigEndian[i] = littleEndian[length - 1 - i];
      }
      budget.objects(TEXT_BYTES + length);
      BigInteger value = new BigInteger(bigEndian);
      return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (littleEndian[i] & 0xffL) << Byte.SIZE * i;
    }
    int unused = Long.SIZE - Byte.SIZE * length;
    return length == 0 ? 0 : value << unused >> unused;
  }

  private String text(long length) throws IOException {
    byte[] bytes = bytes(length);
    try {
      if (!Utf8.isAscii(bytes)) {
        budget.objects(Character.BYTES * 2 * length);
      }
      return Utf8.decode(bytes);
    } catch (CharacterCodingException e) {
      throw new TorchFormatException("its pickle has a string that is not UTF-8");
    }
  }

  private byte[] bytes(long length) throws IOException {
    if (length < 0 || length > in.remaining()) {
      throw new TorchFormatException("its pickle has a string longer than the file");
    }
    budget.objects(TEXT_BYTES + 2 * length);
    return in.bytes((int) length);
  }

  /** A line with a Python name. */
  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.u8(); c != '\n'; c = in.u8()) {
      if (line.length() == MAX_LINE || c < ' ' || c > '~') {
        throw malformed();
      }
      line.append((char) c);
    }
    return line.toString();
  }
}
