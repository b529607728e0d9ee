package io.github.torchrnn.nn;

import io.github.torchrnn.internal.PythonNumber;
import io.github.torchrnn.internal.Resources;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A layer's TorchScript: a resource in which {@code $name} is replaced by an option's value. */
final class ScriptTemplate {

  private static final Pattern NAME = Pattern.compile("\\$(\\w+)");

  private ScriptTemplate() {}

  /** The text of resources, with Boolean, Double, Long, Integer and String values filled in. */
  static String fill(Map<String, Object> values, String... resources) {
    StringBuilder text = new StringBuilder();
    for (String resource : resources) {
      text.append(Resources.text(ScriptTemplate.class, resource));
    }
    return NAME.matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(python(values.get(match.group(1)))));
  }

  /** The values that the compiled steps of recurrent layers and of cells share. */
  static Map<String, Object> recurrentStep(boolean bias, boolean relu) {
    Map<String, Object> values = new HashMap<>();
    values.put("bias", bias);
    values.put(
        "product", bias ? "torch.addmm(weights[3], h, transposed)" : "torch.mm(h, transposed)");
    values.put("in_place", relu ? "relu_" : "tanh_");
    values.put("derivative", relu ? "threshold_backward(g, hs[t], 0" : "tanh_backward(g, hs[t]");
    return values;
  }

  private static String python(Object value) {
    if (value instanceof Boolean flag) {
      return flag ? "True" : "False";
    }
    return value instanceof Double number ? PythonNumber.repr(number) : value.toString();
  }
}
