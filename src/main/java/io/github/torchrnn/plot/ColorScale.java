package io.github.torchrnn.plot;

import java.awt.Color;

/**
 * The colours of numbers: from white to blue, or from blue over white to red where the middle is 0.
 *
 * @param min the number of the first colour
 * @param max that of the last one, greater than min
 */
record ColorScale(double min, double max, boolean signed) {

  private static final Color BLUE = new Color(0x08306B);
  private static final Color LIGHT_BLUE = new Color(0x4393C3);
  private static final Color LIGHT_RED = new Color(0xD6604D);

  /** From 0 to the greatest number, or to both sides of 0 if there are negative ones. */
  static ColorScale of(double[][] numbers) {
    double bound = Matrices.bound(numbers);
    double max = bound > Matrices.LEAST ? bound : 1;
    return Matrices.anyNegative(numbers) ? signed(max) : new ColorScale(0, max, false);
  }

  /** From -bound to bound. */
  static ColorScale signed(double bound) {
    return new ColorScale(-bound, bound, true);
  }

  /** Where on the scale a number is, from 0 to 1. */
  double share(double number) {
    return Math.max(0, Math.min(1, (number / max - min / max) / (1 - min / max)));
  }

  Color of(double number) {
    double share = share(number);
    if (!signed) {
      return mixed(Color.WHITE, BLUE, share);
    }
    return share < 0.5
        ? mixed(LIGHT_BLUE, Color.WHITE, share * 2)
        : mixed(Color.WHITE, LIGHT_RED, share * 2 - 1);
  }

  /** Black or white, whichever has more contrast by WCAG's measure of light. */
  static Color ink(Color ground) {
    double light =
        0.2126 * linear(ground.getRed())
            + 0.7152 * linear(ground.getGreen())
            + 0.0722 * linear(ground.getBlue());
    return (light + 0.05) * (light + 0.05) < 0.05 * 1.05 ? Color.WHITE : Color.BLACK;
  }

  private static double linear(int part) {
    double share = part / 255.0;
    return share <= 0.03928 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  }

  private static Color mixed(Color from, Color to, double share) {
    return new Color(
        mixed(from.getRed(), to.getRed(), share),
        mixed(from.getGreen(), to.getGreen(), share),
        mixed(from.getBlue(), to.getBlue(), share));
  }

  private static int mixed(int from, int to, double share) {
    return (int) Math.round(from + (to - from) * share);
  }
}
