package io.github.torchrnn.io;

import io.github.torchrnn.internal.StoredZip;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Small files that ask for much: kinds of values times the places where they may stand. */
final class HostileFiles {

  private final Path folder;
  private final List<Path> written = new ArrayList<>();

  private HostileFiles(Path folder) {
    this.folder = folder;
  }

  /** Writes all of them. */
  static List<Path> write(Path folder) throws IOException {
    HostileFiles files = new HostileFiles(folder);
    files.valuesInPlaces();
    files.manyObjects();
    files.copies();
    files.keysOfOneHash();
    files.tensors();
    files.zips();
    files.texts();
    files.beforeTorch16();
    files.safetensors();
    return files.written;
  }

  // ---- values that must not be hashed, compared or printed

  private void valuesInPlaces() throws IOException {
    for (Map.Entry<String, PickleBytes[]> place : HostileValues.places().entrySet()) {
      for (Map.Entry<String, PickleBytes> value : HostileValues.values().entrySet()) {
        PickleBytes[] around = place.getValue();
        PickleBytes code = PickleBytes.begin().add(around[0]).add(value.getValue()).add(around[1]);
        pickle(value.getKey() + " as " + place.getKey(), code);
      }
    }
  }

  // ---- many objects

  private void manyObjects() throws IOException {
    String[] empties = {
      "]", "}", ")", "\u008f", "(", "N", "K\u0001", ")\u0085", "]]a", "}NNs", "C\0"
    };
    for (String empty : empties) {
      int times = 5_000_000 / empty.length();
      pickle("many " + hex(empty), PickleBytes.begin().op("](").op(empty, times).op("e"));
      pickle("many dropped " + hex(empty), PickleBytes.begin().op(empty + "0", times / 2).op("N"));
    }
    PickleBytes memo = PickleBytes.begin().op("N");
    for (int i = 0; i < 2_000_000; i++) {
      memo.put(i * 1001);
    }
    pickle("many memories", memo);
    pickle("many names", PickleBytes.begin().op("](").op("ctorch\nSize\n", 500_000).op("e"));
    pickle("one name", PickleBytes.begin().op("c").op("a", 5_000_000).op("\nb\n"));
    pickle("many texts", PickleBytes.begin().op("](").op("X\0\0\0\0", 4_000_000).op("e"));
    pickle("one text", PickleBytes.begin().text("a".repeat(20_000_000)));
    pickle("one wide text", PickleBytes.begin().text("€".repeat(10_000_000)));
  }

  private static String hex(String code) {
    StringBuilder hex = new StringBuilder();
    code.chars().forEach(c -> hex.append("%02x".formatted(c)));
    return hex.toString();
  }

  // ---- copies of one object

  private void copies() throws IOException {
    PickleBytes numbers = PickleBytes.begin().op("](");
    for (int i = 0; i < 100_000; i++) {
      numbers.int32("J", i);
    }
    numbers.op("e").op("\u0085").put(0);
    PickleBytes pairs = PickleBytes.begin().op("](");
    PickleBytes dict = PickleBytes.begin().op("}(");
    for (int i = 0; i < 100_000; i++) {
      pairs.int32("J", i).op("N\u0086");
      dict.int32("J", i).op("N");
    }
    pairs.op("e").op("\u0085").put(0);
    dict.op("u").op("\u0085").put(0);
    copied("set", numbers, "builtins", "set");
    copied("ordered dict", pairs, "collections", "OrderedDict");
    copied("counter", dict, "collections", "Counter");
    PickleBytes text = PickleBytes.begin().text("a".repeat(1_000_000)).text("latin1");
    copied("bytes", text.op("\u0086").put(0), "_codecs", "encode");
    PickleBytes list = PickleBytes.begin().op("](").op("N", 100_000).op("e").put(0);
    pickle("list in lists", list.op("](").op("j\0\0\0\0", 3_000_000).op("e"));
  }

  private void copied(String name, PickleBytes arguments, String module, String function)
      throws IOException {
    arguments.global(module, function).put(1).op("](");
    for (int i = 0; i < 3000; i++) {
      arguments.get(1).get(0).op("R");
    }
    pickle(name + " 3000 times", arguments.op("e"));
  }

  // ---- keys that a map finds slowly

  private void keysOfOneHash() throws IOException {
    PickleBytes tuples = PickleBytes.begin().op("}(");
    PickleBytes texts = PickleBytes.begin().op("}(");
    PickleBytes mixed = PickleBytes.begin().op("}(");
    for (int i = 0; i < 100_000; i++) {
      tuples.int32("J", i).int32("J", -31 * i).op("\u0086N");
      StringBuilder text = new StringBuilder();
      for (int bit = 0; bit < 17; bit++) {
        text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      texts.text(text.toString()).op("N");
      mixed.text(text.toString()).op("N");
      long high = i;
      mixed.number(high << 32 | (high ^ text.toString().hashCode()) & 0xffffffffL).op("N");
    }
    pickle("tuples of one hash", tuples.op("u"));
    pickle("texts of one hash", texts.op("u"));
    pickle("keys of one hash", mixed.op("u"));
    PickleBytes looked = PickleBytes.begin().op("}").put(0);
    looked.text("a".repeat(2_000_000)).put(1).op("Ns").text("a".repeat(2_000_000)).put(2).op("Ns(");
    for (int i = 0; i < 300_000; i++) {
      looked.get(2).op("N");
    }
    pickle("long keys looked up", looked.op("u"));
  }

  // ---- tensors

  private void tensors() throws IOException {
    int mebi = 1 << 20;
    archive(
        "one storage 400 times",
        PickleBytes.begin()
            .op("(")
            .add(repeated(new PickleBytes().tensor("FloatStorage", "0", mebi, mebi))),
        4 * mebi);
    for (String type : List.of("Float", "Double", "Half", "BFloat16", "Long", "Short", "Bool")) {
      archive(
          "expanded " + type,
          PickleBytes.begin()
              .op("}")
              .text("nl\nnl")
              .tensor(type + "Storage", "0", 1, 0, new long[] {1L << 40}, new long[] {0})
              .op("s"),
          16);
      archive(
          "promised " + type,
          PickleBytes.begin().tensor(type + "Storage", "0", 1L << 40, 1L << 40),
          16);
      archive(
          "promised and empty " + type,
          PickleBytes.begin().tensor(type + "Storage", "0", 1L << 40, 0),
          16);
    }
    archive(
        "a storage of all types",
        PickleBytes.begin()
            .op("(")
            .tensor("FloatStorage", "0", mebi, mebi)
            .tensor("IntStorage", "0", mebi, mebi)
            .op("t"),
        4 * mebi);
    long[] many = new long[100_000];
    archive("dimensions", PickleBytes.begin().tensor("FloatStorage", "0", 4, 0, many, many), 16);
    PickleBytes tensors = PickleBytes.begin().op("](");
    tensors.tensor("FloatStorage", "0", 4, 4).op("2", 1_000_000);
    archive("one tensor a million times", tensors.op("e"), 16);
    PickleBytes memo = PickleBytes.begin().global("torch._utils", "_rebuild_tensor_v2").put(0);
    memo.op("(").storage("FloatStorage", "0", 4).op("K\0").tuple(4).tuple(1).op("\u0089}t").put(1);
    memo.op("](");
    for (int i = 0; i < 500_000; i++) {
      memo.get(0).get(1).op("R");
    }
    archive("half a million tensors", memo.op("e"), 16);
    PickleBytes loose = PickleBytes.begin().storage("FloatStorage", "0", 4).put(0).op("](");
    archive("half a million storages", loose.op("j\0\0\0\0", 500_000).op("e"), 16);
    PickleBytes negative = PickleBytes.begin().op("](");
    for (int i = 0; i < 200; i++) {
      negative.global("torch._utils", "_rebuild_tensor_v2").op("(");
      negative.storage("FloatStorage", "0", mebi).op("K\0").tuple(mebi).tuple(1).op("\u0089}}");
      negative.text("neg").op("\u0088stR");
    }
    archive("negative 200 times", negative.op("e"), 4 * mebi);
  }

  private static PickleBytes repeated(PickleBytes code) {
    PickleBytes all = new PickleBytes();
    for (int i = 0; i < 400; i++) {
      all.add(code);
    }
    return all.op("t");
  }

  // ---- zips

  private void zips() throws IOException {
    PickleBytes many = PickleBytes.begin().op("](");
    for (int i = 0; i < 300; i++) {
      many.tensor("FloatStorage", Integer.toString(i), 1 << 20, 1 << 20);
    }
    byte[] zip = zip(many.op("e").end(), 4 << 20);
    file("300 parts over one body.pt", shared(zip, 300));
    deflated("deflated pickle", new byte[1 << 27], 0);
    deflated("deflated list", PickleBytes.begin().op("](").op("]", 20_000_000).op("e").end(), 0);
    PickleBytes one = PickleBytes.begin().tensor("ByteStorage", "0", 1 << 28, 1 << 28);
    deflated("deflated storage", one.end(), 1 << 28);
    Path entries = folder.resolve("a part a byte.pt");
    try (StoredZip parts = new StoredZip(Files.newOutputStream(entries), "archive")) {
      parts.add("data.pkl", PickleBytes.begin().op("N").end());
      for (int i = 0; i < 60_000; i++) {
        parts.add("data/" + i, new byte[1]);
      }
    }
    written.add(entries);
    ByteBuffer directory = ByteBuffer.allocate(30 << 20).order(ByteOrder.LITTLE_ENDIAN);
    directory.putInt(0x04034b50).position(directory.capacity() - 22);
    directory.putInt(0x06054b50).putInt(0).putShort((short) -1).putShort((short) -1);
    directory.putInt(directory.capacity() - 22).putInt(0);
    file("a directory of 30 MB.pt", directory.array());
    for (int i = 46; i + 46 < directory.capacity(); i += 46) {
      directory.putInt(i, 0x02014b50);
    }
    directory.putInt(directory.capacity() - 10, directory.capacity() / 46 * 46 - 92);
    directory.putInt(directory.capacity() - 6, 46);
    file("many parts.pt", directory.array());
  }

  static byte[] zip(byte[] pickle, int storageBytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (StoredZip zip = new StoredZip(out, "archive")) {
      zip.add("data.pkl", pickle);
      zip.add("data/0", new byte[storageBytes]);
    }
    return out.toByteArray();
  }

  /** A zip whose last part stands in its directory under many names. */
  private static byte[] shared(byte[] zip, int names) {
    ByteBuffer old = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int end = zip.length - 22;
    int directory = old.getInt(end + 16);
    int last = directory;
    while (last + 46 + length(old, last) < end) {
      last += 46 + length(old, last);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(zip, 0, last);
    for (int i = 0; i < names; i++) {
      byte[] name = ("archive/data/" + i).getBytes(StandardCharsets.US_ASCII);
      ByteBuffer entry = ByteBuffer.allocate(46 + name.length).order(ByteOrder.LITTLE_ENDIAN);
      entry.put(zip, last, 46).put(name).putShort(28, (short) name.length);
      entry.putShort(30, (short) 0).putShort(32, (short) 0);
      out.writeBytes(entry.array());
    }
    int size = out.size() - directory;
    ByteBuffer tail = ByteBuffer.allocate(22).order(ByteOrder.LITTLE_ENDIAN);
    tail.put(zip, end, 22).putInt(12, size);
    tail.putShort(8, (short) (names + 1)).putShort(10, (short) (names + 1));
    out.writeBytes(tail.array());
    return out.toByteArray();
  }

  private static int length(ByteBuffer zip, int entry) {
    return zip.getShort(entry + 28) + zip.getShort(entry + 30) + zip.getShort(entry + 32);
  }

  private void deflated(String name, byte[] pickle, long storageBytes) throws IOException {
    Path file = folder.resolve(name + ".pt");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.setLevel(Deflater.BEST_SPEED);
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      zip.write(pickle);
      if (storageBytes > 0) {
        zip.putNextEntry(new ZipEntry("archive/data/0"));
        byte[] part = new byte[1 << 20];
        for (long i = 0; i < storageBytes; i += part.length) {
          zip.write(part);
        }
      }
    }
    written.add(file);
  }

  // ---- texts that a message must not show as they are

  private void texts() throws IOException {
    String foreign = "nl\nnl\r\u001b[31m\u2028\u202e" + "x".repeat(900);
    pickle("foreign function", PickleBytes.begin().global("os\rsystem", "x".repeat(900)));
    pickle("foreign name", PickleBytes.begin().text("os").text(foreign).op("\u0093"));
    archive("foreign part", PickleBytes.begin().tensor("FloatStorage", foreign, 1, 1), 4);
    archive(
        "foreign key",
        PickleBytes.begin().op("}").text(foreign).tensor("ComplexFloatStorage", "0", 1, 1).op("s"),
        8);
    pickle("bad text", PickleBytes.begin().text((byte) 0xff, (byte) 0xfe));
    pickle("half a character", PickleBytes.begin().text((byte) 0xed, (byte) 0xa0, (byte) 0x80));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (StoredZip zip = new StoredZip(out, foreign.substring(0, 100))) {
      zip.add("data.pkl", PickleBytes.begin().tensor("FloatStorage", "0", 1, 1).end());
    }
    file("foreign folder.pt", out.toByteArray());
  }

  // ---- the form before torch 1.6

  private void beforeTorch16() throws IOException {
    legacy("promised", new PickleBytes().tensor("FloatStorage", "0", 1L << 40, 1L << 40), 16);
    legacy("room", new PickleBytes().tensor("FloatStorage", "0", 3, 3), 0);
    PickleBytes rooms = new PickleBytes().op("](");
    for (int i = 0; i < 3000; i++) {
      rooms.tensor("FloatStorage", Integer.toString(i), 1 << 20, 1 << 20);
    }
    legacy("rooms", rooms.op("e"), 4 << 20);
    legacy("empties", new PickleBytes().op("](").op("]", 5_000_000).op("e"), 0);
    legacy("deep list", new PickleBytes().op("]", 200_000).op("a", 199_999), 0);
    file("legacy bare.pt", PickleBytes.begin().op("](").op("}", 5_000_000).op("e").end());
  }

  private void legacy(String name, PickleBytes value, int bytes) throws IOException {
    PickleBytes code = PickleBytes.begin();
    code.op("\u008a\n\u006c\u00fc\u009c\u0046\u00f9\u0020\u006a\u00a8\u0050\u0019.");
    code.op("\u0080\u0002M\u00e9\u0003.\u0080\u0002}.\u0080\u0002").add(value).op(".");
    code.op("\u0080\u0002]X\u0001\0\0\0").op("0a.").op("\u0004\0\0\0\0\0\0\0").op("\0", bytes);
    file("legacy " + name + ".pt", code.bytes());
  }

  // ---- safetensors

  private void safetensors() throws IOException {
    StringBuilder empties = new StringBuilder("{");
    for (int i = 0; i < 300_000; i++) {
      empties.append(i == 0 ? "" : ",").append('"').append(i);
      empties.append("\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}");
    }
    header("300000 empty tensors", empties.append('}').toString());
    header("deep", "[".repeat(5_000_000));
    header("deep field", "{\"a\":{\"x\":" + "[".repeat(5_000_000));
    header("deep objects", "{\"a\":{\"x\":" + "{\"a\":".repeat(1_000_000));
    header("spaces", " ".repeat(30_000_000));
    header("long name", "{\"" + "\\n".repeat(5_000_000) + "\":{}}");
    header("foreign name", "{\"nl\\nnl\\u202e\":{}}");
    header("foreign type", foreignType());
    String shape = "1,".repeat(1_000_000) + "1";
    header("dimensions", tensorOf("F32", shape, "0,4") + "    ");
    header("metadata", "{\"__metadata__\":{\"a\":\"" + "x".repeat(20_000_000) + "\"}}");
    StringBuilder texts = new StringBuilder("{\"__metadata__\":{");
    for (int i = 0; i < 1_000_000; i++) {
      texts.append(i == 0 ? "" : ",").append('"').append(i).append("\":\"\"");
    }
    header("texts", texts.append("}}").toString());
    header("number", "{\"a\":{\"x\":" + "1".repeat(5_000_000) + "}}");
    header("huge", tensorOf("F32", "4611686018427387904", "0,4"));
  }

  private static String foreignType() {
    return tensorOf("nl\\nnl" + "x".repeat(1000), "1", "0,4");
  }

  private static String tensorOf(String dtype, String shape, String offsets) {
    return "{\"a\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[%s]}}"
        .formatted(dtype, shape, offsets);
  }

  private void header(String name, String json) throws IOException {
    file(name + ".safetensors", SafetensorsTest.file(json.getBytes(StandardCharsets.UTF_8), 0));
  }

  // ---- files

  private void pickle(String name, PickleBytes code) throws IOException {
    archive(name, code, 16);
  }

  private void archive(String name, PickleBytes code, int storageBytes) throws IOException {
    file(name + ".pt", zip(code.end(), storageBytes));
  }

  private void file(String name, byte[] content) throws IOException {
    written.add(Files.write(folder.resolve(name), content));
  }
}
