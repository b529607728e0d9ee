import io.github.torchrnn.Torch;
import io.github.torchrnn.io.Safetensors;
import io.github.torchrnn.nn.RNNCell;
import java.nio.file.Files;
import java.nio.file.Path;

public final class Consumer {
  public static void main(String[] args) throws Exception {
    Torch.manualSeed(0);
    try (var scope = Torch.scope(); var cell = new RNNCell(4, 2)) {
      Path file = Files.createTempFile("weights", ".safetensors");
      Safetensors.saveFile(cell.stateDict(), file);
      System.out.println(cell.loadStateDict(Safetensors.loadFile(file)));
      Files.delete(file);
      System.out.println(Torch.repr(cell.forward(Torch.ones(1, 4))));
    }
  }
}
