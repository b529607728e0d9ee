package io.github.torchrnn.golden;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonObject;
import io.github.torchrnn.Generator;
import io.github.torchrnn.Torch;
import io.github.torchrnn.ValuesAndIndices;
import java.util.ArrayList;
import java.util.List;

/** {@code selections.py}: a function of the module torch, and its gradients. */
final class SelectionCase extends GoldenCase {

  SelectionCase(JsonObject golden) {
    super(golden);
  }

  /** Norms add in another order in LibTorch 2.7. */
  @Override
  double olderKernelUlps(String name) {
    return text("function").endsWith("norm") ? OLDER_KERNEL_ULPS : 0;
  }

  @Override
  void run() {
    Torch.manualSeed(number("seed"));
    List<NDArray> given = new ArrayList<>();
    golden.getAsJsonArray("shapes").forEach(shape -> given.add(drawLeaf(longs(shape))));
    NDArray[] results = results(given.get(0), given.toArray(new NDArray[0]));
    for (int i = 0; i < results.length; i++) {
      expect("result." + i, results[i]);
    }
    if (results[0].getDataType().isFloating()) {
      backward(results[0].mul(draw(results[0].getShape().getShape())).sum());
      for (int i = 0; i < given.size(); i++) {
        expectGrad("grad." + i, given.get(i));
      }
    }
  }

  private NDArray[] results(NDArray x, NDArray... all) {
    return switch (text("function")) {
      case "median_dim" -> both(Torch.median(x, dim(), flag("keepdim")));
      case "mode" -> both(Torch.mode(Torch.round(x), dim(), flag("keepdim")));
      default -> new NDArray[] {result(x, all)};
    };
  }

  private NDArray result(NDArray x, NDArray... all) {
    return switch (text("function")) {
      case "median" -> Torch.median(x);
      case "argmax" -> Torch.argmax(x, dim(), flag("keepdim"));
      case "cumprod" -> Torch.cumprod(x, dim());
      case "norm" -> Torch.norm(x, p(), dims(), flag("keepdim"));
      case "matrix_norm" -> Torch.norm(x, text("p"), dims(), flag("keepdim"));
      case "index_select" -> Torch.indexSelect(x, dim(), index());
      case "masked_select" -> Torch.maskedSelect(x, x.gt(0));
      case "repeat_interleave" ->
          given("dim")
              ? Torch.repeatInterleave(x, number("repeats"), dim())
              : Torch.repeatInterleave(x, number("repeats"));
      case "repeat_interleave_each" -> Torch.repeatInterleave(x, index(), dim());
      case "einsum" -> Torch.einsum(text("equation"), all);
      case "multinomial" ->
          Torch.multinomial(x.exp(), number("samples"), flag("replacement"), generator());
      default -> throw new AssertionError("no function " + text("function"));
    };
  }

  private static NDArray[] both(ValuesAndIndices found) {
    return new NDArray[] {found.values(), found.indices()};
  }

  private int dim() {
    return (int) number("dim");
  }

  private long[] dims() {
    return given("dims") ? longs("dims") : null;
  }

  private double p() {
    return text("p").equals("-inf") ? Double.NEGATIVE_INFINITY : real("p");
  }

  private NDArray index() {
    return Torch.tensor(longs("index"), longs("index").length);
  }

  private Generator generator() {
    return flag("own") ? new Generator().manualSeed(number("seed") % 1000) : null;
  }
}
