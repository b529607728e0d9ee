package io.github.torchrnn.golden;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonObject;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.AttentionOptions;
import io.github.torchrnn.nn.AttentionOutput;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.MultiheadAttention;
import io.github.torchrnn.nn.SDPAOptions;

/** {@code attention.py}: two calls of a layer, or one of the function. */
final class AttentionCase extends GoldenCase {

  AttentionCase(JsonObject golden) {
    super(golden);
  }

  /** In evaluation mode torch takes a way of its own; softmax and products differ by a version. */
  @Override
  double olderKernelUlps(String name) {
    return name.startsWith("weight.") ? 0 : OLDER_KERNEL_ULPS;
  }

  @Override
  void run() {
    Torch.manualSeed(number("seed"));
    if (text("kind").equals("attention")) {
      layer();
    } else {
      function();
    }
  }

  private void layer() {
    MultiheadAttention.Builder builder =
        MultiheadAttention.builder(number("embedDim"), number("numHeads")).dtype(dtype());
    Calls.setAll(builder, options());
    try (MultiheadAttention module = builder.build()) {
      module.train(flag("train"));
      NDArray query = drawLeaf(shape("length", number("embedDim")));
      NDArray key = number("same") == 3 ? query : drawLeaf(shape("source", size("kdim")));
      NDArray value = number("same") >= 2 ? key : drawLeaf(shape("source", size("vdim")));
      expectParameters("weight.", module);
      for (String step : new String[] {".1", ".2"}) {
        AttentionOutput result = module.forward(query, key, value, attentionOptions());
        expect("output" + step, result.output());
        NDArray loss = weighted(result.output());
        if (result.weights() != null) {
          expect("weights" + step, result.weights());
          loss = loss.add(weighted(result.weights()));
        }
        backward(loss);
        expectGradients(module, step);
        expectGrad("grad.query" + step, query);
        expectGrad("grad.key" + step, key);
        expectGrad("grad.value" + step, value);
      }
    }
  }

  private long size(String option) {
    return options().has(option) ? options().get(option).getAsLong() : number("embedDim");
  }

  private long[] shape(String length, long features) {
    if (!flag("batched")) {
      return new long[] {number(length), features};
    }
    return options().has("batchFirst")
        ? new long[] {number("batch"), number(length), features}
        : new long[] {number(length), number("batch"), features};
  }

  private AttentionOptions attentionOptions() {
    AttentionOptions options =
        new AttentionOptions()
            .needWeights(flag("needWeights"))
            .averageAttnWeights(flag("average"))
            .isCausal(given("causal"));
    long source = number("source");
    if (given("padding")) {
      options.keyPaddingMask(
          flag("batched") ? mask("padding", number("batch"), source) : mask("padding", source));
    }
    if (given("mask")) {
      options.attnMask(
          number("maskRank") == 2
              ? mask("mask", number("length"), source)
              : mask("mask", -1, number("length"), source));
    }
    return options;
  }

  private NDArray mask(String name, long... sizes) {
    NDArray ones = Torch.tensor(longs(name), longs(name).length).reshape(sizes);
    return isBool() ? ones.gt(0) : Torch.to(ones, dtype()).mul(-1.5f);
  }

  private boolean isBool() {
    return text("maskType").equals("bool");
  }

  private void function() {
    NDArray query = drawLeaf(longs("query"));
    NDArray key = drawLeaf(longs("key"));
    NDArray value = drawLeaf(longs("value"));
    SDPAOptions options = new SDPAOptions();
    Calls.setAll(options, options());
    if (given("mask")) {
      NDArray mask = mask("mask", longs("query")[longs("query").length - 2], -1);
      options.attnMask(mask.getDataType() == DataType.BOOLEAN ? mask.logicalNot() : mask);
    }
    NDArray output = Functional.scaledDotProductAttention(query, key, value, options);
    expect("output", output);
    backward(weighted(output));
    expectGrad("grad.0", query);
    expectGrad("grad.1", key);
    expectGrad("grad.2", value);
  }

  private NDArray weighted(NDArray array) {
    return array.mul(draw(array.getShape().getShape())).sum();
  }
}
