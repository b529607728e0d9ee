package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Scope;
import io.github.torchrnn.Torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Initializations print what Python prints, one after the other from {@code manual_seed(0)}. */
class InitPrintTest {

  private final Scope scope = Torch.scope();

  @AfterEach
  void close() {
    scope.close();
  }

  private static void prints(String expected, NDArray array) {
    assertEquals(expected, Torch.repr(array).replaceAll("\n *", " "));
  }

  @Test
  void numbersAndDraws() {
    Torch.manualSeed(0);
    // init.constant_(torch.empty(2), .3)
    prints("tensor([0.3000, 0.3000])", Init.constant_(Torch.zeros(2), .3));
    prints("tensor([[1., 1.]])", Init.ones_(Torch.zeros(1, 2))); // init.ones_(torch.empty(1, 2))
    // init.eye_(torch.empty(2, 3))
    prints("tensor([[1., 0., 0.], [0., 1., 0.]])", Init.eye_(Torch.ones(2, 3)));
    // init.xavier_normal_(torch.empty(1, 3)), and with gain=2
    prints("tensor([[ 1.0896, -0.2075, -1.5406]])", Init.xavierNormal_(Torch.zeros(1, 3)));
    prints("tensor([[ 0.8039, -1.5337, -1.9779]])", Init.xavierNormal_(Torch.zeros(1, 3), 2));
    // init.kaiming_normal_(torch.empty(1, 3)), and with a=.1, mode="fan_out"
    prints("tensor([[ 0.3293,  0.6842, -0.5873]])", Init.kaimingNormal_(Torch.zeros(1, 3)));
    prints(
        "tensor([[-0.5676, -0.8396,  0.2562]])",
        Init.kaimingNormal_(Torch.zeros(1, 3), .1, "fan_out", "leaky_relu"));
    // init.trunc_normal_(torch.empty(3)), with mean=.5, std=.02, and with 0, 1, 1, 3
    prints("tensor([-0.8567,  1.1006, -1.0712])", Init.truncNormal_(Torch.zeros(3)));
    prints("tensor([0.5025, 0.4887, 0.5075])", Init.truncNormal_(Torch.zeros(3), .5, .02));
    prints("tensor([1.7497, 1.0663, 1.4076])", Init.truncNormal_(Torch.zeros(3), 0, 1, 1, 3));
    prints("tensor([-2, -2])", Init.constant_(Torch.tensor(1, 2), -2)); // of int64
  }

  /** Numbers that are drawn again have the order of the transposed array's memory. */
  @Test
  void numbersOfATransposedArray() {
    Torch.manualSeed(0);
    NDArray normal = Torch.zeros(3, 4);
    Init.truncNormal_(normal.transpose(), 0, 1, -1, 1); // init.trunc_normal_(x.t(), 0, 1, -1, 1)
    prints(
        "tensor([[-0.8567, -0.2934,  0.2734,  0.5684], [-0.5663,  0.3731,  0.4033,  0.8380],"
            + " [-0.7193, -0.4033, -0.5966,  0.1820]])",
        normal);
    Torch.manualSeed(0);
    NDArray uniform = Torch.zeros(3, 2);
    Init.truncNormal_(uniform.transpose(), 0, 1, 1, 3); // init.trunc_normal_(x.t(), 0, 1, 1, 3)
    prints("tensor([[1.0447, 1.3377], [1.1770, 1.2641], [1.6148, 1.7468]])", uniform);
  }

  @Test
  void refusesWhatTorchRefuses() {
    NDArray vector = Torch.zeros(3);
    NDArray ints = Torch.to(Torch.zeros(2, 2), DataType.INT64);
    Expect.refusal("Only tensors with 2 dimensions are supported", () -> Init.eye_(vector));
    String fans = "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions";
    Expect.refusal(fans, () -> Init.xavierNormal_(vector));
    Expect.refusal(fans, () -> Init.kaimingNormal_(vector));
    Expect.refusal("float division by zero", () -> Init.xavierNormal_(Torch.zeros(0, 0)));
    Expect.refusal(
        "normal expects std >= 0.0, but found std -0.707107",
        () -> Init.xavierNormal_(Torch.zeros(2, 2), -1));
    Expect.refusal(
        "Mode x not supported, please use one of ['fan_in', 'fan_out']",
        () -> Init.kaimingNormal_(Torch.zeros(2, 2), 0, "x", "relu"));
    Expect.refusal(
        "Unsupported nonlinearity x",
        () -> Init.kaimingNormal_(Torch.zeros(2, 2), 0, "fan_in", "x"));
    Expect.refusal(
        "\"normal_kernel_cpu\" not implemented for 'Long'", () -> Init.kaimingNormal_(ints));
    Expect.refusal(
        "\"normal_kernel_cpu\" not implemented for 'Long'", () -> Init.truncNormal_(ints));
    Expect.refusal("float division by zero", () -> Init.truncNormal_(vector, 0, 0));
    Expect.refusal(
        "uniform_ expects to return a [from, to) range, but found from=1 > to=-1",
        () -> Init.truncNormal_(vector, 0, 1, 1, -1));
    Expect.refusal(
        "value cannot be converted to type uint8_t without overflow",
        () -> Init.constant_(Torch.to(vector, DataType.UINT8), 300));
  }
}
