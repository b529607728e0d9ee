package io.github.torchrnn.io;

import io.github.torchrnn.internal.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object of a Python class that is none of torch's for tensors, as its pickle describes it: the
 * arguments of its constructor, its attributes, and the items of a list or dict. It is data; the
 * class is a name.
 */
final class PythonObject {

  private final String name;
  private final Tuple arguments;
  private final Map<Object, Object> entries = new LinkedHashMap<>(0);
  private final List<Object> elements = new ArrayList<>(0);

  /** What {@code __setstate__} would get, in a list in which it can be replaced. */
  private final List<@Nullable Object> held = new ArrayList<>(Collections.singletonList(null));

  PythonObject(String name, Tuple arguments) {
    this.name = name;
    this.arguments = arguments;
  }

  /** The class, {@code mypkg.Net} for example. */
  String name() {
    return name;
  }

  Tuple arguments() {
    return arguments;
  }

  /** The items of a subclass of dict. */
  Map<Object, Object> entries() {
    return entries;
  }

  /** The items of a subclass of list. */
  List<Object> elements() {
    return elements;
  }

  /** A list of one: a dict of the attributes as a rule, or null. */
  List<@Nullable Object> held() {
    return held;
  }

  void setState(@Nullable Object state) {
    held.set(0, state);
  }

  /** The attributes of a {@code torch.nn.Module}, or null if it is none. */
  @SuppressWarnings("unchecked")
  @Nullable Map<Object, Object> moduleAttributes() {
    return held.get(0) instanceof Map<?, ?> map
            && map.get(PickledModule.PARAMETERS) instanceof Map<?, ?>
            && map.get(PickledModule.BUFFERS) instanceof Map<?, ?>
            && map.get(PickledModule.MODULES) instanceof Map<?, ?>
        ? (Map<Object, Object>) map
        : null;
  }
}
