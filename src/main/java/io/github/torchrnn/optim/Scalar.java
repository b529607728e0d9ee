package io.github.torchrnn.optim;

import ai.djl.ndarray.types.DataType;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A number as Python computes with it: a float, or a tensor of one element, whose type every number
 * that it meets is rounded to.
 *
 * @param value exact in the type
 * @param type float32 or float64; null for a float
 */
record Scalar(double value, @Nullable DataType type) {

  static Scalar of(double value) {
    return new Scalar(value, null);
  }

  Scalar plus(Scalar other) {
    return with(other, Double::sum);
  }

  Scalar minus(Scalar other) {
    return with(other, (a, b) -> a - b);
  }

  Scalar times(Scalar other) {
    return with(other, (a, b) -> a * b);
  }

  Scalar times(double factor) {
    return times(of(factor));
  }

  /** {@code this / other}; torch divides a float by a tensor as the tensor's reciprocal. */
  Scalar over(Scalar other) {
    if (type == null && other.type == null) {
      return of(ScheduleMath.divide(value, other.value));
    }
    return type == null
        ? new Scalar(1, other.type).with(other, (a, b) -> a / b).times(this)
        : with(other, (a, b) -> a / b);
  }

  /** {@code abs(this)}. */
  Scalar abs() {
    return new Scalar(Math.abs(value), type);
  }

  /** {@code this.sqrt()}. */
  Scalar sqrt() {
    return new Scalar(rounded(Math.sqrt(value), type), type);
  }

  boolean isLess(Scalar other) {
    DataType common = common(other);
    return rounded(value, common) < rounded(other.value, common);
  }

  boolean isAtMost(Scalar other) {
    DataType common = common(other);
    return rounded(value, common) <= rounded(other.value, common);
  }

  boolean isAtMost(double bound) {
    return isAtMost(of(bound));
  }

  /** {@code min(this, other)}. */
  Scalar min(Scalar other) {
    return other.isLess(this) ? other : this;
  }

  /** {@code max(this, other)}. */
  Scalar max(Scalar other) {
    return isLess(other) ? other : this;
  }

  private Scalar with(Scalar other, DoubleBinaryOperator operation) {
    DataType common = common(other);
    double result = operation.applyAsDouble(rounded(value, common), rounded(other.value, common));
    return new Scalar(rounded(result, common), common);
  }

  private @Nullable DataType common(Scalar other) {
    return type == null ? other.type : type;
  }

  private static double rounded(double value, @Nullable DataType type) {
    return type == DataType.FLOAT32 ? (float) value : value;
  }
}
