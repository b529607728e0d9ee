package io.github.torchrnn.internal.archive;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.LibTorch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The storages of tensors that are written to a file. As in torch, tensors that share memory are
 * written as views of one storage, as far as LibTorch can tell: on the CPU. Of a shared storage,
 * the range that its tensors cover is written; of any other, the tensor's numbers in row-major
 * order.
 */
public final class SavedStorages {

  /** Java sees addresses modulo this many bytes; LibTorch tells whether equal ones are the same. */
  private static final int ADDRESS_UNIT = 1 << 30;

  /**
   * A tensor's view of its storage; sizes, offset and strides count elements.
   *
   * @param storage the number of the storage
   * @param storageSize the storage's size
   * @param offset the tensor's first element in the storage
   */
  public record View(int storage, long storageSize, long offset, long[] strides) {}

  /** A tensor, with its place in the memory that it may share. */
  private record Placed(NDArray tensor, long offset, long[] strides) {
    long end() {
      long last = offset;
      for (int i = 0; i < strides.length; i++) {
        last += strides[i] * (tensor.getShape().get(i) - 1);
      }
      return last + 1;
    }
  }

  /** The tensors of one storage. */
  private record Shared(NDArray first, List<Placed> tensors) {
    long start() {
      return tensors.stream().mapToLong(Placed::offset).min().orElse(0);
    }

    long size() {
      return tensors.stream().mapToLong(Placed::end).max().orElse(0) - start();
    }
  }

  private final List<Shared> storages = new ArrayList<>();
  private final Map<NDArray, Integer> numbers = new IdentityHashMap<>();
  private final Map<NDArray, Placed> places = new IdentityHashMap<>();

  private SavedStorages() {}

  /** Finds the storages of some tensors. */
  static SavedStorages of(Iterable<NDArray> tensors) {
    SavedStorages all = new SavedStorages();
    Map<String, List<Integer>> candidates = new HashMap<>();
    try {
      tensors.forEach(tensor -> all.add(tensor, candidates));
      return all;
    } finally {
      all.storages.forEach(
          shared -> {
            if (shared.first != null) {
              shared.first.close();
            }
          });
    }
  }

  private void add(NDArray tensor, Map<String, List<Integer>> candidates) {
    if (numbers.containsKey(tensor)) {
      return;
    }
    if (tensor.getDevice().isGpu() || tensor.size() == 0) {
      put(tensor, new Placed(tensor, 0, contiguous(tensor)), null);
      return;
    }
    long[] layout = Kernels.callLongs("offset_and_strides", tensor);
    long[] strides = Arrays.copyOfRange(layout, 1, layout.length);
    Placed placed = new Placed(tensor, layout[0], strides);
    NDArray first = Kernels.call(LibTorch.manager(), "first_of_storage", tensor);
    String key =
        tensor.getDataType() + " " + first.toByteBuffer(true).alignmentOffset(0, ADDRESS_UNIT);
    List<Integer> same = candidates.computeIfAbsent(key, k -> new ArrayList<>());
    for (int candidate : same) {
      Shared shared = storages.get(candidate);
      if (Kernels.callBoolean("is_set_to", first, shared.first)) {
        first.close();
        numbers.put(tensor, candidate);
        places.put(tensor, placed);
        shared.tensors.add(placed);
        return;
      }
    }
    same.add(storages.size());
    put(tensor, placed, first);
  }

  private void put(NDArray tensor, Placed placed, NDArray first) {
    numbers.put(tensor, storages.size());
    places.put(tensor, placed);
    storages.add(new Shared(first, new ArrayList<>(List.of(placed))));
  }

  /** The number of storages. */
  public int count() {
    return storages.size();
  }

  /** Copies the numbers of a storage. */
  public TensorBytes copy(int storage) {
    Shared shared = storages.get(storage);
    NDArray tensor = shared.tensors.get(0).tensor;
    if (shared.tensors.size() == 1) {
      return TensorBytes.copy(tensor);
    }
    try (NDArray part =
        Kernels.call(
            LibTorch.manager(), "part_of_storage", tensor, shared.start(), shared.size())) {
      return TensorBytes.copy(part);
    }
  }

  View of(NDArray tensor) {
    int number = numbers.get(tensor);
    Shared shared = storages.get(number);
    if (shared.tensors.size() == 1) {
      return new View(number, tensor.size(), 0, contiguous(tensor));
    }
    Placed placed = places.get(tensor);
    return new View(number, shared.size(), placed.offset - shared.start(), placed.strides);
  }

  private static long[] contiguous(NDArray tensor) {
    long[] sizes = tensor.getShape().getShape();
    long[] strides = new long[sizes.length];
    long stride = 1;
    for (int i = sizes.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= Math.max(1, sizes[i]);
    }
    return strides;
  }
}
