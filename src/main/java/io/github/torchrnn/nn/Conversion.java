package io.github.torchrnn.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.internal.Autograd;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** Conversions of a module's parameters, buffers and gradients in place. */
final class Conversion {

  private Conversion() {}

  static void toDevice(TorchModule module, Device device) {
    Tensors.requireDevice(device);
    convert(module, array -> array.toDevice(device, true));
  }

  /** Converts the floating ones among them. */
  static void toType(TorchModule module, DataType type) {
    Objects.requireNonNull(type, "dtype is null");
    if (!type.isFloating()) {
      throw new IllegalArgumentException(
          "nn.Module.to only accepts floating point or complex dtypes, but got desired dtype="
              + TorchText.dtype(type));
    }
    OptionChecks.floating(type);
    convert(
        module,
        array -> array.toType(array.getDataType().isFloating() ? type : array.getDataType(), true));
  }

  private static void convert(TorchModule module, UnaryOperator<NDArray> conversion) {
    for (NDArray array : ModuleTree.arrays(module, true, true, true).values()) {
      replaceData(array, conversion);
      try (NDArray grad = Autograd.grad(array)) {
        if (grad != null) {
          replaceData(grad, conversion);
        }
      }
    }
    module.namedModules().values().forEach(TorchModule::parametersMoved);
  }

  private static void replaceData(NDArray array, UnaryOperator<NDArray> conversion) {
    try (NDArray plain = Autograd.detach(array);
        NDArray data = conversion.apply(plain)) {
      LibTorch.setData(array, data);
    }
  }
}
