package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.TorchText;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The checks of what is registered in a module, in torch's words. */
final class RegistryChecks {

  private RegistryChecks() {}

  /** Refuses an array that was computed from others. */
  static void requireLeaf(String name, NDArray value) {
    if (!Kernels.callBoolean("is_leaf", value)) {
      throw new IllegalArgumentException(
          ("Cannot assign non-leaf Tensor to parameter '%1$s'. Model parameters must be created"
                  + " explicitly. To express '%1$s' as a function of another Tensor, compute the"
                  + " value in the forward() method.")
              .formatted(name));
    }
  }

  /** Refuses an array that a layer could not read in the place of the one before. */
  static void requireLike(TorchModule module, String name, NDArray before, NDArray value) {
    String wanted = described(before);
    String got = described(value);
    if (!got.equals(wanted)) {
      throw new IllegalArgumentException(
          "cannot put an array of %s in the place of parameter '%s' of %s, which is of %s"
              .formatted(got, name, module.name(), wanted));
    }
  }

  private static String described(NDArray array) {
    return "%s, %s on %s"
        .formatted(
            TorchText.size(array.getShape()),
            TorchText.dtype(array.getDataType()),
            TorchText.device(array.getDevice()));
  }

  /**
   * Refuses a name that cannot be one, or that is another part's.
   *
   * @param own the parts of the same kind, one of which may have the name
   * @param all the parts of all kinds
   */
  static void requireName(String name, String what, Map<String, ?> own, List<Map<String, ?>> all) {
    Objects.requireNonNull(name, () -> what + " name is null");
    if (name.isEmpty()) {
      throw new IllegalArgumentException(what + " name can't be empty string \"\"");
    }
    if (name.contains(".")) {
      throw new IllegalArgumentException(
          what + " name can't contain \".\"" + (what.equals("module") ? ", got: " + name : ""));
    }
    for (Map<String, ?> others : all) {
      if (others != own && others.containsKey(name)) {
        throw new IllegalArgumentException("attribute '" + name + "' already exists");
      }
    }
  }
}
