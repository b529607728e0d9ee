package io.github.torchrnn.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The TorchScript module of the kernels as an archive that {@code torch.jit.load} reads. It is put
 * together by hand since {@code internal.archive}, which writes any module, needs the kernels.
 */
final class TorchScriptArchive {

  /** Protocol 2: an instance of {@code __torch__.Kernels} whose one attribute is training=False. */
  private static final String INSTANCE =
      "\u0080\u0002c__torch__\nKernels\nq\0)\u0081}(X\u0008\0\0\0trainingq\u0001\u0089ubq\u0002.";

  private static final String NO_CONSTANTS = "\u0080\u0002).";

  private TorchScriptArchive() {}

  /** The archive of the class {@code Kernels}. */
  static byte[] ofKernels() {
    String source =
        Resources.text(Resources.class, "kernels.py")
            + "\n"
            + Resources.lstm().indent(2)
            + "\n"
            + Resources.text(Resources.class, "optimizers.py").indent(2);
    return of(source, 3);
  }

  /** The archive of {@code functions.py}. */
  static byte[] ofFunctions() {
    return of(Resources.text(Resources.class, "functions.py"), 10);
  }

  /**
   * Writes an archive.
   *
   * @param version the version of the format, by which LibTorch gives functions their old meanings
   */
  private static byte[] of(String source, int version) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (StoredZip zip = new StoredZip(bytes, "kernels")) {
      zip.add("data.pkl", INSTANCE.getBytes(StandardCharsets.ISO_8859_1));
      zip.add("code/__torch__.py", source);
      zip.add("constants.pkl", NO_CONSTANTS.getBytes(StandardCharsets.ISO_8859_1));
      zip.add("version", version + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to memory", e);
    }
    return bytes.toByteArray();
  }
}
