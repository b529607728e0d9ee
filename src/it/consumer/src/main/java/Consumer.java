import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.RNNCell;

public final class Consumer {
  public static void main(String[] args) {
    Torch.manualSeed(0);
    try (var scope = Torch.scope(); var cell = new RNNCell(4, 2)) {
      System.out.println(Torch.repr(cell.forward(Torch.ones(1, 4))));
    }
  }
}
