package io.github.torchrnn.jit;

import java.util.regex.Pattern;

/**
 * A test of a module's TorchScript: whether a compiled step can run it without LibTorch's graph.
 * Layers with a backward of their own pass, and networks that only call such layers and take views
 * of their outputs.
 */
final class ClosedForm {

  private static final String CALL =
      "(?:self(?:\\.\\w+)*|getattr\\(self, \"\\w+\"\\))\\.(?:forward|unroll)\\(";
  private static final String VIEW =
      "\\.(?:view|reshape|flatten|squeeze|unsqueeze|transpose|permute|select|narrow|contiguous|size)"
          + "\\(";
  private static final String NAME =
      "(?!(?:self|torch|ops|getattr|if|else|for|while|with|and|or|not|in|is|def)\\b)[A-Za-z_]\\w*+(?!\\s*\\()";
  private static final String NUMBER = "(?:(?<=[\\[(,:=]\\s{0,9})-)?\\d++(?!\\.)";

  private static final Pattern BODY =
      Pattern.compile(
          "(?:" + String.join("|", CALL, VIEW, NAME, NUMBER, "[=,:()\\[\\]\\s]") + ")*+");

  /** An assignment to a part of a tensor. */
  private static final Pattern WRITES = Pattern.compile("\\]\\s*=");

  private ClosedForm() {}

  /** Whether a layer computes its gradients itself. */
  static boolean hasBackward(String script) {
    return script.contains("def backward(");
  }

  /** Whether the methods of a module do without a graph. */
  static boolean holds(String script) {
    String body = ForwardSignature.body(script);
    return hasBackward(script) || BODY.matcher(body).matches() && !WRITES.matcher(body).find();
  }
}
