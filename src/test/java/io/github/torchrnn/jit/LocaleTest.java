package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.PythonNumber;
import io.github.torchrnn.nn.Expect;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.optim.SGD;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where the machine's language has other digits, or other lower cases, nothing changes. */
@Scoped
class LocaleTest {

  private final Locale before = Locale.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  @Test
  void digitsAndLettersAreThoseOfTorch() {
    for (String tag : new String[] {"ar-EG-u-nu-arab", "fa-IR", "tr-TR"}) {
      Locale.setDefault(Locale.forLanguageTag(tag));
      Linear net = new Linear(3, 2);
      SGD optimizer = new SGD(net.parameters(), 0.1);
      try (var step = CompiledStep.of(optimizer, (NDArray x) -> net.forward(x).mean())) {
        step.run(Torch.ones(4, 3));
        assertFalse(InternalPrograms.graph(step).isEmpty(), tag + " has no program");
      }
      assertEquals("1.5e-07", PythonNumber.repr(1.5e-7));
      Expect.refusal(
          "mat1 and mat2 shapes cannot be multiplied (4x5 and 3x2)",
          () -> net.forward(Torch.ones(4, 5)));
    }
  }
}
