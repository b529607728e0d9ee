package io.github.torchrnn.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * LBFGS but for its numbers, which the goldens have. The state is that of
 *
 * <pre>{@code
 * a = torch.tensor([1., 2.], requires_grad=True)
 * b = torch.tensor([[-1.], [3.]], requires_grad=True)
 * o = torch.optim.LBFGS([a, b], lr=0.5, max_iter=3, history_size=3)
 * def closure():
 *     o.zero_grad()
 *     loss = (a * a * a * a).sum() + ((b - 1) * (b - 1)).sum() + (a.sum() * b).sum()
 *     loss.backward()
 *     return loss
 * print(o.step(closure), o.step(closure), a, b, o.state_dict())
 * }</pre>
 */
@Scoped
class LBFGSTest {

  private final NDArray a = leaf(Torch.tensor(1f, 2));
  private final NDArray b = leaf(Torch.tensor(new float[] {-1, 3}, 2, 1));

  private static NDArray leaf(NDArray array) {
    array.setRequiresGradient(true);
    return array;
  }

  private LBFGS optimizer() {
    return LBFGS.builder(List.of(a, b)).lr(0.5).maxIter(3).historySize(3).build();
  }

  private Supplier<NDArray> closure(Optimizer optimizer) {
    return () -> {
      optimizer.zeroGrad();
      NDArray loss = a.mul(a).mul(a).mul(a).sum().add(b.sub(1).mul(b.sub(1)).sum());
      loss = loss.add(a.sum().mul(b).sum());
      Torch.backward(loss);
      return loss;
    };
  }

  private static void refused(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  private static Map<?, ?> entry(Map<String, ?> dict) {
    return (Map<?, ?>) ((Map<?, ?>) dict.get("state")).get(0L);
  }

  private static List<String> reprs(Object list) {
    List<String> reprs = new ArrayList<>();
    for (Object array : (List<?>) list) {
      reprs.add(array == null ? "None" : Torch.repr((NDArray) array));
    }
    return reprs;
  }

  @Test
  void itsStateIsPythons() {
    try (LBFGS optimizer = optimizer()) {
      assertEquals("{}", optimizer.stateDict().get("state").toString());
      assertTrue(optimizer.state().isEmpty());
      assertEquals(31, Torch.item(optimizer.step(closure(optimizer))));
      assertEquals(
          "tensor(15.2613)", Torch.repr(optimizer.step(closure(optimizer)).stopGradient()));
      assertEquals("tensor([0.4975, 0.8524], requires_grad=True)", Torch.repr(a));
      assertEquals("tensor([[-0.7148],\n        [ 2.2179]], requires_grad=True)", Torch.repr(b));
      Map<?, ?> entry = entry(optimizer.stateDict());
      assertEquals(
          "[func_evals, n_iter, al, d, t, old_dirs, old_stps, ro, H_diag, prev_flat_grad,"
              + " prev_loss]",
          entry.keySet().toString());
      assertEquals(6L, entry.get("func_evals"));
      assertEquals(4L, entry.get("n_iter"));
      assertEquals(
          List.of("tensor(-0.0886)", "tensor(-0.2062)", "tensor(2.1069)"), reprs(entry.get("al")));
      assertEquals(
          "tensor([-0.3714, -0.5227,  0.3209, -0.6971])", Torch.repr((NDArray) entry.get("d")));
      assertEquals(0.5, entry.get("t"));
      assertEquals(
          List.of(
              "tensor([ -0.7666, -14.2298,  -0.3958,  -0.5625])",
              "tensor([-1.0605, -7.3936, -0.2997, -0.6265])",
              "tensor([-1.2063, -5.1588, -0.2580, -0.8811])"),
          reprs(entry.get("old_dirs")));
      assertEquals(
          List.of(
              "tensor([-0.0625, -0.3542,  0.0104, -0.0729])",
              "tensor([-0.1022, -0.2648,  0.0337, -0.1298])",
              "tensor([-0.1522, -0.2672,  0.0807, -0.2309])"),
          reprs(entry.get("old_stps")));
      assertEquals(
          List.of("tensor(0.1951)", "tensor(0.4678)", "tensor(0.5732)"), reprs(entry.get("ro")));
      assertEquals("tensor(0.0603)", Torch.repr((NDArray) entry.get("H_diag")));
      assertEquals(
          "tensor([ 2.9666,  7.2178, -1.9535,  4.9299])",
          Torch.repr((NDArray) entry.get("prev_flat_grad")));
      assertEquals(10.765968, (double) entry.get("prev_loss"), 1e-5);
      Map<String, NDArray> state = optimizer.state().get(a);
      assertEquals("[func_evals, n_iter, d, prev_flat_grad]", state.keySet().toString());
      assertEquals(6, Torch.itemLong(state.get("func_evals")));
      assertNull(optimizer.state().get(b));
    }
  }

  @Test
  void isPrintedAsPythonPrintsIt() {
    assertEquals(
        "LBFGS (\nParameter Group 0\n    history_size: 3\n    line_search_fn: None\n    lr: 0.5\n"
            + "    max_eval: 3\n    max_iter: 3\n    tolerance_change: 1e-09\n"
            + "    tolerance_grad: 1e-07\n)",
        optimizer().toString());
    assertEquals(
        "LBFGS (\nParameter Group 0\n    history_size: 100\n    line_search_fn: strong_wolfe\n"
            + "    lr: 1\n    max_eval: 8\n    max_iter: 7\n    tolerance_change: 1e-09\n"
            + "    tolerance_grad: 1e-07\n)",
        LBFGS.builder(List.of(a)).lineSearchFn("strong_wolfe").maxIter(7).build().toString());
  }

  @Test
  void refusesWhatTorchRefuses() {
    List<NDArray> params = List.of(a);
    refused("Invalid learning rate: -1.0", () -> new LBFGS(params, -1));
    refused(
        "LBFGS doesn't support per-parameter options (parameter groups)",
        () -> LBFGS.builder(params).group(List.of(b), Map.of()).build());
    refused(
        "only 'strong_wolfe' is supported", () -> LBFGS.builder(params).lineSearchFn("w").build());
    refused("Invalid history_size: 0", () -> LBFGS.builder(params).historySize(0).build());
    LBFGS optimizer = new LBFGS(params);
    assertEquals(
        "LBFGS.step() missing 1 required positional argument: 'closure'",
        assertThrows(UnsupportedOperationException.class, optimizer::step).getMessage());
    assertEquals(
        "closure is null",
        assertThrows(NullPointerException.class, () -> optimizer.step(null)).getMessage());
    assertEquals(
        "closure returned null",
        assertThrows(NullPointerException.class, () -> optimizer.step(() -> null)).getMessage());
    refused(
        "a Tensor with 2 elements cannot be converted to Scalar", () -> optimizer.step(() -> a));
    refused(
        "option 'max_iter' of LBFGS must be int, not float",
        () -> optimizer.paramGroups().get(0).set("max_iter", 1.5));
    optimizer.paramGroups().get(0).set("line_search_fn", "strong_wolfe");
    optimizer.paramGroups().get(0).set("line_search_fn", null);
    optimizer.addParamGroup(List.of(b), Map.of());
    assertEquals(
        "Expected exactly one param_group, but got 2",
        assertThrows(IllegalStateException.class, () -> optimizer.step(() -> a)).getMessage());
  }

  @Test
  void aCompiledStepCannotHaveIt() {
    refused(
        "LBFGS computes the loss several times in a step: call its step(closure) instead of a"
            + " CompiledStep",
        () -> CompiledStep.of(optimizer(), x -> x.mul(a).sum()));
  }

  @Test
  void recordsInItsClosureAndNowhereElse() {
    List<Boolean> recorded = new ArrayList<>();
    try (LBFGS optimizer = optimizer()) {
      Supplier<NDArray> closure = closure(optimizer);
      optimizer.step(
          () -> {
            recorded.add(Torch.isGradEnabled());
            return closure.get();
          });
      assertEquals(List.of(true, true, true), recorded);
      assertFalse(Torch.isGradEnabled());
      assertTrue(a.hasGradient());
    }
  }

  @Test
  void refusesAStateThatDoesNotFitAndStaysAsItIs() {
    try (LBFGS optimizer = optimizer();
        LBFGS other = optimizer()) {
      optimizer.step(closure(optimizer));
      Map<String, Object> dict = optimizer.stateDict();
      refusesWith(
          optimizer,
          dict,
          "d",
          Torch.zeros(3),
          "loaded state dict has state[0][\"d\"] of torch.Size([3]) for parameters of 4 elements");
      refusesWith(
          optimizer,
          dict,
          "ro",
          List.of(),
          "loaded state dict: old_dirs, old_stps and ro of state[0] are not of one length");
      refusesWith(
          optimizer,
          dict,
          "old_stps",
          3,
          "loaded state dict: expected a list for state[0][\"old_stps\"], got 3");
      refusesWith(
          optimizer,
          dict,
          "n_iter",
          -1,
          "loaded state dict: expected a number of steps for state[0][\"n_iter\"], got -1.0");
      refusesWith(
          optimizer,
          dict,
          "prev_flat_grad",
          null,
          "loaded state dict: expected a tensor for state[0][\"prev_flat_grad\"], got null");
      assertEquals(reprs(entry(dict).get("ro")), reprs(entry(optimizer.stateDict()).get("ro")));
      other.loadStateDict(dict);
      assertEquals(
          reprs(entry(dict).get("old_dirs")), reprs(entry(other.stateDict()).get("old_dirs")));
      optimizer.loadStateDict(optimizer().stateDict());
      assertEquals("{}", optimizer.stateDict().get("state").toString());
    }
  }

  private static void refusesWith(
      LBFGS optimizer, Map<String, Object> dict, String key, Object value, String message) {
    Map<Object, Object> entry = new LinkedHashMap<>(entry(dict));
    entry.put(key, value);
    Map<String, Object> changed = new LinkedHashMap<>(dict);
    changed.put("state", Map.of(0L, entry));
    refused(message, () -> optimizer.loadStateDict(changed));
  }

  @Test
  void endsWithItsTurns() {
    LBFGS optimizer = optimizer();
    optimizer.close();
    assertThrows(IllegalStateException.class, () -> optimizer.step(closure(optimizer)));
    LBFGS closing = optimizer();
    assertThrows(
        IllegalStateException.class,
        () ->
            closing.step(
                () -> {
                  closing.close();
                  return a.sum();
                }));
  }
}
