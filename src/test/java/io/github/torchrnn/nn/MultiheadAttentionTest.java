package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.ParameterStore;
import io.github.torchrnn.Near;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.LibTorch;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Attention: what it prints and refuses. The goldens compare the numbers. */
@Scoped
class MultiheadAttentionTest {

  private final NDArray q = Torch.arange(12.0).reshape(3, 1, 4).div(10);
  private final NDArray k = Torch.arange(8.0).reshape(2, 1, 4).div(5);
  private final MultiheadAttention m = seeded();

  private static MultiheadAttention seeded() {
    Torch.manualSeed(11);
    return new MultiheadAttention(4, 2);
  }

  private static NDArray ones(long... sizes) {
    return Torch.ones(sizes);
  }

  private static AttentionOptions options() {
    return new AttentionOptions();
  }

  private static NDArray truths(long... sizes) {
    return ones(sizes).gt(0);
  }

  private static void refuses(String message, Executable call) {
    Expect.refusal(message, call);
  }

  /** torch.manual_seed(11); m = nn.MultiheadAttention(4, 2); print(m(q, k, k)). */
  @Test
  void printsAsPython() {
    assertEquals(
        "MultiheadAttention(\n"
            + "  (out_proj): NonDynamicallyQuantizableLinear(in_features=4, out_features=4, bias=True)\n"
            + ")",
        m.toString());
    try (var mode = Torch.enableGrad()) {
      Near.text(
          "(tensor([[[-0.5181, -0.1054,  0.3569, -0.2532]], [[-0.5195, -0.1059,  0.3580, -0.2537]],"
              + " [[-0.5209, -0.1063,  0.3591, -0.2543]]], grad_fn=<ViewBackward0>),"
              + " tensor([[[0.4973, 0.5027], [0.4920, 0.5080], [0.4867, 0.5133]]],"
              + " grad_fn=<MeanBackward1>))",
          m.forward(q, k, k).toString().replaceAll("\n+ *", " "));
      AttentionOutput unbatched =
          m.forward(q.squeeze(1), k.squeeze(1), k.squeeze(1), options().needWeights(false));
      Near.text(
          "(tensor([[-0.5181, -0.1054,  0.3569, -0.2532], [-0.5195, -0.1059,  0.3580, -0.2537],"
              + " [-0.5209, -0.1063,  0.3591, -0.2543]], grad_fn=<SqueezeBackward1>), None)",
          unbatched.toString().replaceAll("\n+ *", " "));
      assertNull(unbatched.weights());
    }
  }

  @Test
  void namesItsParametersAsTorchDoes() {
    assertEquals(
        List.of("in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias"),
        List.copyOf(m.stateDict().keySet()));
    try (var n = MultiheadAttention.builder(4, 2).kdim(3).vdim(5).addBiasKv(true).build()) {
      assertEquals(
          List.of(
              "q_proj_weight",
              "k_proj_weight",
              "v_proj_weight",
              "in_proj_bias",
              "bias_k",
              "bias_v",
              "out_proj.weight",
              "out_proj.bias"),
          List.copyOf(n.stateDict().keySet()));
      assertNull(n.inProjWeight());
    }
    try (var n = MultiheadAttention.builder(4, 2).bias(false).build()) {
      assertEquals(
          List.of("in_proj_weight", "out_proj.weight"), List.copyOf(n.stateDict().keySet()));
      assertNull(n.inProjBias());
      assertNull(n.biasK());
      assertNull(n.qProjWeight());
    }
  }

  /** A padded key has no part in the output, and its weight is 0. */
  @Test
  void leavesPaddingOut() {
    NDArray longer = Torch.cat(List.of(k, ones(1, 1, 4).mul(99)), 0);
    AttentionOptions padded =
        options().keyPaddingMask(Torch.tensor(false, false, true).expandDims(0));
    AttentionOutput expected = m.forward(q, k, k);
    AttentionOutput actual = m.forward(q, longer, longer, padded);
    Near.numbers(doubles(expected.output()), actual.output());
    assertEquals(0, actual.weights().get(":, :, 2").sum().getFloat());
  }

  private static double[] doubles(NDArray array) {
    return Torch.to(array, DataType.FLOAT64).toDoubleArray();
  }

  @Test
  void refusesOptions() {
    refuses(
        "embed_dim and num_heads must be greater than 0, got embed_dim=0 and num_heads=2 instead",
        () -> new MultiheadAttention(0, 2));
    refuses("embed_dim must be divisible by num_heads", () -> new MultiheadAttention(5, 2));
    refuses(
        "Trying to create tensor with negative dimension -1: [4, -1]",
        () -> MultiheadAttention.builder(4, 2).kdim(-1).build());
    try (var n = MultiheadAttention.builder(4, 2).dropout(2).build()) {
      refuses(
          "dropout probability has to be between 0 and 1, but got 2.0", () -> n.forward(q, k, k));
    }
  }

  @Test
  void refusesRanks() {
    NDArray q2 = q.squeeze(1);
    NDArray k2 = k.squeeze(1);
    refuses(
        "query should be unbatched 2D or batched 3D tensor but received 4-D query tensor",
        () -> m.forward(ones(1, 1, 1, 4), k, k));
    refuses(
        "For batched (3-D) `query`, expected `key` and `value` to be 3-D but found 2-D and 3-D"
            + " tensors respectively",
        () -> m.forward(q, k2, k));
    refuses(
        "For unbatched (2-D) `query`, expected `key` and `value` to be 2-D but found 3-D and 3-D"
            + " tensors respectively",
        () -> m.forward(q2, k, k));
    refuses(
        "For batched (3-D) `query`, expected `key_padding_mask` to be `None` or 2-D but found 1-D"
            + " tensor instead",
        () -> m.forward(q, k, k, options().keyPaddingMask(truths(2))));
    refuses(
        "For unbatched (2-D) `query`, expected `key_padding_mask` to be `None` or 1-D but found 2-D"
            + " tensor instead",
        () -> m.forward(q2, k2, k2, options().keyPaddingMask(truths(1, 2))));
    refuses(
        "For batched (3-D) `query`, expected `attn_mask` to be `None`, 2-D or 3-D but found 1-D"
            + " tensor instead",
        () -> m.forward(q, k, k, options().attnMask(truths(2))));
    refuses(
        "For unbatched (2-D) `query`, expected `attn_mask` to be `None`, 2-D or 3-D but found 1-D"
            + " tensor instead",
        () -> m.forward(q2, k2, k2, options().attnMask(truths(2))));
    refuses(
        "Expected `attn_mask` shape to be (2, 3, 2) but got torch.Size([2, 2, 2])",
        () -> m.forward(q2, k2, k2, options().attnMask(truths(2, 2, 2))));
  }

  @Test
  void refusesMasksAndSizes() {
    NDArray ints = Torch.to(ones(3, 2), DataType.INT32);
    refuses(
        "only bool and floating types of attn_mask are supported",
        () -> m.forward(q, k, k, options().attnMask(ints)));
    refuses(
        "only bool and floating types of key_padding_mask are supported",
        () -> m.forward(q, k, k, options().keyPaddingMask(ints)));
    refuses(
        "Need attn_mask if specifying the is_causal hint. You may use the Transformer module method"
            + " `generate_square_subsequent_mask` to create this mask.",
        () -> m.forward(q, k, k, options().isCausal(true)));
    refuses(
        "was expecting embedding dimension of 4, but got 5", () -> m.forward(ones(3, 1, 5), k, k));
    refuses(
        "key shape torch.Size([2, 1, 4]) does not match value shape torch.Size([3, 1, 4])",
        () -> m.forward(q, k, ones(3, 1, 4)));
    NDArray narrow = ones(2, 1, 3);
    refuses(
        "mat1 and mat2 shapes cannot be multiplied (2x3 and 4x4)",
        () -> m.forward(q, narrow, narrow.mul(2)));
    refuses(
        "The shape of the 2D attn_mask is torch.Size([2, 2]), but should be (3, 2).",
        () -> m.forward(q, k, k, options().attnMask(truths(2, 2))));
    refuses(
        "The shape of the 3D attn_mask is torch.Size([1, 3, 2]), but should be (2, 3, 2).",
        () -> m.forward(q, k, k, options().attnMask(truths(1, 3, 2))));
    refuses(
        "Expected key_padded_mask.shape[0] to be 1, but got 3",
        () -> m.forward(q, k, k, options().keyPaddingMask(truths(3, 2))));
    refuses(
        "Expected key_padded_mask.shape[1] to be 2, but got 3",
        () -> m.forward(q, k, k, options().keyPaddingMask(truths(1, 3))));
    refuses(
        "shape '[2, 2, 2]' is invalid for input of size 16",
        () -> m.forward(q, ones(2, 2, 4), ones(2, 2, 4)));
    refuses(
        "mat1 and mat2 must have the same dtype, but got Double and Float",
        () -> m.forward(Torch.to(q, DataType.FLOAT64), k, k));
  }

  @Test
  void refusesSizesOfProjectionsApart() {
    try (var n =
        MultiheadAttention.builder(4, 2)
            .kdim(3)
            .vdim(5)
            .addZeroAttn(true)
            .addBiasKv(true)
            .build()) {
      refuses(
          "key's sequence and batch dims torch.Size([2, 1]) do not match value's torch.Size([3, 1])",
          () -> n.forward(q, ones(2, 1, 3), ones(3, 1, 5)));
      refuses(
          "expecting key weights shape of (4, 4), but got torch.Size([4, 3])",
          () -> n.forward(q, k, ones(2, 1, 5)));
      refuses(
          "expecting value weights shape of (4, 4), but got torch.Size([4, 5])",
          () -> n.forward(q, ones(2, 1, 3), k));
      refuses(
          "Expected key_padded_mask.shape[1] to be 4, but got 5",
          () -> n.forward(q, ones(2, 1, 3), ones(2, 1, 5), options().keyPaddingMask(truths(1, 3))));
    }
  }

  private static NDArray sdpa(NDArray query, NDArray key, SDPAOptions options) {
    return Functional.scaledDotProductAttention(query, key, key, options);
  }

  @Test
  void theFunctionRefusesWhatTorchRefuses() {
    NDArray x = ones(1, 2, 3);
    refuses(
        "_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True",
        () -> sdpa(q, k, new SDPAOptions().attnMask(truths(3, 2)).isCausal(true)));
    refuses(
        "Expected size for first two dimensions of batch2 tensor to be: [1, 3] but got: [1, 4].",
        () -> Functional.scaledDotProductAttention(x, ones(1, 2, 4), ones(1, 2, 4)));
    refuses(
        "Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: 1"
            + " key.dim: 1 and value.dim: 1 instead.",
        () -> sdpa(ones(3), ones(3), new SDPAOptions()));
    refuses(
        "Expected query, key, and value to have the same dtype, but got query.dtype: float"
            + " key.dtype: double and value.dtype: float instead.",
        () -> Functional.scaledDotProductAttention(q, Torch.to(k, DataType.FLOAT64), k));
    refuses(
        "Expected attn_mask dtype to be bool or float or to match query dtype, but got"
            + " attn_mask.dtype: int and  query.dtype: float instead.",
        () -> sdpa(x, x, new SDPAOptions().attnMask(Torch.to(ones(2, 2), DataType.INT32))));
    refuses(
        "The size of tensor a (2) must match the size of tensor b (5) at non-singleton dimension 2",
        () -> sdpa(x, x, new SDPAOptions().attnMask(ones(2, 5))));
    refuses(
        "dropout probability has to be between 0 and 1, but got 2",
        () -> sdpa(x, x, new SDPAOptions().dropoutP(2)));
    refuses(
        "Number of heads in key and value must divide the number of heads in",
        () -> sdpa(ones(1, 4, 2, 3), ones(1, 3, 2, 3), new SDPAOptions().enableGqa(true)));
    refuses(
        "Number of heads in key and value must divide the number of heads in",
        () -> sdpa(ones(1, 4, 2, 3), ones(1, 0, 2, 3), new SDPAOptions().enableGqa(true)));
  }

  @Test
  void theFunctionOfNothing() {
    for (long[] sizes : new long[][] {{0, 2, 3, 2}, {2, 0, 3, 2}, {2, 2, 0, 2}, {2, 2, 3, 0}}) {
      NDArray none = ones(sizes);
      assertEquals(none.getShape(), sdpa(none, none, new SDPAOptions()).getShape());
      NDArray causal = sdpa(none, none, new SDPAOptions().isCausal(true));
      assertEquals(none.getShape(), causal.getShape());
    }
    NDArray batch = ones(3, 0, 4);
    for (boolean needed : new boolean[] {true, false}) {
      AttentionOptions options =
          options().needWeights(needed).keyPaddingMask(truths(0, 3)).attnMask(truths(3, 3));
      assertEquals(batch.getShape(), m.forward(batch, batch, batch, options).output().getShape());
    }
    assertEquals(
        "tensor([], size=(1, 1, 0, 3))",
        Torch.repr(sdpa(ones(1, 1, 0, 3), ones(1, 1, 2, 3), new SDPAOptions())));
    assertEquals(
        "tensor([[[[0., 0., 0.],\n          [0., 0., 0.]]]])",
        Torch.repr(sdpa(ones(1, 1, 2, 3), ones(1, 1, 0, 3), new SDPAOptions())));
  }

  /** As a block of DJL's, of one array it is attention to itself. */
  @Test
  void runsAsABlock() {
    ParameterStore store = new ParameterStore(LibTorch.manager(), false);
    Near.numbers(
        doubles(m.forward(q, q, q).output()), m.forward(store, new NDList(q), false).head());
    Near.numbers(
        doubles(m.forward(q, k, k).output()), m.forward(store, new NDList(q, k), false).head());
    Near.numbers(
        doubles(m.forward(q, k, k.mul(2)).output()),
        m.forward(store, new NDList(q, k, k.mul(2)), false).head());
  }
}
