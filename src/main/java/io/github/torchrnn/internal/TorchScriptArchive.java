package io.github.torchrnn.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

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
    return of(source(KernelFiles.KERNELS), 3);
  }

  /** The archive of {@code functions.py}. */
  static byte[] ofFunctions() {
    return of(source(KernelFiles.FUNCTIONS), 10);
  }

  /** The source of a class: the file that begins it, and its other parts. */
  private static String source(List<String> files) {
    StringBuilder source = new StringBuilder(Resources.text(Resources.class, files.get(0)));
    for (String part : files.subList(1, files.size())) {
      source.append('\n').append(Resources.text(Resources.class, part).indent(2));
    }
    return source.toString();
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
