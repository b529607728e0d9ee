package io.github.torchrnn.nn;

import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.TorchText;

/** Whether shapes fit by torch's rules of broadcasting, in torch's words. */
final class Broadcast {

  private Broadcast() {}

  /** The shape that both broadcast to. */
  static Shape requireTogether(Shape a, Shape b) {
    long[] sizes = new long[Math.max(a.dimension(), b.dimension())];
    for (int i = sizes.length - 1; i >= 0; i--) {
      long one = size(a, sizes.length, i);
      long other = size(b, sizes.length, i);
      if (one != other && one != 1 && other != 1) {
        throw new IllegalArgumentException(
            "The size of tensor a (%d) must match the size of tensor b (%d) at non-singleton dimension %d"
                .formatted(one, other, i));
      }
      sizes[i] = one == 1 ? other : one;
    }
    return new Shape(sizes);
  }

  private static long size(Shape shape, int rank, int axis) {
    int own = axis - rank + shape.dimension();
    return own < 0 ? 1 : shape.get(own);
  }

  /** Refuses to broadcast an array that is changed in place. */
  static void requireInto(Shape output, Shape other) {
    Shape together = requireTogether(output, other);
    if (!together.equals(output)) {
      throw new IllegalArgumentException(
          "output with shape %s doesn't match the broadcast shape %s"
              .formatted(TorchText.sizes(output.getShape()), TorchText.sizes(together.getShape())));
    }
  }
}
