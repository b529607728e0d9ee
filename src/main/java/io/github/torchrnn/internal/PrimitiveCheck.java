package io.github.torchrnn.internal;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The choice between the ways of a {@link Primitive}: the first whose numbers are right here.
 *
 * <p>The system property {@code io.github.torchrnn.primitives.fail} names ways, separated by
 * commas, or all, that are then taken for wrong: so each way can be tested on every machine.
 */
final class PrimitiveCheck {

  static final String FAIL = "io.github.torchrnn.primitives.fail";

  /**
   * How far a right way may be off, in numbers of about 1: other orders of the same sums differ by
   * 3e-7, wrong sums by 0.03 and more.
   */
  private static final float TOLERANCE = 1e-5f;

  private static final Logger LOGGER = LoggerFactory.getLogger(PrimitiveCheck.class);

  private PrimitiveCheck() {}

  /**
   * The number of the first way that is right; a line of the log says so if it is not the usual.
   *
   * @throws IllegalStateException if there is none
   */
  static int firstRight(Primitive primitive) {
    String named = System.getProperty(FAIL);
    List<String> failing = named == null ? List.of() : List.of(named.split(","));
    List<String> ways = primitive.ways();
    float off = 0;
    for (int way = 0; way < ways.size(); way++) {
      boolean failed = failing.contains("all") || failing.contains(ways.get(way));
      float error = failed ? Float.NaN : error(primitive, way);
      if (error <= TOLERANCE) {
        if (way > 0) {
          warn(primitive, ways.get(way), off);
        }
        return way;
      }
      off = way == 0 ? error : off;
    }
    throw new IllegalStateException(
        "%s is wrong on this processor in every way that LibTorch has (%s): no number is returned"
            .formatted(primitive.work(), String.join(", ", ways)));
  }

  private static float error(Primitive primitive, int way) {
    try (NDArray error =
        Kernels.inferList(Kernels.manager(), primitive.kernel(), way, primitive.sizes())[0]) {
      return error.getFloat();
    }
  }

  private static void warn(Primitive primitive, String way, float off) {
    LOGGER.warn(
        "{} by oneDNN is wrong on this processor ({}), as where a virtual machine hides the sizes of"
            + " its caches: torchrnn takes another way ({}), which is right. Other code of this"
            + " process gets wrong numbers, an exported TorchScript that DJL runs say, unless the"
            + " environment has DNNL_MAX_CPU_ISA=AVX2 when it starts",
        primitive.work(),
        Float.isNaN(off) ? "not a number, or taken for wrong by " + FAIL : "off by " + off,
        way);
  }
}
