package io.github.torchrnn.nn;

import io.github.torchrnn.internal.PythonNumber;
import io.github.torchrnn.internal.Resources;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A layer's TorchScript: a resource in which {@code $name} stands for an option's value. */
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

  private static String python(Object value) {
    if (value instanceof Boolean flag) {
      return flag ? "True" : "False";
    }
    return value instanceof Double number ? PythonNumber.repr(number) : value.toString();
  }
}
