package io.github.torchrnn.gradients;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;

/**
 * A cell of one's own, trained for 400 epochs. In Python:
 *
 * <pre>{@code
 * torch.manual_seed(0)
 * class Gated(nn.Module):
 *     def __init__(self):
 *         super().__init__()
 *         self.gate = nn.Linear(8, 6)
 *         self.new = nn.Linear(8, 6)
 *         self.out = nn.Linear(6, 2)
 *     def forward(self, xs):
 *         h = torch.zeros(16, 6)
 *         for x in xs:
 *             both = torch.cat([x, h], 1)
 *             z = torch.sigmoid(self.gate(both) / 1.5)
 *             h = z.neg().add(1).mul(torch.tanh(self.new(both) * 2)) + z * h
 *         return self.out(h.pow(2))
 * net = Gated()
 * xs = torch.randn(5, 16, 2)
 * y = torch.randn(16, 2)
 * optimizer = torch.optim.Adam(net.parameters(), lr=0.003)
 * for epoch in range(400):
 *     loss = (net(xs) - y).pow(2).mean() / 2
 *     optimizer.zero_grad()
 *     loss.backward()
 *     optimizer.step()
 *     if epoch % 50 == 49:
 *         print(f"{epoch + 1} {loss.item():.4f}")
 * }</pre>
 */
public final class GatedCell {

  static final String PRINTED_BY_PYTHON =
      """
      50 0.3185
      100 0.2266
      150 0.1039
      200 0.0476
      250 0.0166
      300 0.0061
      350 0.0030
      400 0.0015
      """;

  private static final int EPOCHS = 400;
  private static final int SHOWN = 50;

  private GatedCell() {}

  private static final class Gated extends TorchModule {
    private final Linear gate = register("gate", new Linear(8, 6));
    private final Linear candidate = register("new", new Linear(8, 6));
    private final Linear out = register("out", new Linear(6, 2));

    NDArray forward(NDArray xs) {
      NDArray h = Torch.zeros(16, 6);
      for (long t = 0; t < xs.getShape().get(0); t++) {
        NDArray both = xs.get(t).concat(h, 1);
        NDArray z = Functional.sigmoid(gate.forward(both).div(1.5));
        h = z.neg().add(1).mul(candidate.forward(both).mul(2).tanh()).add(z.mul(h));
      }
      return out.forward(h.pow(2));
    }
  }

  /** Trains, and prints every fiftieth loss. */
  public static void main(String[] args) {
    Torch.manualSeed(0);
    try (Gated net = new Gated();
        Adam optimizer = new Adam(net.parameters(), 0.003);
        var data = Torch.scope()) {
      NDArray xs = Torch.randn(5, 16, 2);
      NDArray y = Torch.randn(16, 2);
      for (int epoch = 1; epoch <= EPOCHS; epoch++) {
        try (var scope = Torch.scope();
            var grad = Torch.enableGrad()) {
          NDArray loss = net.forward(xs).sub(y).pow(2).mean().div(2);
          optimizer.zeroGrad();
          Torch.backward(loss);
          optimizer.step();
          if (epoch % SHOWN == 0) {
            System.out.printf("%d %.4f%n", epoch, loss.getFloat());
          }
        }
      }
    }
  }
}
