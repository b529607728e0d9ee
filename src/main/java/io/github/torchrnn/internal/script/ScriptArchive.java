package io.github.torchrnn.internal.script;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.StoredZip;
import io.github.torchrnn.internal.script.PickleWriter.PyObject;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** The zip file that LibTorch reads TorchScript from. */
public final class ScriptArchive {

  private static final String FORMAT_VERSION = "10\n";
  private static final byte[] NO_CONSTANTS = {(byte) 0x80, 2, ')', '.'};

  private ScriptArchive() {}

  /** Writes classes and the object of the main one. */
  public static void write(Map<String, String> sources, PyObject root, OutputStream out)
      throws IOException {
    try (StoredZip zip = new StoredZip(out, "archive")) {
      PickleWriter pickle = new PickleWriter();
      zip.add("data.pkl", pickle.write(root));
      for (Map.Entry<String, String> source : sources.entrySet()) {
        zip.add(source.getKey(), source.getValue());
      }
      List<NDArray> tensors = pickle.tensors();
      for (int i = 0; i < tensors.size(); i++) {
        NDArray tensor = tensors.get(i);
        zip.add("data/" + i, TensorBytes.size(tensor), data -> TensorBytes.write(tensor, data));
      }
      zip.add("constants.pkl", NO_CONSTANTS);
      zip.add("version", FORMAT_VERSION);
      zip.add("byteorder", "little");
    }
  }
}
