package io.github.torchrnn.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The text files beside the classes in the jar. */
public final class Resources {

  private Resources() {}

  /**
   * The text of a file beside a class.
   *
   * @throws IllegalStateException if the jar has no such file
   */
  public static String text(Class<?> owner, String name) {
    try (InputStream stream = owner.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(
            "torchrnn's jar lacks " + name + " beside " + owner.getName());
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name + " from torchrnn's jar", e);
    }
  }
}
