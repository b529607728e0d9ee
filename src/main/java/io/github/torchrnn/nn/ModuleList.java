package io.github.torchrnn.nn;

import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * Layers in a list, each of which the network calls itself: {@index torch.nn.ModuleList}. They are
 * named "0", "1" and so on.
 *
 * <pre>{@code
 * try (var layers = new ModuleList<>(new Linear(3, 4), new Linear(4, 2))) {
 *   System.out.println(layers);
 * }
 * // ModuleList(
 * //   (0): Linear(in_features=3, out_features=4, bias=True)
 * //   (1): Linear(in_features=4, out_features=2, bias=True)
 * // )
 * }</pre>
 */
public final class ModuleList<M extends TorchModule> extends TorchModule implements Iterable<M> {

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
    extend(modules);
  }

  /**
   * Adds a module at the end: {@code append(module)}.
   *
   * @return this list
   */
  public ModuleList<M> append(M module) {
    ModuleEdits.append(this, Objects.requireNonNull(module, "module is null"));
    return this;
  }

  /**
   * Inserts a module before another: {@code insert(index, module)}.
   *
   * @param index the module's position, from 0 to {@link #size()}
   * @return this list
   * @throws IndexOutOfBoundsException if there is no such position, where torch makes a list with a
   *     gap
   */
  public ModuleList<M> insert(int index, M module) {
    Objects.requireNonNull(module, "module is null");
    if (index < 0 || index > size()) {
      throw new IndexOutOfBoundsException("Index out of range: " + index);
    }
    ModuleEdits.insert(this, index, module);
    return this;
  }

  /**
   * Adds modules at the end: {@code extend(modules)}, or {@code list += modules}.
   *
   * @param modules a list, or another ModuleList
   * @return this list
   */
  public ModuleList<M> extend(Iterable<? extends M> modules) {
    for (M module : ModuleEdits.listed(modules)) {
      append(module);
    }
    return this;
  }

  /** The number of modules: {@code len(modules)}. */
  public int size() {
    return ModuleEdits.size(this);
  }

  /**
   * One module: {@code modules[index]}.
   *
   * @param index its position, counted from the end if negative
   * @throws IndexOutOfBoundsException if there is no such layer
   */
  @SuppressWarnings("unchecked") // only such are put in
  public M get(int index) {
    return (M) ModuleEdits.get(this, index);
  }

  /**
   * Puts a module in another's place: {@code modules[index] = module}.
   *
   * @param index its position, counted from the end if negative
   * @throws IndexOutOfBoundsException if there is no such layer
   */
  public void set(int index, M module) {
    ModuleEdits.set(this, index, Objects.requireNonNull(module, "module is null"));
  }

  /**
   * Takes a module out: {@code modules.pop(index)}, or {@code del modules[index]}. Those after it
   * are numbered anew. Who calls it owns the module.
   *
   * @param index its position, counted from the end if negative
   * @throws IndexOutOfBoundsException if there is no such layer
   */
  @SuppressWarnings("unchecked") // only such are put in
  public M pop(int index) {
    return (M) ModuleEdits.delete(this, index);
  }

  /**
   * Takes modules out: {@code del modules[start:end]}. Those after them are numbered anew.
   *
   * @param start the first position, counted from the end if negative
   * @param end the first position after them, likewise
   */
  public void delete(int start, int end) {
    ModuleEdits.delete(this, start, end);
  }

  /**
   * A list of some of the modules, which both lists have: {@code modules[start:end]}.
   *
   * @param start the first position, counted from the end if negative
   * @param end the first position after them, likewise
   */
  @SuppressWarnings("unchecked") // only such are put in
  public ModuleList<M> slice(int start, int end) {
    return new ModuleList<>(
        ModuleEdits.slice(this, start, end).values().stream().map(it -> (M) it).toList());
  }

  /** A list of these modules and others: {@code modules + others}. */
  public ModuleList<M> plus(Iterable<? extends M> others) {
    return slice(0, size()).extend(others);
  }

  @Override
  @SuppressWarnings("unchecked") // only such are put in
  public Iterator<M> iterator() {
    return (Iterator<M>) List.copyOf(ModuleEdits.all(this)).iterator();
  }
}
