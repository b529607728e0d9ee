package io.github.torchrnn.soak;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import io.github.torchrnn.io.Pt;
import io.github.torchrnn.jit.CompiledForward;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMCell;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.RNNUtils;
import io.github.torchrnn.nn.Sequential;
import io.github.torchrnn.nn.Tanh;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.ClipGrad;
import io.github.torchrnn.optim.Optimizer;
import io.github.torchrnn.optim.SGD;
import io.github.torchrnn.tutorial.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Public methods in some threads while another closes what they work with: {@code Races THREADS
 * SECONDS}. Prints what the losers were told, each once.
 */
public final class Races {

  /** How long the threads work before the close, in milliseconds, from 0. */
  private static final int MOST_MILLIS = 4;

  private Races() {}

  /**
   * A race.
   *
   * @param make makes what is closed
   * @param use works with it once
   */
  private record Race<T extends AutoCloseable>(Supplier<T> make, Consumer<T> use) {

    /** Runs it once; returns what the threads were told at last. */
    Set<String> run(int threads, int millis) throws Exception {
      Set<String> told = new ConcurrentSkipListSet<>();
      T object = make.get();
      List<Thread> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Thread worker = new Thread(() -> told.add(work(object)));
        worker.start();
        workers.add(worker);
      }
      Thread.sleep(millis);
      object.close();
      for (Thread worker : workers) {
        worker.join();
      }
      return told;
    }

    private String work(T object) {
      while (true) {
        try (var scope = Torch.scope()) {
          use.accept(object);
        } catch (IllegalStateException e) {
          if (e.getMessage().startsWith("Native resource")) { // DJL's word: who let it out?
            e.printStackTrace(System.out);
          }
          return e.getMessage();
        } catch (RuntimeException e) {
          return e.toString();
        }
      }
    }
  }

  /** An optimizer and its parameters' module, closed by the optimizer. */
  private record Trained(Optimizer optimizer, TorchModule net) implements AutoCloseable {

    static Trained of() {
      TorchModule net = trained();
      return new Trained(new Adam(net.parameters(), 1e-3), net);
    }

    @Override
    public void close() {
      optimizer.close();
    }
  }

  private static LSTM trained() {
    LSTM net = new LSTM(8, 32);
    try (var scope = Torch.scope();
        var grad = Torch.enableGrad()) {
      Torch.backward(net.forward(Torch.ones(3, 1, 8)).output().sum());
    }
    return net;
  }

  private static Sequential small() {
    return new Sequential(new Linear(8, 16), new Tanh());
  }

  private static CompiledStep<NDArray> step() {
    Sequential net = small();
    MSELoss criterion = new MSELoss();
    return CompiledStep.of(
        new SGD(net.parameters(), 0.1), (x, y) -> criterion.forward(net.forward(x), y));
  }

  private static CompiledForward<NDArray> forward(Sequential net) {
    return CompiledForward.of(x -> net.forward(x));
  }

  private static Map<String, Race<?>> races() {
    Map<String, Race<?>> races = new LinkedHashMap<>();
    ofModules(races);
    races.put("step", new Race<>(Trained::of, it -> it.optimizer.step()));
    races.put("optimizer's zeroGrad", new Race<>(Trained::of, it -> it.optimizer.zeroGrad()));
    races.put("optimizer's stateDict", new Race<>(Trained::of, it -> it.optimizer.stateDict()));
    races.put(
        "optimizer's loadStateDict",
        new Race<>(Trained::of, it -> it.optimizer.loadStateDict(it.optimizer.stateDict())));
    races.put(
        "learning rate",
        new Race<>(
            Trained::of,
            it -> {
              it.optimizer.paramGroups().get(0).lr(it.optimizer.paramGroups().get(0).lr() * 0.9);
              it.optimizer.step();
            }));
    races.put(
        "compiled step",
        new Race<>(Races::step, step -> step.run(Torch.ones(4, 8), Torch.ones(4, 16))));
    races.put(
        "compiled forward",
        new Race<>(() -> forward(small()), forward -> forward.run(Torch.ones(4, 8))));
    return races;
  }

  private static void ofModules(Map<String, Race<?>> races) {
    Supplier<LSTM> make = Races::trained;
    races.put("forward", new Race<>(make, net -> net.forward(Torch.ones(3, 1, 8))));
    races.put(
        "packed forward",
        new Race<>(
            make,
            net ->
                net.forward(RNNUtils.packSequence(List.of(Torch.ones(3, 8), Torch.ones(2, 8))))));
    races.put(
        "unroll", new Race<>(() -> new LSTMCell(8, 32), net -> net.unroll(Torch.ones(3, 1, 8))));
    races.put("zeroGrad", new Race<>(make, TorchModule::zeroGrad));
    races.put("stateDict", new Race<>(make, TorchModule::stateDict));
    races.put("loadStateDict", new Race<>(make, net -> net.loadStateDict(net.stateDict())));
    races.put("parameters", new Race<>(make, TorchModule::parameters));
    races.put("numParameters", new Race<>(make, TorchModule::numParameters));
    races.put("requiresGrad", new Race<>(make, net -> net.requiresGrad(true)));
    races.put("resetParameters", new Race<>(make, LSTM::resetParameters));
    races.put(
        "to a type",
        new Race<>(make, net -> net.to(net.isTraining() ? DataType.FLOAT64 : DataType.FLOAT32)));
    races.put("to a device", new Race<>(make, net -> net.to(Device.cpu())));
    races.put(
        "clipGradNorm",
        new Race<>(make, net -> ClipGrad.clipGradNorm(net.parameters(), 1).close()));
    races.put(
        "clipGradValue", new Race<>(make, net -> ClipGrad.clipGradValue(net.parameters(), 1)));
    races.put("repr", new Race<>(make, net -> Torch.repr(net.getParameter("weight_ih_l0"))));
    races.put(
        "gradient",
        new Race<>(
            make,
            net -> {
              for (NDArray parameter : net.parameters()) {
                Torch.grad(parameter);
              }
            }));
    races.put("save", new Race<>(make, net -> save(net.stateDict())));
    races.put(
        "compiled forward of a network",
        new Race<>(
            Races::small,
            net -> {
              try (CompiledForward<NDArray> forward = forward(net)) {
                forward.run(Torch.ones(4, 8));
              }
            }));
  }

  private static void save(Map<String, NDArray> state) {
    try {
      Path file = Files.createTempFile("race", ".pt");
      try {
        Pt.save(state, file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs all races in turn until the time is over. */
  public static void main(String[] args) throws Exception {
    int threads = Integer.parseInt(args[0]);
    long nanos = Long.parseLong(args[1]) * 1_000_000_000L;
    long now = System.nanoTime();
    long end = now + nanos;
    Progress progress = Progress.ofNanos("Races", nanos);
    Map<String, Race<?>> races = races();
    Set<String> told = new TreeSet<>();
    for (int round = 0; round < MOST_MILLIS || now < end; round++) {
      for (Map.Entry<String, Race<?>> race : races.entrySet()) {
        for (String message : race.getValue().run(threads, round % MOST_MILLIS)) {
          if (told.add(message)) {
            progress.clear();
            System.out.println(message);
          }
        }
      }
      long before = now;
      now = System.nanoTime();
      progress.step(now - before);
    }
    progress.clear();
    System.out.println("alive");
  }
}
