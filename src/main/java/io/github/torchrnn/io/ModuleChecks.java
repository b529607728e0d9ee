package io.github.torchrnn.io;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Shown;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The check of modules that a file describes: parts are of the right kinds, and the state_dict, in
 * which a shared module occurs under each of its names, takes bounded memory.
 */
final class ModuleChecks {

  /** The deepest nesting; Python itself gives up not far beyond. */
  private static final int MAX_DEPTH = 500;

  /** Bytes of Java's heap for an entry of a state_dict. */
  private static final int ENTRY_BYTES = 150;

  /**
   * The size of a module's state_dict.
   *
   * @param height how deep modules are nested in it
   * @param entries the number of its entries, and of modules under all their names
   * @param letters the length of all keys
   */
  private record Size(int height, double entries, double letters) {}

  private static final Size OPEN = new Size(0, 0, 0);

  private final Budget budget;
  private final Map<PickledModule, Size> sizes = new IdentityHashMap<>();

  ModuleChecks(Budget budget) {
    this.budget = budget;
  }

  void check(Iterable<PickledModule> modules) throws TorchFormatException {
    for (PickledModule module : modules) {
      Size size = size(module, 0);
      double bytes = ENTRY_BYTES * size.entries + 2 * size.letters;
      budget.objects((long) Math.min(bytes, Long.MAX_VALUE / 2));
    }
  }

  private Size size(PickledModule module, int depth) throws TorchFormatException {
    Size known = sizes.get(module);
    if (known == OPEN || depth > MAX_DEPTH) {
      throw new TorchFormatException(
          "has a module that contains itself, or is nested more than " + MAX_DEPTH + " deep");
    } else if (known != null) {
      return known;
    }
    sizes.put(module, OPEN);
    for (Object key : module.state().keySet()) {
      require(module, key instanceof String, "attributes");
    }
    Size own =
        plus(arrays(module, PickledModule.PARAMETERS), arrays(module, PickledModule.BUFFERS));
    int height = 0;
    for (Map.Entry<?, ?> entry : module.part(PickledModule.MODULES).entrySet()) {
      Object child = entry.getValue();
      boolean fits = child == null || child instanceof PickledModule;
      String name = name(module, entry.getKey(), fits, PickledModule.MODULES);
      if (child != null) {
        Size inner = size((PickledModule) child, depth + 1);
        height = Math.max(height, inner.height);
        double letters = inner.letters + inner.entries * (name.length() + 1);
        own = plus(own, new Size(0, inner.entries, letters));
      }
    }
    if (height >= MAX_DEPTH) {
      throw new TorchFormatException("has modules nested more than " + MAX_DEPTH + " deep");
    }
    Size size = new Size(height + 1, own.entries + 1, own.letters);
    sizes.put(module, size);
    return size;
  }

  private static Size plus(Size one, Size other) {
    return new Size(0, one.entries + other.entries, one.letters + other.letters);
  }

  private static Size arrays(PickledModule module, String part) throws TorchFormatException {
    double letters = 0;
    for (Map.Entry<?, ?> entry : module.part(part).entrySet()) {
      boolean fits = entry.getValue() == null || entry.getValue() instanceof NDArray;
      letters += name(module, entry.getKey(), fits, part).length();
    }
    return new Size(0, module.part(part).size(), letters);
  }

  private static String name(PickledModule module, @Nullable Object name, boolean fits, String part)
      throws TorchFormatException {
    require(module, fits && name instanceof String, part);
    return (String) name;
  }

  private static void require(PickledModule module, boolean fits, String part)
      throws TorchFormatException {
    if (!fits) {
      throw new TorchFormatException(
          "has a %s whose %s are not those of a torch.nn.Module"
              .formatted(Shown.name(module.className()), part));
    }
  }
}
