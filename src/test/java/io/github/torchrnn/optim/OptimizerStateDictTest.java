package io.github.torchrnn.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.torchrnn.Near;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.TorchJson;
import io.github.torchrnn.nn.Expect;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The layout of an optimizer's state, and states that do not fit. */
@Scoped
class OptimizerStateDictTest {

  private static JsonObject firstOf(String optimizer) throws IOException {
    return OptimizerStateTest.cases().stream()
        .filter(json -> json.get("optimizer").getAsString().equals(optimizer))
        .findFirst()
        .orElseThrow();
  }

  // ---- the layout

  @Test
  void aNewOptimizerHasTorchsLayout() {
    try (Adam adam = new Adam(List.of(parameter()))) {
      assertEquals(
          "{state={}, param_groups=[{lr=0.001, betas=[0.9, 0.999], eps=1.0E-8, weight_decay=0.0,"
              + " amsgrad=false, maximize=false, decoupled_weight_decay=false, foreach=null,"
              + " capturable=false, differentiable=false, fused=null, params=[0]}]}",
          adam.stateDict().toString());
    }
    try (SGD sgd = new SGD(List.of(parameter()), 0.1)) {
      assertEquals(
          "{state={}, param_groups=[{lr=0.1, momentum=0.0, dampening=0.0, weight_decay=0.0,"
              + " nesterov=false, maximize=false, foreach=null, differentiable=false, fused=null,"
              + " params=[0]}]}",
          sgd.stateDict().toString());
    }
  }

  @Test
  void keepsOptionsOfOthers() {
    try (Adam adam = new Adam(List.of(parameter()))) {
      Map<String, Object> state = copy(adam.stateDict());
      group(state).put("initial_lr", 0.5);
      group(state).put("param_names", List.of("weight"));
      adam.loadStateDict(state);
      Map<String, Object> group = group(adam.stateDict());
      assertEquals(0.5, group.get("initial_lr"));
      assertEquals(List.of("weight"), group.get("param_names"));
    }
  }

  /**
   * Python's weights after ten steps, of which nine are by a rate that was loaded as a tensor: not
   * those of the same rate as a number. {@link Near#digest} has {@code moment}.
   *
   * <pre>{@code
   * import hashlib
   * import torch
   *
   * def run(kind, lr):
   *     torch.manual_seed(0)
   *     p = torch.randn(100).requires_grad_()
   *     o = kind([p], lr=0.1, weight_decay=0.1)
   *     for step in range(10):
   *         if step == 1:
   *             state = o.state_dict()
   *             state["param_groups"][0]["lr"] = lr
   *             o.load_state_dict(state)
   *         o.zero_grad()
   *         (p * torch.randn(100)).sum().backward()
   *         o.step()
   *     print(hashlib.sha256(p.detach().numpy().tobytes()).hexdigest()[:16], moment(p),
   *           o.state_dict()["param_groups"][0]["lr"])
   *
   * for kind in torch.optim.Adam, torch.optim.AdamW, torch.optim.SGD:
   *     for lr in torch.tensor(0.3), torch.tensor([0.3]).half(), torch.tensor(1), torch.tensor(0.3).item():
   *         run(kind, lr)
   * }</pre>
   */
  @Test
  void goesOnWithARateThatIsATensor() {
    NDArray single = Torch.tensor(new float[] {.3f}, new long[0]);
    NDArray half = Torch.to(Torch.tensor(.3f), DataType.FLOAT16);
    NDArray one = Torch.tensor(new long[] {1}, new long[0]);
    assertGoesOn("dd4e0e1f759a06cb", -9.341033, "tensor(0.3000)", this::adam, single);
    assertGoesOn(
        "fb118f6ec1f7a7b4", -9.342913, "tensor([0.3000], dtype=torch.float16)", this::adam, half);
    assertGoesOn("733cff6936776f58", -29.0454, "tensor(1)", this::adam, one);
    assertGoesOn("319009c6487c4842", -9.341033, "0.30000001192092896", this::adam, (double) .3f);
    assertGoesOn("3c9e9c4ccd4214d8", -9.142201, "tensor(0.3000)", this::adamW, single);
    assertGoesOn(
        "a1e5ffa48a753691", -9.151112, "tensor([0.3000], dtype=torch.float16)", this::adamW, half);
    assertGoesOn("24c588bf92b1ddfa", -24.49146, "tensor(1)", this::adamW, one);
    assertGoesOn("4fd14bdf8a4d9d82", -9.142201, "0.30000001192092896", this::adamW, (double) .3f);
    assertGoesOn("de5cff2dc413466a", -11.09102, "tensor(0.3000)", this::sgd, single);
    assertGoesOn(
        "63afff78d9e66c37", -11.0928, "tensor([0.3000], dtype=torch.float16)", this::sgd, half);
    assertGoesOn("9053ee0dcd0cf521", -31.2416, "tensor(1)", this::sgd, one);
  }

  private Optimizer adam(List<NDArray> params) {
    return Adam.builder(params).lr(.1).weightDecay(.1).build();
  }

  private Optimizer adamW(List<NDArray> params) {
    return AdamW.builder(params).lr(.1).weightDecay(.1).build();
  }

  private Optimizer sgd(List<NDArray> params) {
    return SGD.builder(params, .1).weightDecay(.1).build();
  }

  private static void assertGoesOn(
      String digest,
      double moment,
      String rate,
      Function<List<NDArray>, Optimizer> maker,
      Object lr) {
    Torch.manualSeed(0);
    NDArray p = Torch.randn(100);
    p.setRequiresGradient(true);
    try (Optimizer optimizer = maker.apply(List.of(p))) {
      for (int step = 0; step < 10; step++) {
        if (step == 1) {
          Map<String, Object> state = copy(optimizer.stateDict());
          group(state).put("lr", lr);
          optimizer.loadStateDict(state);
        }
        optimizer.zeroGrad();
        try (var grad = Torch.enableGrad()) {
          Torch.backward(p.mul(Torch.randn(100)).sum());
        }
        optimizer.step();
      }
      Near.digest(Near.onRecorder(), digest, moment, p);
      Object written = group(optimizer.stateDict()).get("lr");
      assertEquals(rate, written instanceof NDArray array ? Torch.repr(array) : "" + written);
      optimizer.paramGroups().get(0).lr(.25);
      assertEquals(.25, group(optimizer.stateDict()).get("lr"));
    }
  }

  @Test
  void theStateIsACopy() throws IOException {
    try (TrainingCase training = new TrainingCase(firstOf("Adam"))) {
      training.load();
      Map<String, Object> state = training.optimizer.stateDict();
      String before = TorchJson.encode(state).toString();
      training.train();
      assertEquals(before, TorchJson.encode(state).toString());
    }
  }

  // ---- states that do not fit

  @Test
  void refusesWhatDoesNotFitAndStaysAsItWas() throws IOException {
    try (TrainingCase training = new TrainingCase(firstOf("Adam"))) {
      training.load();
      Optimizer adam = training.optimizer;
      JsonElement before = TorchJson.encode(adam.stateDict());
      Map<String, String> failures = new LinkedHashMap<>();
      for (Map.Entry<String, Edit> edit : badEdits().entrySet()) {
        Map<String, Object> state = copy(adam.stateDict());
        edit.getValue().apply(state);
        failures.put(
            edit.getKey(),
            assertThrows(IllegalArgumentException.class, () -> adam.loadStateDict(state))
                .getMessage());
        assertEquals(before, TorchJson.encode(adam.stateDict()), edit.getKey());
      }
      failures.forEach((expected, message) -> assertEquals(expected, message));
      assertEquals(badEdits().size(), failures.size());
    }
  }

  private interface Edit {
    void apply(Map<String, Object> state);
  }

  private static Map<String, Edit> badEdits() {
    Map<String, Edit> edits = new LinkedHashMap<>();
    edits.put(
        "loaded state dict has a different number of parameter groups",
        state -> groups(state).add(group(state)));
    edits.put(
        "loaded state dict contains a parameter group that doesn't match the size of optimizer's"
            + " group",
        state -> group(state).put("params", List.of(0L)));
    edits.put(
        "loaded state dict: expected a list for param_groups, got null",
        state -> state.remove("param_groups"));
    edits.put(
        "loaded state dict: expected a map for state, got null", state -> state.remove("state"));
    edits.put(
        "loaded state dict has state[7][\"exp_avg\"] of torch.Size([5]) for a parameter of"
            + " torch.Size([4])",
        state -> entry(state, 7).put("exp_avg", Torch.zeros(5)));
    edits.put(
        "loaded state dict has no tensor state[3][\"exp_avg_sq\"]",
        state -> entry(state, 3).remove("exp_avg_sq"));
    edits.put(
        "loaded state dict has no tensor state[0][\"max_exp_avg_sq\"]",
        state -> group(state).put("amsgrad", true));
    edits.put(
        "loaded state dict: expected a number of steps for state[2][\"step\"], got 2.5",
        state -> entry(state, 2).put("step", 2.5));
    edits.put(
        "loaded state dict: expected a number for state[2][\"step\"], got torch.Size([2])",
        state -> entry(state, 2).put("step", Torch.zeros(2)));
    edits.put(
        "loaded state dict is not of this kind of optimizer: it has no option betas",
        state -> group(state).remove("betas"));
    edits.put("Invalid learning rate: -1.0", state -> group(state).put("lr", -1));
    edits.put(
        "loaded state dict: expected True or False for maximize, got 1",
        state -> group(state).put("maximize", 1));
    return edits;
  }

  @Test
  void refusesAClosedTensorAndAClosedOptimizer() throws IOException {
    try (TrainingCase training = new TrainingCase(firstOf("Adam"))) {
      training.load();
      Map<String, Object> state = copy(training.optimizer.stateDict());
      ((NDArray) entry(state, 1).get("exp_avg")).close();
      String message =
          assertThrows(IllegalStateException.class, () -> training.optimizer.loadStateDict(state))
              .getMessage();
      assertTrue(message.startsWith("state[1][\"exp_avg\"] has been closed"), message);
      training.optimizer.close();
      assertThrows(IllegalStateException.class, training.optimizer::stateDict);
    }
  }

  private static NDArray parameter() {
    NDArray parameter = Torch.zeros(2);
    parameter.setRequiresGradient(true);
    return parameter;
  }

  /** A copy whose maps and lists can be changed. */
  private static Map<String, Object> copy(Map<String, Object> state) {
    Map<Object, Object> entries = new LinkedHashMap<>();
    ((Map<?, ?>) state.get("state"))
        .forEach((id, entry) -> entries.put(id, new LinkedHashMap<>((Map<?, ?>) entry)));
    List<Object> groups = new ArrayList<>();
    ((List<?>) state.get("param_groups"))
        .forEach(group -> groups.add(new LinkedHashMap<>((Map<?, ?>) group)));
    Map<String, Object> copy = new LinkedHashMap<>();
    copy.put("state", entries);
    copy.put("param_groups", groups);
    return copy;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> groups(Map<String, Object> state) {
    return (List<Object>) state.get("param_groups");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> group(Map<String, Object> state) {
    return (Map<String, Object>) groups(state).get(0);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> entry(Map<String, Object> state, long id) {
    return (Map<String, Object>) ((Map<?, ?>) state.get("state")).get(id);
  }

  @Test
  void aMessageShowsNoListOrMapOfAFile() {
    Object doubling = List.of();
    for (int i = 0; i < 60; i++) { // a line of it would not fit into any memory
      doubling = List.of(doubling, doubling);
    }
    Map<String, Object> state = Map.of("state", doubling, "param_groups", List.of());
    try (Adam adam = new Adam(List.of(parameter()))) {
      Expect.refusal(
          "loaded state dict: expected a map for state, got a list",
          () -> adam.loadStateDict(state));
    }
  }
}
