package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Resources;
import io.github.torchrnn.internal.Script;
import io.github.torchrnn.internal.archive.PickleWriter.PyObject;
import io.github.torchrnn.internal.archive.ScriptArchive;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.GRUCell;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMCell;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.RNNBase;
import io.github.torchrnn.nn.RNNUtils;
import io.github.torchrnn.nn.SingleStateRNN;
import io.github.torchrnn.nn.TorchModule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The recurrent families in closed form, each against LibTorch's autograd through the library's
 * layer: outputs, last states, and the gradients of inputs, first states and parameters.
 */
@Scoped
class FamiliesTest {

  private static final int SIZE = 4;
  private static final int INPUTS = 3;

  /**
   * A batch of which only 11 steps are a block of the backward loops; in float64, since in float32
   * oneDNN's sums of so many rows, with which we compare, are off by 1e-5.
   */
  private static final int MANY = 700;

  private static Script script;

  @BeforeAll
  static void compile() throws IOException {
    PyObject root = new PyObject("__torch__", "Families", Map.of("training", false));
    String methods =
        Stream.of("packed.py", "elman.py", "gru.py", "lstm.py", "onednn.py", "families_probes.py")
            .map(file -> Resources.text(FamiliesTest.class, file))
            .collect(Collectors.joining("\n"));
    String members = "__parameters__ = []\n__buffers__ = []\ntraining : bool\n";
    String source = "class Families(Module):\n" + (members + methods).indent(2);
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    ScriptArchive.write(Map.of("code/__torch__.py", source), root, archive);
    script = Script.load(archive.toByteArray());
  }

  @AfterAll
  static void close() {
    script.close();
  }

  @BeforeEach
  void seed() {
    Torch.manualSeed(17);
  }

  @ParameterizedTest
  @CsvSource({
    "tanh, FLOAT32",
    "tanh, FLOAT64",
    "relu, FLOAT32",
    "relu, FLOAT64",
    "gru, FLOAT32",
    "gru, FLOAT64",
    "lstm, FLOAT32",
    "lstm, FLOAT64",
    "onednn, FLOAT32",
    "sized, FLOAT32",
    "sized, FLOAT64"
  })
  void aPaddedBatch(String family, DataType type) {
    long batch = type == DataType.FLOAT64 ? MANY : 2;
    for (long[] lengthAndBatch : new long[][] {{5, 1}, {1, 3}, {1, 1}, {12, 4}, {12, batch}}) {
      // A view, as of a batch-first input.
      NDArray x = draw(type, lengthAndBatch[1], lengthAndBatch[0], INPUTS).swapAxes(0, 1);
      checkAll(family, type, lengthAndBatch[1], x, null);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tanh, FLOAT32",
    "tanh, FLOAT64",
    "relu, FLOAT32",
    "relu, FLOAT64",
    "gru, FLOAT32",
    "gru, FLOAT64",
    "lstm, FLOAT32",
    "lstm, FLOAT64"
  })
  void aPackedSequence(String family, DataType type) {
    long[] many =
        LongStream.range(0, type == DataType.FLOAT64 ? MANY : 9).map(i -> 12 - i / 60).toArray();
    for (long[] lengths : new long[][] {{5, 3, 3, 1}, {4}, {2, 2}, {1, 1, 1}, many}) {
      NDArray padded = draw(type, lengths[0], lengths.length, INPUTS);
      PackedSequence packed = RNNUtils.packPaddedSequence(padded, lengths);
      checkAll(family, type, lengths.length, packed.data(), packed);
    }
  }

  /** Both directions, with and without biases, with each gradient that may be missing. */
  private static void checkAll(
      String family, DataType type, long batch, NDArray x, @Nullable PackedSequence packed) {
    for (boolean bias : new boolean[] {true, false}) {
      RNNBase layer = layer(family, bias);
      layer.to(type);
      for (boolean reverse : new boolean[] {false, true}) {
        for (int given = 1; given < (layer instanceof LSTM ? 8 : 4); given++) {
          check(family, layer, reverse, given, batch, x, packed);
        }
      }
    }
  }

  /** Of two directions, so that each can be compared. */
  private static RNNBase layer(String family, boolean bias) {
    return switch (family) {
      case "gru" -> GRU.builder(INPUTS, SIZE).bidirectional(true).bias(bias).build();
      case "lstm", "onednn", "sized" ->
          LSTM.builder(INPUTS, SIZE).bidirectional(true).bias(bias).build();
      default ->
          RNN.builder(INPUTS, SIZE).nonlinearity(family).bidirectional(true).bias(bias).build();
    };
  }

  /**
   * One direction of a layer.
   *
   * @param given the bits of the results that receive a gradient: the output, h_n, c_n
   */
  private static void check(
      String family,
      RNNBase layer,
      boolean reverse,
      int given,
      long batch,
      NDArray x,
      @Nullable PackedSequence packed) {
    DataType type = x.getDataType();
    int direction = reverse ? 1 : 0;
    int states = layer instanceof LSTM ? 2 : 1;
    List<NDArray> first = new ArrayList<>();
    for (int i = 0; i < states; i++) {
      first.add(draw(type, 2, batch, SIZE));
    }
    List<NDArray> weights = parameters(layer, reverse ? "_l0_reverse" : "_l0");
    List<NDArray> leaves = new ArrayList<>(first);
    leaves.add(x);
    leaves.addAll(weights);
    first.forEach(state -> state.setRequiresGradient(true));
    x.setRequiresGradient(true);
    List<NDArray> results = new ArrayList<>();
    List<NDArray> expected = new ArrayList<>();
    List<@Nullable NDArray> received = new ArrayList<>();
    try (var grad = Torch.enableGrad()) {
      List<NDArray> both = forward(layer, x, packed, first);
      results.add(
          both.get(0).get("..., %d:%d".formatted(direction * SIZE, (direction + 1) * SIZE)));
      both.subList(1, both.size()).forEach(state -> results.add(state.get(direction)));
      List<NDArray> used = new ArrayList<>();
      for (int i = 0; i < results.size(); i++) {
        boolean gets = (given >> i & 1) == 1;
        received.add(gets ? half(type, results.get(i).getShape()) : null);
        if (gets) {
          used.add(results.get(i).mul(received.get(i)).sum());
        }
      }
      NDArray loss = used.stream().reduce(NDArray::add).orElseThrow();
      expected.addAll(results);
      expected.addAll(Torch.grad(List.of(loss), leaves));
    }
    for (int i = 0; i < states; i++) {
      int at = results.size() + i;
      expected.set(at, expected.get(at).get(direction));
    }
    List<@Nullable Object> arguments = new ArrayList<>();
    arguments.add(x);
    arguments.add(packed == null ? null : packed.batchSizes());
    first.forEach(state -> arguments.add(state.get(direction)));
    arguments.addAll(optional(weights));
    arguments.add(reverse);
    arguments.addAll(received);
    String name = "%s of %s, reverse %s, given %d".formatted(family, x.getShape(), reverse, given);
    compare(name, expected, family, arguments);
  }

  private static List<NDArray> forward(
      RNNBase layer, NDArray x, @Nullable PackedSequence packed, List<NDArray> first) {
    if (layer instanceof LSTM lstm) {
      LSTMState state = new LSTMState(first.get(0), first.get(1));
      if (packed == null) {
        var result = lstm.forward(x, state);
        return List.of(result.output(), result.hidden().h(), result.hidden().c());
      }
      var result = lstm.forward(packed, state);
      return List.of(result.output().data(), result.hidden().h(), result.hidden().c());
    }
    SingleStateRNN single = (SingleStateRNN) layer;
    if (packed == null) {
      var result = single.forward(x, first.get(0));
      return List.of(result.output(), result.hidden());
    }
    var result = single.forward(packed, first.get(0));
    return List.of(result.output().data(), result.hidden());
  }

  @ParameterizedTest
  @CsvSource({"true, FLOAT32", "true, FLOAT64", "false, FLOAT32", "false, FLOAT64"})
  void aGruCell(boolean bias, DataType type) {
    for (long batch : new long[] {1, 5}) {
      GRUCell cell = GRUCell.builder(INPUTS, SIZE).bias(bias).build();
      cell.to(type);
      NDArray x = leaf(type, batch, INPUTS);
      NDArray h = leaf(type, batch, SIZE);
      NDArray d = draw(type, batch, SIZE);
      List<NDArray> weights = parameters(cell, "");
      List<NDArray> expected = new ArrayList<>();
      try (var grad = Torch.enableGrad()) {
        NDArray next = cell.forward(x, h);
        expected.add(next);
        expected.addAll(Torch.grad(List.of(next.mul(d).sum()), concat(List.of(h, x), weights)));
      }
      compare(
          "GRUCell",
          expected,
          "gru_cell",
          concat(concat(List.of(x, h), optional(weights)), List.of(d)));
    }
  }

  @ParameterizedTest
  @CsvSource({"true, FLOAT32", "true, FLOAT64", "false, FLOAT32", "false, FLOAT64"})
  void anLstmCell(boolean bias, DataType type) {
    for (int given = 1; given < 4; given++) {
      long batch = given + 1;
      LSTMCell cell = LSTMCell.builder(INPUTS, SIZE).bias(bias).build();
      cell.to(type);
      NDArray x = leaf(type, batch, INPUTS);
      NDArray h = leaf(type, batch, SIZE);
      NDArray c = leaf(type, batch, SIZE);
      NDArray dh = (given & 1) == 1 ? draw(type, batch, SIZE) : null;
      NDArray dc = (given & 2) == 2 ? draw(type, batch, SIZE) : null;
      List<NDArray> weights = parameters(cell, "");
      List<NDArray> expected = new ArrayList<>();
      try (var grad = Torch.enableGrad()) {
        LSTMState next = cell.forward(x, new LSTMState(h, c));
        expected.add(next.h());
        expected.add(next.c());
        List<NDArray> used = new ArrayList<>();
        if (dh != null) {
          used.add(next.h().mul(dh).sum());
        }
        if (dc != null) {
          used.add(next.c().mul(dc).sum());
        }
        NDArray loss = used.stream().reduce(NDArray::add).orElseThrow();
        expected.addAll(Torch.grad(List.of(loss), concat(List.of(h, c, x), weights)));
      }
      List<@Nullable Object> arguments = concat(List.of(x, h, c), optional(weights));
      arguments.add(dh);
      arguments.add(dc);
      compare("LSTMCell", expected, "lstm_cell", arguments);
    }
  }

  /** Compares as many arrays as are expected: without biases there are no gradients of them. */
  private static void compare(
      String name, List<NDArray> expected, String probe, List<@Nullable Object> arguments) {
    NDArray[] actual = script.inferList(LibTorch.manager(), probe, arguments.toArray());
    for (int i = 0; i < expected.size(); i++) {
      String part = name + ", result " + i;
      assertEquals(expected.get(i).getShape(), actual[i].getShape(), part);
      assertEquals(expected.get(i).getDataType(), actual[i].getDataType(), part);
      double largest = Math.max(1, largest(expected.get(i)));
      double tolerance = actual[i].getDataType() == DataType.FLOAT64 ? 1e-13 : 4e-6;
      assertEquals(0, largest(actual[i].sub(expected.get(i))), tolerance * largest, part);
    }
    Stream.of(actual).forEach(NDArray::close);
  }

  private static double largest(NDArray array) {
    return Torch.item(Torch.to(array.abs().max(), DataType.FLOAT64));
  }

  private static NDArray draw(DataType type, long... sizes) {
    return Torch.to(Torch.randn(sizes), type);
  }

  /** A view, as one direction's part is of what both directions' output receives. */
  private static NDArray half(DataType type, Shape shape) {
    long[] sizes = shape.getShape().clone();
    sizes[sizes.length - 1] *= 2;
    return draw(type, sizes).get("..., %d:".formatted(shape.getLastDimension()));
  }

  private static NDArray leaf(DataType type, long... sizes) {
    NDArray leaf = draw(type, sizes);
    leaf.setRequiresGradient(true);
    return leaf;
  }

  /** The weights, and the biases if there are any, in the order of the families' arguments. */
  private static List<NDArray> parameters(TorchModule module, String suffix) {
    return Stream.of("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        .map(name -> module.namedParameters().get(name + suffix))
        .filter(parameter -> parameter != null)
        .toList();
  }

  /** With null for each missing bias. */
  private static List<@Nullable Object> optional(List<NDArray> weights) {
    List<@Nullable Object> all = new ArrayList<>(weights);
    LongStream.range(all.size(), 4).forEach(i -> all.add(null));
    return all;
  }

  private static <T> List<T> concat(List<? extends T> head, List<? extends T> tail) {
    List<T> all = new ArrayList<>(head);
    all.addAll(tail);
    return all;
  }
}
