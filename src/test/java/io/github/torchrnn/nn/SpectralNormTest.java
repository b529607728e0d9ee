package io.github.torchrnn.nn;

import static io.github.torchrnn.nn.NormalizedSteps.assertNumbers;
import static io.github.torchrnn.nn.NormalizedSteps.backward;
import static io.github.torchrnn.nn.NormalizedSteps.update;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.optim.SGD;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Spectral norms, by the numbers of Python programs like the one of {@link ParametrizationsTest}.
 */
@Scoped
class SpectralNormTest {

  private final NDArray x = NormalizedSteps.rows();
  private final NDArray steps = NormalizedSteps.sequence();

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
}
