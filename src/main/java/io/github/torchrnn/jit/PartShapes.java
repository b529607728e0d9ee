package io.github.torchrnn.jit;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The rows of operations that give arrays another shape, take them apart or join them. */
final class PartShapes {

  private PartShapes() {}

  static void addTo(Map<String, PartRules.Rule> rules) {
    rules.put("reshape", PartShapes::followReshape);
    rules.put("flatten", PartShapes::keepReshaped);
    rules.put("unsqueeze", PartShapes::followUnsqueeze);
    rules.put("squeeze_dim", (to, it) -> followSqueeze(to, it, List.of(it.<Long>constant(1))));
    rules.put("squeeze_dims", (to, it) -> followSqueeze(to, it, it.<List<Long>>constant(1)));
    rules.put("transpose", PartShapes::followTranspose);
    rules.put("permute", PartShapes::followPermute);
    rules.put("get", PartShapes::followGet);
    rules.put("cat", (to, it) -> followJoin(to, it, false));
    rules.put("stack", (to, it) -> followJoin(to, it, true));
    for (String name : List.of("split", "split_sizes", "split_sections", "split_at", "chunk")) {
      rules.put(name, (to, it) -> PartRules.keepBeside(to, it, List.of(it.<Long>constant(2))));
    }
    rules.put("flip", (to, it) -> PartRules.keepBeside(to, it, it.<List<Long>>constant(1)));
    rules.put("unbind", PartShapes::followUnbind);
    rules.put("roll", PartShapes::followRoll);
  }

  private static void keepReshaped(Partitioner to, Operation operation) {
    Rows rows =
        PartRules.ofFirst(to, operation)
            .reshaped(operation.value(0).shape().getShape(), operation.output().shape().getShape());
    if (rows == null) {
      throw Mixed.by(operation);
    }
    to.keep(operation, rows);
  }

  private static void followReshape(Partitioner to, Operation operation) {
    List<Long> sizes = operation.constant(1);
    Rows rows =
        PartRules.ofFirst(to, operation)
            .reshaped(operation.value(0).shape().getShape(), operation.output().shape().getShape());
    if (rows == null || rows.axis() > 0 && !to.hasFixedSizes()) {
      throw Mixed.by(operation); // in front may be what differs in another run
    }
    if (sizes.get(rows.axis()) == -1) {
      to.keep(operation, rows);
    } else if (to.hasFixedSizes()) {
      List<Long> free =
          new ArrayList<>(Arrays.stream(operation.output().shape().getShape()).boxed().toList());
      free.set(rows.axis(), -1L);
      to.rewrite(operation.output(), "reshape", operation.value(0), free);
      to.put(operation.output(), rows);
    } else {
      throw Mixed.by(operation);
    }
  }

  private static void followUnsqueeze(Partitioner to, Operation operation) {
    Rows rows = PartRules.ofFirst(to, operation);
    int axis =
        ShapeRules.axes(List.of(operation.<Long>constant(1)), operation.output().rank()).get(0);
    to.keep(operation, rows.at(rows.axis() + (axis <= rows.axis() ? 1 : 0)));
  }

  private static void followSqueeze(Partitioner to, Operation operation, List<Long> given) {
    Rows rows = PartRules.ofFirst(to, operation);
    List<Integer> axes = ShapeRules.axes(given, operation.value(0).rank());
    if (axes.contains(rows.axis())) {
      throw Mixed.by(operation);
    }
    Shape shape = operation.value(0).shape();
    int gone = 0;
    for (int axis = 0; axis < rows.axis(); axis++) {
      gone += axes.contains(axis) && shape.get(axis) == 1 ? 1 : 0;
    }
    to.keep(operation, rows.at(rows.axis() - gone));
  }

  private static void followTranspose(Partitioner to, Operation operation) {
    Rows rows = PartRules.ofFirst(to, operation);
    List<Integer> axes =
        ShapeRules.axes(
            List.of(operation.<Long>constant(1), operation.<Long>constant(2)),
            operation.value(0).rank());
    int place = axes.indexOf(rows.axis());
    to.keep(operation, place < 0 ? rows : rows.at(axes.get(1 - place)));
  }

  private static void followPermute(Partitioner to, Operation operation) {
    Rows rows = PartRules.ofFirst(to, operation);
    List<Integer> axes = ShapeRules.axes(operation.constant(1), operation.value(0).rank());
    to.keep(operation, rows.at(axes.indexOf(rows.axis())));
  }

  /** An index that takes positions and ranges of other axes. */
  private static void followGet(Partitioner to, Operation operation) {
    Rows rows = PartRules.ofFirst(to, operation);
    int axis = 0;
    int result = 0;
    int found = -1;
    for (String part : operation.<String>constant(1).split(",")) {
      if (part.equals("new")) {
        result++;
        continue;
      }
      boolean isAll = part.equals(":");
      if (axis == rows.axis() && !isAll || part.startsWith("@")) {
        throw Mixed.by(operation);
      }
      if (axis == rows.axis()) {
        found = result;
      }
      result += part.contains(":") ? 1 : 0;
      axis++;
    }
    to.keep(operation, rows.at(found >= 0 ? found : result + rows.axis() - axis));
  }

  private static void followJoin(Partitioner to, Operation operation, boolean isStack) {
    Rows rows = null;
    for (Value part : operation.values(0)) {
      Rows own = to.rows(part);
      if (own == null || rows != null && !rows.equals(own) || part.rank() == 1 && !isStack) {
        throw Mixed.by(operation);
      }
      rows = own;
    }
    int axis =
        ShapeRules.axes(List.of(operation.<Long>constant(1)), operation.output().rank()).get(0);
    if (isStack) {
      rows = rows.at(rows.axis() + (axis <= rows.axis() ? 1 : 0));
    } else if (axis == rows.axis()) {
      throw Mixed.by(operation);
    }
    to.keep(operation, rows);
  }

  private static void followUnbind(Partitioner to, Operation operation) {
    Rows rows = PartRules.ofFirst(to, operation);
    int axis =
        ShapeRules.axes(List.of(operation.<Long>constant(1)), operation.value(0).rank()).get(0);
    if (axis == rows.axis()) {
      throw Mixed.by(operation);
    }
    to.keep(operation, rows.at(rows.axis() - (axis < rows.axis() ? 1 : 0)));
  }

  private static void followRoll(Partitioner to, Operation operation) {
    List<Long> axes = operation.constant(2);
    if (axes.isEmpty()) {
      throw Mixed.by(operation); // all numbers in a row
    }
    PartRules.keepBeside(to, operation, axes);
  }
}
