package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What packed sequences print, and who frees their arrays. */
class PackedSequenceTest {

  private static PackedSequence packed() {
    return RNNUtils.packSequence(List.of(Torch.ones(2, 1), Torch.ones(1, 1)));
  }

  @Test
  void whatALayerReturnsPrintsAsPythonsTuple() {
    // torch.manual_seed(4)
    // gru = nn.GRU(1, 2)
    // lstm = nn.LSTM(1, 2)
    // packed = pack_sequence([torch.ones(2, 1), torch.ones(1, 1)])
    // with torch.no_grad():
    //     print(gru(packed))
    //     print(lstm(packed))
    //     print(pad_packed_sequence(packed))
    Torch.manualSeed(4);
    try (var scope = Torch.scope();
        GRU gru = new GRU(1, 2);
        LSTM lstm = new LSTM(1, 2)) {
      assertEquals(
          """
          (PackedSequence(data=tensor([[-0.0909, -0.3789],
                  [-0.0909, -0.3789],
                  [-0.1928, -0.5079]]), batch_sizes=tensor([2, 1]), sorted_indices=None, \
          unsorted_indices=None), tensor([[[-0.1928, -0.5079],
                   [-0.0909, -0.3789]]]))""",
          gru.forward(packed()).toString());
      assertEquals(
          """
          (PackedSequence(data=tensor([[ 0.0743, -0.2115],
                  [ 0.0743, -0.2115],
                  [ 0.1068, -0.4234]]), batch_sizes=tensor([2, 1]), sorted_indices=None, \
          unsorted_indices=None), (tensor([[[ 0.1068, -0.4234],
                   [ 0.0743, -0.2115]]]), tensor([[[ 0.3877, -0.6255],
                   [ 0.2393, -0.2983]]])))""",
          lstm.forward(packed()).toString());
      assertEquals(
          """
          (tensor([[[1.],
                   [1.]],

                  [[1.],
                   [0.]]]), tensor([2, 1]))""",
          RNNUtils.padPackedSequence(packed()).toString());
    }
  }

  @Test
  void closingOneThatWasMadeFromAnotherLeavesTheOther() {
    try (var scope = Torch.scope();
        GRU gru = new GRU(1, 2)) {
      PackedSequence packed =
          RNNUtils.packSequence(List.of(Torch.ones(1, 1), Torch.ones(2, 1)), false);
      String before = packed.toString();
      packed.withData(packed.data().mul(2)).close();
      packed.withData(packed.data()).close();
      packed.to(DataType.FLOAT64).close();
      packed.to(DataType.FLOAT32).close();
      packed.to(Device.cpu()).close();
      gru.forward(packed).close();
      assertEquals(before, packed.toString());
    }
  }
}
