package io.github.torchrnn.internal;

import java.util.regex.Pattern;

/** What LibTorch 2.7 says in other words than Python's torch, whose words are ours. */
final class TorchWords {

  private static final Pattern CPU_TYPE = Pattern.compile("\\bCPU(?!Bool)([A-Z]\\w*)Type\\b");
  private static final Pattern CUDA_TYPE = Pattern.compile("\\bCUDA(?!Bool)([A-Z]\\w*)Type\\b");
  private static final Pattern NODE =
      Pattern.compile("\\b([Oo]utput \\d+ of )(?:torch::autograd::)?(\\w+?)(?:Backward\\d+)?\\b");

  private TorchWords() {}

  static String python(String message) {
    String types = CPU_TYPE.matcher(message).replaceAll("torch.$1Tensor");
    String all = CUDA_TYPE.matcher(types).replaceAll("torch.cuda.$1Tensor");
    return NODE.matcher(all)
        .replaceAll("$1$2")
        .replace("set_detect_anomaly(True).", "set_detect_anomaly(True, check_nan=False).");
  }
}
