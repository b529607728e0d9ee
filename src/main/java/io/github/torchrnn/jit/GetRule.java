package io.github.torchrnn.jit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The row of {@code x[...]}: {@code get(x, parts)}. The parts are separated by commas: a number
 * takes one position of an axis, {@code min:max:step} a range, with {@code null} for an end of the
 * axis, and {@code :} all of it.
 */
final class GetRule implements Rule {

  @Override
  public void forward(Emitter out, Operation operation) {
    List<String> views = new ArrayList<>(List.of(out.name(operation.value(0))));
    int axis = 0;
    for (String part : parts(operation)) {
      String before = views.get(views.size() - 1);
      if (part.equals(":")) {
        axis++;
        continue;
      }
      String view =
          part.contains(":")
              ? "torch.slice(%s, %d, %s)".formatted(before, axis++, range(part))
              : "torch.select(%s, %d, %s)".formatted(before, axis, part);
      views.add(out.shared("view", view));
    }
    out.save(operation, "views", String.join(",", views));
    out.name(operation.output(), views.get(views.size() - 1));
  }

  @Override
  public void backward(Backward back, Operation operation, List<@Nullable String> gradients) {
    String[] views = back.out().saved(operation, "views").split(",");
    String[] parts = parts(operation);
    String gradient = gradients.get(0);
    int axis = (int) List.of(parts).stream().filter(part -> part.contains(":")).count();
    int view = views.length - 2;
    for (int i = parts.length - 1; i >= 0; i--) {
      String part = parts[i];
      axis -= part.contains(":") ? 1 : 0;
      if (part.equals(":")) {
        continue;
      }
      String sizes = "torch.size(%s)".formatted(views[view--]);
      gradient =
          part.contains(":")
              ? "torch.slice_backward(%s, %s, %d, %s)"
                  .formatted(gradient, sizes, axis, fullRange(part))
              : "torch.select_backward(%s, %s, %d, %s)".formatted(gradient, sizes, axis, part);
    }
    back.add(operation.value(0), gradient);
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
