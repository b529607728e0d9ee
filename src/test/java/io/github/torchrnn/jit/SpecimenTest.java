package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Expect;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.SGD;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The compiled step of the tutorial {@code hello-rnn}, as {@link CompiledStep#code} tells it: the
 * specimen of what the package makes. After a change of the emitter
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

  @Test
  void thatOfAForwardIsItsLastProgram() {
    try (Linear linear = new Linear(2, 3);
        var forward = CompiledForward.of((NDArray x) -> linear.forward(x))) {
      forward.run(Torch.zeros(2));
      forward.run(Torch.zeros(4, 2));
      assertEquals(
          List.of(
              "# The trace of a forward:",
              "#",
              "#   v0: float32[4, 2] = argument",
              "#   v1: float32[3, 2] = weight of Linear",
              "#   v2: float32[3] = bias of Linear",
              "#   v3: float32[4, 3] = linear(v0, v1, v2)",
              "#   return v3",
              "",
              "class Program(Module):"),
          forward.code().lines().limit(9).toList());
      assertTrue(forward.code().contains("x1 = torch.addmm(b2, a1, wt1)"), forward.code());
    }
  }

  @Test
  void thereIsNoneBeforeARunAfterCloseAndOfSingleCalls() {
    Linear linear = new Linear(2, 3);
    var forward = CompiledForward.of((NDArray x) -> linear.forward(x));
    String none =
        " has no program: it has not run, runs by single calls, of which the log says why,"
            + " or has been closed";
    Expect.refusal(IllegalStateException.class, "CompiledForward" + none, forward::code);
    forward.run(Torch.zeros(2));
    forward.close();
    Expect.refusal(IllegalStateException.class, "CompiledForward" + none, forward::code);
    try (var step =
        CompiledStep.of(
            new SGD(linear.parameters(), 0.1),
            (NDArray x) -> {
              NDArray loss = linear.forward(x).sum();
              loss.getFloat();
              return loss;
            })) {
      step.run(Torch.zeros(2));
      Expect.refusal(IllegalStateException.class, "CompiledStep" + none, step::code);
    }
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
      return step.code();
    }
  }
}
