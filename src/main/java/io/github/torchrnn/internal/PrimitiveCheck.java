package io.github.torchrnn.internal;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The choice between the ways of a {@link Primitive}: the first that computes correctly on this
 * processor.
 *
 * <p>The system property {@code io.github.torchrnn.primitives.fail} lists ways, separated by
 * commas, or {@code all}: these are treated as wrong, so that each way can be tested everywhere.
 */
final class PrimitiveCheck {

  static final String FAIL = "io.github.torchrnn.primitives.fail";

  /**
   * The largest absolute error of a correct way, for numbers of about 1: another order of the same
   * sums differs by 3e-7, wrong sums differ by 0.03 and more.
   */
  private static final float TOLERANCE = 1e-5f;

  private static final Logger LOGGER = LoggerFactory.getLogger(PrimitiveCheck.class);

  private PrimitiveCheck() {}

  /**
   * The number of the first correct way. A warning is logged if it is not the usual one.
   *
   * @throws IllegalStateException if every way is wrong
   */
  static int firstRight(Primitive primitive) {
    String named = System.getProperty(FAIL);
    List<String> failing = named == null ? List.of() : List.of(named.split(","));
    List<String> ways = primitive.ways();
    float errorOfUsual = 0;
    for (int way = 0; way < ways.size(); way++) {
      boolean failed = failing.contains("all") || failing.contains(ways.get(way));
      float error = failed ? Float.NaN : primitive.error(way);
      if (error <= TOLERANCE) {
        if (way > 0) {
          warn(primitive, ways.get(way), errorOfUsual);
        }
        return way;
      }
      errorOfUsual = way == 0 ? error : errorOfUsual;
    }
    throw new IllegalStateException(
        "%s is wrong on this processor in every way that LibTorch has (%s): no number is returned"
            .formatted(primitive.work(), String.join(", ", ways)));
  }

  private static void warn(Primitive primitive, String way, float error) {
    LOGGER.warn(
        "{} by oneDNN is wrong on this processor ({}), as it is where a virtual machine hides the"
            + " sizes of its caches: torchrnn takes another way ({}), which is right. Other code of this"
            + " process gets wrong numbers, such as an exported TorchScript that DJL runs, unless the"
            + " environment has DNNL_MAX_CPU_ISA={} when it starts",
        primitive.work(),
        Float.isNaN(error) ? "not a number, or treated as wrong by " + FAIL : "off by " + error,
        way,
        primitive.cure());
  }
}
