package io.github.torchrnn.golden;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Calls of public methods that goldens name, the options of builders above all. */
final class Calls {

  private Calls() {}

  /** Sets each option: a list is several arguments. */
  static void setAll(Object builder, JsonObject options) {
    options
        .entrySet()
        .forEach(
            option -> {
              JsonElement value = option.getValue();
              List<JsonElement> values =
                  value.isJsonArray() ? value.getAsJsonArray().asList() : List.of(value);
              call(
                  builder,
                  option.getKey(),
                  values.stream().map(it -> it.isJsonNull() ? null : it).toArray());
            });
  }

  /** Calls the method of the name with as many arguments; what it throws is thrown. */
  static Object call(Object target, String name, Object... arguments) {
    Method method =
        Arrays.stream(target.getClass().getMethods())
            .filter(m -> m.getName().equals(name) && m.getParameterCount() == arguments.length)
            .min(Comparator.comparing(m -> !takes(m, arguments)))
            .orElseThrow(() -> new AssertionError("no " + name + " of " + target.getClass()));
    Object[] converted = new Object[arguments.length];
    Arrays.setAll(
        converted,
        i ->
            arguments[i] instanceof JsonPrimitive json
                ? convert(json, method.getParameterTypes()[i])
                : arguments[i]);
    try {
      return method.invoke(target, converted);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new AssertionError(e);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Whether a method takes an int, or a text, where there is one as the first argument, as that.
   */
  private static boolean takes(Method method, Object... arguments) {
    if (arguments.length == 0 || !(arguments[0] instanceof JsonPrimitive first)) {
      return true;
    }
    Class<?> type = method.getParameterTypes()[0];
    return first.isString() == (type == String.class)
        && isInt(first) == (type != double.class && type != String.class);
  }

  /** Whether Python has an int there, not a float. */
  static boolean isInt(JsonElement number) {
    return number.getAsString().matches("-?\\d+");
  }

  private static Object convert(JsonPrimitive json, Class<?> type) {
    if (type == int.class) {
      return json.getAsInt();
    } else if (type == long.class) {
      return json.getAsLong();
    } else if (type == double.class || type == Double.class) {
      return json.getAsDouble();
    }
    return type == boolean.class ? (Object) json.getAsBoolean() : json.getAsString();
  }
}
