package io.github.torchrnn.io;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Shown;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A whole model in a file, as {@code torch.save(net, path)} writes it: the name of its class, its
 * parameters, buffers and children, and its other attributes. No class is made and nothing is
 * called; a twin in Java takes its state:
 *
 * <pre>{@code
 * PickledModule python = (PickledModule) Pt.load(path);   // torch.load(path, weights_only=False)
 * net.loadStateDict(python.stateDict());
 * }</pre>
 *
 * <p>Whole models are read only; Java writes state_dicts.
 */
public final class PickledModule {

  static final String PARAMETERS = "_parameters";
  static final String BUFFERS = "_buffers";
  static final String MODULES = "_modules";
  private static final String TRANSIENT = "_non_persistent_buffers_set";
  private static final String TRAINING = "training";

  /** What is not among the attributes. */
  private static final Set<String> PARTS =
      Set.of(PARAMETERS, BUFFERS, MODULES, TRANSIENT, TRAINING);

  /** What torch itself keeps in a module; hooks are shown where there are any. */
  private static final Set<String> OF_TORCH =
      Set.of(
          "_backend",
          "_backward_hooks",
          "_backward_pre_hooks",
          "_forward_hooks",
          "_forward_hooks_always_called",
          "_forward_hooks_with_kwargs",
          "_forward_pre_hooks",
          "_forward_pre_hooks_with_kwargs",
          "_is_full_backward_hook",
          "_load_state_dict_post_hooks",
          "_load_state_dict_pre_hooks",
          "_state_dict_hooks",
          "_state_dict_pre_hooks");

  private final String className;
  private final Map<Object, Object> state;

  PickledModule(String className, Map<Object, Object> state) {
    this.className = className;
    this.state = state;
  }

  /** The Python name of its class: {@code mypkg.Net}, or {@code __main__.Net} of a script. */
  public String className() {
    return className;
  }

  /** Whether it was in training mode: {@code net.training}. */
  public boolean training() {
    return !Boolean.FALSE.equals(state.get(TRAINING));
  }

  /**
   * Its other attributes in their order, {@code hidden_size} for example: values as {@link Pt#load}
   * returns them, and a {@link PickledObject} for a function, a hook or any other object.
   */
  public Map<String, @Nullable Object> attributes() {
    Map<String, Object> attributes = new LinkedHashMap<>();
    state.forEach(
        (key, value) -> {
          boolean none = value == null || value instanceof Map<?, ?> map && map.isEmpty();
          if (!PARTS.contains(key) && !(OF_TORCH.contains(key) && none)) {
            attributes.put((String) key, value);
          }
        });
    return attributes;
  }

  /** Its own parameters, without those of its children: {@code net._parameters}. */
  public Map<String, NDArray> parameters() {
    return arrays(PARAMETERS);
  }

  /** Its own buffers, without those of its children: {@code net._buffers}. */
  public Map<String, NDArray> buffers() {
    return arrays(BUFFERS);
  }

  private Map<String, NDArray> arrays(String part) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    part(part)
        .forEach(
            (name, value) -> {
              if (value instanceof NDArray array) {
                arrays.put((String) name, array);
              }
            });
    return arrays;
  }

  /** The modules right in it: {@code dict(net.named_children())}. */
  public Map<String, PickledModule> namedChildren() {
    Map<String, PickledModule> children = new LinkedHashMap<>();
    part(MODULES)
        .forEach(
            (name, value) -> {
              if (value instanceof PickledModule module) {
                children.put((String) name, module);
              }
            });
    return children;
  }

  /**
   * Its parameters and buffers and those of all its children, in torch's order and by torch's
   * names: {@code net.state_dict()}. What is shared in Python is one array under several names.
   */
  public Map<String, NDArray> stateDict() {
    Map<String, NDArray> all = new LinkedHashMap<>();
    collect("", all);
    return all;
  }

  private void collect(String prefix, Map<String, NDArray> all) {
    parameters().forEach((name, array) -> all.put(prefix + name, array));
    buffers()
        .forEach(
            (name, array) -> {
              if (!transientBuffers().contains(name)) {
                all.put(prefix + name, array);
              }
            });
    namedChildren().forEach((name, child) -> child.collect(prefix + name + ".", all));
  }

  private Set<?> transientBuffers() {
    return state.get(TRANSIENT) instanceof Set<?> names ? names : Collections.emptySet();
  }

  /** Its parameters, buffers or children, by name. */
  Map<?, ?> part(String name) {
    return (Map<?, ?>) state.get(name);
  }

  /** Its attributes, the parts among them. */
  Map<Object, Object> state() {
    return state;
  }

  /** {@code <mypkg.Net>}. */
  @Override
  public String toString() {
    return "<" + Shown.name(className) + ">";
  }
}
