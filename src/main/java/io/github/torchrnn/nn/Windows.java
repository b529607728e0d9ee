package io.github.torchrnn.nn;

import ai.djl.ndarray.types.Shape;

/** The shapes that windows make of an input's last axes. */
final class Windows {

  private Windows() {}

  /** The shape of a convolution's or a pool's output, with the input's channels. */
  static Shape output(
      Shape input,
      long[] kernel,
      long[] stride,
      long[] padding,
      long[] dilation,
      boolean ceilMode) {
    long[] sizes = input.getShape();
    for (int axis = 0; axis < kernel.length; axis++) {
      int at = sizes.length - kernel.length + axis;
      long room = sizes[at] + 2 * padding[axis] - dilation[axis] * (kernel[axis] - 1) - 1;
      long steps = Math.floorDiv(room + (ceilMode ? stride[axis] - 1 : 0), stride[axis]);
      boolean beyond = ceilMode && steps * stride[axis] >= sizes[at] + padding[axis];
      sizes[at] = beyond ? steps : steps + 1;
    }
    return new Shape(sizes);
  }

  /**
   * Refuses options of windows beyond 32 bits, as torch's pools of two axes do: LibTorch would cut
   * them, step through such a window for hours, or read what is not the array's.
   */
  static void requireInts(long[]... sizes) {
    for (long[] each : sizes) {
      for (long size : each) {
        if (size != (int) size) {
          throw new IllegalArgumentException(
              "value cannot be converted to type int without overflow");
        }
      }
    }
  }

  /** A shape with another size at an axis that is counted from the end. */
  static Shape with(Shape shape, int fromEnd, long size) {
    long[] sizes = shape.getShape();
    sizes[sizes.length - fromEnd] = size;
    return new Shape(sizes);
  }
}
