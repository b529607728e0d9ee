package io.github.torchrnn.jit;

import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.RecurrentOptions;
import io.github.torchrnn.internal.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Dropout in parts of a batch: the masks are drawn of the whole batch, before it is cut. */
final class PartDropout {

  /** The operation that draws a mask: {@code part_mask(sizes, p, type)}. */
  static final String MASK = "part_mask";

  private PartDropout() {}

  /** {@code dropout(x, p, train)}, and that of features. */
  static void follow(Partitioner to, Operation dropout) {
    Rows rows = PartRules.ofFirst(to, dropout);
    if (!Effects.acts(dropout)) {
      to.keep(dropout, rows);
      return;
    }
    Value x = dropout.value(0);
    boolean ofFeatures = dropout.name().equals("feature_dropout");
    List<Object> sizes = to.sizesOf(x);
    if (sizes == null || x.device().isGpu() || ofFeatures && (x.rank() < 2 || rows.axis() > 1)) {
      throw Mixed.by(dropout);
    }
    double p = dropout.constant(1);
    List<Object> drawn = new ArrayList<>(sizes);
    for (int axis = 2; ofFeatures && p < 1 && axis < x.rank(); axis++) {
      drawn.set(axis, 1L);
    }
    Value mask = mask(to, x, drawn, p, rows);
    to.rewrite(dropout.output(), "mul", x, mask);
    to.put(dropout.output(), rows);
    to.done(dropout);
  }

  private static Value mask(Partitioner to, Value x, List<Object> sizes, double p, Rows rows) {
    long[] shape = x.shape().getShape().clone();
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = sizes.get(axis).equals(1L) ? 1 : shape[axis];
    }
    Value like = new Value(0, new Shape(shape), x.type(), x.device(), false);
    List<Object> arguments = List.of(sizes, p, (long) Tensors.torchNumber(x.type()));
    return to.before(
        new Operation(MASK, arguments, List.of(to.like(like, new Shape(shape))), false), rows);
  }

  /** A recurrent stack with dropout as one of one layer after the other, and masks in between. */
  static void followStack(Partitioner to, RecurrentStack stack, Rows output, Rows state) {
    Operation operation = stack.operation();
    List<Object> sizes = to.sizesOf(stack.input());
    if (sizes == null || stack.input().device().isGpu()) {
      throw Mixed.by(operation);
    }
    int directions = stack.directions();
    Value x = stack.input();
    Value last = operation.outputs().get(0);
    List<List<Value>> states = new ArrayList<>();
    List<Value> ofAll = operation.outputs().subList(1, operation.outputs().size());
    for (int layer = 0; layer < stack.layers(); layer++) {
      boolean isLast = layer == stack.layers() - 1;
      Value y = isLast ? last : to.like(last, last.shape());
      List<Value> outputs = new ArrayList<>(List.of(y));
      for (Value all : ofAll) {
        outputs.add(to.like(all, withLayers(all, directions)));
      }
      states.add(outputs.subList(1, outputs.size()));
      to.rewrite(oneLayer(to, stack, layer, x, outputs, state));
      to.put(y, output);
      if (!isLast) {
        List<Object> drawn = new ArrayList<>(sizes.subList(0, sizes.size() - 1));
        drawn.add(last.shape().get(last.rank() - 1));
        Value mask = maskInTime(to, stack, y, drawn, output);
        x = to.rewrite(to.like(y, y.shape()), "mul", y, mask);
        to.put(x, output);
      }
    }
    for (int i = 0; i < ofAll.size(); i++) {
      int number = i;
      List<Value> parts = states.stream().map(it -> it.get(number)).collect(Collectors.toList());
      to.rewrite(ofAll.get(i), "cat", parts, 0L);
      to.put(ofAll.get(i), state);
    }
    to.done(operation);
  }

  /** The mask of a layer's output, which the layers draw step by step of all sequences. */
  private static Value maskInTime(
      Partitioner to, RecurrentStack stack, Value y, List<Object> sizes, Rows rows) {
    if (!stack.batchFirst()) {
      return mask(to, y, sizes, stack.dropout(), rows);
    }
    List<Object> swapped = List.of(sizes.get(1), sizes.get(0), sizes.get(2));
    Value inTime = to.like(y, new Shape(y.shape().get(1), y.shape().get(0), y.shape().get(2)));
    Value like = new Value(inTime.id(), inTime.shape(), y.type(), y.device(), false);
    Value mask = mask(to, like, swapped, stack.dropout(), rows.at(1));
    Value swappedBack = to.like(new Value(0, y.shape(), y.type(), y.device(), false), y.shape());
    to.rewrite(swappedBack, "transpose", mask, 0L, 1L);
    to.put(swappedBack, rows);
    return swappedBack;
  }

  private static Operation oneLayer(
      Partitioner to, RecurrentStack stack, int layer, Value x, List<Value> outputs, Rows state) {
    Operation all = stack.operation();
    int directions = stack.directions();
    List<Value> initial = new ArrayList<>();
    for (Value given : stack.states()) {
      Value own = to.like(given, withLayers(given, directions));
      String rows = "%d:%d:1".formatted(layer * directions, (layer + 1) * directions);
      to.rewrite(own, "get", given, rows);
      to.put(own, state);
      initial.add(own);
    }
    List<Value> weights = all.values(stack.isPacked() ? 5 : 2);
    int each = weights.size() / stack.layers();
    List<Value> own = weights.subList(layer * each, (layer + 1) * each);
    List<@Nullable Object> arguments = new ArrayList<>(all.arguments());
    arguments.set(0, x);
    if (stack.isPacked()) {
      if (!initial.isEmpty()) {
        arguments.set(4, initial);
      }
      arguments.set(5, own);
      arguments.set(7, 1L);
      arguments.set(8, 0.0);
    } else {
      RecurrentOptions o = all.constant(3);
      arguments.set(1, initial);
      arguments.set(2, own);
      arguments.set(
          3,
          new RecurrentOptions(
              o.bias(), 1, 0, o.training(), o.bidirectional(), o.batchFirst()));
    }
    return new Operation(all.name(), arguments, outputs, all.isList());
  }

  private static Shape withLayers(Value states, int count) {
    long[] sizes = states.shape().getShape().clone();
    sizes[0] = count;
    return new Shape(sizes);
  }

  /** The row of {@link #MASK} in the table of operations. */
  static final class MaskRule implements Rule {
    @Override
    public void forward(Emitter out, Operation operation) {
      List<Object> sizes = operation.constant(0);
      String text =
          sizes.stream()
              .map(
                  size ->
                      size instanceof WholeSizes.OfAxis of
                          ? "torch.size(%s, %d)".formatted(out.name(of.argument()), of.axis())
                          : size.toString())
              .collect(Collectors.joining(", ", "[", "]"));
      String empty =
          out.assign("empty", "torch.empty(%s, dtype=%s)".formatted(text, operation.constant(2)));
      out.define(
          operation.output(), DropoutMask.of(empty, operation.<Double>constant(1)));
    }

    @Override
    public void backward(Backward back, Operation operation, List<@Nullable String> gradients) {
      throw new IllegalStateException("a mask has no gradient");
    }
  }
}
