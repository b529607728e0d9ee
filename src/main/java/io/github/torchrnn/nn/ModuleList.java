package io.github.torchrnn.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * Layers in a list, each of which the network calls itself: {@code torch.nn.ModuleList}. They are
 * named "0", "1" and so on.
 */
public final class ModuleList<M extends TorchModule> extends TorchModule implements Iterable<M> {

  private final List<M> modules = new ArrayList<>();

  /** A list of modules: {@code torch.nn.ModuleList(modules)}. */
  @SafeVarargs
  public ModuleList(M... modules) {
    Objects.requireNonNull(modules, "modules is null");
    for (M module : modules) {
      append(module);
    }
  }

  /** A list of modules: {@code torch.nn.ModuleList(modules)}. */
  public ModuleList(List<? extends M> modules) {
    Objects.requireNonNull(modules, "modules is null");
    modules.forEach(this::append);
  }

  /**
   * Adds a module at the end: {@code append(module)}.
   *
   * @return this list
   */
  public ModuleList<M> append(M module) {
    Objects.requireNonNull(module, "module is null");
    modules.add(register(Integer.toString(modules.size()), module));
    return this;
  }

  /** The number of modules: {@code len(modules)}. */
  public int size() {
    return modules.size();
  }

  /**
   * One module: {@code modules[index]}.
   *
   * @param index its position, counted from the end if negative
   * @throws IndexOutOfBoundsException if there is no such layer
   */
  public M get(int index) {
    return at(modules, index);
  }

  @Override
  public Iterator<M> iterator() {
    return Collections.unmodifiableList(modules).iterator();
  }

  static <T> T at(List<T> modules, int index) {
    int size = modules.size();
    if (index < -size || index >= size) {
      throw new IndexOutOfBoundsException("index " + index + " is out of range");
    }
    return modules.get(index < 0 ? size + index : index);
  }
}
