package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.io.Pt;
import io.github.torchrnn.optim.SGD;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The best model so far, as Python keeps it:
 *
 * <pre>{@code
 * torch.manual_seed(0)
 * model = nn.Linear(2, 1)
 * optimizer = torch.optim.SGD(model.parameters(), lr=0.9, momentum=0.9)
 * criterion = nn.MSELoss()
 * x, y = torch.randn(8, 2), torch.randn(8, 1)
 * best, best_loss = None, float("inf")
 * for epoch in range(7):
 *     loss = criterion(model(x), y)
 *     print(f"{loss.item():.4f}")
 *     if loss.item() < best_loss:
 *         best_loss, best = loss.item(), copy.deepcopy(model.state_dict())
 *     optimizer.zero_grad()
 *     loss.backward()
 *     optimizer.step()
 * model.load_state_dict(best)
 * print(f"{criterion(model(x), y).item():.4f}", model.weight, best["bias"])
 * }</pre>
 */
class StateDictTest {

  @Test
  void theBestOfSeveralEpochsIsLoadedAgain() {
    Torch.manualSeed(0);
    int before = LibTorch.manager().getManagedArrays().size();
    StateDict best = null;
    double bestLoss = Double.POSITIVE_INFINITY;
    List<String> printed = new ArrayList<>();
    try (var scope = Torch.scope();
        Linear model = new Linear(2, 1);
        MSELoss criterion = new MSELoss();
        SGD optimizer = SGD.builder(model.parameters(), 0.9).momentum(0.9).build()) {
      NDArray x = Torch.randn(8, 2);
      NDArray y = Torch.randn(8, 1);
      for (int epoch = 0; epoch < 7; epoch++) {
        try (var step = Torch.scope();
            var grad = Torch.enableGrad()) {
          NDArray loss = criterion.forward(model.forward(x), y);
          printed.add("%.4f".formatted(Torch.item(loss)));
          if (Torch.item(loss) < bestLoss) {
            bestLoss = Torch.item(loss);
            best = StateDict.copy(model.stateDict());
          }
          optimizer.zeroGrad();
          Torch.backward(loss);
          optimizer.step();
        }
      }
      assertEquals(
          List.of("1.9178", "1.7520", "1.7052", "1.6055", "1.6105", "1.3882", "1.5888"), printed);
      assertEquals("<All keys matched successfully>", model.loadStateDict(best).toString());
      assertEquals("1.3882", "%.4f".formatted(Torch.item(criterion.forward(model.forward(x), y))));
      assertEquals(
          "Parameter containing:\ntensor([[-0.0464,  0.7583]], requires_grad=True)",
          Torch.repr(model.weight()));
    }
    assertEquals("tensor([0.8973])", Torch.repr(best.get("bias")));
    NDArray weight = best.get("weight");
    best.close();
    best.close();
    assertTrue(weight.isReleased());
    assertEquals(before, LibTorch.manager().getManagedArrays().size());
  }

  @Test
  void theCopyIsOneOfItsOwn(@TempDir Path folder) throws Exception {
    try (var scope = Torch.scope();
        Embedding encoder = new Embedding(3, 2);
        Linear decoder = new Linear(2, 3);
        Sequential net = new Sequential(encoder, decoder)) {
      decoder.weight(encoder.weight());
      try (StateDict copy = StateDict.copy(net.stateDict())) {
        assertEquals(List.of("0.weight", "1.weight", "1.bias"), List.copyOf(copy.keySet()));
        assertSame(copy.get("0.weight"), copy.get("1.weight"), "a shared parameter");
        assertNotSame(encoder.weight(), copy.get("0.weight"));
        assertFalse(copy.get("0.weight").hasGradient());
        String before = Torch.repr(copy.get("0.weight"));
        Init.zeros_(encoder.weight());
        assertEquals(before, Torch.repr(copy.get("0.weight")));
        Path file = folder.resolve("best.pt");
        Pt.save(copy, file);
        assertEquals(before, Torch.repr(Pt.loadStateDict(file).get("1.weight")));
        assertThrows(UnsupportedOperationException.class, copy::clear);
      }
    }
  }

  @Test
  void aClosedCopyAndAClosedArrayAreRefused() {
    try (var scope = Torch.scope();
        Linear model = new Linear(2, 1)) {
      StateDict copy = StateDict.copy(model.stateDict());
      copy.close();
      assertEquals(
          "state_dict[\"weight\"] has been closed: keep it open until its last use, or take it out"
              + " of its scope with Scope.keep",
          assertThrows(IllegalStateException.class, () -> model.loadStateDict(copy)).getMessage());
      assertThrows(IllegalStateException.class, () -> StateDict.copy(copy));
      assertEquals(
          "state_dict[\"x\"] is null",
          assertThrows(
                  NullPointerException.class,
                  () -> StateDict.copy(Collections.singletonMap("x", null)))
              .getMessage());
      assertThrows(NullPointerException.class, () -> StateDict.copy((Map<String, NDArray>) null));
    }
  }
}
