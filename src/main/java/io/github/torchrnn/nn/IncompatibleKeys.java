package io.github.torchrnn.nn;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The result of {@link TorchModule#loadStateDict}: the names that the state lacked, and those that
 * the module has no parameter for.
 */
public record IncompatibleKeys(List<String> missingKeys, List<String> unexpectedKeys) {

  /** The text that Python prints. */
  @Override
  public String toString() {
    if (missingKeys.isEmpty() && unexpectedKeys.isEmpty()) {
      return "<All keys matched successfully>";
    }
    return "_IncompatibleKeys(missing_keys="
        + list(missingKeys)
        + ", unexpected_keys="
        + list(unexpectedKeys)
        + ")";
  }

  private static String list(List<String> keys) {
    return keys.stream().map(key -> "'" + key + "'").collect(Collectors.joining(", ", "[", "]"));
  }
}
