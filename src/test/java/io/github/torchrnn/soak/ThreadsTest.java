package io.github.torchrnn.soak;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.ChildJvm;
import io.github.torchrnn.ChildJvm.Result;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledForward;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.Sequential;
import io.github.torchrnn.nn.Tanh;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.SGD;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Several threads with one module, one optimizer or one compiled step. */
class ThreadsTest {

  private static final int THREADS = 4;

  /** What threads may be told that work with something while it is closed. */
  private static final String CLOSED =
      "(LSTM|LSTMCell|Sequential|Linear|Tanh) has been closed and its weights are freed: close it"
          + " after its last use|Adam has been closed and its state is freed: close it after its"
          + " last step|(CompiledStep|CompiledForward) has been closed: close it after its last"
          + " run|an array was closed while it was used: close it after its last use, in all"
          + " threads|(parameter|leaf|array) has been closed: keep it open until its last use, or"
          + " take it out of its scope with Scope.keep|alive";

  /** Native code that reads what was freed ends the process, so that it is one of its own. */
  @Test
  void whatIsClosedWhileOthersWorkWithItSaysSo() throws Exception {
    Result result = new ChildJvm().option("-Xmx512m").run(Races.class, "3", "10");
    assertEquals(0, result.code(), result.output());
    assertTrue(result.output().endsWith("alive\n"), result.output());
    for (String line : result.output().lines().toList()) {
      assertTrue(line.matches(CLOSED), line);
    }
  }

  /** Matrix products with weights that nobody holds, while the collector looks for them. */
  static final class Dropping {
    private static volatile boolean over;

    public static void main(String[] args) throws Exception {
      boolean several = args[0].equals("several");
      Thread collector =
          new Thread(
              () -> {
                if (several) {
                  Torch.ones(1).close();
                }
                while (!over) {
                  System.gc();
                }
              });
      collector.start();
      for (int run = 0; run < 8; run++) {
        try (var scope = Torch.scope()) {
          NDArray x = Torch.ones(300, 4);
          for (int i = 0; i < 40; i++) {
            new Linear(300, 300).weight().matMul(x).close();
          }
        }
      }
      over = true;
      collector.join();
      System.out.println("alive");
    }
  }

  @Test
  void droppedWeightsAreNotFreedUnderANativeCall() throws Exception {
    for (String threads : List.of("one", "several")) {
      assertEquals(
          new Result(0, "alive\n"),
          new ChildJvm().option("-Xmx64m").run(Dropping.class, threads),
          threads);
    }
  }

  private static void together(Callable<?>... works) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(works.length);
    try {
      List<Future<?>> results = new ArrayList<>();
      for (Callable<?> work : works) {
        results.add(pool.submit(work));
      }
      for (Future<?> result : results) {
        result.get();
      }
    } finally {
      pool.shutdown();
    }
  }

  private static Callable<?>[] each(Runnable work, int times) {
    Callable<?>[] works = new Callable<?>[THREADS];
    for (int i = 0; i < THREADS; i++) {
      works[i] =
          () -> {
            for (int k = 0; k < times; k++) {
              try (var scope = Torch.scope()) {
                work.run();
              }
            }
            return null;
          };
    }
    return works;
  }

  @Test
  void noStepOfAnOptimizerIsLost() throws Exception {
    try (Linear layer = new Linear(3, 2);
        Adam optimizer = new Adam(layer.parameters(), 1e-3);
        var outer = Torch.scope()) {
      try (var grad = Torch.enableGrad()) {
        Torch.backward(layer.forward(Torch.ones(1, 3)).sum());
      }
      together(
          each(
              () -> {
                optimizer.step();
                optimizer.stateDict();
              },
              500));
      Map<?, ?> state = (Map<?, ?>) optimizer.stateDict().get("state");
      NDArray steps = (NDArray) ((Map<?, ?>) state.get(0L)).get("step");
      assertEquals(THREADS * 500, steps.getFloat());
    }
  }

  /** Each step of this SGD moves the weights by the same. */
  @Test
  void threadsThatShareACompiledStepTakeTurns() throws Exception {
    try (Sequential net = new Sequential(new Linear(2, 1));
        SGD optimizer = new SGD(net.parameters(), 0.5);
        MSELoss criterion = new MSELoss();
        CompiledStep<NDArray> step =
            CompiledStep.of(optimizer, (x, y) -> criterion.forward(net.forward(x), y));
        Sequential alone = new Sequential(new Linear(2, 1));
        SGD optimizerAlone = new SGD(alone.parameters(), 0.5);
        CompiledStep<NDArray> stepAlone =
            CompiledStep.of(optimizerAlone, (x, y) -> criterion.forward(alone.forward(x), y));
        var outer = Torch.scope()) {
      alone.loadStateDict(net.stateDict());
      together(each(() -> step.run(Torch.tensor(new float[] {.1f, .2f}, 1, 2), ones()), 200));
      for (int i = 0; i < THREADS * 200; i++) {
        stepAlone.run(Torch.tensor(new float[] {.1f, .2f}, 1, 2), ones());
      }
      assertArrayEquals(
          alone.getParameter("0.weight").toFloatArray(),
          net.getParameter("0.weight").toFloatArray());
    }
  }

  private static NDArray ones() {
    return Torch.ones(1, 1);
  }

  @Test
  void threadsThatShareACompiledForwardGetTheSameBits() throws Exception {
    try (Sequential net = new Sequential(new Linear(8, 16), new Tanh(), new Linear(16, 2));
        CompiledForward<NDArray> forward = CompiledForward.of(x -> net.forward(x));
        var outer = Torch.scope()) {
      float[] expected = forward.run(Torch.ones(3, 8)).toFloatArray();
      together(
          each(
              () -> assertArrayEquals(expected, forward.run(Torch.ones(3, 8)).toFloatArray()),
              300));
    }
  }

  /** Each tells the other's steps what it zeroed, as the module tells both. */
  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
  void optimizersOfSharedParametersZeroInTwoThreadsWithoutWaitingForEachOther() throws Exception {
    try (Linear net = new Linear(2, 2);
        SGD first = SGD.builder(net.parameters(), 0.1).momentum(0.9).build();
        SGD second = SGD.builder(net.parameters(), 0.1).momentum(0.9).build()) {
      together(
          () -> {
            for (int i = 0; i < 2_000; i++) {
              first.zeroGrad();
            }
            return null;
          },
          () -> {
            for (int i = 0; i < 2_000; i++) {
              second.zeroGrad();
            }
            return null;
          },
          () -> {
            for (int i = 0; i < 2_000; i++) {
              net.zeroGrad();
            }
            return null;
          });
      float[] before = net.weight().toFloatArray();
      first.step();
      second.step();
      assertArrayEquals(before, net.weight().toFloatArray());
    }
  }

  /** Where Java has virtual threads, from 21 on. */
  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void aVirtualThreadIsToldThatItCannotRecordAndComputesWithoutRecording() throws Exception {
    List<String> said = Collections.synchronizedList(new ArrayList<>());
    try (Linear net = new Linear(2, 2)) {
      Runnable work =
          () -> {
            said.add(assertThrows(IllegalStateException.class, Torch::enableGrad).getMessage());
            try (var scope = Torch.scope()) {
              said.add("recorded: " + net.forward(Torch.ones(1, 2)).hasGradient());
            }
          };
      Thread thread =
          (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work);
      thread.join();
    }
    assertEquals(
        List.of(
            "a virtual thread cannot record gradients, since LibTorch's gradient mode stays behind"
                + " when it changes its carrier: call Torch.enableGrad in a platform thread",
            "recorded: false"),
        said);
  }
}
