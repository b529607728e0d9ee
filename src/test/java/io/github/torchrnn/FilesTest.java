package io.github.torchrnn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.io.Pt;
import io.github.torchrnn.nn.Linear;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code torch.save} and {@code torch.load} under their own names. */
class FilesTest {

  @TempDir private Path folder;

  @Test
  void whatIsSavedIsLoaded() throws IOException {
    Path file = folder.resolve("checkpoint.pt");
    try (var scope = Torch.scope();
        Linear net = new Linear(2, 1)) {
      Torch.save(Map.of("epoch", 3, "net", net.stateDict()), file);
      Map<?, ?> checkpoint = (Map<?, ?>) Torch.load(file);
      assertEquals(3L, checkpoint.get("epoch"));
      Map<?, ?> state = (Map<?, ?>) checkpoint.get("net");
      assertTrue(Torch.equal(net.getParameter("weight"), (NDArray) state.get("weight")));
      Torch.save(net.stateDict(), file);
      net.loadStateDict(Pt.loadStateDict(file));
    }
  }

  @Test
  void aWholeNetworkIsNotWritten() {
    try (Linear net = new Linear(2, 1)) {
      assertEquals(
          "cannot write a whole network, whose class Python does not have: save net.stateDict()",
          assertThrows(
                  IllegalArgumentException.class, () -> Torch.save(net, folder.resolve("net.pt")))
              .getMessage());
    }
  }
}
