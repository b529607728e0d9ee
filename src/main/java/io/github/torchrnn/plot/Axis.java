package io.github.torchrnn.plot;

import java.awt.FontMetrics;
import java.math.BigDecimal;

/**
 * The range of numbers along an axis, and its ticks. A number's place is told in steps from one
 * tick to the next: XChart gets places, and so finds the ticks at whole numbers whatever the
 * numbers are.
 *
 * @param min the first number, or its logarithm
 * @param max the last one, which is greater
 */
record Axis(double min, double max, Ticks ticks, boolean logarithmic) {

  /**
   * The share of the range that stays free at both ends. No whole number of equal steps has it, or
   * XChart would take the steps of a line for ticks.
   */
  private static final double MARGIN = 1 / 22.5;

  /** The space between the labels of two ticks that stand side by side, in pixels. */
  private static final int GAP = 20;

  /** What a range may be of its numbers, lest they look alike to the arithmetic of an axis. */
  private static final double LEAST = 1e-9;

  /** An axis of numbers from min to max with about so many ticks. */
  static Axis of(double min, double max, int most, boolean whole) {
    double bound = Math.max(Math.abs(min), Math.abs(max));
    boolean wide = max / 2 - min / 2 > Math.max(LEAST * bound, Matrices.LEAST);
    double half =
        wide ? 0 : bound <= Matrices.LEAST || whole ? 0.5 : bound / 2; // around one number
    double margin = (max + half) * MARGIN - (min - half) * MARGIN;
    double low = min - half - margin;
    double high = max + half + margin;
    Ticks ticks = Ticks.of(low, high, most, whole);
    return new Axis(whole ? beyondTick(low, min, ticks) : low, high, ticks, false);
  }

  /** A lower end without a tick between it and the first number: there is no epoch 0. */
  private static double beyondTick(double low, double min, Ticks ticks) {
    double before = ticks.number((long) Math.ceil(ticks.units(min)) - 1);
    return before >= low ? (before + min) / 2 : low;
  }

  /** An axis with as many ticks as have room side by side on so many pixels. */
  static Axis across(double min, double max, boolean whole, FontMetrics metrics, int pixels) {
    int most = pixels / GAP;
    Axis axis = of(min, max, most, whole);
    while (most > 1 && axis.widest(metrics) + GAP > pixels / axis.steps()) {
      most--;
      axis = of(min, max, most, whole);
    }
    return axis;
  }

  private int widest(FontMetrics metrics) {
    return ticks.between(min, max).stream()
        .mapToInt(tick -> metrics.stringWidth(label(tick)))
        .max()
        .orElse(0);
  }

  /** A logarithmic axis, from whose first to whose last number it is a hundredfold and more. */
  static Axis logarithmic(double min, double max, int most) {
    double margin = (Math.log10(max) - Math.log10(min)) * MARGIN;
    double low = Math.log10(min) - margin;
    double high = Math.log10(max) + margin;
    return new Axis(low, high, Ticks.of(low, high, most, true), true);
  }

  /** How many steps the range has. */
  double steps() {
    return ticks.units(max) - ticks.units(min);
  }

  double first() {
    return ticks.units(min);
  }

  double last() {
    return ticks.units(max);
  }

  /** Where a number stands, in steps. */
  double place(double number) {
    return ticks.units(logarithmic ? Math.log10(number) : number);
  }

  /** The text of the tick at a place. */
  String label(double place) {
    long tick = Math.round(place);
    return logarithmic
        ? Ticks.text(BigDecimal.ONE.scaleByPowerOfTen((int) ticks.number(tick)))
        : ticks.label(tick);
  }
}
