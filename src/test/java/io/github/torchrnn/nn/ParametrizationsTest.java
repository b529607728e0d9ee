package io.github.torchrnn.nn;

import static io.github.torchrnn.nn.NormalizedSteps.assertNumbers;
import static io.github.torchrnn.nn.NormalizedSteps.backward;
import static io.github.torchrnn.nn.NormalizedSteps.update;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.optim.Adam;
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
 * Weight norms, alone and with a spectral norm. The numbers are Python's, of programs of this kind:
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

  private final NDArray x = NormalizedSteps.rows();
  private final NDArray steps = NormalizedSteps.sequence();

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
