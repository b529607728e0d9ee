package io.github.torchrnn.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.TorchModule;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** A case of {@code make_golden.py}: repeats what the Python function of its kind does. */
public abstract class GoldenCase {

  /**
   * How far numbers may be off on another processor than the one that made the goldens: LibTorch
   * adds in another order there, and rounds its draws otherwise. Python's own committed numbers
   * differ by up to 30 where its kernels for AVX-512 are switched off ({@code
   * ATEN_CPU_CAPABILITY=avx2}), and by up to 268 without vector units at all ({@code default}). In
   * units of float32, in which inputs are drawn.
   */
  private static final double OTHER_PROCESSOR_ULPS = 1024;

  /**
   * How far an LSTM's numbers may be off without recording where LibTorch's usual way is wrong, and
   * another is gone: in units of float32 of the largest number.
   */
  static final double LSTM_DETOUR_ULPS = 2;

  /** The same of a convolution, which is gone in float64: that far is float32 itself off. */
  static final double CONV_DETOUR_ULPS = 64;

  /**
   * How far numbers may be off where LibTorch 2.7 adds in another order than the reference torch:
   * in units of float32 of the largest number.
   */
  static final double OLDER_KERNEL_ULPS = 32;

  final JsonObject golden;
  private final Set<String> unread = new HashSet<>();
  private boolean exact;
  private boolean recording;

  GoldenCase(JsonObject golden) {
    this.golden = golden;
  }

  /** The case of the kind that the golden names; an unknown kind fails. */
  public static GoldenCase of(JsonObject golden) {
    String kind = golden.get("kind").getAsString();
    return switch (kind) {
      case "RNN", "LSTM", "GRU" -> new RecurrentCase(golden);
      case "RNNCell", "LSTMCell", "GRUCell" -> new CellCase(golden);
      case "layer" -> new LayerCase(golden);
      case "spatial function" -> new SpatialFunctionCase(golden);
      case "more function" -> new MoreFunctionCase(golden);
      case "CrossEntropyLoss",
          "NLLLoss",
          "MSELoss",
          "BCEWithLogitsLoss",
          "BCELoss",
          "L1Loss",
          "SmoothL1Loss" ->
          new LossCase(golden);
      case "more loss" -> new MoreLossCase(golden);
      case "SGD",
          "Adam",
          "AdamW",
          "RMSprop",
          "Adagrad",
          "Adadelta",
          "ASGD",
          "Adamax",
          "NAdam",
          "RAdam" ->
          new OptimizerCase(golden);
      case "LBFGS" -> new LbfgsCase(golden);
      case "attention", "dot product attention" -> new AttentionCase(golden);
      case "torch function" -> new SelectionCase(golden);
      case "distribution" -> new DistributionCase(golden);
      case "init" -> new InitCase(golden);
      case "packing" -> new PackingCase(golden);
      case "error" -> new ErrorCase(golden);
      case "repr" -> new ReprCase(golden);
      default -> throw new AssertionError("no Java side for cases of kind " + kind);
    };
  }

  /**
   * Fails where Java's numbers or texts are not Python's.
   *
   * @param made where the goldens were made
   * @param here where they are to be met
   */
  public final void check(Processor made, Processor here) {
    exact = made.roundsAs(here);
    assumeTrue(
        !given("masks") || made.intel() == here.intel(),
        "dropout draws other masks on " + here + " than on " + made);
    if (neverRecords()) {
      run(false, "expected");
      return;
    }
    run(true, "expected");
    if (given("unrecorded")) {
      run(false, "unrecorded");
    }
  }

  private void run(boolean record, String block) {
    recording = record;
    if (golden.has(block)) {
      unread.addAll(golden.getAsJsonObject(block).keySet());
    }
    try (var scope = Torch.scope();
        var mode = record ? Torch.enableGrad() : Torch.noGrad()) {
      run();
    }
    assertEquals(Set.of(), unread, "in the golden, but not compared");
  }

  /** Does what the case's Python does, and gradients only where it records. */
  abstract void run();

  final boolean recording() {
    return recording;
  }

  /** Whether the case was made under {@code no_grad()} only. */
  final boolean neverRecords() {
    return golden.has("record");
  }

  /** How far a number may be off on another processor; see {@link #OTHER_PROCESSOR_ULPS}. */
  double otherProcessorUlps(String name) {
    return OTHER_PROCESSOR_ULPS;
  }

  /** How far a number may be off on the same processor; see {@link #OLDER_KERNEL_ULPS}. */
  double olderKernelUlps(String name) {
    return given("ulps") ? number("ulps") : 0;
  }

  /** How far a number may be off where oneDNN's usual way is wrong for this case here. */
  double detourUlps() {
    return 0;
  }

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
    return dtype("dtype");
  }

  final DataType dtype(String name) {
    String type = text(name).toUpperCase(Locale.ROOT);
    return type.equals("BOOL") ? DataType.BOOLEAN : DataType.valueOf(type);
  }

  final long[] longs(String name) {
    return longs(golden.get(name));
  }

  static long[] longs(JsonElement array) {
    return array.getAsJsonArray().asList().stream().mapToLong(JsonElement::getAsLong).toArray();
  }

  /** A number that may be infinite, which JSON writes as a text. */
  final double real(String name) {
    return text(name).equals("inf") ? Double.POSITIVE_INFINITY : golden.get(name).getAsDouble();
  }

  /** Draws as the Python side does: in float32, then converted. */
  final NDArray draw(long... sizes) {
    return Torch.to(Torch.randn(sizes), dtype());
  }

  final NDArray drawLeaf(long... sizes) {
    NDArray leaf = draw(sizes).stopGradient();
    leaf.setRequiresGradient(true);
    return leaf;
  }

  /** The same numbers: to the last bit if the processor is the same. */
  final void expect(String name, NDArray actual) {
    boolean other = unread.remove(name);
    JsonObject expected = golden.getAsJsonObject("expected");
    if (other && !recording && golden.has("unrecorded")) {
      expected = golden.getAsJsonObject("unrecorded");
    }
    assertTrue(other || !recording && expected.has(name), name + " is not in the golden");
    double most = Math.max(detourUlps(), olderKernelUlps(name));
    new Expected(name, expected.getAsJsonObject(name))
        .compare(actual, exact ? most : otherProcessorUlps(name), !exact);
  }

  /** Nothing where nothing is recorded, as all that follows. */
  final void backward(NDArray loss) {
    if (recording) {
      Torch.backward(loss);
    }
  }

  final void expectGrad(String name, NDArray leaf) {
    if (recording) {
      expect(name, Torch.grad(leaf));
    }
  }

  final void expectParameters(String prefix, TorchModule module) {
    if (recording) {
      module.namedParameters().forEach((name, array) -> expect(prefix + name, array));
    }
  }

  final void expectGradients(TorchModule module, String suffix) {
    module.namedParameters().forEach((name, p) -> expectGrad("grad." + name + suffix, p));
  }

  static long[] sizes(long[] head, long... tail) {
    long[] sizes = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, sizes, head.length, tail.length);
    return sizes;
  }
}
