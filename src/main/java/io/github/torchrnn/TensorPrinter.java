package io.github.torchrnn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Autograd;
import io.github.torchrnn.internal.Calls;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Parameters;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** torch's text of a tensor, with its default print options. */
final class TensorPrinter {

  private static final String PREFIX = "tensor(";
  private static final int LINE_WIDTH = 80;
  private static final int THRESHOLD = 1000;
  private static final int EDGE_ITEMS = 3;

  private final long[] sizes;
  private final boolean summarize;
  private final ElementFormat elements;

  private TensorPrinter(long[] sizes, boolean summarize, ElementFormat elements) {
    this.sizes = sizes;
    this.summarize = summarize;
    this.elements = elements;
  }

  /** {@code repr(array)}. */
  static String repr(NDArray array) {
    Calls.enter();
    try {
      long[] sizes = Tensors.usable("array", array).getShape().getShape();
      String text = PREFIX + (array.size() == 0 ? "[]" : contents(array, sizes));
      String repr = withSuffixes(text, suffixes(array, sizes));
      return Parameters.isParameter(array) ? "Parameter containing:\n" + repr : repr;
    } catch (IllegalStateException e) {
      Tensors.usable("array", array); // another thread may have closed it, which DJL says otherwise
      throw e;
    } finally {
      Calls.exit();
    }
  }

  private static String contents(NDArray array, long[] sizes) {
    boolean summarize = array.size() > THRESHOLD;
    try (NDArray shown = Kernels.call(LibTorch.manager(), "shown", array, summarize, EDGE_ITEMS)) {
      ElementFormat elements = ElementFormat.of(shown, array.getDataType().isFloating());
      return new TensorPrinter(sizes, summarize, elements).text(0, 0, PREFIX.length());
    }
  }

  /** The text of the part with the given leading index, which starts at an offset of the data. */
  private String text(int dim, int offset, int indent) {
    if (dim == sizes.length) {
      return elements.text(offset);
    }
    int count = shown(dim);
    int stride = 1;
    for (int i = dim + 1; i < sizes.length; i++) {
      stride *= shown(i);
    }
    boolean last = dim == sizes.length - 1;
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (cut(dim) && i == EDGE_ITEMS) {
        parts.add(last ? " ..." : "...");
      }
      parts.add(text(dim + 1, offset + i * stride, indent + 1));
    }
    return "[" + (last ? lines(parts, indent) : blocks(parts, dim, indent)) + "]";
  }

  private boolean cut(int dim) {
    return summarize && sizes[dim] > 2 * EDGE_ITEMS;
  }

  private int shown(int dim) {
    return cut(dim) ? 2 * EDGE_ITEMS : (int) sizes[dim];
  }

  private String blocks(List<String> parts, int dim, int indent) {
    String blankLines = "\n".repeat(sizes.length - dim - 1);
    return String.join("," + blankLines + " ".repeat(indent + 1), parts);
  }

  private String lines(List<String> parts, int indent) {
    int perLine = Math.max(1, (LINE_WIDTH - indent) / (elements.width() + 2));
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < parts.size(); i += perLine) {
      lines.add(String.join(", ", parts.subList(i, Math.min(i + perLine, parts.size()))));
    }
    return String.join(",\n" + " ".repeat(indent + 1), lines);
  }

  private static List<String> suffixes(NDArray array, long[] sizes) {
    List<String> suffixes = new ArrayList<>();
    if (array.getDevice().isGpu()) {
      suffixes.add("device='" + TorchText.device(array.getDevice()) + "'");
    }
    boolean empty = array.size() == 0;
    if (empty && sizes.length != 1) {
      suffixes.add(
          Arrays.stream(sizes)
              .mapToObj(Long::toString)
              .collect(Collectors.joining(", ", "size=(", ")")));
    }
    switch (array.getDataType()) {
      case FLOAT32 -> {}
      case INT64, BOOLEAN -> {
        if (empty) {
          suffixes.add("dtype=" + TorchText.dtype(array.getDataType()));
        }
      }
      default -> suffixes.add("dtype=" + TorchText.dtype(array.getDataType()));
    }
    if (Kernels.callBoolean("requires_grad", array)) {
      suffixes.add(
          Kernels.callBoolean("is_leaf", array)
              ? "requires_grad=True"
              : "grad_fn=<" + Autograd.gradFn(array) + ">");
    }
    return suffixes;
  }

  private static String withSuffixes(String text, List<String> suffixes) {
    StringBuilder all = new StringBuilder(text);
    int lineLength = text.length() - text.lastIndexOf('\n') + 1;
    for (String suffix : suffixes) {
      if (lineLength + suffix.length() + 2 > LINE_WIDTH) {
        all.append(",\n").append(" ".repeat(PREFIX.length())).append(suffix);
        lineLength = PREFIX.length() + suffix.length();
      } else {
        all.append(", ").append(suffix);
        lineLength += suffix.length() + 2;
      }
    }
    return all.append(")").toString();
  }
}
