package io.github.torchrnn.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A TorchScript module without weights, as the archive that {@code torch.jit.load} reads. */
final class TorchScriptArchive {

  /** Protocol 2: an instance of {@code __torch__.Kernels} whose one attribute is training=False. */
  private static final String INSTANCE =
      "\u0080\u0002c__torch__\nKernels\nq\0)\u0081}(X\u0008\0\0\0trainingq\u0001\u0089ubq\u0002.";

  private static final String NO_CONSTANTS = "\u0080\u0002).";

  private TorchScriptArchive() {}

  /** The archive of the class {@code Kernels} whose source is the named resource. */
  static byte[] ofResource(String resource) {
    try (InputStream source = TorchScriptArchive.class.getResourceAsStream(resource)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
        store(zip, "data.pkl", INSTANCE.getBytes(StandardCharsets.ISO_8859_1));
        store(zip, "code/__torch__.py", source.readAllBytes());
        store(zip, "constants.pkl", NO_CONSTANTS.getBytes(StandardCharsets.ISO_8859_1));
        store(zip, "version", "3\n".getBytes(StandardCharsets.ISO_8859_1));
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the kernels of torchrnn from its jar", e);
    }
  }

  /** LibTorch reads stored entries only. */
  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry("kernels/" + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
