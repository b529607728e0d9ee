package io.github.torchrnn.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the pickles of {@code torch.save}, of protocols 2 to 5. It makes maps, lists, numbers and
 * texts, and hands every name of Python's to {@link PtGlobals}, so that no class is ever chosen by
 * the file. A library for pickles would do the same behind a registry of constructors, and every
 * program that imports this one would have to carry it.
 */
final class Unpickler {

  private static final Object MARK = new Object();

  private final ByteBuffer in;
  private final PtGlobals globals;
  private final Deque<Object> stack = new ArrayDeque<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  /** None, which a deque cannot hold. */
  private static final Object NONE = new Object();

  Unpickler(byte[] pickle, PtGlobals globals) {
    in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
    this.globals = globals;
  }

  /** The one value of the pickle. */
  Object read() throws TorchFormatException {
    try {
      while (true) {
        int code = in.get() & 0xff;
        if (code == '.') {
          return pop();
        }
        step(code);
      }
    } catch (RuntimeException e) { // whatever a damaged pickle makes of the stack
      throw new TorchFormatException("its pickle is malformed at byte " + in.position());
    }
  }

  private void step(int code) throws TorchFormatException {
    switch (code) {
      case 0x80 -> protocol(in.get());
      case 0x95 -> in.getLong(); // the length of a frame
      case '(' -> stack.push(MARK);
      case '0' -> stack.pop();
      case 'N' -> push(null);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'K' -> push((long) (in.get() & 0xff));
      case 'M' -> push((long) (in.getShort() & 0xffff));
      case 'J' -> push((long) in.getInt());
      case 0x8a -> push(integer(in.get() & 0xff));
      case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(in.getLong())));
      case 'X' -> push(text(in.getInt()));
      case 0x8c -> push(text(in.get() & 0xff));
      case 0x8d -> push(text(in.getLong()));
      case ']' -> push(new ArrayList<>());
      case '}' -> push(new LinkedHashMap<>());
      case ')' -> push(new ArrayList<>());
      case 0x8f -> push(new LinkedHashSet<>());
      case 't' -> push(marked());
      case 0x85 -> push(tuple(1));
      case 0x86 -> push(tuple(2));
      case 0x87 -> push(tuple(3));
      case 'a' -> append();
      case 'e', 0x90 -> addAll(marked());
      case 's' -> set(tuple(2));
      case 'u' -> set(marked());
      case 'c' -> push(globals.named(line(), line()));
      case 0x93 -> {
        String name = (String) pop();
        push(globals.named((String) pop(), name));
      }
      case 'R', 0x81 -> {
        List<?> arguments = (List<?>) pop();
        push(globals.call(pop(), arguments));
      }
      case 'b' -> pop(); // attributes of a state_dict: the versions of its modules
      case 'Q' -> push(globals.storage((List<?>) pop()));
      case 'q' -> memo.put(in.get() & 0xff, stack.element());
      case 'r' -> memo.put(in.getInt(), stack.element());
      case 0x94 -> memo.put(memo.size(), stack.element());
      case 'h' -> recall(in.get() & 0xff);
      case 'j' -> recall(in.getInt());
      default ->
          throw new TorchFormatException(
              "its pickle has an instruction that torch.save does not write: 0x"
                  + Integer.toHexString(code));
    }
  }

  private static void protocol(int protocol) throws TorchFormatException {
    if (protocol < 2 || protocol > 5) {
      throw new TorchFormatException("its pickle is of protocol " + protocol);
    }
  }

  private void push(Object value) {
    stack.push(value == null ? NONE : value);
  }

  private Object pop() {
    Object value = stack.pop();
    if (value == MARK) {
      throw new ClassCastException();
    }
    return value == NONE ? null : value;
  }

  private void recall(int index) {
    if (!memo.containsKey(index)) {
      throw new IndexOutOfBoundsException();
    }
    stack.push(memo.get(index));
  }

  private List<Object> marked() {
    List<Object> values = new ArrayList<>();
    while (stack.element() != MARK) {
      values.add(0, pop());
    }
    stack.pop();
    return values;
  }

  private List<Object> tuple(int size) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      values.add(0, pop());
    }
    return values;
  }

  private void append() {
    Object value = pop();
    list(stack.element()).add(value);
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object target) {
    return (List<Object>) target;
  }

  @SuppressWarnings("unchecked")
  private void addAll(List<Object> values) {
    if (stack.element() instanceof Set<?> set) {
      ((Set<Object>) set).addAll(values);
    } else {
      list(stack.element()).addAll(values);
    }
  }

  @SuppressWarnings("unchecked")
  private void set(List<Object> pairs) {
    Map<Object, Object> map = (Map<Object, Object>) stack.element();
    for (int i = 0; i < pairs.size(); i += 2) {
      map.put(pairs.get(i), pairs.get(i + 1));
    }
  }

  private long integer(int length) throws TorchFormatException {
    if (length > Long.BYTES) {
      throw new TorchFormatException("its pickle has an integer of " + length + " bytes");
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (in.get() & 0xffL) << Byte.SIZE * i;
    }
    int unused = Long.SIZE - Byte.SIZE * length;
    return length == 0 ? 0 : value << unused >> unused;
  }

  private String text(long length) throws TorchFormatException {
    if (length < 0 || length > in.remaining()) {
      throw new TorchFormatException("its pickle has a text longer than itself");
    }
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private String line() {
    int start = in.position();
    while (in.get() != '\n') {
      // until the end of the line
    }
    return new String(in.array(), start, in.position() - start - 1, StandardCharsets.UTF_8);
  }
}
