package io.github.torchrnn.plot;

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

  /** An axis of numbers from min to max with about so many ticks. */
  static Axis of(double min, double max, int most, boolean whole) {
    double low = min;
    double high = max;
    if (min == max) { // a range around the only number
      double half = min == 0 || whole ? 0.5 : Math.abs(min) / 2;
      low -= half;
      high += half;
    }
    double margin = high * MARGIN - low * MARGIN;
    low -= margin;
    high += margin;
    return new Axis(low, high, Ticks.of(low, high, most, whole), false);
  }

  /** A logarithmic axis from the power of ten below min to that above max. */
  static Axis logarithmic(double min, double max, int most) {
    double low = Math.floor(Math.log10(min));
    double high = Math.max(low + 1, Math.ceil(Math.log10(max)));
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
        ? Ticks.text(BigDecimal.ONE.scaleByPowerOfTen((int) ticks.number((int) tick)))
        : ticks.label(tick);
  }
}
