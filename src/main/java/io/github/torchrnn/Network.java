package io.github.torchrnn;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;

/**
 * Weights on a device, in a type and in a mode: the argument of {@link Torch#to(Network, Device)},
 * {@link Torch#eval} and {@link Torch#train}. Every {@link io.github.torchrnn.nn.TorchModule} is
 * one.
 */
public interface Network {

  /** Moves parameters and buffers, in place. */
  Network to(Device device);

  /** Converts floating parameters and buffers, in place. */
  Network to(DataType type);

  /** Sets training or evaluation mode. */
  Network train(boolean mode);
}
