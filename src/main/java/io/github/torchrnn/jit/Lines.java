package io.github.torchrnn.jit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The operations of a program as the search for loops sees them, and who made which value. */
final class Lines {

  /** An operation's place, and the place of a value among its outputs. */
  private record Maker(int line, int output) {}

  private static final Maker NONE = new Maker(-1, 0);

  private final List<Line> lines = new ArrayList<>();
  private final int[] kinds;

  /** The places of the operations of each kind. */
  private final List<List<Integer>> places = new ArrayList<>();

  private final Map<Value, Maker> makers = new HashMap<>();
  private final Set<Value> externals;

  Lines(List<Operation> operations, Set<Value> externals) {
    this.externals = externals;
    kinds = new int[operations.size()];
    Map<Object, Integer> known = new HashMap<>();
    for (int i = 0; i < kinds.length; i++) {
      Operation operation = operations.get(i);
      Line line = Line.of(operation);
      lines.add(line);
      kinds[i] = known.computeIfAbsent(line.kind(), it -> known.size());
      if (kinds[i] == places.size()) {
        places.add(new ArrayList<>());
      }
      places.get(kinds[i]).add(i);
      for (int output = 0; output < operation.outputs().size(); output++) {
        makers.put(operation.outputs().get(output), new Maker(i, output));
      }
    }
  }

  int size() {
    return kinds.length;
  }

  Line get(int line) {
    return lines.get(line);
  }

  /** Whether two lines do the same, with other values or at other positions. */
  boolean areAlike(int one, int other) {
    return kinds[one] == kinds[other];
  }

  /** The places of lines like one. */
  List<Integer> like(int line) {
    return places.get(kinds[line]);
  }

  /** The line that made a value; -1 if it comes from outside of the program. */
  int maker(Value value) {
    return makers.getOrDefault(value, NONE).line;
  }

  /** The place of a value among the outputs of the line that made it. */
  int output(Value value) {
    return makers.getOrDefault(value, NONE).output;
  }

  /** Whether a value is an array from outside, a parameter for example. */
  boolean isExternal(Value value) {
    return externals.contains(value);
  }
}
