package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.TorchText;

/** The check that arrays which meet in one operation lie on one device. */
final class Devices {

  private Devices() {}

  static void requireSame(String what, NDArray input, NDArray other) {
    if (!input.getDevice().equals(other.getDevice())) {
      throw new IllegalArgumentException(
          "Input and %s tensors are not at the same device, found input tensor at %s and %s tensor at %s"
              .formatted(
                  what,
                  TorchText.device(input.getDevice()),
                  what,
                  TorchText.device(other.getDevice())));
    }
  }
}
