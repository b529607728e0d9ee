package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.AdamW;
import io.github.torchrnn.optim.ClipGrad;
import io.github.torchrnn.optim.Optimizer;
import io.github.torchrnn.optim.RMSprop;
import io.github.torchrnn.optim.SGD;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random networks, each trained five steps by a compiled step and by single calls: losses, what
 * else the lambda returns, and parameters are equal to rounding. Sizes change at the third step.
 *
 * <p>A network that fails tells its seed, and {@code -Drandom.networks.first=SEED
 * -Drandom.networks=1} runs it alone; {@code -Drandom.networks=10000} runs that many. The first
 * half of the seeds is of float64, where numbers may differ by 1e-9 of the largest; in float32 by
 * 3e-4. Optimizers divide by the size of a gradient, which may be nothing but rounding, so their
 * eps is large.
 */
class RandomNetworksTest {

  private static final int COUNT = Integer.getInteger("random.networks", 300);
  private static final long FIRST = Long.getLong("random.networks.first", 1);
  private static final int STEPS = 5;

  private final Map<String, Integer> kinds = new TreeMap<>();

  @Test
  void trainAsBySingleCalls() {
    StringBuilder failures = new StringBuilder();
    for (long seed = FIRST; seed < FIRST + COUNT; seed++) {
      String description = "?";
      try (var scope = Torch.scope()) {
        Torch.manualSeed(seed);
        try (RandomNetwork compiled = new RandomNetwork(seed);
            RandomNetwork single = new RandomNetwork(seed)) {
          description = compiled.description();
          compare(seed, compiled, single);
        }
      } catch (RuntimeException | AssertionError e) {
        failures.append("seed %d: %s%n  %s%n".formatted(seed, description, e));
      }
    }
    System.out.println(kinds);
    assertEquals("", failures.toString());
  }

  private void compare(long seed, RandomNetwork compiled, RandomNetwork single) {
    DataType type = seed % 2 == 0 ? DataType.FLOAT64 : DataType.FLOAT32;
    double tolerance = seed % 2 == 0 ? 1e-9 : 3e-4;
    compiled.to(type);
    single.to(type);
    single.loadStateDict(compiled.stateDict());
    Random random = new Random(seed);
    int clipping = random.nextInt(3);
    long kind = random.nextLong();
    try (Optimizer one = optimizer(kind, compiled.parameters());
        Optimizer other = optimizer(kind, single.parameters());
        CompiledStep<Object> step = step(one, compiled, clipping)) {
      for (int i = 0; i < STEPS; i++) {
        NDList sample = i < 2 ? compiled.sample(5, 3, type) : compiled.sample(4 + i % 2, 2, type);
        Torch.manualSeed(i);
        List<NDArray> expected = step(single, other, clipping, sample);
        Torch.manualSeed(i);
        List<NDArray> actual = Structure.arrays(step.run(sample.get(0), sample.get(1)));
        for (int j = 0; j < expected.size(); j++) {
          same("step " + i + ", result " + j, expected.get(j), actual.get(j), tolerance);
        }
        Map<String, NDArray> parameters = single.namedParameters();
        compiled
            .namedParameters()
            .forEach((name, array) -> same(name, parameters.get(name), array, tolerance));
      }
      count(step);
    }
  }

  private void count(CompiledStep<?> step) {
    List<Variant> variants = step.compiled().variants();
    String kind =
        variants.isEmpty()
            ? "single calls"
            : variants.stream().anyMatch(it -> it.code().isGraph()) ? "graph" : "closed form";
    kinds.merge(kind, 1, Integer::sum);
    kinds.merge("programs", variants.size(), Integer::sum);
    variants.stream()
        .flatMap(variant -> variant.program().needed().stream())
        .filter(Operations::needsGraph)
        .map(Operation::name)
        .distinct()
        .forEach(name -> kinds.merge("graph for " + name, 1, Integer::sum));
  }

  private static CompiledStep<Object> step(Optimizer optimizer, RandomNetwork net, int clipping) {
    var builder =
        CompiledStep.<Object>builder(optimizer, (NDArray x, NDArray y) -> net.forward(x, y));
    if (clipping == 1) {
      builder.clipGradNorm(0.1);
    } else if (clipping == 2) {
      builder.clipGradValue(0.01);
    }
    return builder.build();
  }

  private static List<NDArray> step(
      RandomNetwork net, Optimizer optimizer, int clipping, NDList sample) {
    try (var grad = Torch.enableGrad()) {
      List<NDArray> results = Structure.arrays(net.forward(sample.get(0), sample.get(1)));
      optimizer.zeroGrad();
      Torch.backward(results.get(0));
      if (clipping == 1) {
        ClipGrad.clipGradNorm(net.parameters(), 0.1);
      } else if (clipping == 2) {
        ClipGrad.clipGradValue(net.parameters(), 0.01);
      }
      optimizer.step();
      return results;
    }
  }

  private static Optimizer optimizer(long seed, List<NDArray> params) {
    Random random = new Random(seed);
    int cut = random.nextBoolean() ? params.size() : params.size() / 2;
    List<NDArray> first = cut == 0 ? params : params.subList(0, cut);
    List<NDArray> rest = cut == 0 ? List.of() : params.subList(cut, params.size());
    boolean flag = random.nextBoolean();
    double decay = random.nextBoolean() ? 0.01 : 0;
    Map<String, Object> overrides = Map.of("lr", 0.03);
    switch (random.nextInt(4)) {
      case 0 -> {
        var builder = SGD.builder(first, 0.1).momentum(flag ? 0.9 : 0).nesterov(flag);
        builder.weightDecay(decay);
        return (rest.isEmpty() ? builder : builder.group(rest, overrides)).build();
      }
      case 1 -> {
        var builder = Adam.builder(first).lr(0.01).eps(1e-4).amsgrad(flag).weightDecay(decay);
        return (rest.isEmpty() ? builder : builder.group(rest, overrides)).build();
      }
      case 2 -> {
        var builder = AdamW.builder(first).lr(0.01).eps(1e-4).amsgrad(flag);
        return (rest.isEmpty() ? builder : builder.group(rest, overrides)).build();
      }
      default -> {
        var builder = RMSprop.builder(first).lr(0.01).eps(1e-3).momentum(flag ? 0.9 : 0);
        builder.centered(!flag).weightDecay(decay);
        return (rest.isEmpty() ? builder : builder.group(rest, overrides)).build();
      }
    }
  }

  private static void same(String name, NDArray expected, NDArray actual, double tolerance) {
    assertEquals(expected.getShape(), actual.getShape(), name);
    assertEquals(expected.getDataType(), actual.getDataType(), name);
    double[] want = Numbers.of(expected);
    double[] got = Numbers.of(actual);
    double scale = Math.max(1, Numbers.largest(want));
    for (int i = 0; i < want.length; i++) {
      assertEquals(want[i], got[i], tolerance * scale, name + ", number " + i);
    }
  }
}
