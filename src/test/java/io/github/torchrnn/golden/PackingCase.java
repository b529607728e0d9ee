package io.github.torchrnn.golden;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonObject;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.PackOptions;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.PadOptions;
import io.github.torchrnn.nn.PaddedSequence;
import io.github.torchrnn.nn.RNNUtils;
import io.github.torchrnn.nn.UnpackOptions;
import java.util.ArrayList;
import java.util.List;

/** {@code packing.py}: sequences packed and padded, there and back. */
final class PackingCase extends GoldenCase {

  PackingCase(JsonObject golden) {
    super(golden);
  }

  @Override
  void run() {
    Torch.manualSeed(number("seed"));
    padded();
    sequences();
  }

  private void padded() {
    boolean batchFirst = flag("batchFirst");
    PackOptions packing =
        new PackOptions().batchFirst(batchFirst).enforceSorted(flag("enforceSorted"));
    UnpackOptions unpacking =
        new UnpackOptions().batchFirst(batchFirst).paddingValue(real("paddingValue"));
    if (given("totalLength")) {
      unpacking.totalLength(number("totalLength"));
    }
    long[] lengths = longs("lengths");
    long[] head =
        batchFirst
            ? new long[] {lengths.length, number("steps")}
            : new long[] {number("steps"), lengths.length};
    NDArray x = drawLeaf(sizes(head, longs("features")));
    PackedSequence packed = RNNUtils.packPaddedSequence(x, lengths, packing);
    PaddedSequence back = RNNUtils.padPackedSequence(packed, unpacking);
    backwardAll(packed.data());
    expect("data", packed.data());
    expect("batchSizes", packed.batchSizes());
    if (!flag("enforceSorted")) {
      expect("sortedIndices", packed.sortedIndices());
      expect("unsortedIndices", packed.unsortedIndices());
      expect("inverse", RNNUtils.invertPermutation(packed.sortedIndices()));
    }
    expect("padded", back.output());
    expect("lengths", back.lengths());
    expectGrad("grad.input", x);
  }

  private void sequences() {
    PadOptions options =
        new PadOptions()
            .batchFirst(flag("batchFirst"))
            .paddingValue(real("paddingValue"))
            .paddingSide(text("paddingSide"));
    List<NDArray> sequences = new ArrayList<>();
    for (long length : longs("lengths")) {
      sequences.add(drawLeaf(sizes(new long[] {length}, longs("features"))));
    }
    NDArray together = RNNUtils.padSequence(sequences, options);
    expect("together", together);
    PackedSequence packed = RNNUtils.packSequence(sequences, flag("enforceSorted"));
    backwardAll(packed.data());
    expect("sequences.data", packed.data());
    List<NDArray> unpacked = RNNUtils.unpackSequence(packed);
    List<NDArray> unpadded = RNNUtils.unpadSequence(together, longs("lengths"), flag("batchFirst"));
    for (int i = 0; i < sequences.size(); i++) {
      expectGrad("grad.sequence" + i, sequences.get(i));
      expect("unpacked" + i, unpacked.get(i));
      expect("unpadded" + i, unpadded.get(i));
    }
  }

  private void backwardAll(NDArray data) {
    backward(data.mul(draw(data.getShape().getShape())).sum());
  }
}
