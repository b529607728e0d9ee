package io.github.torchrnn;

import ai.djl.Device;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The strings of {@code torch.device}, with torch's messages. */
final class DeviceNames {

  private static final Pattern NAME = Pattern.compile("([a-zA-Z_]+)(?::(0|[1-9][0-9]{0,8}))?");

  private DeviceNames() {}

  static Device of(String device) {
    Objects.requireNonNull(device, "device is null");
    if (device.isEmpty()) {
      throw new IllegalArgumentException("Device string must not be empty");
    }
    Matcher name = NAME.matcher(device);
    if (!name.matches()) {
      throw new IllegalArgumentException("Invalid device string: '" + device + "'");
    }
    int index = name.group(2) == null ? 0 : Integer.parseInt(name.group(2));
    return switch (name.group(1)) {
      case "cpu" -> Device.cpu();
      case "cuda" -> Device.gpu(index);
      default ->
          throw new IllegalArgumentException(
              "Expected one of cpu, cuda device type at start of device string: " + name.group(1));
    };
  }
}
