package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Layers in a row, each of which takes the output of the one before: {@code torch.nn.Sequential}.
 *
 * <p>They are named "0", "1" and so on. A network of your own among them overrides {@link
 * TorchModule#compute(NDList)}. A recurrent layer cannot be one of them, since it returns a tuple:
 * as in torch, that shows when the layers run.
 */
public final class Sequential extends UnaryLayer {

  /** The layers in their order: {@code torch.nn.Sequential(*layers)}. */
  public Sequential(TorchModule... layers) {
    Objects.requireNonNull(layers, "layers is null");
    for (TorchModule layer : layers) {
      append(layer);
    }
  }

  /**
   * Adds a layer at the end: {@code append(layer)}.
   *
   * @return this module
   */
  public Sequential append(TorchModule layer) {
    register(Integer.toString(size()), Objects.requireNonNull(layer, "module is null"));
    return this;
  }

  /** The number of layers: {@code len(sequential)}. */
  public int size() {
    return registry().modules().size();
  }

  /**
   * One layer: {@code sequential[index]}.
   *
   * @param index its position, counted from the end if negative
   * @throws IndexOutOfBoundsException if there is no such layer
   */
  public TorchModule get(int index) {
    return ModuleList.at(new ArrayList<>(registry().modules().values()), index);
  }

  @Override
  NDArray run(NDArray input, Weights weights, boolean training) {
    List<TorchModule> layers = new ArrayList<>(registry().modules().values());
    NDArray output = input;
    for (int i = 0; i < layers.size(); i++) {
      TorchModule layer = layers.get(i);
      if (layer instanceof RNNBase || layer instanceof LSTMCell) {
        throw new IllegalArgumentException(
            "(%d): %s returns a tuple, which Sequential cannot hand on: call it in the forward of a network of your own"
                .formatted(i, layer.name()));
      }
      // Called as a module, each layer keeps its own mode; as a DJL block, it has the trainer's.
      boolean mode = weights == OWN ? layer.isTraining() : training;
      NDList from = new NDList(output);
      NDArray next = layer.whileOpen(() -> layer.compute(from, weights, mode)).head();
      if (output != input && next != output && layer instanceof UnaryLayer) {
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
