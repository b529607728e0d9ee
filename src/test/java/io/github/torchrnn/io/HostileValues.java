package io.github.torchrnn.io;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a pickle may hold that is slow to hash, compare or print, and where it may stand. */
final class HostileValues {

  private HostileValues() {}

  static Map<String, PickleBytes> values() {
    Map<String, PickleBytes> values = new LinkedHashMap<>();
    values.put("list in itself", bare().op("]").put(0).get(0).op("a"));
    values.put("dict in itself", bare().op("}").put(0).op("N").get(0).op("s"));
    values.put("deep list", bare().op("]", 200_000).op("a", 199_999));
    values.put("deep tuple", bare().op(")").op("\u0085", 200_000));
    values.put("doubling list", doubling("]", "a", "a"));
    values.put("doubling tuple", doubling(")", "", "\u0086"));
    values.put("tuple of a million", bare().op("(").op("N", 1_000_000).op("t"));
    values.put("list of a million", bare().op("](").op("N", 1_000_000).op("e"));
    values.put("tensor", bare().tensor("FloatStorage", "0", 4, 4));
    values.put("function", bare().global("collections", "OrderedDict"));
    values.put("class", bare().global("torch", "FloatStorage"));
    values.put("storage", bare().storage("FloatStorage", "0", 4));
    values.put("set", bare().op("\u008f"));
    values.put("bytes", bare().op("C\u0001a"));
    values.put("none", bare().op("N"));
    values.put("negative", bare().number(-1));
    values.put("huge", bare().number(Long.MAX_VALUE));
    values.put("number of 255 bytes", bare().op("\u008a\u00ff").op("\u007f", 255));
    values.put("text of a million", bare().text("\n".repeat(1_000_000)));
    return values;
  }

  private static PickleBytes bare() {
    return new PickleBytes();
  }

  private static PickleBytes doubling(String empty, String between, String twice) {
    PickleBytes code = bare().op("(").op(empty).put(0);
    for (int i = 0; i < 40; i++) {
      if (twice.equals("a")) {
        code.op(empty).put(i + 1).get(i).op(between).get(i).op(twice);
      } else {
        code.get(i).get(i).op(twice).put(i + 1);
      }
    }
    return code.op("1").get(40);
  }

  static Map<String, PickleBytes[]> places() {
    Map<String, PickleBytes[]> places = new LinkedHashMap<>();
    places.put("value", around(bare(), bare()));
    places.put("value of dict", around(bare().op("}").text("a"), bare().op("s")));
    places.put("key", around(bare().op("}"), bare().op("K\u0001s")));
    places.put("key in tuple", around(bare().op("}"), bare().op("\u0085K\u0001s")));
    places.put("element", around(bare().op("\u008f("), bare().op("\u0090")));
    places.put("element by call", called("builtins", "set", "](", "e\u0085"));
    places.put("set of", called("builtins", "set", "", "\u0085"));
    places.put("pair", called("collections", "OrderedDict", "](", "N\u0086e\u0085"));
    places.put("pairs", called("collections", "OrderedDict", "", "\u0085"));
    places.put("counter", called("collections", "Counter", "", "\u0085"));
    places.put("device", called("torch", "device", "", "\u0085"));
    places.put("device number", called("torch", "device", "X\u0001\0\0\0a", "\u0086"));
    places.put("size", called("torch", "Size", "", "\u0085"));
    places.put("layout", called("torch.serialization", "_get_layout", "", "\u0085"));
    places.put("encoded", called("_codecs", "encode", "", "X\u0006\0\0\0latin1\u0086"));
    places.put("encoding", called("_codecs", "encode", "X\u0001\0\0\0a", "\u0086"));
    places.put("bytearray", called("builtins", "bytearray", "", "\u0085"));
    places.put("parameter", called("torch._utils", "_rebuild_parameter", "", "\u0088}\u0087"));
    places.put("arguments", called("torch", "device", "", ""));
    places.put("function", around(bare(), bare().op(")R")));
    places.put("object", around(bare(), bare().op(")\u0081")));
    places.put("attributes", around(bare().op("}"), bare().op("b")));
    places.put("name", around(bare(), bare().text("a").op("\u0093")));
    places.put("persistent id", around(bare(), bare().op("Q")));
    String[] id = {"storage", "c", "0", "cpu", "n"};
    for (int i = 0; i < id.length; i++) {
      places.put("storage's part " + i, around(idPart(id, 0, i), idPart(id, i + 1, 5)));
    }
    for (int i = 0; i < 7; i++) {
      places.put("tensor's part " + i, around(tensorPart(0, i), tensorPart(i + 1, 7)));
    }
    return places;
  }

  private static PickleBytes[] around(PickleBytes before, PickleBytes after) {
    return new PickleBytes[] {before, after};
  }

  private static PickleBytes[] called(String module, String name, String before, String after) {
    return around(bare().global(module, name).op(before), bare().op(after).op("R"));
  }

  private static PickleBytes idPart(String[] id, int start, int end) {
    PickleBytes code = bare().op(start == 0 ? "(" : "");
    for (int i = start; i < end; i++) {
      switch (id[i]) {
        case "c" -> code.global("torch", "FloatStorage");
        case "n" -> code.number(4);
        default -> code.text(id[i]);
      }
    }
    return code.op(end == id.length ? "tQ" : "");
  }

  private static PickleBytes tensorPart(int start, int end) {
    PickleBytes code = bare();
    if (start == 0) {
      code.global("torch._utils", "_rebuild_tensor_v2").op("(");
    }
    for (int i = start; i < end; i++) {
      switch (i) {
        case 0 -> code.storage("FloatStorage", "0", 4);
        case 1 -> code.op("K\0");
        case 2 -> code.tuple(4);
        case 3 -> code.tuple(1);
        case 4 -> code.op("\u0089");
        default -> code.op("}");
      }
    }
    return code.op(end == 7 ? "tR" : "");
  }
}
