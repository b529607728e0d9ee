package io.github.torchrnn.data;

/** Positions in lists, which Python counts from the end too. */
final class Positions {

  private Positions() {}

  /** The position from 0 on of {@code list[index]} in a list of so many elements. */
  static int inList(int index, int length) {
    return checked(index, length, "list index out of range");
  }

  /** The position from 0 on of {@code tensor[index]} in an array of so many rows. */
  static int inRows(int index, int rows) {
    return checked(
        index,
        rows,
        "index %s is out of bounds for dimension 0 with size %s".formatted(index, rows));
  }

  private static int checked(int index, int length, String message) {
    int position = index < 0 ? index + length : index;
    if (position < 0 || position >= length) {
      throw new IndexOutOfBoundsException(message);
    }
    return position;
  }

  /** Where a slice begins or ends in a list of so many elements, as Python bounds it. */
  static long bound(long index, long length) {
    return Math.max(0, Math.min(index < 0 ? index + length : index, length));
  }
}
