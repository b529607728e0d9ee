package io.github.torchrnn.nn;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;

/** The options of all layers with weights, with torch's defaults. */
abstract class LayerBuilder<B extends LayerBuilder<B>> {
  DataType dtype = DataType.FLOAT32;
  Device device = Device.cpu();

  abstract B self();

  /** The type of the weights: float32 by default, float64 or float16. */
  public B dtype(DataType dtype) {
    this.dtype = OptionChecks.floating(dtype);
    return self();
  }

  /** The device of the weights, {@code Device.gpu()} for example; the CPU by default. */
  public B device(Device device) {
    this.device = OptionChecks.device(device);
    return self();
  }
}
