package io.github.torchrnn.golden;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Functional;
import java.util.Arrays;
import java.util.Locale;

/** A case of {@code make_golden.py}: repeats what the Python function of its kind does. */
public abstract class GoldenCase {

  final JsonObject golden;

  GoldenCase(JsonObject golden) {
    this.golden = golden;
  }

  /** The case of the kind that the golden names; an unknown kind fails. */
  public static GoldenCase of(JsonObject golden) {
    String kind = golden.get("kind").getAsString();
    return switch (kind) {
      case "RNN", "LSTM", "GRU" -> new RecurrentCase(golden);
      case "RNNCell", "LSTMCell", "GRUCell" -> new CellCase(golden);
      case "SGD", "Adam", "AdamW" -> new OptimizerCase(golden);
      case "CrossEntropyLoss" -> new LossCase(golden);
      case "error" -> new ErrorCase(golden);
      case "repr" -> new ReprCase(golden);
      default -> throw new AssertionError("no Java side for cases of kind " + kind);
    };
  }

  /** Fails where Java's numbers or texts are not Python's. */
  public final void check() {
    try (var scope = Torch.scope();
        var grad = Torch.enableGrad()) {
      run();
    }
  }

  abstract void run();

  final String text(String name) {
    return golden.get(name).getAsString();
  }

  final long number(String name) {
    return golden.get(name).getAsLong();
  }

  final boolean flag(String name) {
    return golden.get(name).getAsBoolean();
  }

  final boolean given(String name) {
    return golden.has(name) && !golden.get(name).isJsonNull();
  }

  final JsonObject options() {
    return golden.getAsJsonObject("options");
  }

  final DataType dtype() {
    return DataType.valueOf(text("dtype").toUpperCase(Locale.ROOT));
  }

  static long[] longs(JsonElement array) {
    return array.getAsJsonArray().asList().stream().mapToLong(JsonElement::getAsLong).toArray();
  }

  /** Draws as the Python side does: in float32, then converted. */
  final NDArray draw(long... sizes) {
    return Functional.to(Torch.randn(sizes), dtype());
  }

  final NDArray drawLeaf(long... sizes) {
    NDArray leaf = draw(sizes).stopGradient();
    leaf.setRequiresGradient(true);
    return leaf;
  }

  final void expect(String name, NDArray actual) {
    Expected.same(name, golden.getAsJsonObject("expected").getAsJsonObject(name), actual);
  }

  final void expectGrad(String name, NDArray leaf) {
    expect("grad." + name, Torch.grad(leaf));
  }

  static long[] sizes(long[] head, long last) {
    long[] sizes = Arrays.copyOf(head, head.length + 1);
    sizes[head.length] = last;
    return sizes;
  }
}
