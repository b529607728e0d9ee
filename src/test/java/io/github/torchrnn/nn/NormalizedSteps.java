package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Near;
import io.github.torchrnn.Torch;
import io.github.torchrnn.optim.Optimizer;
import java.util.stream.Stream;

/** Inputs and steps of the programs that normalize weights. */
final class NormalizedSteps {

  private NormalizedSteps() {}

  /** An input of two examples with three features. */
  static NDArray rows() {
    return Torch.tensor(new float[] {.5f, -1.25f, 2, -.3f, .9f, .1f}, 2, 3);
  }

  /** An input of three time steps, one example and two features. */
  static NDArray sequence() {
    return Torch.tensor(new float[] {.5f, -1, .25f, 2, -.75f, 1.5f}, 3, 1, 2);
  }

  /** Runs backward from the numbers of the output, each with its position as a factor. */
  static NDArray backward(NDArray y) {
    NDArray factors = Torch.arange(1, y.size() + 1).toType(y.getDataType(), false);
    Torch.backward(y.mul(factors.reshape(y.getShape())).sum());
    return y;
  }

  static void update(Optimizer optimizer) {
    optimizer.step();
    optimizer.zeroGrad();
  }

  /** The numbers of an array, apart by blanks. */
  static void assertNumbers(String expected, NDArray actual) {
    double[] numbers = Stream.of(expected.split(" ")).mapToDouble(Double::parseDouble).toArray();
    assertEquals(numbers.length, actual.size());
    Near.numbers(numbers, actual);
  }
}
