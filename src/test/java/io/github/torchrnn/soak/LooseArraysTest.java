package io.github.torchrnn.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.ChildJvm;
import io.github.torchrnn.ChildJvm.Result;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.StateDict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Arrays that are made outside of any scope, and dropped, as people do in notebooks. */
@EnabledOnOs(OS.LINUX)
class LooseArraysTest {

  private static final double MOST_MIB = 1024;

  /** Makes 10,000 arrays of 4 MB, two at a time alive. */
  static final class Making {
    private static volatile boolean over;

    public static void main(String[] args) throws Exception {
      Thread collector =
          new Thread(
              () -> {
                while (!over) {
                  System.gc();
                  LockSupport.parkNanos(10_000_000);
                }
              });
      if (args[0].equals("collecting")) {
        collector.start();
      }
      double most = 0;
      float sum = 0;
      for (int i = 0; i < 5_000; i++) {
        NDArray ones = Torch.zeros(1000, 1000).add(1);
        if (i % 50 == 0) {
          sum += ones.get(0).getFloat(i % 1000);
          most = Math.max(most, Memory.residentMiB());
        }
      }
      over = true;
      System.out.println(sum + (most < MOST_MIB ? " flat" : " " + most + " MiB"));
    }
  }

  @Test
  void areFreedWhenJavaNoLongerReachesThem() throws Exception {
    for (String how : List.of("alone", "collecting")) {
      assertEquals(
          new Result(0, "100.0 flat\n"), new ChildJvm().option("-Xmx64m").run(Making.class, how));
    }
  }

  /** Copies a state of 4 MB 5,000 times inside of scopes, one alive. */
  static final class Copying {
    public static void main(String[] args) throws Exception {
      double most = 0;
      StateDict best = null;
      try (Linear model = new Linear(1000, 1000)) {
        for (int i = 0; i < 5_000; i++) {
          try (var step = Torch.scope()) {
            best = StateDict.copy(model.stateDict());
          }
          if (i % 50 == 0) {
            most = Math.max(most, Memory.residentMiB());
          }
        }
      }
      System.out.println(best.size() + (most < MOST_MIB ? " flat" : " " + most + " MiB"));
    }
  }

  @Test
  void copiesOfAStateAreFreedWhenTheNextReplacesThem() throws Exception {
    assertEquals(new Result(0, "2 flat\n"), new ChildJvm().option("-Xmx64m").run(Copying.class));
  }

  /** Keeps views, graphs and arrays of managers, while what they were made of is dropped. */
  static final class Keeping {
    public static void main(String[] args) throws Exception {
      NDManager manager = NDManager.newBaseManager();
      List<NDArray> views = new ArrayList<>();
      List<NDArray> losses = new ArrayList<>();
      NDArray w = Torch.ones(1000);
      w.setRequiresGradient(true);
      for (int i = 0; i < 200; i++) {
        views.add(Torch.ones(1000).mul(i).reshape(10, 100).get(3));
        manager.create(new Shape(1000)); // which its manager keeps
        try (var grad = Torch.enableGrad()) {
          losses.add(w.mul(Torch.ones(1000).mul(i)).sum());
        }
        if (i % 20 == 0) {
          System.gc();
          Thread.sleep(10);
        }
        Torch.ones(1000).mul(-7); // overwrites what was freed
      }
      for (int i = 0; i < 200; i++) {
        check(views.get(i).sum().getFloat() == 100 * i);
        Torch.backward(losses.get(i));
      }
      check(Torch.grad(w).getFloat(17) == 199 * 100);
      check(manager.getManagedArrays().size() >= 200);
      System.out.println("kept");
    }

    private static void check(boolean right) {
      if (!right) {
        throw new AssertionError();
      }
    }
  }

  @Test
  void viewsAndGraphsKeepWhatTheyRead() throws Exception {
    assertEquals(new Result(0, "kept\n"), new ChildJvm().run(Keeping.class));
  }
}
