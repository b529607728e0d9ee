package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.ChildJvm;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.optim.Adam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Steps on several threads where LibTorch takes several for each operator. */
@EnabledOnOs(OS.LINUX)
class StepThreadsOfLibTorchTest {

  /**
   * Prints the bits of what steps come to, and how many threads of LibTorch there are: for each
   * operator of this thread and of a new one, and how many those of the parts have started. With
   * dropout, whose masks are drawn before the parts.
   */
  static final class Steps {
    public static void main(String[] args) throws IOException {
      Torch.manualSeed(0);
      try (var scope = Torch.scope();
          var gru = GRU.builder(64, 128).numLayers(2).dropout(0.3).build();
          var adam = new Adam(gru.parameters());
          var step =
              CompiledStep.builder(adam, (NDArray x) -> gru.forward(x).output().square().mean())
                  .threads(2, 0)
                  .build()) {
        for (int i = 0; i < 3; i++) {
          step.run(Torch.randn(35, 32, 64));
          for (NDArray parameter : gru.parameters()) {
            System.out.print(Arrays.hashCode(parameter.toByteArray()) + " ");
          }
        }
        System.out.println();
        System.out.println(Torch.getNumThreads());
        System.out.println(CompletableFuture.supplyAsync(Torch::getNumThreads).join());
        System.out.println(ofParts());
      }
    }

    /** LibTorch's threads have the names of those that started them. */
    private static long ofParts() throws IOException {
      try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
        return tasks.filter(task -> name(task).startsWith("torchrnn-Compil")).count();
      }
    }

    private static String name(Path task) {
      try {
        return Files.readString(task.resolve("comm"));
      } catch (IOException e) {
        return ""; // it has ended meanwhile
      }
    }
  }

  private static String[] output(int threads) throws Exception {
    ChildJvm.Result result =
        new ChildJvm().option("-Dai.djl.pytorch.num_threads=" + threads).run(Steps.class);
    assertEquals(0, result.code(), result.output());
    return result.output().split("\n");
  }

  @Test
  void takeOneForEachPartAndLeaveTheOthers() throws Exception {
    String[] one = output(1);
    assertEquals(Arrays.asList(one[0], "1", "1", "1"), Arrays.asList(one));
    assertEquals(Arrays.asList(one[0], "3", "3", "2"), Arrays.asList(output(3)));
  }
}
