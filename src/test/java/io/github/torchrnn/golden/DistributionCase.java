package io.github.torchrnn.golden;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonObject;
import io.github.torchrnn.Torch;
import io.github.torchrnn.distributions.Bernoulli;
import io.github.torchrnn.distributions.Categorical;
import io.github.torchrnn.distributions.Distribution;
import io.github.torchrnn.distributions.Normal;
import io.github.torchrnn.nn.Functional;

/** {@code distributions.py}: draws, their probabilities, the entropy and gradients. */
final class DistributionCase extends GoldenCase {

  DistributionCase(JsonObject golden) {
    super(golden);
  }

  @Override
  void run() {
    Torch.manualSeed(number("seed"));
    NDArray leaf = drawLeaf(longs("shape"));
    NDArray scale = given("scaleShape") ? drawLeaf(longs("scaleShape")) : null;
    Distribution dist = distribution(leaf, scale);
    NDArray sample = dist.sample(longs("sampleShape"));
    expect("sample", sample);
    NDArray logProb = dist.logProb(sample);
    NDArray entropy = dist.entropy();
    NDArray loss = weighted(logProb).add(weighted(entropy));
    if (dist instanceof Normal normal) {
      NDArray drawn = normal.rsample(longs("sampleShape"));
      expect("rsample", drawn);
      loss = loss.add(drawn.sum());
    } else {
      boolean categorical = dist instanceof Categorical;
      expect("probs", categorical ? ((Categorical) dist).probs() : ((Bernoulli) dist).probs());
      expect("logits", categorical ? ((Categorical) dist).logits() : ((Bernoulli) dist).logits());
    }
    backward(loss);
    expect("logProb", logProb);
    expect("entropy", entropy);
    expectGrad("grad", leaf);
    if (scale != null) {
      expectGrad("grad.scale", scale);
    }
  }

  private Distribution distribution(NDArray leaf, NDArray scale) {
    return switch (text("distribution")) {
      case "Normal" -> new Normal(leaf, scale.exp());
      case "Categorical" ->
          flag("logits") ? Categorical.ofLogits(leaf) : new Categorical(leaf.exp());
      default ->
          flag("logits") ? Bernoulli.ofLogits(leaf) : new Bernoulli(Functional.sigmoid(leaf));
    };
  }

  private NDArray weighted(NDArray numbers) {
    return numbers.mul(draw(numbers.getShape().getShape())).sum();
  }
}
