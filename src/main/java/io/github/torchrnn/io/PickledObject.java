package io.github.torchrnn.io;

import io.github.torchrnn.internal.Shown;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A placeholder for a Python object in a file that is neither data nor a {@link PickledModule}: a
 * function, a class, a hook, or an object of some class. It is described, never made or called.
 */
public final class PickledObject {

  private final String name;
  private final List<Object> arguments;

  /** A list of one. */
  private final List<@Nullable Object> held;

  private final Map<Object, Object> entries;
  private final List<Object> elements;

  PickledObject(PythonName function) {
    name = function.name();
    arguments = List.of();
    held = Collections.singletonList(null);
    entries = Map.of();
    elements = List.of();
  }

  PickledObject(PythonObject object) {
    name = object.name();
    arguments = object.arguments();
    held = object.held();
    entries = object.entries();
    elements = object.elements();
  }

  /**
   * The Python name of its class, {@code argparse.Namespace} for example; of a function or a class
   * its own, {@code torch.nn.functional.relu} for example.
   */
  public String name() {
    return name;
  }

  /** What its class was to be called with; nothing for most objects. */
  public List<@Nullable Object> arguments() {
    return Collections.unmodifiableList(arguments);
  }

  /** Its attributes, a map by their names as a rule; null if it has none. */
  public @Nullable Object state() {
    return held.get(0);
  }

  /** The items of an object that is a dict. */
  public Map<@Nullable Object, @Nullable Object> entries() {
    return Collections.unmodifiableMap(entries);
  }

  /** The items of an object that is a list. */
  public List<@Nullable Object> elements() {
    return Collections.unmodifiableList(elements);
  }

  /** {@code <argparse.Namespace>}. */
  @Override
  public String toString() {
    return "<" + Shown.name(name) + ">";
  }
}
