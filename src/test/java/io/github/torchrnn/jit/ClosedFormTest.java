package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may run without LibTorch's graph: a wrong yes would lose gradients without a word. */
class ClosedFormTest {

  private static String forward(String body) {
    return "def forward(self, x: Tensor, h: Optional[Tensor]=None) -> Tensor:\n" + body.indent(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return self.fc.forward(x)",
        "return getattr(self, \"0\").forward(x)",
        "output, _ = self.rnn.forward(x, h)  # all * of them\nreturn output[-1]",
        "output, (h_n, c_n) = self.rnn.forward(x)\nreturn self.fc.forward(h_n[-1, :, 0:2])",
        "return self.body.head.unroll(x)[0].reshape([-1, x.size(2)]).transpose(0, 1)",
        "return x.squeeze(dim=-1).view([x.size(0), -1])"
      })
  void holdsForLayersAndViews(String body) {
    assertTrue(ClosedForm.holds(forward(body)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return self.fc.forward(x) * 2",
        "return x -1",
        "return (x)-1",
        "return x + h",
        "return torch.relu(self.fc.forward(x))",
        "return self.fc.forward(x).relu_()",
        "y = self.fc.forward(x)\ny[0] = h\nreturn y",
        "y = self.fc.forward(x)\ny[0] += h\nreturn y",
        "return self.fc.forward(x).detach()",
        "return self.fc.forward(x).data",
        "return self.fc.weight",
        "return self.rnn.forward(x, self.h0)",
        "return abs(self.fc.forward(x))",
        "return self.helper(x)",
        "return self.a.forward(x) if x.size(0) else x",
        "for y in x:\n  self.fc.forward(y)\nreturn x"
      })
  void doesNotHoldForAllElse(String body) {
    assertFalse(ClosedForm.holds(forward(body)));
  }
}
