package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import java.util.List;
import org.junit.jupiter.api.Test;

@Scoped
class RNNUtilsTest {

  private static NDArray sequences() {
    return Torch.tensor(new float[] {1, 2, 3, 4, 5, 0, 6, 7, 0}, 3, 3, 1);
  }

  @Test
  void packingSortsAndUnpackingUndoesIt() {
    // x = torch.tensor([[1., 2, 3], [4, 5, 0], [6, 7, 0]]).unsqueeze(2)
    // print(pack_padded_sequence(x, [2, 3, 2], batch_first=True, enforce_sorted=False))
    PackOptions options = new PackOptions().batchFirst(true).enforceSorted(false);
    PackedSequence packed = RNNUtils.packPaddedSequence(sequences(), new long[] {2, 3, 2}, options);
    assertEquals(
        """
        PackedSequence(data=tensor([[4.],
                [1.],
                [6.],
                [5.],
                [2.],
                [7.],
                [0.]]), batch_sizes=tensor([3, 3, 1]), sorted_indices=tensor([1, 0, 2]), unsorted_indices=tensor([1, 0, 2]))\
        """,
        packed.toString());
    PaddedSequence padded =
        RNNUtils.padPackedSequence(
            packed, new UnpackOptions().batchFirst(true).paddingValue(-1).totalLength(4));
    assertEquals("tensor([2, 3, 2])", Torch.repr(padded.lengths()));
    Expect.numbers(padded.output(), 1, 2, -1, -1, 4, 5, 0, -1, 6, 7, -1, -1);
    assertEquals(DataType.FLOAT64, packed.to(DataType.FLOAT64).data().getDataType());
  }

  @Test
  void gradientsFlowThroughPackingAndTypes() {
    try (var grad = Torch.enableGrad()) {
      NDArray x = Torch.ones(3, 2, 1);
      x.setRequiresGradient(true);
      PackedSequence packed = RNNUtils.packPaddedSequence(x, 3, 2).to(DataType.FLOAT64);
      Torch.backward(packed.data().mul(2).sum());
      Expect.grad(x, 2, 2, 2, 2, 2, 0);
    }
  }

  @Test
  void sequencesArePaddedAndUnpadded() {
    List<NDArray> words = List.of(Torch.tensor(1f, 2f, 3f), Torch.tensor(4f));
    Expect.numbers(RNNUtils.padSequence(words), 1, 4, 2, 0, 3, 0);
    Expect.numbers(
        RNNUtils.padSequence(
            words, new PadOptions().batchFirst(true).paddingSide("left").paddingValue(9)),
        1,
        2,
        3,
        9,
        9,
        4);
    PackedSequence packed = RNNUtils.packSequence(words);
    assertNull(packed.sortedIndices());
    List<NDArray> again = RNNUtils.unpackSequence(packed);
    Expect.numbers(again.get(0), 1, 2, 3);
    Expect.numbers(again.get(1), 4);
    assertEquals(
        "tensor([2, 0, 1])", Torch.repr(RNNUtils.invertPermutation(Torch.tensor(1L, 2L, 0L))));
    assertNull(RNNUtils.invertPermutation(null));
  }

  /**
   *
   *
   * <pre>{@code
   * x = torch.tensor([[1., 2.], [3., 4.], [5., 6.]])
   * a, b = unpad_sequence(x.clone(), torch.tensor([3, 1]))
   * a.mul_(0)
   * print(x)
   * x.requires_grad_()
   * print(unpad_sequence(x * 1, torch.tensor([3, 1]))[1])
   * print(pad_sequence([x[0], x[0, :1]]))
   * }</pre>
   */
  @Test
  void unpaddedSequencesAreCopies() {
    NDArray x = Torch.tensor(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
    List<NDArray> parts = RNNUtils.unpadSequence(x, 3, 1);
    parts.get(0).muli(0);
    assertEquals("tensor([[1., 2.],\n        [3., 4.],\n        [5., 6.]])", Torch.repr(x));
    PackedSequence packed = RNNUtils.packSequence(List.of(Torch.ones(3), Torch.ones(2)));
    RNNUtils.unpackSequence(packed).get(0).muli(0);
    assertEquals("tensor([1., 1., 1., 1., 1.])", Torch.repr(packed.data()));
    x.setRequiresGradient(true);
    try (var grad = Torch.enableGrad()) {
      NDArray last = RNNUtils.unpadSequence(x.mul(1), 3, 1).get(1);
      assertEquals("tensor([2.], grad_fn=<IndexBackward0>)", Torch.repr(last));
      assertEquals(
          "tensor([[1., 1.],\n        [2., 0.]], grad_fn=<CopySlices>)",
          Torch.repr(RNNUtils.padSequence(List.of(x.get(0), x.get("0, :1")))));
      Torch.backward(last.mul(3).sum());
      assertEquals(
          "tensor([[0., 3.],\n        [0., 0.],\n        [0., 0.]])", Torch.repr(Torch.grad(x)));
    }
  }

  // ---- messages, as torch has them

  @Test
  void badLengthsAreRefusedInTorchsWords() {
    NDArray x = Torch.ones(3, 2, 1);
    Expect.refusal(
        "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can"
            + " pass `enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to"
            + " sidestep this requirement if you do not need ONNX exportability.",
        () -> RNNUtils.packPaddedSequence(x, 1, 3));
    Expect.refusal(
        "Length of all samples has to be greater than 0, but found an element in 'lengths' that is"
            + " <= 0",
        () -> RNNUtils.packPaddedSequence(x, 3, 0));
    Expect.refusal(
        "Expected `len(lengths)` to be equal to batch_size, but got 3 (batch_size=2)",
        () -> RNNUtils.packPaddedSequence(x, 3, 2, 1));
    Expect.refusal(
        "Expected all lengths to be at most the input's 3 steps, but got 4",
        () -> RNNUtils.packPaddedSequence(x, 4, 1));
    Expect.refusal(
        "Cannot pack empty tensors.", () -> RNNUtils.packPaddedSequence(Torch.ones(0, 2, 1), 1, 1));
    Expect.refusal("received an empty list of sequences", () -> RNNUtils.padSequence(List.of()));
    Expect.refusal(
        "Expected padding_side to be one of left or right, but got mid.",
        () -> RNNUtils.padSequence(List.of(Torch.ones(1)), new PadOptions().paddingSide("mid")));
    Expect.refusal(
        "Expected total_length to be at least the length of the longest sequence in input, but got"
            + " total_length=2 and max sequence length being 3",
        () ->
            RNNUtils.padPackedSequence(
                RNNUtils.packPaddedSequence(x, 3, 1), new UnpackOptions().totalLength(2)));
  }

  @Test
  void packedInputIsCheckedForEveryLayer() {
    PackedSequence packed = RNNUtils.packPaddedSequence(Torch.ones(3, 2, 1), 3, 2);
    try (RNN rnn = new RNN(1, 4);
        LSTM lstm = new LSTM(1, 4);
        GRU wide = new GRU(2, 4)) {
      Expect.refusal(
          "Expected hidden size (1, 2, 4), got [1, 3, 4]",
          () -> rnn.forward(packed, Torch.ones(1, 3, 4)));
      Expect.refusal(
          "Expected hidden[1] size (1, 2, 4), got [1, 2, 9]",
          () -> lstm.forward(packed, new LSTMState(Torch.ones(1, 2, 4), Torch.ones(1, 2, 9))));
      Expect.refusal(
          "input.size(-1) must be equal to input_size. Expected 2, got 1",
          () -> wide.forward(packed));
    }
  }

  @Test
  void otherDataIsPackedTheSameWay() {
    try (var scope = Torch.scope()) {
      // packed = pack_sequence([torch.tensor([1, 2]), torch.tensor([3, 4, 5])],
      //     enforce_sorted=False)
      // pad_packed_sequence(packed._replace(data=packed.data * 10))
      PackedSequence packed =
          RNNUtils.packSequence(List.of(Torch.tensor(1L, 2L), Torch.tensor(3L, 4L, 5L)), false);
      PackedSequence tens = packed.withData(packed.data().mul(10));
      assertEquals(
          "tensor([[10, 30],\n        [20, 40],\n        [ 0, 50]])",
          Torch.repr(RNNUtils.padPackedSequence(tens).output()));
      Expect.refusal(
          "data must have one row for each of the 5 packed steps, but has the size torch.Size([4])",
          () -> packed.withData(Torch.zeros(4)));
    }
  }
}
