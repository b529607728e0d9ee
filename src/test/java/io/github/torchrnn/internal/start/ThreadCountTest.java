package io.github.torchrnn.internal.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.ChildJvm;
import io.github.torchrnn.Near;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.RNN;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** How many threads LibTorch takes, each time in a JVM of its own. */
class ThreadCountTest {

  private static final String WARNING =
      "WARN io.github.torchrnn.internal.start.ThreadCount - a second Java thread computes, and LibTorch"
          + " keeps 2 threads for each: Torch.setNumThreads(1) is best for several\n";

  /** Prints the number of threads. */
  static final class Count {
    public static void main(String[] args) {
      System.out.println(Torch.getNumThreads());
    }
  }

  /** Computes in four threads that live at once, or in two of which one ends first. */
  static final class Readers {
    public static void main(String[] args) throws Exception {
      Torch.setNumThreads(Integer.parseInt(args[0]));
      if (args.length > 1) {
        for (int i = 0; i < 2; i++) {
          Thread alone = new Thread(Readers::compute);
          alone.start();
          alone.join();
        }
        return;
      }
      CountDownLatch computed = new CountDownLatch(4);
      CountDownLatch counted = new CountDownLatch(1);
      for (int i = 0; i < 4; i++) {
        Thread reader =
            new Thread(
                () -> {
                  compute();
                  computed.countDown();
                  try {
                    counted.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                },
                "reader");
        reader.start();
      }
      computed.await();
      System.out.println(named("reader"));
      counted.countDown();
    }

    private static void compute() {
      try (var scope = Torch.scope();
          var lstm = new LSTM(64, 128)) {
        lstm.forward(Torch.randn(35, 32, 64)); // by oneDNN, which counts threads by itself
      }
      try (var scope = Torch.scope();
          var grad = Torch.enableGrad()) {
        NDArray sum = Torch.ones(1 << 20).tanh().sum();
        if (sum.getFloat() < 1) {
          throw new AssertionError(Torch.repr(sum));
        }
      }
    }

    /** The process's threads of a name: those of a pool have that of the thread that made them. */
    private static long named(String name) throws IOException {
      try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
        return tasks.filter(task -> name.equals(read(task.resolve("comm")))).count();
      }
    }

    private static String read(Path file) {
      try {
        return Files.readString(file).strip();
      } catch (IOException e) {
        return ""; // a thread that has ended meanwhile
      }
    }
  }

  /** Prints weighted sums of what large layers compute. */
  static final class Digest {
    public static void main(String[] args) {
      Torch.setNumThreads(Integer.parseInt(args[0]));
      Torch.manualSeed(0);
      try (var scope = Torch.scope();
          var grad = Torch.enableGrad();
          var rnn = new RNN(64, 128)) {
        NDArray output = rnn.forward(Torch.randn(35, 32, 64)).output();
        Torch.backward(output.sum());
        print(output);
        rnn.parameters().forEach(parameter -> print(Torch.grad(parameter)));
      }
    }
  }

  private static void print(NDArray array) {
    float[] numbers = array.toFloatArray();
    double sum = 0;
    for (int i = 0; i < numbers.length; i++) {
      sum += numbers[i] * (1 + i % 7);
    }
    System.out.println("%.2f".formatted(sum));
  }

  private static String output(ChildJvm child, Class<?> main, String... args) throws Exception {
    ChildJvm.Result result = child.run(main, args);
    assertEquals(0, result.code(), result.output());
    return result.output();
  }

  private static ChildJvm warning() {
    return new ChildJvm()
        .option("-Dorg.slf4j.simpleLogger.defaultLogLevel=error")
        .option("-Dorg.slf4j.simpleLogger.log.io.github.torchrnn.internal.start.ThreadCount=warn")
        .option("-Dorg.slf4j.simpleLogger.showThreadName=false");
  }

  @Test
  void isOneByDefaultAndWhatDjlsPropertySays() throws Exception {
    assumeTrue(
        System.getenv("OMP_NUM_THREADS") == null && System.getenv("MKL_NUM_THREADS") == null);
    assertEquals("1\n", output(new ChildJvm(), Count.class));
    assertEquals(
        "3\n", output(new ChildJvm().option("-Dai.djl.pytorch.num_threads=3"), Count.class));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aSecondJavaThreadWithThreadsOfItsOwnIsSaidOnce() throws Exception {
    assertEquals("4\n", output(warning(), Readers.class, "1"));
    assertEquals(WARNING + "8\n", output(warning(), Readers.class, "2"));
  }

  @Test
  void threadsThatComputeOneAfterTheOtherAreNotWarnedOf() throws Exception {
    assertEquals("", output(warning(), Readers.class, "2", "alone"));
  }

  @Test
  void theNumbersAreTheSameWithMoreUpToRounding() throws Exception {
    Near.text(output(new ChildJvm(), Digest.class, "1"), output(new ChildJvm(), Digest.class, "2"));
  }
}
