package io.github.torchrnn.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The texts that stand beside the classes in the jar. */
public final class Resources {

  private Resources() {}

  /** A text beside a class. */
  public static String text(Class<?> owner, String name) {
    try (InputStream stream = owner.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name + " from torchrnn's jar", e);
    }
  }

  /** TorchScript that the kernels and a compiled forward share: the ways of an LSTM. */
  static String lstm() {
    return text(Resources.class, "lstm.py");
  }

  /** TorchScript that the kernels and a compiled step share: the optimizers. */
  public static String optimizers() {
    return text(Resources.class, "optimizers.py");
  }
}
