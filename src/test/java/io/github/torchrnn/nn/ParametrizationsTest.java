package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Near;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.Optimizer;
import io.github.torchrnn.optim.SGD;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Weight and spectral norms. The numbers are Python's, of programs of this kind:
 *
 * <pre>{@code
 * x = torch.tensor([[.5, -1.25, 2], [-.3, .9, .1]])
 * s = torch.tensor([[[.5, -1.]], [[.25, 2.]], [[-.75, 1.5]]])
 * torch.manual_seed(1)
 * m = weight_norm(nn.Linear(3, 2), dim=dim)
 * optimizer = torch.optim.SGD(m.parameters(), lr=0.1)
 * for step in range(2):
 *     y = m(x)
 *     (y * torch.tensor([[1., 2], [3, 4]])).sum().backward()
 *     print(y, m.parametrizations.weight.original0.grad, m.parametrizations.weight.original1.grad)
 *     optimizer.step()
 *     optimizer.zero_grad()
 * print(m.weight)
 * }</pre>
 */
@Scoped
class ParametrizationsTest {

  private static final String G = "parametrizations.weight.original0";
  private static final String V = "parametrizations.weight.original1";

  private final NDArray x = Torch.tensor(new float[] {.5f, -1.25f, 2, -.3f, .9f, .1f}, 2, 3);
  private final NDArray steps = Torch.tensor(new float[] {.5f, -1, .25f, 2, -.75f, 1.5f}, 3, 1, 2);

  /** Runs backward from the numbers of the output, each with its position as a factor. */
  private static NDArray backward(NDArray y) {
    NDArray factors = Torch.arange(1, y.size() + 1).toType(y.getDataType(), false);
    Torch.backward(y.mul(factors.reshape(y.getShape())).sum());
    return y;
  }

  private static void update(Optimizer optimizer) {
    optimizer.step();
    optimizer.zeroGrad();
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "0|-1.83100462 1.2464329|0.937058747 0.304665655 1.79694796 -0.683143497 2.06906486"
            + " 3.78268313|-0.680281878 0.421151638 -0.968168139 -0.850206137|-2.55667281"
            + " -1.25483274|0.961386919 -0.193548143 0.861157596 0.220654488 -0.0296427216"
            + " 3.0327909|0.192020074 -0.47440359 -0.673830628 0.2527574 -0.595548689"
            + " -0.267147571|-1.57742226 -0.569757223 -1.47072792 -1.54481244",
        "1|-0.4303886 -1.61149251 3.47924995|-0.0818297341 0.765926719 3.37016058 0.0898309648"
            + " -0.359092832 1.08942068|0.142450869 0.650591433 -0.996299505 -0.966339827|-0.433860183"
            + " -1.71376467 0.0227938313|-0.078105256 0.644486189 0.0729344338 0.0911214873"
            + " -0.420773953 0.137980029|0.380463958 -0.604284465 -0.0122881336 0.306932449"
            + " -0.710650265 0.00601987867|0.00223577023 0.147542179 -1.57799959 -1.63733959",
        "|0.155061573|-0.457009166 1.49883437 2.32144904 -0.251931399 1.20416117"
            + " 4.33364677|-0.527516544 0.353064597 -0.930232763 -0.876475036|-2.77861094|0.480350405"
            + " 0.236006856 1.07610309 0.533675373 -0.661797345 3.4040072|0.305217594 -0.442918986"
            + " -0.467083007 0.251095653 -0.618158638 -0.442096382|-1.14668405 -0.892223299"
            + " -1.4556762 -1.58215785"
      },
      delimiter = '|')
  void lengthsAndDirectionsAreTrained(
      Integer dim, String g0, String v0, String y1, String g1, String v1, String weight, String y) {
    Torch.manualSeed(1);
    try (Linear layer = Parametrizations.weightNorm(new Linear(3, 2), "weight", dim);
        SGD optimizer = new SGD(layer.parameters(), 0.1)) {
      try (var grad = Torch.enableGrad()) {
        Expect.numbers(
            backward(layer.forward(x)), 0.124653444f, 1.80113578f, -0.448561192f, -0.242133915f);
        assertGrads(layer, g0, v0);
        update(optimizer);
        assertNumbers(y1, backward(layer.forward(x)));
        assertGrads(layer, g1, v1);
        update(optimizer);
      }
      assertNumbers(weight, layer.weight());
      Parametrizations.removeParametrizations(layer, "weight");
      assertNumbers(y, layer.forward(x));
      assertEquals(List.of("bias", "weight"), List.copyOf(layer.stateDict().keySet()));
      assertNumbers(weight, layer.getParameter("weight"));
      assertTrue(layer.weight().hasGradient());
      assertEquals("Linear(in_features=3, out_features=2, bias=True)", layer.toString());
    }
  }

  private static void assertGrads(TorchModule layer, String g, String v) {
    assertNumbers(g, Torch.grad(layer.getParameter(G)));
    assertNumbers(v, Torch.grad(layer.getParameter(V)));
  }

  private static void assertNumbers(String expected, NDArray actual) {
    String[] texts = expected.split(" ");
    double[] numbers = new double[texts.length];
    for (int i = 0; i < texts.length; i++) {
      numbers[i] = Double.parseDouble(texts[i]);
    }
    assertEquals(numbers.length, actual.size());
    Near.numbers(numbers, actual);
  }

  @Test
  void aConvolutionInFloat64() {
    Torch.manualSeed(2);
    try (Conv1d layer =
            Parametrizations.weightNorm(
                Conv1d.builder(2, 3, 2).dtype(DataType.FLOAT64).build(), "weight", 1);
        var grad = Torch.enableGrad()) {
      NDArray input = Torch.arange(1, 9).toType(DataType.FLOAT64, false).div(7).reshape(1, 2, 4);
      assertNumbers(
          "0.2478244090243485 0.2854656310995828 0.323106853174817 -0.09652860157930165"
              + " -0.12133944070259534 -0.14615027982588896 0.1079489148153968"
              + " 0.09653946994964982 0.08513002508390283",
          backward(layer.forward(input)));
      assertGrads(
          layer,
          "3.682636509384616 -17.01654495237187",
          "-0.0794009880098756 4.864455744873117 10.713705384019708 7.305049471498695"
              + " 2.5134555679131116 6.58624266985439 3.532372105760711 9.385318336627911"
              + " 6.182839855383947 10.759356923187925 10.2765736485714 28.91891805702223");
    }
  }

  @Test
  void aRecurrentLayer() {
    Torch.manualSeed(3);
    try (LSTM lstm = Parametrizations.weightNorm(new LSTM(2, 2), "weight_hh_l0");
        Adam optimizer = Adam.builder(lstm.parameters()).lr(0.1).build()) {
      try (var grad = Torch.enableGrad()) {
        assertNumbers(
            "-0.037972942 -0.146838292 0.027518101 -0.0768830925 0.0853730515 -0.0609391145",
            backward(lstm.forward(steps).output()));
        assertNumbers(
            "-0.0294690076 0.00513202185 0.00064736855 -0.0328907073 0.012012626 -0.0394304544"
                + " 0.0163518973 0.0301551148",
            Torch.grad(lstm.getParameter("parametrizations.weight_hh_l0.original0")));
        update(optimizer);
        assertNumbers(
            "-0.0409723222 -0.190093577 0.0113707995 -0.157918379 0.0295180753 -0.158485577",
            backward(lstm.forward(steps).output()));
        assertNumbers(
            "-0.0110597434 -0.00539664924 -0.0277868584 0.0381913073 0.000299315609 6.52534072e-05"
                + " 0.0697547495 0.0472765267 0.015139713 -0.0244312771 -0.082677722 -0.0662475675"
                + " 0.00875988789 -0.0125191081 0.0506067313 0.06687475",
            Torch.grad(lstm.getParameter("parametrizations.weight_hh_l0.original1")));
        update(optimizer);
      }
      assertNumbers(
          "-0.0436000861 -0.223751873 0.00339342188 -0.255546927 0.00304256356 -0.286036193",
          lstm.forward(steps).output());
      assertEquals(
          """
          ParametrizedLSTM(
            2, 2
            (parametrizations): ModuleDict(
              (weight_hh_l0): ParametrizationList(
                (0): _WeightNorm()
              )
            )
          )""",
          lstm.toString());
      assertEquals(
          List.of(
              "weight_ih_l0",
              "bias_ih_l0",
              "bias_hh_l0",
              "parametrizations.weight_hh_l0.original0",
              "parametrizations.weight_hh_l0.original1"),
          List.copyOf(lstm.stateDict().keySet()));
      Expect.refusal(
          "`weight_hh_l0` is not an nn.Parameter", () -> lstm.getParameter("weight_hh_l0"));
      Expect.refusal(
          """
          Error(s) in loading state_dict for ParametrizedLSTM:
          \tMissing key(s) in state_dict: "weight_ih_l0", "bias_ih_l0", "bias_hh_l0", \
          "parametrizations.weight_hh_l0.original0", "parametrizations.weight_hh_l0.original1". \
          """,
          () -> lstm.loadStateDict(Map.of()));
    }
  }

  @Test
  void theVectorsOfASpectralNormMoveInTraining() {
    Torch.manualSeed(4);
    try (Linear layer = Parametrizations.spectralNorm(new Linear(3, 2));
        SGD optimizer = new SGD(layer.parameters(), 0.5);
        var grad = Torch.enableGrad()) {
      NDArray u = layer.getBuffer("parametrizations.weight.0._u");
      NDArray v = layer.getBuffer("parametrizations.weight.0._v");
      NDArray original = layer.getParameter("parametrizations.weight.original");
      Expect.numbers(u, -0.324177533f, -0.945996284f);
      Expect.numbers(v, 0.33250621f, 0.582904816f, 0.741391718f);
      Expect.numbers(
          backward(layer.forward(x)), -0.553713977f, -0.111140668f, 0.561892152f, -0.0479803681f);
      assertNumbers(
          "-0.989822805 0.694026053 1.397385 -1.79617918 -1.51072836 1.46727419",
          Torch.grad(original));
      update(optimizer);
      Expect.numbers(
          backward(layer.forward(x)), -2.34254074f, -3.84654284f, -1.71711135f, -2.59113646f);
      assertNumbers(
          "0.623609245 0.657680154 -0.573509455 0.531549335 0.498471528 0.972944498",
          Torch.grad(original));
      Expect.numbers(u, -0.795165241f, -0.606392682f);
      Expect.numbers(v, -0.42097345f, 0.0579314008f, 0.905221164f);
      update(optimizer);
      layer.eval();
      for (int call = 0; call < 2; call++) {
        Expect.numbers(layer.forward(x), -3.9239192f, -7.35553837f, -3.8282876f, -5.7025156f);
        Expect.numbers(u, -0.795165241f, -0.606392682f);
      }
      backward(layer.forward(x));
      assertNumbers(
          "0.912171364 0.654422879 -1.1563791 0.754351497 0.495836794 0.597593427",
          Torch.grad(original));
      Expect.numbers(Torch.rand(1), 0.522029042f);
    }
  }

  /** torch reads the weights of a recurrent layer several times, and iterates each time. */
  @Test
  void aRecurrentLayerMovesThemAsOftenAsTorch() {
    Torch.manualSeed(5);
    try (LSTM lstm = new LSTM(2, 2)) {
      Parametrizations.spectralNorm(
          lstm, "weight_hh_l0", new SpectralNormOptions().nPowerIterations(2).eps(1e-6));
      Parametrizations.spectralNorm(lstm, "weight_ih_l0", new SpectralNormOptions().dim(1));
      NDArray u = lstm.getBuffer("parametrizations.weight_hh_l0.0._u");
      NDArray v = lstm.getBuffer("parametrizations.weight_ih_l0.0._v");
      try (SGD optimizer = new SGD(lstm.parameters(), 5);
          var grad = Torch.enableGrad()) {
        assertNumbers(
            "0.13619256 -0.0187821817 0.212274492 0.0189965833 0.231231645 0.00343623897",
            backward(lstm.forward(steps).output()));
        update(optimizer);
        assertNumbers(
            "-4.36027658e-09 -0.298977017 -1.54393986e-09 -0.441163331"
                + " -1.74168768e-09 -0.506910086",
            backward(lstm.forward(steps).output()));
        assertNumbers(
            "-0.0306592546 0.281444609 -0.0517478734 0.261453629 -0.272213042"
                + " 0.847545147 0.195315152 0.135027125",
            u);
        assertNumbers(
            "-0.232910156 -0.0116283717 -0.0905930623 0.00864934456"
                + " 0.0597592369 -0.95929569 -0.116260141 -0.000132469722",
            v);
        update(optimizer);
      }
      assertNumbers(
          "0.0438867547 0.0506530106 -0.245997891 0.0255494788 0.0275012515"
              + " -0.11413727 -0.239999682 0.0429681875 0.237888515 -0.200812861"
              + " -0.859769881 0.114739634 -0.214124545 -0.0421085097 -0.163262188"
              + " -0.381242186",
          lstm.weightHhL0());
      assertNumbers(
          "-4.35972991e-09 -0.761594176 -1.54161395e-09 -0.963929832"
              + " -1.73527537e-09 -0.995013356",
          lstm.forward(steps).output());
    }
  }

  @Test
  void aSpectralNormIsRemovedWithItsValueOrWithout() {
    Torch.manualSeed(5);
    try (LSTM lstm = new LSTM(2, 2)) {
      Parametrizations.spectralNorm(lstm, "weight_hh_l0");
      Parametrizations.spectralNorm(lstm, "weight_ih_l0");
      NDArray hh = lstm.getParameter("parametrizations.weight_hh_l0.original");
      NDArray ih = lstm.getParameter("parametrizations.weight_ih_l0.original");
      lstm.eval();
      float[] before = lstm.weightHhL0().toFloatArray();
      float[] original = ih.toFloatArray();
      Parametrizations.removeParametrizations(lstm, "weight_hh_l0");
      assertEquals(
          List.of(
              "bias_ih_l0",
              "bias_hh_l0",
              "weight_hh_l0",
              "parametrizations.weight_ih_l0.original",
              "parametrizations.weight_ih_l0.0._u",
              "parametrizations.weight_ih_l0.0._v"),
          List.copyOf(lstm.stateDict().keySet()));
      assertSame(hh, lstm.getParameter("weight_hh_l0"));
      Expect.numbers(hh, before);
      assertFalse(Parametrizations.isParametrized(lstm, "weight_hh_l0"));
      Parametrizations.removeParametrizations(lstm, "weight_ih_l0", false);
      assertSame(ih, lstm.weightIhL0());
      Expect.numbers(ih, original);
      assertFalse(Parametrizations.isParametrized(lstm));
      assertEquals("LSTM(2, 2)", lstm.toString());
      assertEquals(
          List.of("bias_ih_l0", "bias_hh_l0", "weight_hh_l0", "weight_ih_l0"),
          List.copyOf(lstm.stateDict().keySet()));
    }
  }

  @Test
  void oneUponTheOther() {
    Torch.manualSeed(6);
    try (Linear layer =
        Parametrizations.spectralNorm(Parametrizations.weightNorm(new Linear(3, 2)))) {
      for (int call = 0; call < 2; call++) {
        Expect.numbers(layer.forward(x), 2.08243251f, 0.853365898f, 0.352033019f, -0.265141338f);
      }
      assertEquals(
          List.of("bias", G, V, "parametrizations.weight.1._u", "parametrizations.weight.1._v"),
          List.copyOf(layer.stateDict().keySet()));
      assertEquals(
          """
          ParametrizedLinear(
            in_features=3, out_features=2, bias=True
            (parametrizations): ModuleDict(
              (weight): ParametrizationList(
                (0): _WeightNorm()
                (1): _SpectralNorm()
              )
            )
          )""",
          layer.toString());
      Expect.refusal(
          "_WeightNorm.forward() missing 1 required positional argument: 'weight_v'",
          () -> Parametrizations.weightNorm(layer));
    }
  }

  @Test
  void otherLayersAndABias() {
    Torch.manualSeed(7);
    try (Embedding layer = Parametrizations.weightNorm(new Embedding(3, 2))) {
      NDArray indices = Torch.tensor(new long[] {2, 0}, 2);
      Expect.numbers(
          layer.forward(indices), 1.69079018f, -0.894827902f, -0.146795094f, 0.786141276f);
    }
    Torch.manualSeed(8);
    try (GRUCell cell = Parametrizations.weightNorm(new GRUCell(2, 2), "weight_hh")) {
      NDArray input = Torch.tensor(new float[] {.5f, 1}, 1, 2);
      NDArray hidden = Torch.tensor(new float[] {1, -1}, 1, 2);
      Expect.numbers(cell.forward(input, hidden), 0.223922074f, -0.235936314f);
    }
    Torch.manualSeed(9);
    try (Linear layer = Parametrizations.spectralNorm(new Linear(3, 2), "bias")) {
      Expect.numbers(layer.forward(x), -0.137995034f, 1.43640852f, -0.729296386f, 1.27216458f);
      assertEquals(
          List.of("weight", "parametrizations.bias.original"),
          List.copyOf(layer.stateDict().keySet()));
    }
  }

  /** Files of {@code torch.nn.utils.weight_norm}. */
  @Test
  void oldNamesAreLoaded() {
    Torch.manualSeed(1);
    try (Linear layer = new Linear(3, 2);
        Sequential net = new Sequential(new Tanh(), layer)) {
      Parametrizations.weightNorm(layer);
      Map<String, NDArray> old = new LinkedHashMap<>();
      old.put("1.bias", Torch.tensor(new float[] {1, 2}, 2));
      old.put("1.weight_g", Torch.tensor(new float[] {2, 5}, 2, 1));
      old.put("1.weight_v", Torch.tensor(new float[] {0, 3, 0, 4, 0, -3}, 2, 3));
      assertEquals("<All keys matched successfully>", net.loadStateDict(old).toString());
      assertNumbers("0 2 0 4 0 -3", layer.weight());
      Expect.refusal(
          """
          Error(s) in loading state_dict for Sequential:
          \tMissing key(s) in state_dict: "1.parametrizations.weight.original0", \
          "1.parametrizations.weight.original1".\s
          \tUnexpected key(s) in state_dict: "1.weight_v".\s""",
          () -> {
            old.remove("1.weight_g");
            net.loadStateDict(old);
          });
    }
  }

  @Test
  void frozenModesAndTypesStay() {
    try (Linear layer = new Linear(3, 2)) {
      layer.requiresGrad(false);
      layer.eval();
      Parametrizations.weightNorm(layer);
      assertFalse(layer.getParameter(G).hasGradient());
      assertFalse(layer.getParameter(V).hasGradient());
      assertFalse(layer.getSubmodule("parametrizations.weight.0").isTraining());
      layer.to(DataType.FLOAT64);
      assertEquals(DataType.FLOAT64, layer.weight().getDataType());
      assertEquals(DataType.FLOAT64, layer.forward(x.toType(DataType.FLOAT64, true)).getDataType());
      Parametrizations.removeParametrizations(layer, "weight");
      assertFalse(layer.weight().hasGradient());
    }
  }

  @Test
  void severalThreadsComputeAtOnce() {
    Torch.manualSeed(3);
    Set<List<Float>> results = ConcurrentHashMap.newKeySet();
    try (LSTM lstm = Parametrizations.weightNorm(new LSTM(2, 2), "weight_hh_l0")) {
      float[] input = steps.toFloatArray();
      IntStream.range(0, 64)
          .parallel()
          .forEach(
              i -> {
                try (var scope = Torch.scope()) {
                  float[] output =
                      lstm.forward(Torch.tensor(input, 3, 1, 2)).output().toFloatArray();
                  results.add(List.of(output[0], output[3], output[5]));
                }
              });
    }
    assertEquals(1, new HashSet<>(results).size());
  }

  @Test
  void refusals() {
    try (Linear layer = new Linear(3, 2);
        Sequential net = new Sequential(layer)) {
      Expect.refusal(
          "Module 'Linear(in_features=3, out_features=2, bias=True)' does not have a parameter, a"
              + " buffer, or a parametrized element with name 'w'",
          () -> Parametrizations.weightNorm(layer, "w"));
      Expect.refusal(
          IndexOutOfBoundsException.class,
          "Dimension out of range (expected to be in range of [-2, 1], but got 2)",
          () -> Parametrizations.weightNorm(layer, "weight", 2));
      Expect.refusal(
          "Module 'Linear(in_features=3, out_features=2, bias=True)' has no parameter or buffer"
              + " with name 'w'",
          () -> Parametrizations.spectralNorm(layer, "w"));
      Expect.refusal(
          IndexOutOfBoundsException.class,
          "Dimension out of range (expected to be in range of [-2, 1] but got 2)",
          () -> Parametrizations.spectralNorm(layer, "weight", new SpectralNormOptions().dim(2)));
      Expect.refusal(
          "Expected n_power_iterations to be positive, but got n_power_iterations=0",
          () ->
              Parametrizations.spectralNorm(
                  layer, "weight", new SpectralNormOptions().nPowerIterations(0)));
      Expect.refusal(
          "Module Linear(in_features=3, out_features=2, bias=True) does not have a parametrization"
              + " on weight",
          () -> Parametrizations.removeParametrizations(layer, "weight"));
      Parametrizations.weightNorm(layer);
      Expect.refusal(
          "Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is parametrized in"
              + " terms of a sequence of tensors.",
          () -> Parametrizations.removeParametrizations(layer, "weight", false));
      Expect.refusal("`weight` is not an nn.Parameter", () -> layer.weight(Torch.ones(2, 3)));
    }
    try (TorchModule own = new TorchModule() {}) {
      Expect.refusal(
          UnsupportedOperationException.class,
          " has a forward of its own, which would go on with the parameter as it was: call"
              + " weight_norm on its layers",
          () -> Parametrizations.weightNorm(own));
    }
  }
}
