package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Scope;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Optimizer;
import io.github.torchrnn.optim.SGD;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Two networks with the same numbers, of which one is trained by single calls and one by compiled
 * steps. After each step, results, parameters, states of the optimizers and the generator are
 * compared.
 */
final class Twins<N extends TorchModule> implements AutoCloseable {

  private static final float ROUNDING = 2e-5f;

  private final Scope scope = Torch.scope();
  private final Clip clip;
  private final Traceable<?> lambda;
  private int seed = 100;

  /** Trained by single calls. */
  final N single;

  /** Trained by compiled steps. */
  final N compiled;

  final Optimizer singly;
  final Optimizer together;
  final CompiledStep<?> step;

  private Twins(
      Supplier<N> make,
      Function<N, Optimizer> optimizer,
      Clip clip,
      int threads,
      Function<N, ? extends Traceable<?>> lambda) {
    Torch.manualSeed(1);
    single = make.get();
    Torch.manualSeed(1);
    compiled = make.get();
    singly = optimizer.apply(single);
    together = optimizer.apply(compiled);
    this.clip = clip;
    this.lambda = lambda.apply(single);
    CompiledStep.Builder<?> builder = CompiledStep.builder(together, lambda.apply(compiled));
    if (clip instanceof Clip.Norm norm) {
      builder.clipGradNorm(norm.max());
    } else if (clip instanceof Clip.Values values) {
      builder.clipGradValue(values.max());
    }
    step = builder.threads(threads, 0).build();
  }

  /** Twins with a lambda of any arguments, made for each network. */
  static <N extends TorchModule> Twins<N> of(
      Supplier<N> make,
      Function<N, Optimizer> optimizer,
      Function<N, ? extends Traceable<?>> lambda) {
    return new Twins<>(make, optimizer, new Clip.None(), 1, lambda);
  }

  /** Twins whose gradients are clipped. */
  static <N extends TorchModule> Twins<N> clipped(
      Supplier<N> make,
      Function<N, Optimizer> optimizer,
      Clip clip,
      Function<N, ? extends Traceable<?>> lambda) {
    return new Twins<>(make, optimizer, clip, 1, lambda);
  }

  /** Twins of which one is trained on several threads, however little there is to do. */
  static <N extends TorchModule> Twins<N> onThreads(
      int threads,
      Supplier<N> make,
      Function<N, Optimizer> optimizer,
      Clip clip,
      Function<N, ? extends Traceable<?>> lambda) {
    return new Twins<>(make, optimizer, clip, threads, lambda);
  }

  /** Twins on several threads, trained by plain SGD. */
  static <N extends TorchModule> Twins<N> onThreads(
      int threads, Supplier<N> make, Function<N, ? extends Traceable<?>> lambda) {
    return onThreads(threads, make, net -> new SGD(net.parameters(), 0.1), new Clip.None(), lambda);
  }

  /** Does the same to both networks and optimizers. */
  void both(BiConsumer<N, Optimizer> change) {
    change.accept(single, singly);
    change.accept(compiled, together);
  }

  /** Does the same to both networks. */
  void both(Consumer<N> change) {
    change.accept(single);
    change.accept(compiled);
  }

  /** Makes a step of each, and compares what there is to compare; returns the loss. */
  float step(Object... arguments) {
    seed++;
    try (Scope step = Torch.scope()) {
      Torch.manualSeed(seed);
      List<NDArray> expected = new ArrayList<>();
      NDArray norm;
      try (var grad = Torch.enableGrad()) {
        Structure.flatten(lambda.apply(arguments), expected);
        singly.zeroGrad();
        Torch.backward(expected.get(0));
        norm = clip.apply(single.parameters());
        singly.step();
      }
      float drawn = Torch.rand(1).getFloat();
      Torch.manualSeed(seed);
      List<NDArray> results = new ArrayList<>();
      Structure.flatten(this.step.run(arguments), results);
      assertEquals(drawn, Torch.rand(1).getFloat(), "the generator");
      assertEquals(expected.size(), results.size());
      for (int i = 0; i < results.size(); i++) {
        assertNear(expected.get(i), results.get(i), "result " + i);
        assertEquals(false, results.get(i).hasGradient(), "result " + i);
      }
      assertEquals(norm == null, this.step.totalNorm() == null);
      if (norm != null) {
        assertNear(norm, this.step.totalNorm(), "the norm");
      }
      assertSame();
      return numbers(results.get(0))[0];
    }
  }

  private void assertSame() {
    Map<String, NDArray> trained = compiled.stateDict();
    single.stateDict().forEach((name, value) -> assertNear(value, trained.get(name), name));
    assertState(singly.stateDict(), together.stateDict(), "optimizer");
    assertEquals(false, Torch.isGradEnabled());
  }

  private static void assertState(Object expected, Object actual, String name) {
    if (expected instanceof Map<?, ?> map) {
      assertEquals(map.keySet(), ((Map<?, ?>) actual).keySet(), name);
      map.forEach(
          (key, value) -> assertState(value, ((Map<?, ?>) actual).get(key), name + "." + key));
    } else if (expected instanceof List<?> list) {
      assertEquals(list.size(), ((List<?>) actual).size(), name);
      for (int i = 0; i < list.size(); i++) {
        assertState(list.get(i), ((List<?>) actual).get(i), name + "." + i);
      }
    } else if (expected instanceof NDArray array) {
      assertNear(array, (NDArray) actual, name);
    } else {
      assertEquals(expected, actual, name);
    }
  }

  static void assertNear(NDArray expected, NDArray actual, String name) {
    assertEquals(expected.getShape(), actual.getShape(), name);
    assertEquals(expected.getDataType(), actual.getDataType(), name);
    assertArrayEquals(numbers(expected), numbers(actual), ROUNDING, name);
  }

  private static float[] numbers(NDArray array) {
    return Torch.to(array.stopGradient(), DataType.FLOAT32).toFloatArray();
  }

  /** How many programs there are. */
  int programs() {
    return step.compiled().variants().size();
  }

  /** Whether several threads share the first program. */
  boolean isShared() {
    return step.compiled().variants().get(0).code().partition() != null;
  }

  /** Whether LibTorch's graph takes the first program. */
  boolean usesGraph() {
    return step.compiled().variants().get(0).code().isGraph();
  }

  @Override
  public void close() {
    step.close();
    singly.close();
    together.close();
    single.close();
    compiled.close();
    scope.close();
  }
}
