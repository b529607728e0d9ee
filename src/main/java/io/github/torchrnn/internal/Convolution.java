package io.github.torchrnn.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions along one axis or two, by a way that is correct on this processor: oneDNN's, or
 * LibTorch's own in float64; see {@link Primitive#CONV1D}.
 */
public final class Convolution {

  /** The call that the layers' TorchScript has: its function, input, bias and other arguments. */
  private static final Pattern OWN_CALL =
      Pattern.compile(
          "torch\\.conv([12])d\\((\\w+), self\\.weight, (self\\.bias|None), ([^\n]*)\\)");

  private static final Pattern ANY_CALL = Pattern.compile("torch\\.conv([12])d\\(");

  private Convolution() {}

  /**
   * Runs a convolution. LibTorch checks the arguments.
   *
   * @param axes 1 or 2, of which the lists have a number each
   * @param same whether the output gets the input's size, whatever the padding says
   */
  public static NDArray run(
      int axes,
      NDArray input,
      NDArray weight,
      @Nullable NDArray bias,
      long[] stride,
      long[] padding,
      boolean same,
      long[] dilation,
      long groups) {
    return Functions.call(
        input.getManager(),
        axes == 1 ? "conv1d" : "conv2d",
        way(axes, input),
        input,
        weight,
        bias,
        stride,
        padding,
        same,
        dilation,
        groups);
  }

  /** The number of the way to take: 0, the usual one, wherever oneDNN is not used. */
  private static int way(int axes, NDArray input) {
    DataType type = input.getDataType();
    boolean oneDnn =
        (type == DataType.FLOAT32 || type == DataType.FLOAT16) && !input.getDevice().isGpu();
    return oneDnn ? primitive(axes).way() : 0;
  }

  private static Primitive primitive(int axes) {
    return axes == 1 ? Primitive.CONV1D : Primitive.CONV2D;
  }

  /**
   * The TorchScript of a module that runs in this process: unchanged, unless oneDNN is wrong here.
   *
   * @throws UnsupportedOperationException if oneDNN is wrong and the script calls a convolution in
   *     its own way
   */
  public static String correct(String script) {
    Matcher own = OWN_CALL.matcher(script);
    String correct =
        own.replaceAll(
            call ->
                wayIn(call.group(1)) == 0
                    ? Matcher.quoteReplacement(call.group())
                    : "torch.conv%sd(%s.to(7), self.weight.to(7), %s, %s).to(%s.dtype)"
                        .formatted(
                            call.group(1),
                            call.group(2),
                            call.group(3).equals("None") ? "None" : "self.bias.to(7)",
                            call.group(4),
                            call.group(2)));
    boolean other =
        ANY_CALL.matcher(own.replaceAll("")).results().anyMatch(call -> wayIn(call.group(1)) != 0);
    if (other) {
      throw new UnsupportedOperationException(
          "its TorchScript calls a convolution, which is wrong on this processor");
    }
    return correct;
  }

  private static int wayIn(String axes) {
    return primitive(Integer.parseInt(axes)).way();
  }
}
