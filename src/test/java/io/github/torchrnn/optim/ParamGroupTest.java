package io.github.torchrnn.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Options of a group: torch's names and types, set at construction or between steps. */
@Scoped
class ParamGroupTest {

  private static final String ADAM_OPTIONS =
      "lr, betas, eps, weight_decay, amsgrad, maximize, decoupled_weight_decay";

  private static NDArray parameter() {
    NDArray parameter = Torch.tensor(new float[] {1, 2}, 2);
    parameter.setRequiresGradient(true);
    return parameter;
  }

  private static String failure(Runnable call) {
    return assertThrows(IllegalArgumentException.class, call::run).getMessage();
  }

  @Test
  void optionsHaveTorchsNames() {
    try (Adam adam = new Adam(List.of(parameter()));
        SGD sgd = SGD.builder(List.of(parameter())).lr(.1).momentum(.9).build()) {
      assertEquals(
          "{lr=0.001, betas=[0.9, 0.999], eps=1.0E-8, weight_decay=0.0, amsgrad=false,"
              + " maximize=false, decoupled_weight_decay=false}",
          adam.paramGroups().get(0).options().toString());
      assertEquals(
          "{lr=0.1, momentum=0.9, dampening=0.0, weight_decay=0.0, nesterov=false,"
              + " maximize=false}",
          sgd.paramGroups().get(0).options().toString());
    }
  }

  @Test
  void anyNumberIsANumber() {
    Map<String, Object> overrides = Map.of("lr", 1, "betas", List.of(0, .99f), "amsgrad", true);
    try (Adam adam =
        Adam.builder(List.of(parameter())).group(List.of(parameter()), overrides).build()) {
      assertEquals(0.001, adam.paramGroups().get(0).lr());
      Map<String, Object> options = adam.paramGroups().get(1).options();
      assertEquals(1.0, options.get("lr"));
      assertEquals(List.of(0.0, (double) .99f), options.get("betas"));
      assertEquals(true, options.get("amsgrad"));
    }
  }

  @Test
  void aWrongNameAndAWrongTypeAreTwoMessages() {
    String unexpected = "Adam got an unexpected option '%s': its options are " + ADAM_OPTIONS;
    assertEquals(unexpected.formatted("momentum"), refused("momentum", .9));
    assertEquals(unexpected.formatted("beta1"), refused("beta1", .9));
    assertEquals(unexpected.formatted("null"), refused(null, .9));
    assertEquals("option 'lr' of Adam must be float, not str", refused("lr", "1"));
    assertEquals("option 'lr' of Adam must be float, not bool", refused("lr", true));
    assertEquals("option 'lr' of Adam must be float, not None", refused("lr", null));
    assertEquals("option 'lr' of Adam must be float, not Tensor", refused("lr", parameter()));
    assertEquals("option 'amsgrad' of Adam must be bool, not int", refused("amsgrad", 1));
    assertEquals("option 'betas' of Adam must be (float, float), not float", refused("betas", .9));
    assertEquals(
        "option 'betas' of Adam must be (float, float), not (float)",
        refused("betas", List.of(.9)));
    assertEquals(
        "option 'betas' of Adam must be (float, float), not (float, str)",
        refused("betas", List.of(.9, "x")));
    assertEquals(
        "option 'betas' of Adam must be (float, float), not a list of 5",
        refused("betas", List.of(1, 2, 3, 4, 5)));
    assertEquals("Invalid learning rate: -1.0", refused("lr", -1));
    assertEquals("Invalid beta parameter at index 1: 1.0", refused("betas", List.of(0, 1)));
  }

  /** The message of a group's override, which {@link ParamGroup#set} has too. */
  private static String refused(String name, Object value) {
    Map<String, Object> overrides = new HashMap<>();
    overrides.put(name, value);
    Adam.Builder builder = Adam.builder(List.of(parameter()));
    builder.group(List.of(parameter()), overrides);
    String message = failure(builder::build);
    if (name != null) {
      try (Adam adam = new Adam(List.of(parameter()))) {
        ParamGroup group = adam.paramGroups().get(0);
        Map<String, Object> before = group.options();
        assertEquals(message, failure(() -> group.set(name, value)));
        assertEquals(before, group.options());
      }
    }
    return message;
  }

  @Test
  void aSetOptionHoldsForTheStepsToCome() {
    NDArray p = parameter();
    try (SGD sgd = new SGD(List.of(p), .5)) {
      ParamGroup group = sgd.paramGroups().get(0);
      step(sgd, p);
      assertEquals("tensor([0.5000, 1.5000], requires_grad=True)", Torch.repr(p));
      group.set("momentum", .5);
      step(sgd, p);
      step(sgd, p);
      assertEquals("tensor([-0.7500,  0.2500], requires_grad=True)", Torch.repr(p));
      group.set("maximize", true);
      group.set("momentum", 0);
      group.lr(1);
      step(sgd, p);
      assertEquals("tensor([0.2500, 1.2500], requires_grad=True)", Torch.repr(p));
      assertEquals(
          "Nesterov momentum requires a momentum and zero dampening",
          failure(() -> group.set("nesterov", true)));
      assertEquals("Invalid learning rate: nan", failure(() -> group.lr(Double.NaN)));
      assertEquals(
          "name is null",
          assertThrows(NullPointerException.class, () -> group.set(null, 1)).getMessage());
    }
  }

  /** One step by a gradient of ones. */
  private static void step(Optimizer optimizer, NDArray p) {
    step(optimizer, p::sum);
  }

  private static void step(Optimizer optimizer, Supplier<NDArray> loss) {
    optimizer.zeroGrad();
    try (var grad = Torch.enableGrad()) {
      Torch.backward(loss.get());
    }
    optimizer.step();
  }

  /**
   * Python's weights after betas were set between two steps; by the old ones they would be others.
   *
   * <pre>{@code
   * import torch
   *
   * p = torch.tensor([1.0, 2.0], requires_grad=True)
   * adam = torch.optim.Adam([p], lr=0.5, betas=(0.5, 0.5))
   * for betas in (0.5, 0.5), (0.25, 0.75):
   *     adam.param_groups[0]["betas"] = betas
   *     adam.zero_grad()
   *     (p * p).sum().backward()
   *     adam.step()
   * print(p)
   * }</pre>
   */
  @Test
  void betasAreSetAsAPair() {
    NDArray p = parameter();
    try (Adam adam = Adam.builder(List.of(p)).lr(.5).betas(.5, .5).build()) {
      step(adam, () -> p.square().sum());
      adam.paramGroups().get(0).set("betas", List.of(.25, .75));
      step(adam, () -> p.square().sum());
      assertEquals("tensor([0.2333, 1.1623], requires_grad=True)", Torch.repr(p));
    }
  }

  @Test
  void aBetaThatWasLoadedAsATensorIsWrittenAsOne() {
    try (Adam adam = new Adam(List.of(parameter()))) {
      Map<String, Object> state = new HashMap<>(adam.stateDict());
      ParamGroup group = adam.paramGroups().get(0);
      Map<String, Object> saved = new HashMap<>(group.options());
      saved.put("betas", List.of(Torch.tensor(new float[] {.5f}, new long[0]), .75));
      saved.put("params", List.of(0));
      state.put("param_groups", List.of(saved));
      adam.loadStateDict(state);
      assertEquals(List.of(.5, .75), group.options().get("betas"));
      List<?> written = (List<?>) writtenBetas(adam);
      assertEquals("tensor(0.5000)", Torch.repr((NDArray) written.get(0)));
      assertEquals(.75, written.get(1));
      group.set("betas", List.of(.5, .75));
      assertEquals(List.of(.5, .75), writtenBetas(adam));
      saved.put("betas", List.of(.5));
      assertEquals(
          "loaded state dict: expected 2 numbers for betas, got a list",
          failure(() -> adam.loadStateDict(state)));
    }
  }

  private static Object writtenBetas(Adam adam) {
    List<?> groups = (List<?>) adam.stateDict().get("param_groups");
    return ((Map<?, ?>) groups.get(0)).get("betas");
  }
}
