package io.github.torchrnn.internal;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Map;
import javax.imageio.ImageIO;

/** A picture as a notebook holds it. The kernels' own base64 loses a file's last bytes. */
public final class Picture {

  /** The types of its data. */
  public static final String[] MIMES = {"image/png", "text/plain"};

  private Picture() {}

  /** The data of a picture, by their types. */
  public static Map<String, String> contents(BufferedImage picture) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of(
        MIMES[0], Base64.getEncoder().encodeToString(png.toByteArray()), MIMES[1], "picture");
  }
}
