package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Modules that have been closed: what they say, and when they are freed. */
@Scoped
class ClosedModulesTest {

  @Test
  void aLayerOfTwoNetworksIsFreedWithTheLast() {
    Linear shared = new Linear(2, 2);
    Sequential first = new Sequential(shared, new Linear(2, 1));
    Sequential second = new Sequential(shared);
    first.close();
    assertEquals(2, second.forward(Torch.ones(1, 2)).size());
    second.close();
    assertEquals(
        "Linear has been closed and its weights are freed: close it after its last use",
        assertThrows(IllegalStateException.class, () -> shared.forward(Torch.ones(1, 2)))
            .getMessage());
  }

  @Test
  void everyClosedLayerSaysSo() {
    for (UnaryLayer layer :
        List.of(
            new ReLU(),
            new Tanh(),
            new Sigmoid(),
            new Softmax(0),
            new LogSoftmax(0),
            new LeakyReLU(),
            new ELU(),
            new GELU(),
            new SiLU(),
            new Softplus(),
            new Hardtanh(),
            new LogSigmoid(),
            new Dropout(0.5),
            new Linear(2, 2),
            new Embedding(2, 2))) {
      Sequential around = new Sequential(layer);
      layer.close();
      for (Executable use :
          List.<Executable>of(
              () -> layer.forward(Torch.ones(2)), () -> around.forward(Torch.ones(2)))) {
        assertEquals(
            layer.name()
                + " has been closed and its weights are freed: close it after its last use",
            assertThrows(IllegalStateException.class, use).getMessage());
      }
    }
    for (Loss loss :
        List.of(
            new MSELoss(),
            new L1Loss(),
            new SmoothL1Loss(),
            new HuberLoss(),
            new KLDivLoss(),
            new HingeEmbeddingLoss(),
            new PoissonNLLLoss(),
            new SoftMarginLoss(),
            new MultiMarginLoss(),
            new MultiLabelMarginLoss(),
            new MultiLabelSoftMarginLoss(),
            new BCELoss(),
            new CrossEntropyLoss(),
            new NLLLoss(),
            new BCEWithLogitsLoss())) {
      loss.close();
      assertThrows(
          IllegalStateException.class, () -> loss.forward(Torch.ones(2, 2), Torch.ones(2, 2)));
    }
  }
}
