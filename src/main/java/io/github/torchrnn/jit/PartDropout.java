package io.github.torchrnn.jit;

import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.RecurrentOptions;
import io.github.torchrnn.internal.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    WholeSizes.Known known = to.known(x);
    boolean isInside = rows.outer() > 1 && rows.inner() > 1; // which no cut takes out of an axis
    if (known == null
        || x.device().isGpu()
        || isInside
        || ofFeatures && (x.rank() < 2 || rows.axis() > 1)) {
      throw Mixed.by(dropout);
    }
    double p = dropout.constant(1);
    Value mask;
    if (ofFeatures && p < 1) {
      List<Object> drawn = new ArrayList<>(known.sizes().subList(0, 2));
      while (drawn.size() < x.rank()) {
        drawn.add(1L);
      }
      mask = mask(to, x, drawn, p, rows);
    } else {
      mask = mask(to, x, known, p, rows);
    }
    to.rewrite(dropout.output(), "mul", x, mask);
    to.put(dropout.output(), rows);
    to.done(dropout);
  }

  /** A mask whose numbers lie in memory, and so are drawn, in the order of a value's. */
  private static Value mask(Partitioner to, Value x, WholeSizes.Known known, double p, Rows rows) {
    if (!known.isSwapped()) {
      return mask(to, x, known.sizes(), p, rows);
    }
    List<Object> sizes = new ArrayList<>(known.sizes());
    Collections.swap(sizes, 0, 1);
    long[] swapped = x.shape().getShape().clone();
    swapped[0] = x.shape().get(1);
    swapped[1] = x.shape().get(0);
    Value inMemory = new Value(0, new Shape(swapped), x.type(), x.device(), false);
    Rows swappedRows = rows.axis() > 1 ? rows : rows.at(1 - rows.axis());
    Value drawn = mask(to, inMemory, sizes, p, swappedRows);
    Value mask = to.like(drawn, x.shape());
    to.rewrite(mask, "transpose", drawn, 0L, 1L);
    to.put(mask, rows);
    return mask;
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
    WholeSizes.Known known = to.known(stack.input());
    if (known == null || stack.input().device().isGpu()) {
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
        List<Object> drawn = new ArrayList<>(known.sizes());
        drawn.set(drawn.size() - 1, last.shape().get(last.rank() - 1));
        var ofLayer = new WholeSizes.Known(drawn, stack.batchFirst());
        Value mask = mask(to, y, ofLayer, stack.dropout(), output);
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

  private static Operation oneLayer(
      Partitioner to, RecurrentStack stack, int layer, Value x, List<Value> outputs, Rows state) {
    Operation all = stack.operation();
    int directions = stack.directions();
    List<Value> initial = new ArrayList<>();
    for (Value given : stack.states()) {
      Value own = to.like(given, withLayers(given, directions));
      String rows = "%s:%s:1".formatted(layer * directions, (layer + 1) * directions);
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
          3, new RecurrentOptions(o.bias(), 1, 0, o.training(), o.bidirectional(), o.batchFirst()));
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
      String empty =
          out.assign("empty", empty(out, operation.constant(0), operation.<Long>constant(2)));
      out.define(operation.output(), DropoutMask.of(empty, operation.<Double>constant(1)));
    }

    private static String empty(Emitter out, List<Object> sizes, long type) {
      if (sizes.get(0) instanceof WholeSizes.OfAxis of) {
        Value argument = of.argument();
        List<Object> own =
            IntStream.range(0, argument.rank())
                .mapToObj(axis -> (Object) new WholeSizes.OfAxis(argument, axis))
                .toList();
        if (own.equals(sizes)) { // in whatever order its numbers lie
          return "torch.empty_like(%s, dtype=%s)".formatted(out.name(argument), type);
        }
      }
      String text =
          sizes.stream().map(size -> text(out, size)).collect(Collectors.joining(", ", "[", "]"));
      return "torch.empty(%s, dtype=%s)".formatted(text, type);
    }

    private static String text(Emitter out, Object size) {
      if (size instanceof WholeSizes.OfAxis of) {
        return "torch.size(%s, %s)".formatted(out.name(of.argument()), of.axis());
      }
      return size instanceof WholeSizes.Merged merged
          ? merged.sizes().stream().map(it -> text(out, it)).collect(Collectors.joining(" * "))
          : size.toString();
    }

    @Override
    public void backward(Backward back, Operation operation, List<@Nullable String> gradients) {
      throw new IllegalStateException("a mask has no gradient");
    }
  }
}
