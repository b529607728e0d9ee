package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.Sequential;
import io.github.torchrnn.nn.TorchModule;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules nested deeper than LibTorch's compiler can follow, which would end the process. */
class DeepScriptTest {

  @TempDir private Path folder;

  private static Sequential nested(int levels) {
    TorchModule inner = new Linear(2, 2);
    for (int i = 1; i < levels; i++) {
      inner = new Sequential(inner);
    }
    return (Sequential) inner;
  }

  @Test
  void anExportOfThemIsRefused() throws Exception {
    Path file = folder.resolve("deep.pt");
    try (var scope = Torch.scope();
        Sequential deepest = nested(100);
        Sequential deeper = nested(101)) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> TorchScript.trace(deeper, deeper::forward, Torch.ones(2)));
      assertEquals(
          "TorchScript takes modules that are nested at most 100 deep, but these are nested 101"
              + " deep",
          e.getMessage());
      assertFalse(Files.exists(file));
      try (ScriptModule traced = TorchScript.trace(deepest, deepest::forward, Torch.ones(2))) {
        TorchScript.save(traced, file);
      }
      assertTrue(Files.exists(file));
    }
  }

  /** A program has no modules, so that their depth does not matter. */
  @Test
  void theyRunCompiled() {
    try (var scope = Torch.scope();
        Sequential net = nested(390);
        var forward = CompiledForward.of((NDArray x) -> net.forward(x))) {
      NDArray x = Torch.ones(3, 2);
      assertArrayEquals(net.forward(x).toFloatArray(), forward.run(x).toFloatArray());
      assertEquals(1, forward.compiled().variants().size());
    }
  }
}
