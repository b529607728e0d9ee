package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.TorchText;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Parameters by name: {@index torch.nn.ParameterDict}. They keep the order in which they came. An
 * array that is put in becomes a parameter: it is the array itself, no copy, and no scope frees it
 * any more.
 *
 * <pre>{@code
 * try (var parameters = new ParameterDict(Map.of("scale", Torch.ones(2)))) {
 *   System.out.println(parameters);
 * }
 * // ParameterDict(  (scale): Parameter containing: [torch.FloatTensor of size 2])
 * }</pre>
 */
public final class ParameterDict extends TorchModule implements Iterable<String> {

  /** No parameters yet: {@code torch.nn.ParameterDict()}. */
  public ParameterDict() {}

  /**
   * Parameters by name: {@code torch.nn.ParameterDict(parameters)}.
   *
   * @param parameters in the map's order, as those of an OrderedDict; torch sorts a plain dict
   */
  public ParameterDict(Map<String, ? extends NDArray> parameters) {
    update(parameters);
  }

  /**
   * Adds a parameter, or puts it in the place of that of the name: {@code parameters[key] = value}.
   *
   * @param value a floating array that was not computed from others under {@code enableGrad}, or
   *     another module's parameter
   * @throws IllegalArgumentException with torch's message if it is of another kind, or the key is
   *     empty or contains a dot
   */
  public void set(String key, NDArray value) {
    registerParameter(key, ListedParameters.checked(value));
  }

  /** Adds parameters, or puts them in the places of those of their names: {@code update(...)}. */
  public void update(Map<String, ? extends NDArray> parameters) {
    ModuleEdits.forEach(parameters, NDArray.class, this::set);
  }

  /**
   * One parameter: {@code parameters[key]}.
   *
   * @throws IllegalArgumentException with torch's message if there is none
   */
  public NDArray get(String key) {
    if (!contains(key)) {
      throw new IllegalArgumentException("'ParameterDict' object has no attribute '" + key + "'");
    }
    return getParameter(key);
  }

  /**
   * Takes a parameter out: {@code parameters.pop(key)}, or {@code del parameters[key]}. It is freed
   * when it is dropped.
   *
   * @throws IllegalArgumentException with torch's message if there is none
   */
  public NDArray pop(String key) {
    NDArray value = get(key);
    registry().removeParameter(key);
    return value;
  }

  /** Whether there is a parameter of that name: {@code key in parameters}. */
  public boolean contains(String key) {
    return registry().presentParameters().containsKey(Objects.requireNonNull(key, "key is null"));
  }

  /** The number of parameters: {@code len(parameters)}. */
  public int size() {
    return registry().presentParameters().size();
  }

  /** The names: {@code parameters.keys()}. */
  public Set<String> keys() {
    return items().keySet();
  }

  /** The parameters: {@code parameters.values()}. */
  public List<NDArray> values() {
    return List.copyOf(items().values());
  }

  /** The parameters by name: {@code parameters.items()}. */
  public Map<String, NDArray> items() {
    Map<String, NDArray> items = new LinkedHashMap<>();
    registry().presentParameters().keySet().forEach(key -> items.put(key, get(key)));
    return Collections.unmodifiableMap(items);
  }

  /** The names, in their order. */
  @Override
  public Iterator<String> iterator() {
    return keys().iterator();
  }

  @Override
  protected String extraRepr() {
    return ListedParameters.lines(this, ParameterDict::typeName);
  }

  private static String typeName(NDArray array) {
    String prefix = array.getDevice().isGpu() ? "torch.cuda." : "torch.";
    return prefix + TorchText.scalarType(array.getDataType()) + "Tensor";
  }
}
