package io.github.torchrnn.internal;

import ai.djl.engine.EngineException;
import java.util.regex.Pattern;

/** LibTorch's error messages, in the words of Python's torch where LibTorch 2.7 differs. */
final class TorchWords {

  private static final String ERROR = "RuntimeError: ";

  private static final Pattern CPU_TYPE = Pattern.compile("\\bCPU(?!Bool)([A-Z]\\w*)Type\\b");
  private static final Pattern CUDA_TYPE = Pattern.compile("\\bCUDA(?!Bool)([A-Z]\\w*)Type\\b");
  private static final Pattern NODE =
      Pattern.compile("\\b([Oo]utput \\d+ of )(?:torch::autograd::)?(\\w+?)(?:Backward\\d+)?\\b");

  private TorchWords() {}

  /** The error to throw for one of LibTorch's: torch's message, in one line. */
  static IllegalStateException error(EngineException e) {
    return new IllegalStateException(message(e), e);
  }

  /** The message in one line, without the traceback through our kernel. */
  private static String message(EngineException e) {
    String whole = e.getMessage();
    int start = whole.lastIndexOf(ERROR);
    String message = start < 0 ? whole : whole.substring(start + ERROR.length());
    int allocator = Math.max(0, message.indexOf("DefaultCPUAllocator"));
    String line = message.substring(allocator).strip().lines().findFirst().orElse(whole);
    return python(line);
  }

  private static String python(String message) {
    String types = CPU_TYPE.matcher(message).replaceAll("torch.$1Tensor");
    String all = CUDA_TYPE.matcher(types).replaceAll("torch.cuda.$1Tensor");
    return NODE.matcher(all)
        .replaceAll("$1$2")
        .replace("Expected dtype int64 for index", "Expected dtype int32/int64 for index")
        .replace("type at::Half", "type c10::Half")
        .replace("integer out of range", "value cannot be converted to type int without overflow")
        .replace("set_detect_anomaly(True).", "set_detect_anomaly(True, check_nan=False).");
  }
}
