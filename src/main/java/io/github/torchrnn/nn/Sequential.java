package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Layers in a row, each of which takes the output of the one before: {@index torch.nn.Sequential}.
 *
 * <p>They are named "0", "1" and so on, unless a map names them. A network of your own among them
 * overrides {@link TorchModule#compute(NDList)}. A recurrent layer cannot be one of them, since it
 * returns a tuple: as in torch, that shows when the layers run.
 *
 * <pre>{@code
 * Torch.manualSeed(0);
 * try (var scope = Torch.scope();
 *     var net = new Sequential(new Linear(3, 4), new ReLU(), new Linear(4, 2))) {
 *   System.out.println(net);
 *   System.out.println(Torch.repr(net.forward(Torch.ones(1, 3))));
 * }
 * // Sequential(
 * //   (0): Linear(in_features=3, out_features=4, bias=True)
 * //   (1): ReLU()
 * //   (2): Linear(in_features=4, out_features=2, bias=True)
 * // )
 * // tensor([[-0.1338,  0.0367]])
 * }</pre>
 */
public final class Sequential extends UnaryLayer implements Iterable<TorchModule> {

  /** The layers in their order: {@code torch.nn.Sequential(*layers)}. */
  public Sequential(TorchModule... layers) {
    Objects.requireNonNull(layers, "layers is null");
    for (TorchModule layer : layers) {
      append(layer);
    }
  }

  /**
   * Named layers: {@code torch.nn.Sequential(OrderedDict(layers))}.
   *
   * @param layers in the map's order
   */
  public Sequential(Map<String, ? extends TorchModule> layers) {
    ModuleEdits.forEach(layers, TorchModule.class, this::register);
  }

  /**
   * Adds a layer at the end: {@code append(layer)}.
   *
   * @return this module
   */
  public Sequential append(TorchModule layer) {
    ModuleEdits.append(this, Objects.requireNonNull(layer, "module is null"));
    return this;
  }

  /**
   * Inserts a layer: {@code insert(index, layer)}.
   *
   * @param index its position, counted from the end if negative
   * @return this module
   * @throws IndexOutOfBoundsException with torch's message if there is no such position
   * @throws IllegalArgumentException if layers after it have names, as in torch
   */
  public Sequential insert(int index, TorchModule layer) {
    Objects.requireNonNull(layer, "module is null");
    if (index < -size() || index > size()) {
      throw new IndexOutOfBoundsException("Index out of range: " + index);
    }
    ModuleEdits.insert(this, index < 0 ? index + size() : index, layer);
    return this;
  }

  /**
   * Adds layers at the end: {@code extend(layers)}, or {@code sequential += layers}.
   *
   * @param layers a list, or another Sequential
   * @return this module
   */
  public Sequential extend(Iterable<? extends TorchModule> layers) {
    ModuleEdits.listed(layers).forEach(this::append);
    return this;
  }

  /** The number of layers: {@code len(sequential)}. */
  public int size() {
    return ModuleEdits.size(this);
  }

  /**
   * One layer: {@code sequential[index]}.
   *
   * @param index its position, counted from the end if negative
   * @throws IndexOutOfBoundsException if there is no such layer
   */
  public TorchModule get(int index) {
    return ModuleEdits.get(this, index);
  }

  /**
   * Puts a layer in another's place, under its name: {@code sequential[index] = layer}.
   *
   * @param index its position, counted from the end if negative
   * @throws IndexOutOfBoundsException if there is no such layer
   */
  public void set(int index, TorchModule layer) {
    ModuleEdits.set(this, index, Objects.requireNonNull(layer, "module is null"));
  }

  /**
   * Takes a layer out: {@code sequential.pop(index)}, or {@code del sequential[index]}. All others
   * are numbered anew, also where they had names. Who calls it owns the layer.
   *
   * @param index its position, counted from the end if negative
   * @throws IndexOutOfBoundsException if there is no such layer
   */
  public TorchModule pop(int index) {
    return ModuleEdits.delete(this, index);
  }

  /**
   * Takes layers out: {@code del sequential[start:end]}. All others are numbered anew.
   *
   * @param start the first position, counted from the end if negative
   * @param end the first position after them, likewise
   */
  public void delete(int start, int end) {
    ModuleEdits.delete(this, start, end);
  }

  /**
   * Some of the layers, which both modules have, under their names: {@code sequential[start:end]}.
   *
   * @param start the first position, counted from the end if negative
   * @param end the first position after them, likewise
   */
  public Sequential slice(int start, int end) {
    return new Sequential(ModuleEdits.slice(this, start, end));
  }

  /** These layers and others: {@code sequential + others}. */
  public Sequential plus(Sequential others) {
    return new Sequential().extend(this).extend(others);
  }

  @Override
  public Iterator<TorchModule> iterator() {
    return List.copyOf(ModuleEdits.all(this)).iterator();
  }

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    List<TorchModule> layers = ModuleEdits.all(this);
    NDArray output = input;
    for (int i = 0; i < layers.size(); i++) {
      TorchModule layer = layers.get(i);
      if (layer instanceof RNNBase || layer instanceof LSTMCell) {
        throw new IllegalArgumentException(
            "(%s): %s returns a tuple, which Sequential cannot hand on: call it in the forward of a network of your own"
                .formatted(i, layer.name()));
      }
      // Called as a module, each layer keeps its own mode; as a DJL block, it has the trainer's.
      boolean mode = weights == OWN ? layer.isTraining() : training;
      NDList from = new NDList(output);
      NDArray next = layer.whileOpen(() -> layer.compute(from, weights, mode)).head();
      if (output != input
          && next != output
          && layer instanceof UnaryLayer
          && !Hooks.mayKeepArrays()) {
        output.close();
      }
      output = next;
    }
    return output;
  }

  @Override
  Shape outputShape(Shape input) {
    Shape shape = input;
    for (TorchModule layer : registry().modules().values()) {
      shape = layer.getOutputShapes(new Shape[] {shape})[0];
    }
    return shape;
  }
}
