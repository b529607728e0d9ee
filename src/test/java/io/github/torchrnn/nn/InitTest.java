package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Near;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.golden.Processor;
import org.junit.jupiter.api.Test;

/**
 * The numbers are Python's, one after the other:
 *
 * <pre>{@code
 * torch.manual_seed(11)
 * x = torch.zeros(2, 3)                                  # and with dtype=torch.float64
 * print(init.uniform_(x, -.5, 2), init.normal_(x, 1, .3), init.xavier_uniform_(x, 1.5),
 *       init.kaiming_uniform_(x, .2, "fan_out", "leaky_relu"), init.kaiming_uniform_(x),
 *       init.orthogonal_(x, .5), init.orthogonal_(torch.zeros(3, 2)))
 * }</pre>
 */
@Scoped
class InitTest {

  @Test
  void drawsTorchsFloats() {
    Torch.manualSeed(11);
    NDArray x = Torch.zeros(2, 3);
    Expect.numbers(
        Init.uniform_(x, -.5, 2),
        new float[] {
          -0.127395719f, 0.716382861f, 1.96415377f, -0.0789964497f, 0.959858537f, 1.23399794f
        });
    Expect.numbers(
        Init.normal_(x, 1, .3),
        new float[] {
          0.798998415f, 0.661681712f, 1.10491538f, 1.15375888f, 1.36203086f, 1.4214499f
        });
    Expect.numbers(
        Init.xavierUniform_(x, 1.5),
        new float[] {
          0.997540414f, 0.871854067f, 1.21891248f, 0.733033538f, 1.10563529f, 0.269557297f
        });
    Expect.numbers(
        Init.kaimingUniform_(x, .2, "fan_out", "leaky_relu"),
        new float[] {
          1.15311098f, -1.49626505f, -0.232725784f, -0.19546175f, -0.807855129f, 0.44182834f
        });
    Expect.numbers(
        Init.kaimingUniform_(x),
        new float[] {
          1.06775343f, -0.954249144f, -0.724630415f, -0.457713246f, 1.08820653f, -1.19853938f
        });
    Expect.numbers(
        Init.orthogonal_(x, .5),
        new float[] {
          0.252331793f, -0.138209179f, -0.408933759f, 0.0461429395f, 0.47960034f, -0.133620262f
        });
    Expect.numbers(
        Init.orthogonal_(Torch.zeros(3, 2)),
        new float[] {
          -0.487111807f, -0.626322508f, -0.52429682f, -0.347634256f, 0.698451817f, -0.697761178f
        });
    Expect.numbers(Init.zeros_(x), 0, 0, 0, 0, 0, 0);
  }

  @Test
  void drawsTorchsDoubles() {
    Torch.manualSeed(11);
    NDArray x = Torch.to(Torch.zeros(2, 3), DataType.FLOAT64);
    assertDoubles(
        Init.uniform_(x, -.5, 2),
        -0.019165672890128882,
        1.7132309254650093,
        1.1788687635846398,
        1.1616987303292274,
        0.9424527945222307,
        -0.11324426446828584);
    assertDoubles(
        Init.normal_(x, 1, .3),
        1.0738554003505383,
        1.1451775888679316,
        1.1351253399540784,
        0.7129499728547298,
        1.4503563629237481,
        0.9059278994063795);
    assertDoubles(
        Init.xavierUniform_(x, 1.5),
        0.7089739493664231,
        -0.1580749257387865,
        -1.3231066098450748,
        -1.577233124263222,
        1.4802840793733159,
        -1.387118510364251);
    assertDoubles(
        Init.kaimingUniform_(x, .2, "fan_out", "leaky_relu"),
        1.427511225116444,
        -0.32469533492482006,
        -0.3729830516265317,
        1.1139120611746596,
        0.9883676402981071,
        1.3585452060681489);
    assertDoubles(
        Init.kaimingUniform_(x),
        0.5153256244026632,
        1.2333302874013257,
        0.46022709766337305,
        1.032013104649759,
        -1.3585179744283966,
        0.3530894986479644);
    assertDoubles(
        Init.orthogonal_(x, .5),
        -0.3329908281842092,
        -0.37030398536057785,
        0.04463257522558361,
        0.11108002953739048,
        -0.04134007923583017,
        0.4857491378136946);
    assertDoubles(
        Init.orthogonal_(Torch.to(Torch.zeros(3, 2), DataType.FLOAT64)),
        -0.16186472254657835,
        -0.8990615493684474,
        -0.025858753808390998,
        0.415961363375137,
        -0.9864740931450742,
        0.13661798793096158);
  }

  /**
   * Sizes on both sides of the sixteens by which torch draws, and a number drawn after them.
   *
   * <pre>{@code
   * for n in [1, 5, 15, 16, 17, 100]:
   *     torch.manual_seed(0)
   *     x = torch.empty(n, dtype=torch.float16)
   *     for y in init.uniform_(x, -.3, .7), init.normal_(x, .5, 2):
   *         print(y[0].item(), y[n // 2].item(), y[-1].item())
   *     print(torch.rand(1).item())
   * }</pre>
   */
  @Test
  void drawsTorchsHalves() {
    assertHalves(
        1, .1962890625, .1962890625, .1962890625, .91455078125, .91455078125, .91455078125);
    assertNext(.6340786814689636);
    assertHalves(
        5,
        .1962890625,
        -.2115478515625,
        .00742340087890625,
        1.6015625,
        1.794921875,
        -.1707763671875);
    assertNext(.800011396408081);
    assertHalves(
        15, .1962890625, .5966796875, -.00611114501953125, 1.70703125, 6.234375, .049774169921875);
    assertNext(.793160617351532);
    assertHalves(16, .1962890625, .1556396484375, .218505859375, -2.205078125, 2, -1.1875);
    assertNext(.17591017484664917);
    assertHalves(
        17, .1962890625, .1556396484375, .397705078125, -2.892578125, .06829833984375, 2.90625);
    assertNext(.48195880651474);
    assertHalves(100, .1962890625, .52001953125, -.087890625, -4.7265625, .097900390625, 1.1796875);
    assertNext(.5627331733703613);
  }

  /**
   * Many, by {@link Near#digest}, among which some round to the upper bound: they become the lower
   * one.
   *
   * <pre>{@code
   * torch.manual_seed(3)
   * for draw in [lambda x: x.uniform_(-1 / 3, 1 / 3), torch.Tensor.uniform_]:
   *     x = draw(torch.empty(20000, dtype=torch.float16))
   *     print(hashlib.sha256(x.float().numpy().tobytes()).hexdigest()[:16], moment(x), x.max().item())
   * for n in [4104, 20000]:
   *     x = torch.empty(n, dtype=torch.float16).normal_()
   *     print(hashlib.sha256(x.float().numpy().tobytes()).hexdigest()[:16], moment(x))
   * }</pre>
   */
  @Test
  void roundsNoHalfToTheUpperBound() {
    Torch.manualSeed(3);
    NDArray x = Torch.to(Torch.zeros(20_000), DataType.FLOAT16);
    assertDrawn("8cb934296aa813b0", -5.88634, Init.uniform_(x, -1 / 3., 1 / 3.));
    assertEquals(.3330078125f, x.max().toFloatArray()[0]);
    assertDrawn("f9ae4dd26199e394", 4971.665, Init.uniform_(x));
    assertEquals(.99951171875f, x.max().toFloatArray()[0]);
    NDArray y = Torch.to(Torch.zeros(4104), DataType.FLOAT16);
    assertDrawn("ad3dde2f7f5114a6", -27.74144, Init.normal_(y));
    assertDrawn("c07a25de596bb45e", 149.6476, Init.normal_(x));
  }

  private static void assertDrawn(String digest, double moment, NDArray drawn) {
    Near.digest(Processor.here().vectorised(), digest, moment, drawn);
  }

  private static void assertHalves(int size, double... expected) {
    Torch.manualSeed(0);
    NDArray x = Torch.to(Torch.zeros(size), DataType.FLOAT16);
    float[] uniform = Init.uniform_(x, -.3, .7).toFloatArray();
    float[] normal = Init.normal_(x, .5, 2).toFloatArray();
    int middle = size / 2;
    int last = size - 1;
    double[] actual = {
      uniform[0], uniform[middle], uniform[last], normal[0], normal[middle], normal[last]
    };
    assertArrayEquals(expected, actual, "of " + size);
  }

  private static void assertNext(double expected) {
    Expect.numbers(Torch.rand(1), (float) expected);
  }

  /**
   * Also where the array is a part of another, in whose order LibTorch draws.
   *
   * <pre>{@code
   * torch.manual_seed(0)
   * x = torch.zeros(9, 4, dtype=torch.float16)
   * init.normal_(x.t()), init.uniform_(x[:, 1::2])
   * print(x[0].tolist(), x[8].tolist())
   * }</pre>
   */
  @Test
  void drawsTorchsHalvesIntoViews() {
    Torch.manualSeed(0);
    NDArray x = Torch.to(Torch.zeros(9, 4), DataType.FLOAT16);
    Init.normal_(x.transpose());
    Init.uniform_(x.get(":, 1::2"));
    Expect.numbers(x.get(0), 1.541015625f, 0.6962890625f, -2.1796875f, 0.9140625f);
    Expect.numbers(x.get(8), 0.1920166015625f, 0.6923828125f, -2.21875f, 0.203857421875f);
  }

  /**
   * Layers too.
   *
   * <pre>{@code
   * torch.manual_seed(0)
   * linear = nn.Linear(3, 2, dtype=torch.float16)
   * cell = nn.LSTMCell(1, 1, dtype=torch.float16)
   * rnn = nn.GRU(1, 1, dtype=torch.float16)
   * emb = nn.Embedding(17, 1, 3, dtype=torch.float16)
   * print(linear.bias.tolist(), cell.bias_hh.tolist(), rnn.bias_hh_l0.tolist(),
   *       emb.weight[1:4].flatten().tolist())
   * }</pre>
   */
  @Test
  void layersOfHalvesAreTorchs() {
    Torch.manualSeed(0);
    try (var linear = Linear.builder(3, 2).dtype(DataType.FLOAT16).build();
        var cell = LSTMCell.builder(1, 1).dtype(DataType.FLOAT16).build();
        var rnn = GRU.builder(1, 1).dtype(DataType.FLOAT16).build();
        var emb = Embedding.builder(17, 1).paddingIdx(3).dtype(DataType.FLOAT16).build()) {
      Expect.numbers(linear.bias(), -0.01143646240234375f, 0.457763671875f);
      Expect.numbers(cell.biasHh(), 0.36328125f, 0.83056640625f, -0.205810546875f, 0.74853515625f);
      Expect.numbers(
          rnn.getParameter("bias_hh_l0"), -0.46044921875f, -0.69873046875f, -0.9365234375f);
      Expect.numbers(emb.weight().get("1:4").flatten(), -0.2303466796875f, -0.391845703125f, 0.0f);
    }
  }

  private static void assertDoubles(NDArray actual, double... expected) {
    Near.numbers(expected, actual);
  }

  /** {@code calculate_gain("tanh"), calculate_gain("leaky_relu", .2)} */
  @Test
  void gainsAreTorchs() {
    assertEquals(1.6666666666666667, Init.calculateGain("tanh", 0));
    assertEquals(1.3867504905630728, Init.calculateGain("leaky_relu", .2));
    assertEquals(1, Init.calculateGain("sigmoid", 0));
    assertEquals(.75, Init.calculateGain("selu", 0));
  }

  @Test
  void changesParametersInPlaceUnrecorded() {
    try (var linear = new Linear(2, 2);
        var grad = Torch.enableGrad()) {
      assertSame(linear.weight(), Init.zeros_(linear.weight()));
      NDArray y = linear.forward(Torch.ones(2));
      Expect.numbers(y, linear.bias().toFloatArray());
      Torch.backward(y.sum());
      Expect.grad(linear.weight(), 1, 1, 1, 1);
    }
  }

  @Test
  void refusesWhatTorchRefuses() {
    NDArray x = Torch.zeros(2, 3);
    NDArray vector = Torch.zeros(3);
    NDArray ints = Torch.to(x, DataType.INT64);
    String noFans =
        "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions";
    Expect.refusal(
        "uniform_ expects to return a [from, to) range, but found from=1.5 > to=0.123457",
        () -> Init.uniform_(x, 1.5, .123456789));
    Expect.refusal("from is out of bounds for float", () -> Init.uniform_(x, -1e39, 0));
    Expect.refusal("to is out of bounds for float", () -> Init.uniform_(x, 0, Double.NaN));
    Expect.refusal(
        "uniform_ expects to-from <= std::numeric_limits<Float>::max(), but found to=3e+38 and"
            + " from=-3e+38 which result in to-from to exceed the limit",
        () -> Init.uniform_(x, -3e38, 3e38));
    Expect.refusal(
        "\"check_uniform_bounds\" not implemented for 'Long'", () -> Init.uniform_(ints));
    Expect.refusal(
        "normal expects std >= 0.0, but found std -1.5e-09", () -> Init.normal_(x, 0, -1.5e-9));
    Expect.refusal("\"normal_kernel_cpu\" not implemented for 'Long'", () -> Init.normal_(ints));
    Expect.refusal(noFans, () -> Init.xavierUniform_(vector));
    Expect.refusal(noFans, () -> Init.kaimingUniform_(vector, 0, "fan_in", "foo"));
    Expect.refusal(
        "Mode fan not supported, please use one of ['fan_in', 'fan_out']",
        () -> Init.kaimingUniform_(vector, 0, "Fan", "foo"));
    Expect.refusal(
        "Unsupported nonlinearity foo", () -> Init.kaimingUniform_(x, 0, "fan_in", "foo"));
    Expect.refusal(
        "Only tensors with 2 or more dimensions are supported", () -> Init.orthogonal_(vector));
    Expect.refusal(
        "\"geqrf_cpu\" not implemented for 'Half'",
        () -> Init.orthogonal_(Torch.to(x, DataType.FLOAT16)));
    assertThrows(NullPointerException.class, () -> Init.zeros_(null));
  }
}
