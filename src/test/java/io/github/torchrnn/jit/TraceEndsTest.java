package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.github.torchrnn.Generator;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.optim.ExponentialLR;
import io.github.torchrnn.optim.SGD;
import io.github.torchrnn.random.PythonRandom;
import io.github.torchrnn.random.RandomState;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What ends a trace, and the method that the message names: the one that the lambda called. */
@Scoped
class TraceEndsTest {

  private static void ends(String message, UnaryOperator<NDArray> lambda) {
    NDArray x = Torch.tensor(new double[][] {{0.3, 0.7, 0.2}, {0.4, 0.5, 0.9}});
    Programs<NDArray> programs =
        new Programs<>(Traceable.of(lambda::apply), false, array -> false, (call, program) -> null);
    Untraceable ended =
        assertThrows(
            Untraceable.class,
            () -> programs.trace(new Programs.Call(new Object[] {x}, "", List.of(x))));
    String line = " (" + TraceEndsTest.class.getName() + ".";
    assertTrue(ended.getMessage().contains(line), ended::getMessage);
    assertEquals(message, ended.getMessage().substring(0, ended.getMessage().indexOf(line)));
  }

  private static void endsAt(String method, UnaryOperator<NDArray> lambda) {
    ends(method + " cannot be part of a program", lambda);
  }

  @Test
  void readingNumbers() {
    Map<String, UnaryOperator<NDArray>> readers =
        Map.ofEntries(
            Map.entry("getFloat", x -> x.mul(x.getFloat(0, 1))),
            Map.entry("toFloatArray", x -> x.mul(x.toFloatArray()[1])),
            Map.entry("toArray", x -> x.mul(x.toArray()[1])),
            Map.entry("toByteBuffer", x -> x.mul(x.toByteBuffer().getInt())),
            Map.entry("contentEquals", x -> x.contentEquals(x) ? x : x.add(1)),
            Map.entry("allClose", x -> x.allClose(x) ? x : x.add(1)),
            Map.entry("toString", x -> x.mul(String.valueOf(x).length())),
            Map.entry("toDebugString", x -> x.mul(x.toDebugString().length())),
            Map.entry("encode", x -> x.mul(x.encode().length)));
    readers.forEach((method, lambda) -> endsAt("NDArray." + method, lambda));
    endsAt("Torch.item", x -> x.mul(Torch.item(x.sum())));
    endsAt("Torch.allclose", x -> Torch.allclose(x, x) ? x : x.add(1));
    endsAt("Torch.equal", x -> Torch.equal(x, x) ? x : x.add(1));
  }

  @Test
  void drawsOfPythonAndNumpy() {
    PythonRandom python = new PythonRandom(1);
    RandomState numpy = new RandomState(1);
    double first = python.random();
    double second = numpy.rand();
    python.seed(1);
    numpy.seed(1);
    endsAt("PythonRandom.random", x -> x.mul(python.random()));
    endsAt("PythonRandom.choice", x -> x.mul(python.choice(List.of(2, 3))));
    endsAt(
        "PythonRandom.seed",
        x -> {
          python.seed(2);
          return x;
        });
    endsAt("RandomState.rand", x -> x.mul(numpy.rand(3)));
    endsAt("RandomState.permutation", x -> x.get(numpy.permutation(2)));
    endsAt(
        "RandomState.seed",
        x -> {
          numpy.seed(2);
          return x;
        });
    assertEquals(first, python.random(), "nothing was drawn");
    assertEquals(second, numpy.rand(), "nothing was drawn");
  }

  @Test
  void changesInPlace() {
    endsAt("NDArray.addi", x -> x.addi(1));
    endsAt("NDArray.muli", x -> x.muli(x));
    endsAt(
        "NDArray.set",
        x -> {
          x.set(new NDIndex(0), 1);
          return x;
        });
    endsAt(
        "NDArray.setRequiresGradient",
        x -> {
          x.setRequiresGradient(true);
          return x;
        });
    endsAt(
        "Functional.embeddingBag",
        x -> Functional.embeddingBag(Torch.tensor(0, 1), x, Torch.tensor(0, 1)));
    endsAt("Torch.random_", x -> Torch.random_(x));
    endsAt("Torch.bernoulli_", x -> Torch.bernoulli_(x, 0.5));
    endsAt("Linear.<init>", x -> new Linear(3, 2).forward(x));
  }

  @Test
  void changesOfStates() {
    endsAt(
        "Torch.manualSeed",
        x -> {
          Torch.manualSeed(3);
          return x.mul(Torch.rand(3));
        });
    Linear layer = new Linear(3, 2);
    endsAt("TorchModule.eval", x -> ((Linear) layer.eval()).forward(x));
    endsAt("TorchModule.requiresGrad", x -> ((Linear) layer.requiresGrad(false)).forward(x));
  }

  /** A program would not do it again, and the rate would stay as the trace left it. */
  @Test
  void changesOfOptimizers() {
    Linear layer = new Linear(3, 2);
    var optimizer = new SGD(layer.parameters(), 0.1);
    var group = optimizer.paramGroups().get(0);
    var scheduler = new ExponentialLR(optimizer, 0.5);
    Map<String, Runnable> changes =
        Map.of(
            "ParamGroup.lr",
            () -> group.lr(0.5),
            "LRScheduler.step",
            scheduler::step,
            "Optimizer.step",
            optimizer::step,
            "Torch.backward",
            () -> Torch.backward(layer.weight().sum()));
    changes.forEach(
        (method, change) ->
            endsAt(
                method,
                x -> {
                  change.run();
                  return layer.forward(x);
                }));
    assertEquals(0.1, group.lr());
  }

  @Test
  void sizesThatDependOnNumbers() {
    endsAt("NDArray.booleanMask", x -> x.booleanMask(x.gt(0.4)));
    endsAt("NDArray.get", x -> x.get(x.gt(0.4)));
    endsAt("NDArray.nonzero", x -> x.nonzero());
    endsAt("Torch.bincount", x -> Torch.bincount(x.argMax(1)));
    endsAt("Functional.oneHot", x -> Functional.oneHot(x.argMax(1)));
  }

  @Test
  void arraysFromOutside() {
    NDArray captured = Torch.tensor(0.5, 0.2, 0.1);
    String outside =
        "an array from outside of the lambda, neither parameter nor buffer, would keep its first"
            + " value: make it an argument, or if it was made of a parameter in a field, read that"
            + " inside (net.weight(), getParameter)";
    ends(outside, x -> x.mul(captured));
    try (Linear layer = new Linear(3, 2)) {
      NDArray field = layer.weight();
      ends(outside, x -> x.mul(field.get(0))); // the row is nobody's
    }
    String inFront =
        "an array from outside of the lambda stands before one of its own: make it an argument, or"
            + " read it inside if it is a parameter (net.weight(), getParameter)";
    ends(inFront, x -> captured.mul(x));
    Torch.manualSeed(5);
    NDArray expected = Torch.rand(2);
    Torch.manualSeed(5);
    ends(outside, x -> x.mul(Torch.randnLike(captured)));
    assertEquals(expected, Torch.rand(2), "the generator after a trace");
  }

  @Test
  void generators() {
    Generator generator = new Generator().manualSeed(3);
    ends(
        "a program draws from the global generator, not from one of its own",
        x -> x.mul(Torch.bernoulli(x, generator)));
  }
}
