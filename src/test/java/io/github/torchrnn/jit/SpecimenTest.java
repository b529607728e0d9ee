package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.optim.Adam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The compiled step of the tutorial {@code hello-rnn}, as {@code io.github.torchrnn.jit.dump}
 * writes it: the specimen of what the package makes. After a change of the emitter
 *
 * <pre>{@code mvn test -Dtest=SpecimenTest -Dspecimen.write=true}</pre>
 *
 * <p>writes it anew.
 */
@Scoped
class SpecimenTest {

  private static final Path SPECIMEN =
      Path.of("src/test/resources/io/github/torchrnn/jit/hello-rnn.py");

  @Test
  void isWhatIsCommitted() throws IOException {
    String written = specimen();
    if (Boolean.getBoolean("specimen.write")) {
      Files.writeString(SPECIMEN, written);
    }
    assertEquals(Files.readString(SPECIMEN), written);
  }

  private static String specimen() {
    try (RNN rnn = new RNN(4, 4);
        CrossEntropyLoss criterion = new CrossEntropyLoss();
        Adam optimizer = new Adam(rnn.parameters(), 0.05);
        var step =
            CompiledStep.of(
                optimizer,
                (NDArray inputs, NDArray hidden, NDArray labels) ->
                    criterion.forward(
                        rnn.forward(inputs, hidden).output().reshape(-1, 4), labels))) {
      step.run(Torch.zeros(5, 1, 4), Torch.zeros(1, 1, 4), Torch.tensor(3L, 1L, 2L, 3L, 2L));
      Variant variant = step.compiled().variants().get(0);
      return Dump.text("step", variant.program(), rnn.parameters(), variant.code().source());
    }
  }
}
