package io.github.torchrnn.jit;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The row of {@code x[...]}: {@code get(x, parts)}, or {@code get(x, parts, indices)}. The parts
 * are separated by commas: a number takes one position of an axis, {@code min:max:step} a range,
 * with {@code null} for an end of the axis, {@code :} all of it, {@code new} makes an axis, and
 * {@code @0} takes the positions in the first array of indices.
 */
final class GetRule implements Rule {

  @Override
  public void forward(Emitter out, Operation operation) {
    List<String> views = new ArrayList<>(List.of(out.name(operation.value(0))));
    List<String> indices = new ArrayList<>();
    int axis = 0;
    for (String part : parts(operation)) {
      String before = views.get(views.size() - 1);
      if (part.startsWith("@")) {
        while (indices.size() < axis) {
          indices.add("None");
        }
        Value index = operation.values(2).get(Integer.parseInt(part.substring(1)));
        String name = out.name(index);
        indices.add(
            index.type() == DataType.INT64
                ? name
                : out.shared("index", "torch.to(%s, 4)".formatted(name)));
        axis++;
      } else if (part.equals(":")) {
        axis++;
      } else if (part.equals("new")) {
        views.add(out.shared("view", "torch.unsqueeze(%s, %s)".formatted(before, axis++)));
      } else if (part.contains(":")) {
        String range = "torch.slice(%s, %s, %s)".formatted(before, axis++, range(part));
        views.add(out.shared("view", range));
      } else {
        views.add(out.shared("view", "torch.select(%s, %s, %s)".formatted(before, axis, part)));
      }
    }
    String last = views.get(views.size() - 1);
    out.save(operation, "views", String.join(",", views));
    if (indices.isEmpty()) {
      out.name(operation.output(), last);
      return;
    }
    String list = "annotate(List[Optional[Tensor]], [%s])".formatted(String.join(", ", indices));
    out.save(operation, "indices", list);
    out.define(operation.output(), "torch.index(%s, %s)".formatted(last, list));
  }

  @Override
  public void backward(Backward back, Operation operation, List<@Nullable String> gradients) {
    Emitter out = back.out();
    String[] views = out.saved(operation, "views").split(",");
    String[] parts = parts(operation);
    String gradient = gradients.get(0);
    if (operation.arguments().size() > 2) {
      gradient =
          "torch.index_put(torch.zeros_like(%s), %s, %s, True)"
              .formatted(views[views.length - 1], out.saved(operation, "indices"), gradient);
    }
    int axis = 0;
    for (String part : parts) {
      axis += isPosition(part) ? 0 : 1;
    }
    int view = views.length - 2;
    for (int i = parts.length - 1; i >= 0; i--) {
      String part = parts[i];
      axis -= isPosition(part) ? 0 : 1;
      if (part.equals(":") || part.startsWith("@")) {
        continue;
      }
      String sizes = "torch.size(%s)".formatted(views[view--]);
      if (part.equals("new")) {
        gradient = "torch.squeeze(%s, %s)".formatted(gradient, axis);
      } else if (part.contains(":")) {
        gradient =
            "torch.slice_backward(%s, %s, %s, %s)"
                .formatted(gradient, sizes, axis, fullRange(part));
      } else {
        gradient = "torch.select_backward(%s, %s, %s, %s)".formatted(gradient, sizes, axis, part);
      }
    }
    back.add(operation.value(0), gradient);
  }

  /** Whether a part takes away its axis. */
  private static boolean isPosition(String part) {
    return !part.contains(":") && !part.equals("new") && !part.startsWith("@");
  }

  private static String[] parts(Operation operation) {
    String parts = operation.constant(1);
    return parts.split(",");
  }

  private static String range(String part) {
    return part.replace("null", "None").replace(":", ", ").replaceAll("None$", "1");
  }

  /** A range whose ends are numbers, which the backward takes, and cuts to the axis. */
  private static String fullRange(String part) {
    String[] ends = part.split(":");
    return "%s, %s, %s"
        .formatted(
            ends[0].equals("null") ? "0" : ends[0],
            ends[1].equals("null") ? Long.toString(Long.MAX_VALUE) : ends[1],
            ends[2].equals("null") ? "1" : ends[2]);
  }
}
