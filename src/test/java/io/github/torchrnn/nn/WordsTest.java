package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages, which are those of torch 2.13 where it has one for the caller. */
@Scoped
class WordsTest {

  private static final String LSTM_STATE =
      "Input and hidden tensors are not the same dtype, found input tensor with Float and hidden"
          + " tensor with Double";

  private static NDArray doubles(long... sizes) {
    return Torch.to(Torch.zeros(sizes), DataType.FLOAT64);
  }

  // ---- sequences

  /** {@code pad_sequence([torch.ones(2, 3), torch.ones(2, 4)])} and the like */
  @Test
  void sequencesOfOtherSizesAreRefused() {
    Expect.refusal(
        "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1",
        () -> pad(Torch.ones(2, 3), Torch.ones(2, 4)));
    Expect.refusal(
        "The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 1",
        () -> pad(Torch.ones(2, 3, 4), Torch.ones(2, 4)));
    Expect.refusal(
        "output with shape [2] doesn't match the broadcast shape [2, 2]",
        () -> pad(Torch.ones(3), Torch.ones(2, 2)));
    Expect.refusal(
        "output with shape [1, 3] doesn't match the broadcast shape [1, 2, 3]",
        () -> pad(Torch.ones(2, 3), Torch.ones(1, 2, 3)));
    Expect.refusal(
        "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1",
        () -> RNNUtils.packSequence(List.of(Torch.ones(2, 3), Torch.ones(2, 4))));
    String scalar = "Dimension specified as 0 but tensor has no dimensions";
    Expect.refusal(scalar, () -> pad(Torch.ones(2), Torch.ones()));
    Expect.refusal(scalar, () -> pad(Torch.ones(), Torch.ones(2)));
    Expect.refusal(scalar, () -> RNNUtils.packSequence(List.of(Torch.ones())));
    Expect.refusal(
        "Dimension specified as 1 but tensor has no dimensions",
        () -> RNNUtils.packPaddedSequence(Torch.ones(), 1));
  }

  private static NDArray pad(NDArray... sequences) {
    return RNNUtils.padSequence(List.of(sequences));
  }

  /** {@code print(pad_sequence([torch.tensor([1, 2]), torch.tensor([3.7])]))} and the like */
  @Test
  void sequencesOfOtherTypesTakeTheFirstOnes() {
    NDArray ints = Torch.tensor(1L, 2L);
    NDArray floats = Torch.tensor(3.7f);
    assertEquals("tensor([[1, 3],\n        [2, 0]])", Torch.repr(pad(ints, floats)));
    assertEquals(
        "tensor([[3.7000, 1.0000],\n        [0.0000, 2.0000]])", Torch.repr(pad(floats, ints)));
    assertEquals(
        "tensor([[1., 1.],\n        [1., 0.]], dtype=torch.float64)",
        Torch.repr(pad(doubles(2).add(1), Torch.ones(1))));
    assertEquals(
        "tensor([1., 1., 1.])",
        Torch.repr(RNNUtils.packSequence(List.of(Torch.ones(2), doubles(1).add(1))).data()));
    assertEquals(
        "tensor([[[1., 1., 1.],\n         [1., 1., 1.]]])",
        Torch.repr(pad(Torch.ones(1, 3), Torch.ones(1, 1))));
  }

  /** {@code pad_sequence([torch.ones(2), torch.ones(1)], padding_value=1e300)} and the like */
  @Test
  void paddingThatNoArrayCanHoldIsRefused() {
    String message = "value cannot be converted to type %s without overflow";
    NDArray ones = Torch.ones(3, 2);
    PackedSequence packed = RNNUtils.packPaddedSequence(ones, 3, 2);
    assertRefused(message.formatted("float"), ones, 1e300);
    assertRefused(message.formatted("c10::Half"), Torch.to(ones, DataType.FLOAT16), 1e6);
    assertRefused(message.formatted("int64_t"), Torch.to(ones, DataType.INT64), Double.NaN);
    assertRefused(message.formatted("int64_t"), Torch.to(ones, DataType.INT64), 1e30);
    assertRefused(message.formatted("int"), Torch.to(ones, DataType.INT32), -1e10);
    assertRefused(message.formatted("int8_t"), Torch.to(ones, DataType.INT8), 128);
    assertRefused(message.formatted("uint8_t"), Torch.to(ones, DataType.UINT8), -1);
    Expect.refusal(
        message.formatted("float"),
        () -> RNNUtils.padPackedSequence(packed, new UnpackOptions().paddingValue(1e300)));
    PadOptions infinite = new PadOptions().paddingValue(Double.NEGATIVE_INFINITY);
    assertEquals(
        "tensor([[1., 1.],\n        [1., -inf]])",
        Torch.repr(RNNUtils.padSequence(List.of(Torch.ones(2), Torch.ones(1)), infinite)));
    assertEquals(
        "tensor([[True, True],\n        [True, True]])",
        Torch.repr(
            RNNUtils.padSequence(
                List.of(
                    Torch.to(Torch.ones(2), DataType.BOOLEAN),
                    Torch.to(Torch.ones(1), DataType.BOOLEAN)),
                new PadOptions().paddingValue(.5))));
  }

  private static void assertRefused(String message, NDArray sequence, double padding) {
    Expect.refusal(
        message,
        () -> RNNUtils.padSequence(List.of(sequence), new PadOptions().paddingValue(padding)));
  }

  /** {@code pack_padded_sequence(torch.ones(3, 2), torch.tensor([3.9, 2.1]))} and the like */
  @ParameterizedTest
  @CsvSource({"FLOAT16", "FLOAT32", "FLOAT64", "INT8", "UINT8", "INT32", "INT64"})
  void lengthsMayBeOfAnyType(DataType type) {
    NDArray lengths = Torch.to(Torch.tensor(2.1f, 3.9f), type);
    PackedSequence packed =
        RNNUtils.packPaddedSequence(
            Torch.ones(3, 2), lengths, new PackOptions().enforceSorted(false));
    assertEquals("tensor([2, 2, 1])", Torch.repr(packed.batchSizes()));
    assertEquals("tensor([1, 0])", Torch.repr(packed.sortedIndices()));
  }

  /** {@code pack_padded_sequence(torch.ones(3, 2), torch.tensor([[3, 2]]))} and the like */
  @Test
  void lengthsAreOneRow() {
    NDArray x = Torch.ones(3, 2);
    Expect.refusal(
        "'lengths' argument should be a 1D CPU int64 tensor, but got 2D cpu Long tensor",
        () -> RNNUtils.packPaddedSequence(x, Torch.tensor(new float[] {3, 2}, 1, 2)));
    Expect.refusal(
        "'lengths' argument should be a 1D CPU int64 tensor, but got 0D cpu Long tensor",
        () -> RNNUtils.packPaddedSequence(x, Torch.tensor(new long[] {3}, new long[0])));
    Expect.refusal(
        "Length of all samples has to be greater than 0, but found an element in 'lengths' that is"
            + " <= 0",
        () -> RNNUtils.packPaddedSequence(x, Torch.tensor(.5f, .2f)));
    Expect.refusal(
        "Length of all samples has to be greater than 0, but found an element in 'lengths' that is"
            + " <= 0",
        () -> RNNUtils.packPaddedSequence(x, Torch.tensor(3, Float.NaN)));
  }

  // ---- layers and cells

  /** {@code GRUCell(2, -1)} and the like */
  @Test
  void negativeSizesOfCellsAreRefused() {
    String message = "Trying to create tensor with negative dimension %d: [%d, %d]";
    Expect.refusal(message.formatted(-1, 6, -1), () -> new GRUCell(-1, 2));
    Expect.refusal(message.formatted(-3, -3, 2), () -> new GRUCell(2, -1));
    Expect.refusal(message.formatted(-1, 8, -1), () -> new LSTMCell(-1, 2));
    Expect.refusal(message.formatted(-4, -4, -3), () -> new LSTMCell(-3, -1));
    Expect.refusal(message.formatted(-1, 2, -1), () -> new RNNCell(-1, 2));
    Expect.refusal(message.formatted(-1, -1, -3), () -> new RNNCell(-3, -1));
  }

  /** {@code RNN(2, 2)(torch.ones(3, 1, 2), torch.zeros(1, 1, 2).double())} and the like */
  @Test
  void statesOfAnotherTypeAreRefused() {
    NDArray x = Torch.ones(3, 1, 2);
    NDArray h = doubles(1, 1, 2);
    NDArray one = Torch.zeros(1, 1, 2);
    PackedSequence packed = RNNUtils.packSequence(List.of(Torch.ones(3, 2)));
    String added = "mat1 and mat2 must have the same dtype, but got Double and Float";
    String multiplied = "expected m1 and m2 to have the same dtype, but got: double != float";
    try (var rnn = new RNN(2, 2);
        var gru = GRU.builder(2, 2).bias(false).build();
        var lstm = new LSTM(2, 2);
        var rnnCell = new RNNCell(2, 2);
        var gruCell = GRUCell.builder(2, 2).bias(false).build();
        var lstmCell = new LSTMCell(2, 2)) {
      Expect.refusal(added, () -> rnn.forward(x, h));
      Expect.refusal(added, () -> rnn.forward(packed, h));
      Expect.refusal(multiplied, () -> gru.forward(x, h));
      Expect.refusal(multiplied, () -> gru.forward(packed, h));
      Expect.refusal(LSTM_STATE, () -> lstm.forward(x, new LSTMState(h, one)));
      Expect.refusal(LSTM_STATE, () -> lstm.forward(x, new LSTMState(one, h)));
      Expect.refusal(LSTM_STATE, () -> lstm.forward(packed, new LSTMState(one, h)));
      NDArray step = Torch.ones(1, 2);
      NDArray state = doubles(1, 2);
      Expect.refusal(added, () -> rnnCell.forward(step, state));
      Expect.refusal(added, () -> rnnCell.forward(state, Torch.zeros(1, 2)));
      Expect.refusal(multiplied, () -> gruCell.forward(step, state));
      Expect.refusal(multiplied, () -> gruCell.forward(state));
      Expect.refusal(added, () -> lstmCell.forward(step, new LSTMState(state, Torch.zeros(1, 2))));
      Expect.refusal(
          LSTM_STATE, () -> lstmCell.forward(step, new LSTMState(Torch.zeros(1, 2), state)));
    }
  }

  /** {@code Embedding(3, 2, max_norm=1)(torch.tensor([0, 7, 5]))} and the like */
  @Test
  void indicesOfShortenedVectorsAreRefused() {
    String message = "select(): index %d out of range for tensor of size [%d, 2] at dimension 0";
    try (var embedding = Embedding.builder(3, 2).maxNorm(1).build();
        var empty = Embedding.builder(0, 2).maxNorm(1).build()) {
      String before = Torch.repr(embedding.weight());
      Expect.refusal(message.formatted(5, 3), () -> embedding.forward(Torch.tensor(0L, 7L, 5L)));
      Expect.refusal(message.formatted(-4, 3), () -> embedding.forward(Torch.tensor(7L, -4L)));
      Expect.refusal(message.formatted(0, 0), () -> empty.forward(Torch.tensor(0L)));
      Expect.refusal("index out of range in self", () -> embedding.forward(Torch.tensor(0L, -1L)));
      assertEquals(before, Torch.repr(embedding.weight()));
    }
  }

  // ---- backward

  /**
   *
   *
   * <pre>{@code
   * x = torch.ones(2, 3, requires_grad=True)
   * y = x.tanh()
   * y.mul_(2)
   * y.sum().backward()
   * }</pre>
   */
  @Test
  void whatWasModifiedInPlaceIsNamedAsPythonDoes() {
    String message =
        "one of the variables needed for gradient computation has been modified by an inplace"
            + " operation: [torch.%sTensor [2, 3]], which is output 0 of Tanh, is at version 1;"
            + " expected version 0 instead. Hint: enable anomaly detection to find the operation"
            + " that failed to compute its gradient, with"
            + " torch.autograd.set_detect_anomaly(True, check_nan=False).";
    assertEquals(message.formatted("Float"), inPlace(DataType.FLOAT32));
    assertEquals(message.formatted("Double"), inPlace(DataType.FLOAT64));
    assertEquals(message.formatted("Half"), inPlace(DataType.FLOAT16));
  }

  private static String inPlace(DataType type) {
    NDArray x = Torch.to(Torch.ones(2, 3), type);
    x.setRequiresGradient(true);
    try (var grad = Torch.enableGrad()) {
      NDArray y = x.tanh();
      y.muli(2);
      NDArray loss = y.sum();
      return assertThrows(IllegalStateException.class, () -> Torch.backward(loss)).getMessage();
    }
  }

  @Test
  void aFrozenNetworkHasNoBackward() {
    try (var net = new Sequential(new Linear(2, 2), new Tanh());
        var grad = Torch.enableGrad()) {
      net.requiresGrad(false);
      NDArray loss = net.forward(Torch.ones(1, 2)).sum();
      assertEquals(
          "element 0 of tensors does not require grad and does not have a grad_fn: no parameter"
              + " that the loss was made from requires a gradient, or nothing was recorded when it"
              + " was made",
          assertThrows(IllegalStateException.class, () -> Torch.backward(loss)).getMessage());
    }
  }
}
