package io.github.torchrnn.jit;

import io.github.torchrnn.jit.RecurrentStack.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The row of a recurrent operator: layers, directions and dropout around the closed form of one
 * layer and direction, which the {@link RecurrentFamily} calls.
 */
record RecurrentRule(RecurrentFamily family, boolean isPacked) implements Rule {

  private RecurrentStack stack(Operation operation) {
    return new RecurrentStack(operation, isPacked);
  }

  @Override
  public boolean hasBackward(Operation operation) {
    return !stack(operation).isProjected();
  }

  @Override
  public void forward(Emitter out, Operation operation) {
    RecurrentStack stack = stack(operation);
    if (!isClosed(out, stack)) {
      RecurrentForward.write(out, stack);
      return;
    }
    String x = out.name(stack.input());
    if (stack.batchFirst()) {
      x = out.assign("seq", "torch.transpose(%s, 0, 1)".formatted(x));
    }
    List<@Nullable String> initial = initialStates(out, stack);
    List<List<String>> last = List.of(new ArrayList<>(), new ArrayList<>());
    for (int layer = 0; layer < stack.layers(); layer++) {
      List<String> outputs = new ArrayList<>();
      for (int direction = 0; direction < stack.directions(); direction++) {
        List<String> results = layer(out, stack, layer, direction, x, initial);
        outputs.add(results.get(0));
        for (int state = 0; state < family.states(); state++) {
          last.get(state).add(results.get(1 + state));
        }
      }
      x = joined(out, stack, layer, outputs);
    }
    out.name(
        operation.output(),
        stack.batchFirst() ? out.assign("x", "torch.transpose(%s, 0, 1)".formatted(x)) : x);
    for (int state = 0; state < family.states(); state++) {
      if (!out.isUsed(operation.outputs().get(1 + state))) {
        continue;
      }
      out.define(
          operation.outputs().get(1 + state),
          reordered(
              out, "torch.stack([" + String.join(", ", last.get(state)) + "])", stack.unsorted()));
    }
  }

  /**
   * Whether the closed form runs: where gradients are asked for, and where it is faster than the
   * operator of LibTorch, which has its own only of LSTMs on padded batches.
   */
  private boolean isClosed(Emitter out, RecurrentStack stack) {
    boolean faster = isPacked || family != RecurrentFamily.LSTM;
    return out.place() == Place.HERE
        && !stack.isProjected()
        && (faster || out.records(stack.operation()));
  }

  /** The states of all layers and directions in one; null for zeros that are not made yet. */
  private List<@Nullable String> initialStates(Emitter out, RecurrentStack stack) {
    List<@Nullable String> states = new ArrayList<>();
    for (Value state : stack.states()) {
      boolean zeros = out.deferred(state) != null;
      states.add(zeros ? null : reordered(out, out.name(state), stack.sorted()));
    }
    while (states.size() < family.states()) {
      String data = out.name(stack.input());
      states.add(
          out.shared(
              "zeros",
              "torch.zeros([%s, int(torch.select(%s, 0, 0)), %s], dtype=%s.dtype, device=%s.device)"
                  .formatted(
                      stack.layers() * stack.directions(),
                      out.name(stack.batchSizes()),
                      stack.hiddenSize(),
                      data,
                      data)));
    }
    return states;
  }

  /** States in another order of the sequences. */
  private static String reordered(Emitter out, String states, @Nullable Value indices) {
    return indices == null
        ? states
        : "torch.index_select(%s, 1, %s)".formatted(states, out.name(indices));
  }

  private List<String> layer(
      Emitter out, RecurrentStack stack, int layer, int direction, String x, List<String> initial) {
    int number = stack.number(layer, direction);
    List<String> arguments = new ArrayList<>(List.of(x));
    if (isPacked) {
      arguments.add(out.name(stack.batchSizes()));
    }
    for (int state = 0; state < family.states(); state++) {
      String before = initial(out, stack, state, initial.get(state), number);
      out.save(stack.operation(), "initial" + state + number, before);
      arguments.add(before);
    }
    Weights weights = stack.weights(layer, direction);
    arguments.addAll(
        Arrays.asList(
            out.name(weights.ih()),
            out.name(weights.hh()),
            out.text(weights.biasIh()),
            out.text(weights.biasHh())));
    arguments.addAll(family.options());
    arguments.add(direction == 1 ? "True" : "False");
    List<String> results = new ArrayList<>();
    for (String kind : family.results()) {
      results.add(out.fresh(kind));
    }
    out.line(
        "%s = self.%s(%s)"
            .formatted(
                String.join(", ", results),
                family.function(stack, "forward"),
                String.join(", ", arguments)));
    out.save(stack.operation(), "x" + layer, x);
    out.save(stack.operation(), "results" + number, String.join(",", results));
    return results;
  }

  private static String initial(
      Emitter out, RecurrentStack stack, int state, @Nullable String all, int number) {
    return all == null
        ? out.shared("h0", ZeroStateRule.zeros(out, out.deferred(stack.states().get(state)), 1))
        : out.shared("h0", "torch.select(%s, 0, %s)".formatted(all, number));
  }

  /** The input of the next layer: both directions, with dropout in between. */
  private String joined(Emitter out, RecurrentStack stack, int layer, List<String> outputs) {
    String output =
        outputs.size() == 1
            ? outputs.get(0)
            : out.assign(
                "out",
                "torch.cat([%s], %s)".formatted(String.join(", ", outputs), isPacked ? 1 : 2));
    if (stack.dropout() == 0 || layer == stack.layers() - 1) {
      return output;
    }
    String mask = out.assign("mask", DropoutMask.of(output, stack.dropout()));
    out.save(stack.operation(), "mask" + layer, mask);
    return out.assign("dropped", "torch.mul(%s, %s)".formatted(output, mask));
  }

  @Override
  public void backward(Backward back, Operation operation, List<@Nullable String> gradients) {
    Emitter out = back.out();
    RecurrentStack stack = stack(operation);
    String d = gradients.get(0);
    if (d != null && stack.batchFirst()) {
      d = out.assign("d", "torch.transpose(%s, 0, 1)".formatted(d));
    }
    List<@Nullable String> ofLast = new ArrayList<>();
    for (String gradient : gradients.subList(1, gradients.size())) {
      ofLast.add(gradient == null ? null : reordered(out, gradient, stack.sorted()));
    }
    List<List<String>> ofInitial = List.of(new ArrayList<>(), new ArrayList<>());
    for (int layer = stack.layers() - 1; layer >= 0; layer--) {
      boolean wantsInput = layer > 0 || back.wants(stack.input());
      String x = out.saved(operation, "x" + layer);
      List<String> sum = new ArrayList<>();
      for (int direction = stack.directions() - 1; direction >= 0; direction--) {
        String part = d;
        if (d != null && stack.directions() == 2) {
          part =
              "torch.narrow(%s, %s, %s, %s)"
                  .formatted(
                      d, isPacked ? 1 : 2, direction * stack.hiddenSize(), stack.hiddenSize());
        }
        Layer one = new Layer(back, stack, layer, direction, x);
        List<String> states = family.backward(one, part, selected(ofLast, one.number()));
        for (int state = 0; state < family.states(); state++) {
          ofInitial.get(state).add(0, states.get(state));
        }
        if (wantsInput) {
          sum.add(family.ofInput(one));
        }
      }
      if (wantsInput) {
        d =
            sum.size() == 1
                ? sum.get(0)
                : out.assign("d", "torch.add(%s)".formatted(String.join(", ", sum)));
        if (out.hasSaved(operation, "mask" + (layer - 1))) {
          d =
              out.assign(
                  "d",
                  "torch.mul(%s, %s)".formatted(d, out.saved(operation, "mask" + (layer - 1))));
        }
      }
    }
    if (back.wants(stack.input())) {
      back.add(stack.input(), stack.batchFirst() ? "torch.transpose(%s, 0, 1)".formatted(d) : d);
    }
    for (int state = 0; state < stack.states().size(); state++) {
      if (back.wants(stack.states().get(state))) {
        back.add(
            stack.states().get(state),
            reordered(
                out,
                "torch.stack([" + String.join(", ", ofInitial.get(state)) + "])",
                stack.unsorted()));
      }
    }
  }

  private static List<String> selected(List<@Nullable String> ofLast, int number) {
    return ofLast.stream()
        .map(it -> it == null ? "None" : "torch.select(%s, 0, %s)".formatted(it, number))
        .collect(Collectors.toList());
  }

  /** One layer and direction of a stack in backward. */
  record Layer(Backward back, RecurrentStack stack, int layer, int direction, String x) {

    int number() {
      return stack.number(layer, direction);
    }

    Weights weights() {
      return stack.weights(layer, direction);
    }

    /** The results of its forward. */
    String[] results() {
      return back.out().saved(stack.operation(), "results" + number()).split(",");
    }

    String initial(int state) {
      return back.out().saved(stack.operation(), "initial" + state + number());
    }

    String isReverse() {
      return direction == 1 ? "True" : "False";
    }

    /** x as rows, for products. */
    String rows() {
      long size = weights().ih().shape().get(1);
      return stack.isPacked()
          ? x
          : back.out().shared("rows", "torch.reshape(%s, [-1, %s])".formatted(x, size));
    }
  }
}
