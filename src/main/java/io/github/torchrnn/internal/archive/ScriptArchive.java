package io.github.torchrnn.internal.archive;

import io.github.torchrnn.internal.StoredZip;
import io.github.torchrnn.internal.archive.PickleWriter.PyObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The zip file from which LibTorch reads TorchScript. */
public final class ScriptArchive {

  private static final String FORMAT_VERSION = "10\n";
  private static final byte[] NO_CONSTANTS = {(byte) 0x80, 2, ')', '.'};

  private ScriptArchive() {}

  /** An archive in memory; see {@link #write}. */
  public static byte[] bytes(Map<String, String> sources, PyObject root) {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try {
      write(sources, root, archive);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to memory", e);
    }
    return archive.toByteArray();
  }

  /** Writes the sources of classes, by entry name, and the root object. */
  public static void write(Map<String, String> sources, PyObject root, OutputStream out)
      throws IOException {
    PickleWriter.Pickled pickle = PickleWriter.write(root);
    try (StoredZip zip = new StoredZip(out, "archive")) {
      zip.add("data.pkl", pickle.bytes());
      for (Map.Entry<String, String> source : sources.entrySet()) {
        zip.add(source.getKey(), source.getValue());
      }
      for (int i = 0; i < pickle.storages().count(); i++) {
        try (TensorBytes numbers = pickle.storages().copy(i)) {
          zip.add("data/" + i, numbers.size(), numbers::writeTo);
        }
      }
      zip.add("constants.pkl", NO_CONSTANTS);
      zip.add("version", FORMAT_VERSION);
      zip.add("byteorder", "little");
    }
  }
}
