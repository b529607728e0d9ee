package io.github.torchrnn.soak;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.torchrnn.ChildJvm;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.RNNCell;
import io.github.torchrnn.nn.Sequential;
import io.github.torchrnn.nn.TorchModule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The short forms of what {@code scripts/soak} runs for long. */
class LifetimeTest {

  @Test
  void fiveThousandStepsLeaveNoArray() {
    try (HelloTraining training = new HelloTraining(0)) {
      training.step();
      training.infer();
      int before = Memory.arrays();
      for (int i = 0; i < 5000; i++) {
        training.step();
        training.infer();
      }
      System.out.println("arrays before " + before + ", after 5000 steps " + Memory.arrays());
      assertEquals(before, Memory.arrays());
    }
  }

  @Test
  void anErrorInAStepLeavesEverythingUsable() {
    try (HelloTraining training = new HelloTraining(0);
        HelloTraining undisturbed = new HelloTraining(0)) {
      for (int i = 0; i < 3; i++) {
        int before = Memory.arrays();
        assertThrows(UnsupportedOperationException.class, training::failingStep);
        assertEquals(before, Memory.arrays());
        assertFalse(Torch.isGradEnabled());
        assertEquals(undisturbed.step(), training.step());
      }
    }
  }

  /** Carries a hidden state through 100,000 steps and prints how much memory that took. */
  static final class Carrying {
    public static void main(String[] args) throws IOException {
      try (RNNCell cell = new RNNCell(4, 32);
          var outer = Torch.scope()) {
        cell.eval();
        NDArray input = Torch.ones(1, 4);
        NDArray hidden = carried(cell, input, Torch.zeros(1, 32), 50_000);
        int arrays = Memory.arrays();
        double before = Memory.residentMiB();
        carried(cell, input, hidden, 100_000);
        double more = Memory.residentMiB() - before;
        System.out.println(more < 2 ? "flat" : more + " MiB more");
        System.out.println(Memory.arrays() - arrays + " arrays more");
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aHiddenStateCarriedInEvalKeepsMemoryFlat() throws Exception {
    // A heap of one size, so that only native memory can grow.
    assertEquals(
        new ChildJvm.Result(0, "flat\n0 arrays more\n"),
        new ChildJvm()
            .option("-Xms64m")
            .option("-Xmx64m")
            .option("-XX:+AlwaysPreTouch")
            .run(Carrying.class));
  }

  private static NDArray carried(RNNCell cell, NDArray input, NDArray first, int steps) {
    NDArray hidden = first;
    for (int i = 0; i < steps; i++) {
      NDArray next = cell.forward(input, hidden);
      hidden.close();
      hidden = next;
    }
    return hidden;
  }

  /** Drops modules, and prints how much memory they left. */
  static final class Dropping {
    public static void main(String[] args) throws Exception {
      new Linear(1500, 1500).close();
      double before = Memory.residentMiB();
      for (int i = 0; i < 60; i++) { // 9 MiB each
        Linear dropped = new Linear(1500, 1500);
        assertFalse(dropped.parameters().isEmpty());
      }
      // A busy machine lets the collector's threads wait, and the next call frees what they found.
      long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
      double growth = grownBy(before);
      while (growth >= 90 && System.nanoTime() < end) {
        System.gc();
        Thread.sleep(50);
        new Linear(1, 1).close();
        growth = grownBy(before);
      }
      System.out.println(growth < 90 ? "freed" : growth + " MiB more");
    }

    private static double grownBy(double before) throws IOException {
      return Memory.residentMiB() - before;
    }
  }

  /** In a process of one thread: where there are more, they would be freed ten seconds later. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void modulesThatAreDroppedAreFreed() throws Exception {
    // By default glibc keeps what was freed below a block in use.
    assertEquals(
        new ChildJvm.Result(0, "freed\n"),
        new ChildJvm().variable("MALLOC_MMAP_THRESHOLD_", "1000000").run(Dropping.class));
  }

  @Test
  void closingWaitsForForwardInOtherThreads() throws Exception {
    for (int round = 0; round < 20; round++) {
      RNN rnn = new RNN(3, 64, 3);
      AtomicInteger done = new AtomicInteger();
      Callable<String> infer =
          () -> {
            try (var scope = Torch.scope()) {
              NDArray x = Torch.ones(20, 8, 3);
              while (true) {
                try (var result = rnn.forward(x)) {
                  done.incrementAndGet();
                }
              }
            } catch (IllegalStateException e) {
              return e.getMessage();
            }
          };
      ExecutorService pool = Executors.newFixedThreadPool(4);
      List<Future<String>> ends = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        ends.add(pool.submit(infer));
      }
      while (done.get() < 20) {
        Thread.onSpinWait();
      }
      rnn.close();
      for (Future<String> end : ends) {
        assertEquals(
            "RNN has been closed and its weights are freed: close it after its last use",
            end.get());
      }
      pool.shutdown();
    }
  }

  /** A layer that closes the network it stands in. */
  private static final class Closer extends TorchModule {
    private TorchModule whole;

    @Override
    protected NDList compute(NDList inputs) {
      whole.close();
      return inputs;
    }
  }

  @Test
  void aModuleIsNotClosedInsideItsOwnForward() {
    Closer closer = new Closer();
    try (var scope = Torch.scope();
        Sequential net = new Sequential(new Linear(2, 2), closer)) {
      closer.whole = net;
      assertEquals(
          "Sequential cannot be closed inside its own forward",
          assertThrows(IllegalStateException.class, () -> net.forward(Torch.ones(1, 2)))
              .getMessage());
    }
  }

  /** A network that calls a layer which closes it. */
  private static final class Around extends TorchModule {
    private final Sequential inner;

    Around(Closer closer) {
      inner = register("inner", new Sequential(closer));
    }
  }

  @Test
  void aModuleIsNotHalfClosedInsideTheForwardOfALayer() {
    Closer closer = new Closer();
    try (var scope = Torch.scope();
        Around net = new Around(closer)) {
      closer.whole = net;
      assertEquals(
          "Around cannot be closed inside the forward of its Sequential",
          assertThrows(IllegalStateException.class, () -> net.inner.forward(Torch.ones(1, 2)))
              .getMessage());
      assertEquals(0, net.parameters().size(), "it is still open");
    }
  }

  @Test
  void sixteenThreadsInferTheSameBits() throws Exception {
    try (HelloTraining training = new HelloTraining(5)) {
      float[] expected = training.infer();
      List<Callable<Integer>> workers = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        workers.add(
            () -> {
              for (int n = 0; n < 500; n++) {
                assertArrayEquals(expected, training.infer());
              }
              return 500;
            });
      }
      assertEquals(16 * 500, sum(workers));
    }
  }

  @Test
  void twoModelsTrainAtOnceAsEachAlone() throws Exception {
    List<Callable<Integer>> workers = new ArrayList<>();
    for (long seed : new long[] {1, 2}) {
      float[] alone = losses(seed);
      workers.add(
          () -> {
            assertArrayEquals(alone, losses(seed));
            return alone.length;
          });
    }
    assertEquals(400, sum(workers));
  }

  private static float[] losses(long seed) {
    try (HelloTraining training = new HelloTraining(seed)) {
      float[] losses = new float[200];
      for (int i = 0; i < losses.length; i++) {
        losses[i] = training.step();
      }
      return losses;
    }
  }

  private static int sum(List<Callable<Integer>> workers) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(workers.size());
    try {
      int sum = 0;
      for (Future<Integer> count : pool.invokeAll(workers)) {
        sum += count.get();
      }
      return sum;
    } finally {
      pool.shutdown();
    }
  }
}
