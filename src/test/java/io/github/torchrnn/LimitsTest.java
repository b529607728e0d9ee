package io.github.torchrnn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.jit.CompiledForward;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.Expect;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.GRUCell;
import io.github.torchrnn.nn.Init;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMCell;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.ModuleList;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.RNNCell;
import io.github.torchrnn.nn.RNNUtils;
import io.github.torchrnn.nn.Sequential;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.AdamW;
import io.github.torchrnn.optim.ClipGrad;
import io.github.torchrnn.optim.SGD;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What the machine cannot do, and null: one line of ours each. */
@Scoped
class LimitsTest {

  private static final long TOO_MANY = 1L << 46;

  // ---- devices

  @Test
  void aDeviceThatIsNotThereIsRefused() {
    assumeFalse(Torch.isCudaAvailable());
    for (Device gpu : List.of(Device.gpu(), Device.gpu(7))) {
      try (Linear linear = new Linear(2, 2);
          Sequential net = new Sequential(new Linear(2, 2))) {
        for (Executable call :
            List.<Executable>of(
                () -> linear.to(gpu),
                () -> net.to(gpu),
                () -> Torch.to(Torch.ones(1), gpu),
                () -> Linear.builder(2, 2).device(gpu).build(),
                () -> Embedding.builder(2, 2).device(gpu).build(),
                () -> RNN.builder(2, 2).device(gpu).build(),
                () -> LSTM.builder(2, 2).device(gpu).build(),
                () -> GRU.builder(2, 2).device(gpu).build(),
                () -> RNNCell.builder(2, 2).device(gpu).build(),
                () -> LSTMCell.builder(2, 2).device(gpu).build(),
                () -> GRUCell.builder(2, 2).device(gpu).build())) {
          Expect.refusal("Torch not compiled with CUDA enabled, or no CUDA device was found", call);
        }
        assertEquals(Device.cpu(), linear.weight().getDevice());
      }
    }
    Expect.refusal(
        "Expected one of cpu, cuda device type, but got tpu",
        () -> Linear.builder(2, 2).device(Device.of("tpu", 0)).build());
  }

  // ---- memory

  @Test
  void sizesBeyondAllMemoryAreRefused() {
    assertTooLarge(() -> Torch.zeros(TOO_MANY));
    assertTooLarge(() -> Torch.ones(TOO_MANY));
    assertTooLarge(() -> Torch.rand(TOO_MANY));
    assertTooLarge(() -> Torch.randn(TOO_MANY));
    assertTooLarge(() -> Torch.randperm(TOO_MANY));
    assertTooLarge(() -> new Linear(1, TOO_MANY));
    assertTooLarge(() -> new Embedding(TOO_MANY, 1));
    assertTooLarge(() -> new RNN(TOO_MANY, 1));
    assertTooLarge(() -> new LSTM(TOO_MANY, 1));
    assertTooLarge(() -> new GRU(1, TOO_MANY >> 22));
    assertTooLarge(() -> new RNNCell(TOO_MANY, 1));
    assertTooLarge(() -> new LSTMCell(TOO_MANY, 1));
    assertTooLarge(() -> new GRUCell(1, TOO_MANY >> 22));
    assertTooLarge(() -> Functional.oneHot(Torch.tensor(1L), TOO_MANY));
    Expect.refusal(
        "Storage size calculation overflowed with sizes=[4611686018427387904]",
        () -> Torch.zeros(1L << 62));
  }

  @Test
  void inputsBeyondAllMemoryAreRefused() {
    NDArray one = Torch.zeros(1, 1, 1);
    NDArray sequence = one.broadcast(new Shape(1 << 24, 1 << 20, 1));
    NDArray rows = one.reshape(1, 1).broadcast(new Shape(TOO_MANY, 1));
    NDArray indices = Torch.to(one, DataType.INT64).broadcast(new Shape(1 << 24, 1 << 22, 1));
    try (RNN rnn = new RNN(1, 4);
        LSTM lstm = new LSTM(1, 4);
        GRU gru = new GRU(1, 4);
        Linear linear = new Linear(1, 4);
        RNNCell rnnCell = new RNNCell(1, 1);
        LSTMCell lstmCell = new LSTMCell(1, 1);
        GRUCell gruCell = new GRUCell(1, 1);
        Embedding embedding = new Embedding(2, 4);
        CompiledForward<NDArray> compiled = CompiledForward.of(x -> linear.forward(x))) {
      for (boolean recording : new boolean[] {false, true}) {
        try (var grad = recording ? Torch.enableGrad() : Torch.noGrad()) {
          assertTooLarge(() -> rnn.forward(sequence));
          assertTooLarge(() -> lstm.forward(sequence));
          assertTooLarge(() -> gru.forward(sequence));
          assertTooLarge(() -> linear.forward(sequence));
          assertTooLarge(() -> rnnCell.forward(rows));
          assertTooLarge(() -> lstmCell.forward(rows));
          assertTooLarge(() -> gruCell.forward(rows));
          assertTooLarge(() -> embedding.forward(indices));
        }
      }
      assertTooLarge(() -> compiled.run(sequence));
      assertEquals(new Shape(1, 1, 4), linear.forward(one).getShape());
    }
  }

  private static void assertTooLarge(Executable call) {
    String message = assertThrows(IllegalStateException.class, call).getMessage();
    assertTrue(
        message.matches(
            "DefaultCPUAllocator: can't allocate memory: you tried to allocate \\d+ bytes\\."
                + " Error code 12 \\(Cannot allocate memory\\)"),
        message);
  }

  // ---- null

  @Test
  void nullIsNamed() {
    try (Linear linear = new Linear(2, 2)) {
      NDArray weight = linear.weight();
      Collection<NDArray> one = List.of(weight);
      Collection<NDArray> none = null;
      NDArray array = null;
      assertNull("params", () -> new Adam(null, 0.1));
      assertNull("params", () -> new AdamW(none));
      assertNull("params", () -> new SGD(none));
      assertNull("parameter", () -> new Adam(Arrays.asList(weight, null), 0.1));
      assertNull("params", () -> Adam.builder(one).group(null, Map.of()));
      assertNull("overrides", () -> Adam.builder(one).group(one, null));
      assertNull("parameter", () -> SGD.builder(one).group(Arrays.asList(array), Map.of()));
      assertNull("state", () -> new Adam(one).loadStateDict(null));
      assertNull("parameters", () -> ClipGrad.clipGradNorm(null, 1));
      assertNull("parameters", () -> ClipGrad.clipGradValue(null, 1));
      assertNull("parameter", () -> ClipGrad.clipGradNorm(Arrays.asList(array), 1));
      SGD sgd = new SGD(one);
      Traceable<NDArray> nothing = null;
      Traceable.One<NDArray, NDArray> noLambda = null;
      assertNull("optimizer", () -> CompiledStep.of(null, x -> x));
      assertNull("lambda", () -> CompiledStep.of(sgd, nothing));
      assertNull("lambda", () -> CompiledStep.of(sgd, noLambda));
      assertNull("lambda", () -> CompiledForward.of(nothing));
      assertNull("lambda", () -> CompiledForward.of(noLambda));
      assertNull("state_dict", () -> linear.loadStateDict(null));
      assertNull("dtype", () -> linear.to((DataType) null));
      assertNull("device", () -> linear.to((Device) null));
      assertNull("name", () -> linear.getParameter(null));
      assertNull("layers", () -> new Sequential((TorchModule[]) null));
      assertNull("modules", () -> new ModuleList<>((List<Linear>) null));
      assertNull("sequences", () -> RNNUtils.padSequence(null));
      assertNull("options", () -> RNNUtils.padSequence(List.of(weight), null));
      assertNull("sequence 1", () -> RNNUtils.padSequence(Arrays.asList(weight, null)));
      assertNull("lengths", () -> RNNUtils.packPaddedSequence(weight, (long[]) null));
      assertNull("sequence", () -> RNNUtils.padPackedSequence((PackedSequence) null));
      assertNull("dtype", () -> Torch.to(weight, (DataType) null));
      assertNull("sizes", () -> Torch.zeros((long[]) null));
      assertNull("values", () -> Torch.tensor((float[]) null));
      assertNull("shape", () -> Torch.repr((Shape) null));
      assertNull("mode", () -> Init.kaimingUniform_(weight, 0, null, "relu"));
      assertNull("nonlinearity", () -> Init.kaimingUniform_(weight, 0, "fan_in", null));
    }
  }

  private static void assertNull(String name, Executable call) {
    assertEquals(name + " is null", assertThrows(NullPointerException.class, call).getMessage());
  }
}
