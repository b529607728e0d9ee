package io.github.torchrnn;

import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The first 16 digits of the SHA-256 of float32 arrays, one after the other. */
public final class Digest {

  private static final int BYTES = 8;

  private Digest() {}

  /** {@code hashlib.sha256(b"".join(a.numpy().tobytes() for a in arrays)).hexdigest()[:16]}. */
  public static String of(NDArray... arrays) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (NDArray array : arrays) {
        float[] numbers = array.toFloatArray();
        ByteBuffer bytes =
            ByteBuffer.allocate(Float.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
